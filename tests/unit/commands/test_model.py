"""`teller model`: what is promoted, what is not, the way back, and learning from what customers wrote."""

from __future__ import annotations

import csv
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from sqlalchemy import Engine, insert, select

from bot.commands import model as command
from bot.nlu.answers import PassageIndex
from bot.nlu.articles import Article
from bot.nlu.encoder import Encoder
from bot.nlu.intents import IntentModel, with_names
from bot.nlu.skills import Skills
from bot.nlu.understanding import Understanding
from bot.runtime.archives import NoModelError, archive_to_serve, newest_archive
from bot.runtime.events import events, metadata, reviewed_events
from bot.store import Store
from bot.training.review import candidates, redacted

INTENTS = {"card_freeze": "card_freeze", "balances": "balances", "inform": None}
GOOD = {
    "card_freeze": ["freeze my card", "block the card", "lock my card please", "stop the card"],
    "balances": ["what is my balance", "how much money do i have", "balance please", "show my balance"],
}
SWAPPED = {"card_freeze": GOOD["balances"], "balances": GOOD["card_freeze"]}
SETS = {
    "messages.csv": "text,skill\nplease freeze the card,card_freeze\nhow much money is there,balances\n",
    "questions.csv": "text,article\nwhat does a transfer cost,fees\n",
    "notes.csv": "whatever,else\n1,2\n",
}


def pack(models: Path, name: str, examples: dict[str, list[str]]) -> Path:
    """An archive as `teller train` writes it, with a model of these examples alone."""
    encoder = Encoder.load()
    pairs = [(text, intent) for intent, texts in examples.items() for text in texts]
    texts, labels = with_names([text for text, _ in pairs], [intent for _, intent in pairs])
    articles = [Article("fees", "What does a transfer cost?", ("is a transfer free",), ("A transfer is free.",))]
    understanding = Understanding(
        IntentModel.fit(encoder.encode(texts), texts, labels),
        Skills(INTENTS, {"card_freeze": "Freeze", "balances": "See"}),
        PassageIndex.build(articles, encoder.encode),
    )
    folder = models.parent / f"{name} unpacked"
    understanding.save(folder)
    models.mkdir(exist_ok=True)
    archive = models / f"{name}.tar.gz"
    with tarfile.open(archive, "w:gz") as packed:
        packed.add(folder, "components/intents")
    return archive


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    models = tmp_path_factory.mktemp("trained") / "models"
    return {name: pack(models, name, said).read_bytes() for name, said in (("good", GOOD), ("bad", SWAPPED))}


@pytest.fixture
def models(tmp_path: Path, trained: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a good archive `1`, and settings that point to it."""
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "1.tar.gz").write_bytes(trained["good"])
    for name, content in SETS.items():
        (tmp_path / name).write_text(content)
    monkeypatch.setenv("TELLER_MODELS_PATH", str(folder))
    monkeypatch.setenv("TELLER_BOT_URL", f"sqlite:///{tmp_path / 'bot.db'}")
    return folder


def run(*arguments: str | Path, said: str | None = None) -> Result:
    return CliRunner().invoke(command.model, [str(argument) for argument in arguments], input=said)


def promote(models: Path, name: str, *more: str) -> Result:
    return run("promote", models / f"{name}.tar.gz", "--sets", models.parent, *more)


def test_until_one_is_promoted_the_newest_is_served(models: Path, trained: dict[str, bytes]) -> None:
    (models / "2.tar.gz").write_bytes(trained["bad"])
    assert archive_to_serve(models).name == "2.tar.gz"
    assert promote(models, "1").exit_code == 0
    assert archive_to_serve(models).name == "1.tar.gz"
    assert newest_archive(models).name == "2.tar.gz"


def test_a_model_that_is_worse_is_not_promoted_and_the_report_says_where(
    models: Path, trained: dict[str, bytes]
) -> None:
    promote(models, "1")
    (models / "2.tar.gz").write_bytes(trained["bad"])
    result = promote(models, "2")
    assert result.exit_code == 1
    assert "2.tar.gz is worse on messages and was not promoted" in result.output
    assert archive_to_serve(models).name == "1.tar.gz"
    report = json.loads((models / "reports" / "2.json").read_text())
    assert report["promoted"] is False
    assert {one["set"]: one["is_worse"] for one in report["sets"]} == {"messages": True, "questions": False}
    assert "please freeze the card" in (models / "reports" / "2.html").read_text()


def test_one_that_is_no_worse_is_promoted_and_rolled_back_in_one_command(
    models: Path, trained: dict[str, bytes]
) -> None:
    promote(models, "1")
    (models / "2.tar.gz").write_bytes(trained["good"])
    assert json.loads(promote(models, "2", "--json").stdout) == {"in_service": "2.tar.gz", "before": ["1.tar.gz"]}
    assert archive_to_serve(models).name == "2.tar.gz"
    assert "In service from the next start on: 1.tar.gz" in run("rollback").output
    assert archive_to_serve(models).name == "1.tar.gz"
    assert run("rollback").exit_code == 1


def test_a_worse_one_can_be_promoted_for_a_reason_that_is_kept(models: Path, trained: dict[str, bytes]) -> None:
    promote(models, "1")
    (models / "2.tar.gz").write_bytes(trained["bad"])
    assert promote(models, "2", "--despite", "The law of Monday").exit_code == 0
    assert json.loads((models / "reports" / "2.json").read_text())["despite"] == "The law of Monday"
    assert "The law of Monday" in (models / "reports" / "2.html").read_text()


def test_what_is_in_service_must_be_what_was_promoted(models: Path, trained: dict[str, bytes]) -> None:
    promote(models, "1")
    (models / "1.tar.gz").write_bytes(trained["bad"])
    with pytest.raises(NoModelError, match="not the file that was put in service"):
        archive_to_serve(models)
    (models / "1.tar.gz").unlink()
    with pytest.raises(NoModelError, match="is not there"):
        archive_to_serve(models)


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"now": {"archive": "../x", "sha256": "", "at": ""}, "before": []}']
)
def test_a_damaged_pointer_serves_nothing_and_says_what_to_do(models: Path, content: str) -> None:
    (models / "in-service.json").write_text(content)
    with pytest.raises(NoModelError, match="teller model promote"):
        archive_to_serve(models)
    assert promote(models, "1").exit_code == 0
    assert archive_to_serve(models).name == "1.tar.gz"


def test_an_archive_that_is_none_cannot_be_promoted(models: Path) -> None:
    promote(models, "1")
    (models / "2.tar.gz").write_bytes(b"no archive")
    assert "cannot be read" in promote(models, "2").output
    outside = models.parent / "3.tar.gz"
    outside.write_bytes(b"")
    assert "only what lies there can be served" in run("promote", outside).output


def said(
    text: str, intent: str, kind: str = "answer", entities: tuple[dict[str, object], ...] = ()
) -> dict[str, object]:
    ranking = [{"name": "balances", "confidence": 0.4}, {"name": "card_freeze", "confidence": 0.3}]
    return {
        "text": text,
        "parse_data": {
            "intent": {"name": intent},
            "intent_ranking": ranking,
            "outcome": {"kind": kind},
            "entities": list(entities),
        },
    }


@pytest.fixture
def engine(models: Path) -> Iterator[Engine]:
    """Three customers: one was asked back and pressed a button, one took an answer back, one was content."""
    conversations = {
        "a": [said("my plastic thingy to Mia", "nlu_fallback", "clarify", (
            {"entity": "payee", "start": 21, "end": 24, "text": "Mia"},)), said("/card_freeze", "card_freeze")],
        "b": [said("so wats left", "card_freeze"), said("no", "deny")],
        "c": [said("My plastic  thingy to Sam", "nlu_fallback", "clarify")],
        "d": [said("what is my balance", "balances"), said("thanks", "thanks")],
        "e": [said("sing me a song", "out_of_scope", "out_of_scope")],
    }  # fmt: skip
    store = Store.open(f"sqlite:///{models.parent / 'bot.db'}")
    metadata.create_all(store.engine)
    with store.engine.begin() as connection:
        for sender, turns in conversations.items():
            for turn in turns:
                row = {"sender_id": sender, "type_name": "user", "timestamp": 0.0, "data": json.dumps(turn)}
                connection.execute(insert(events), [row])
    yield store.engine
    store.close()


@pytest.mark.usefixtures("engine")
def test_what_was_not_understood_is_gathered_redacted_and_by_how_often_it_was_said(engine: Engine) -> None:
    found = candidates(engine, INTENTS, known=[])
    assert [(one.text, one.reason, len(one.event_ids)) for one in found] == [
        ("my plastic thingy to Sam", "unsure", 2),
        ("so wats left", "taken back", 1),
        ("sing me a song", "declined", 1),
    ]
    assert found[0].suggestions[0] == "card_freeze", "what the customer pressed is likeliest"
    assert [one.text for one in candidates(engine, INTENTS, known=["So wats LEFT"])] == [
        "my plastic thingy to Sam",
        "sing me a song",
    ]


@pytest.mark.parametrize(
    ("text", "entities", "shown"),
    [
        ("send 50 to Anna Schmidt", [("payee", 11, 23)], "send 50 to Sam"),
        ("DE89370400440532013000 is mine", [("iban", 0, 22)], "DE02120300000000202051 is mine"),
        ("call me 0171 555 1234 or 99", [], "call me 000000 or 99"),
        ("mail a@b.de about 4711", [("email", 5, 11)], "mail name@example.com about 4711"),
        ("[freeze](intent)", [], ""),
        ("x" * 301, [], ""),
    ],
)
def test_what_tells_who_it_was_is_replaced(text: str, entities: list[tuple[str, int, int]], shown: str) -> None:
    found = tuple({"entity": kind, "start": start, "end": end} for kind, start, end in entities)
    assert redacted(said(text, "balances", entities=found)) == shown


@pytest.fixture
def lessons(models: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of its own for the command: reviewed messages must not land in this repository."""
    data = models.parent / "data"
    (data / "nlu").mkdir(parents=True)
    entry = {"level": "signed_in", "offer": "See"}
    skills = {skill: {"intents": [skill], **entry} for skill in ("card_freeze", "balances")}
    (data / "skills.yml").write_text(yaml.safe_dump({"skills": skills, "turns": {}, "unskilled": ["inform"]}))
    monkeypatch.setattr(command, "PROJECT_ROOT", models.parent)
    return data / "nlu" / "reviewed.yml"


def test_messages_are_labelled_in_the_terminal_and_not_shown_again(engine: Engine, lessons: Path) -> None:
    review = ("review", "--labels-only", "--sets", lessons.parents[2])
    result = run(*review, said="1\nnonsense\nbalances\nd\n")
    assert result.exit_code == 0, result.output
    assert "There is no such intent" in result.output
    assert "3 of 3 messages dealt with, 2 to be learnt from." in result.output
    blocks = yaml.safe_load(lessons.read_text())["nlu"]
    assert {block["intent"]: block["examples"] for block in blocks} == {
        "balances": "- so wats left\n",
        "card_freeze": "- my plastic thingy to Sam\n",
    }
    with engine.connect() as connection:
        assert len(connection.execute(select(reviewed_events)).all()) == 4
    assert "0 of 0 messages dealt with" in run(*review).output


@pytest.mark.usefixtures("engine")
def test_messages_are_labelled_in_a_spreadsheet(lessons: Path) -> None:
    table, sets = lessons.parents[2] / "table.csv", lessons.parents[2]
    assert "3 messages to label" in run("review", "--to", table, "--sets", sets).output
    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["intent"], rows[1]["intent"] = "card_freeze", "-"
    with table.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    result = run("review", "--from", table, "--labels-only", "--sets", sets)
    assert "2 of 3 messages dealt with, 1 to be learnt from." in result.output
    assert "my plastic thingy to Sam" in lessons.read_text()


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("content", "sentence"),
    [("id,intent\n1,sing\n", "There is no intent sing"), ("a,b\n1,2\n", "no columns id and intent"), ("", None)],
)
def test_a_table_that_will_not_do_is_one_sentence_and_keeps_nothing(
    lessons: Path, content: str, sentence: str | None
) -> None:
    table = lessons.parents[2] / "table.csv"
    table.write_text(content)
    result = run("review", "--from", table, "--labels-only", "--sets", lessons.parents[2])
    assert (sentence or "0 of 3 messages dealt with") in result.output
    assert not lessons.exists()
