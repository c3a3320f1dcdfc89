"""`teller evaluate` and `teller model`: figures for scripts, and one sentence where something is wrong."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.commands.evaluate import evaluate
from bot.commands.model import model

TRAIN = """text,category
freeze my card,card
block the card,card
lock my card,card
what is my balance,balance
how much money do i have,balance
balance please,balance
"""
TEST = "text,category\nplease freeze the card,card\nhow much money is there,balance\n"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(evaluate, [str(argument) for argument in arguments])


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "train.csv").write_text(TRAIN)
    (tmp_path / "test.csv").write_text(TEST)
    (tmp_path / "foreign.csv").write_text("text\nwho won the match\ntell me a joke\n")
    return tmp_path


def test_intents_are_evaluated_in_the_agreed_format(files: Path) -> None:
    result = run(
        "intents", "--train", files / "train.csv", "--test", files / "test.csv",
        "--out-of-scope", files / "foreign.csv", "--predictions", "--json",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    figures = json.loads(result.output)
    assert figures["accuracy"] == figures["macro_f1"] == figures["top3"] == 1
    assert set(figures) >= {"resolved_in_two", "fit_seconds", "messages_per_second"}
    assert set(figures["out_of_scope"]) == {"auroc", "fpr95", "recall", "in_scope_accepted"}
    assert [prediction["intent"] for prediction in figures["predictions"]] == ["card", "balance"]


def test_predictions_are_left_out_unless_asked_for(files: Path) -> None:
    result = run("intents", "--train", files / "train.csv", "--test", files / "test.csv", "--json")
    assert "predictions" not in json.loads(result.output)


def test_a_report_on_intents_shows_mistakes_and_curves_and_fetches_nothing(files: Path) -> None:
    (files / "test.csv").write_text(TEST + "<b>freeze & lock</b> the card,balance\n")
    result = run(
        "intents", "--train", files / "train.csv", "--test", files / "test.csv",
        "--out-of-scope", files / "foreign.csv", "--report", files / "new" / "folder", "--json",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    page = (files / "new" / "folder" / "intents.html").read_text()
    for heading in ("Confusion pairs", "Reliability", "Out of scope", "Slowest messages"):
        assert f"<h2>{heading}</h2>" in page
    assert "&lt;b&gt;freeze &amp; lock&lt;/b&gt; the card" in page
    assert page.count("<svg") == 2
    assert "http" not in page.replace("http-equiv", "")


def test_a_report_on_answers_shows_what_came_first_instead(files: Path) -> None:
    articles = [{"id": "fees", "text": "A transfer is free."}, {"id": "hours", "text": "The branch opens at nine."}]
    queries = [{"text": "what does a transfer cost", "id": "hours"}, {"text": "best pizza in town", "id": None}]
    for name, rows in (("articles", articles), ("queries", queries)):
        (files / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)))
    where = ("--articles", files / "articles.jsonl", "--queries", files / "queries.jsonl", "--report", files)
    assert run("answers", *where, "--json").exit_code == 0
    page = (files / "answers.html").read_text()
    assert "what does a transfer cost" in page
    assert "best pizza in town" in page


def test_a_report_that_cannot_be_written_is_one_sentence(files: Path) -> None:
    (files / "taken").write_text("")
    where = ("--train", files / "train.csv", "--test", files / "test.csv", "--report", files / "taken" / "inside")
    result = run("intents", *where)
    assert result.exit_code == 1
    assert "give --report another folder" in result.output


def test_examples_may_come_in_several_files(files: Path) -> None:
    more = files / "more.csv"
    more.write_text("\ufefftext,category\nwhere is the branch,branch\nnearest branch,branch\n")
    result = run("intents", "--train", files / "train.csv", "--train", more, "--test", more)
    assert "accuracy: 1.0" in result.output


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "has no column text"),
        (b"sentence,category\nhi,a\n", "has no column text"),
        (b"text,label\nhi,a\n", "has no column category"),
        (b"text,category\n", "has no rows"),
        (b"text,category\nhi\n", "has a row without a category"),
        (b"text,category\nhi,\n", "has a row without a category"),
        (b"\xff\xfe\x00text", "cannot be read as CSV"),
        (b"text,category\nhi,a\nhello,a\n", "at least two intents"),
    ],
)
def test_a_file_that_will_not_do_is_one_sentence(files: Path, content: bytes, sentence: str) -> None:
    (files / "bad.csv").write_bytes(content)
    result = run("intents", "--train", files / "bad.csv", "--test", files / "test.csv")
    assert result.exit_code == 1
    assert sentence in result.output
    assert result.output.startswith("teller: ")
    assert result.output.count("\n") == 1


def test_a_file_that_is_not_there_is_misuse(files: Path) -> None:
    assert run("intents", "--train", files / "none.csv", "--test", files / "test.csv").exit_code == 2


def test_answers_are_evaluated_in_the_agreed_format(files: Path) -> None:
    (files / "a.jsonl").write_text(
        '{"id": "fees", "text": "Transfers are free."}\n{"id": 7, "text": "We open at nine."}\n'
    )
    (files / "q.jsonl").write_text('{"text": "what is a transfer", "id": "fees"}\n{"text": "poem", "id": null}\n')
    result = run("answers", "--articles", files / "a.jsonl", "--queries", files / "q.jsonl", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    assert set(told) == {"recall_at_1", "recall_at_5", "mrr", "no_answer_auroc", "answerable", "unanswerable"}


@pytest.mark.parametrize(
    ("articles", "queries", "sentence"),
    [
        ("", '{"text": "a", "id": null}', "is empty"),
        ("not json", '{"text": "a", "id": null}', "cannot be read as JSON"),
        ("[1]", '{"text": "a", "id": null}', "cannot be read as JSON"),
        ('{"id": "a"}', '{"text": "a", "id": null}', "there must be a text and an id"),
        ('{"id": "a", "text": "b"}', '{"text": "a"}', "there must be a text and an id"),
        ('{"id": "a", "text": "b"}', '{"text": "a", "id": "z"}', "asks for the article z"),
    ],
)
def test_articles_and_queries_that_will_not_do_are_one_sentence(
    files: Path, articles: str, queries: str, sentence: str
) -> None:
    (files / "a.jsonl").write_text(articles)
    (files / "q.jsonl").write_text(queries)
    result = run("answers", "--articles", files / "a.jsonl", "--queries", files / "q.jsonl")
    assert result.exit_code == 1
    assert sentence in result.output


def test_the_packaged_encoder_is_verified() -> None:
    result = CliRunner().invoke(model, ["verify", "--json"])
    assert result.exit_code == 0
    assert json.loads(result.output)["licence"] == "Apache-2.0"


def test_a_missing_encoder_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELLER_ENCODER_PATH", str(tmp_path))
    result = CliRunner().invoke(model, ["verify"])
    assert result.exit_code == 1
    assert result.output.startswith("teller: There is no encoder in")


def test_training_the_encoder_without_pytorch_is_one_sentence(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    result = run("intents", "--train", files / "train.csv", "--test", files / "test.csv", "--adapt")
    assert result.exit_code == 1
    assert result.output == (
        "teller: Training the encoder needs PyTorch, which is not installed: docs/model.md says how to add it.\n"
    )
