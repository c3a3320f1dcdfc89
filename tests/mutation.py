"""Breaks the bank's rules one place at a time, and counts how often the tests notice.

    .venv/bin/python tests/mutation.py [--module orders limits] [--survivors]

A mutant is `bank/domain` with one operator, number, truth value, condition or return value changed. It is killed if a
unit or property test fails with it: first those that name the module, then all of the bank's unit tests. The words of
errors and docstrings are not changed, since they decide nothing. Each mutant runs in a process forked from one that
has run the tests without a change and forgotten the bank: all that the bank stands on is imported once. After each
module its figure is told.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import resource
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
DOMAIN = ROOT / "bank" / "domain"
TESTS = ("tests/unit/bank/domain", "tests/unit/bank/store", "tests/property/bank/test_money_and_iban.py")
MUTANT_SECONDS = 20
GOAL = 0.9

SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Add: ast.Sub, ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Mod: ast.Add, ast.Div: ast.Mult, ast.And: ast.Or,
    ast.Or: ast.And, ast.USub: ast.UAdd,
}  # fmt: skip


class Mutator(ast.NodeTransformer):
    """Changes the place with one number; counts all there are."""

    def __init__(self, wanted: int | None = None) -> None:
        self.places = 0
        self.line = 0
        self.what = ""
        self._wanted = wanted

    def _is_it(self, node: ast.AST, what: str) -> bool:
        self.places += 1
        if self.places - 1 != self._wanted:
            return False
        self.line, self.what = getattr(node, "lineno", 0), what
        return True

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        for place, operator in enumerate(node.ops):
            if self._is_it(node, "comparison"):
                node.ops[place] = _swap(operator)  # type: ignore[call-overload]
        return self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        # What is joined with | is a type or a set; a text is put together.
        if type(node.op) in SWAPPED and not isinstance(node.left, ast.JoinedStr) and self._is_it(node, "arithmetic"):
            node.op = _swap(node.op)  # type: ignore[assignment]
        return self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        if type(node.op) in SWAPPED and self._is_it(node, "arithmetic"):
            node.op = _swap(node.op)  # type: ignore[assignment]
        return self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        if self._is_it(node, "and, or"):
            node.op = _swap(node.op)  # type: ignore[assignment]
        return self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        if isinstance(node.op, ast.Not) and self._is_it(node, "not"):
            return self.generic_visit(node.operand)
        if isinstance(node.op, ast.USub) and self._is_it(node, "sign"):
            node.op = ast.UAdd()
        return self.generic_visit(node)

    def visit_If(self, node: ast.If) -> ast.AST:
        return self._condition(node)

    def visit_While(self, node: ast.While) -> ast.AST:
        return self._condition(node)

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        return self._condition(node)

    def visit_Return(self, node: ast.Return) -> ast.AST:
        if node.value is not None and not _is_none(node.value) and self._is_it(node, "return"):
            node.value = ast.Constant(None)
        return self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, bool):
            return ast.Constant(not node.value) if self._is_it(node, "truth value") else node
        if isinstance(node.value, int):
            return ast.Constant(node.value + 1) if self._is_it(node, "number") else node
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        return node  # words

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_arguments(self, node: ast.arguments) -> ast.AST:
        node.defaults = [self.visit(value) for value in node.defaults]
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.visit(node.args)
        node.body = [self.visit(statement) for statement in node.body]
        return node

    def _condition(self, node: ast.If | ast.While | ast.IfExp) -> ast.AST:
        if self._is_it(node, "condition"):
            node.test = ast.UnaryOp(ast.Not(), node.test)
            return node
        return self.generic_visit(node)


def _swap(operator: ast.AST) -> ast.AST:
    return SWAPPED[type(operator)]()


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


class Mutant(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module of the domain out of a changed tree."""

    def __init__(self, name: str, tree: ast.Module) -> None:
        self._name, self._tree = name, tree

    def find_spec(self, name: str, path: object = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_loader(name, self) if name == self._name else None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = self._name
        exec(compile(self._tree, self._name, "exec"), module.__dict__)  # noqa: S102 - our own rules, changed by one place


def mutants(path: Path) -> Iterator[tuple[Mutator, ast.Module]]:
    """Every mutant of a module: what was changed, and the changed tree."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    counting = Mutator()
    counting.visit(copy.deepcopy(tree))
    for number in range(counting.places):
        mutator = Mutator(number)
        yield mutator, ast.fix_missing_locations(mutator.visit(copy.deepcopy(tree)))


def tests_naming(module: str) -> list[str]:
    """The test files that import the module themselves."""
    files = [path for folder in TESTS for path in _files(ROOT / folder)]
    named = [path for path in files if f"bank.domain.{module}" in (text := path.read_text()) or f" {module}" in text]
    return [str(path.relative_to(ROOT)) for path in named]


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("test_*.py")) if path.is_dir() else [path]


def is_killed(name: str, tree: ast.Module, tests: Sequence[str]) -> bool:
    """Whether a test fails, or does not end, with the mutant in the module's place."""
    pid = os.fork()
    if pid == 0:
        os._exit(_run(Mutant(name, tree), tests))
    _, status = os.waitpid(pid, 0)
    return status != 0


def _run(mutant: Mutant, tests: Sequence[str]) -> int:
    # Of the processor's time, so that a busy machine kills no mutant.
    resource.setrlimit(resource.RLIMIT_CPU, (MUTANT_SECONDS, MUTANT_SECONDS))
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    sys.meta_path.insert(0, mutant)
    try:
        return int(run_tests(tests) != 0)
    except BaseException:
        return 1


def run_tests(tests: Sequence[str]) -> int:
    """pytest's exit code. The project's plugins cost more than most of these tests, which need none."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    import pytest

    plain = ["-x", "-q", "-p", "no:cacheprovider", "--noconftest", "--assert=plain", "--import-mode=importlib"]
    return int(pytest.main([*plain, "-c", os.devnull, "--rootdir", str(ROOT), *tests]))


def forget_our_own() -> None:
    """Take the bank and its tests out of what is imported, so that the next import reads them again."""
    ours = [
        name
        for name, module in sys.modules.items()
        if name != "__main__" and (file := getattr(module, "__file__", None)) and _is_ours(Path(file))
    ]
    for name in ours:
        del sys.modules[name]


def _is_ours(file: Path) -> bool:
    return file.is_relative_to(ROOT) and "site-packages" not in file.parts


def measure(path: Path, everything: Sequence[str]) -> tuple[int, list[str]]:
    """How many mutants a module has, and those that nobody noticed."""
    name, near = f"bank.domain.{path.stem}", tests_naming(path.stem)
    made, survivors = 0, []
    for mutator, tree in mutants(path):
        made += 1
        if not ((near and is_killed(name, tree, near)) or is_killed(name, tree, everything)):
            survivors.append(f"{path.relative_to(ROOT)}:{mutator.line} {mutator.what}")
    return made, survivors


def main() -> None:
    parser = argparse.ArgumentParser(description="How many changes of the bank's rules the tests notice.")
    parser.add_argument("--module", nargs="+", help="modules of bank/domain; all, if none is named")
    parser.add_argument("--survivors", action="store_true", help="name the changes that nobody noticed")
    chosen = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    everything = [str(path.relative_to(ROOT)) for folder in TESTS for path in _files(ROOT / folder)]
    assert run_tests(everything) == 0, "the tests fail without any change"
    forget_our_own()
    paths = [DOMAIN / f"{module}.py" for module in chosen.module] if chosen.module else sorted(DOMAIN.glob("*.py"))
    figures, made, dead = {}, 0, 0
    for path in paths:
        here, survivors = measure(path, everything)
        made, dead = made + here, dead + here - len(survivors)
        figures[path.stem] = [here - len(survivors), here]
        told = [f"{path.stem}: {here - len(survivors)} of {here}", *(survivors if chosen.survivors else ())]
        sys.stderr.write("".join(f"{line}\n" for line in told))
        sys.stderr.flush()
    share = round(dead / made, 3)
    sys.stdout.write(json.dumps({"mutants": made, "killed": dead, "share": share, "modules": figures}) + "\n")
    sys.exit(0 if dead >= GOAL * made else 1)


if __name__ == "__main__":
    main()
