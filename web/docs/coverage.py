"""The page of coverage: every requirement, and the tests that name it."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from web.docs.markdown import code, listed, page, table

LIST = "docs/requirements.toml"
CORE = "WPH"
"""The first letters of the ids that a test must name."""
IN_TEXT = re.compile(r"\b[WPHSU][0-9]+(?:\.[0-9]+[a-z]?)?\b")
IN_NAME = re.compile(r"_([wphsu][0-9]+(?:_[0-9]+[a-z]?)?)(?![0-9a-z])")
INTRODUCTION = """\
Every requirement of the Ministry's guideline the product answers to, under the id that rules, refusals and tests
name, and the tests that name it: in their own name, in their docstring, or (as the whole file) in the file's.
W is what both workflows share, P the community program, H the household case, S the scores, U who does what. W, P
and H must have a test; `chumchon docs --check` says where one is missing."""


class Requirement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A requirement in a few words; ``later`` says what of it a later release brings."""

    label: str
    later: str = ""


def requirements(root: Path) -> Mapping[str, Requirement]:
    """Id -> requirement, as the list of the checkout has it."""
    return msgspec.convert(tomllib.loads((root / LIST).read_text(encoding="utf-8")), dict[str, Requirement])


def tests_naming(root: Path) -> dict[str, list[tuple[str, str]]]:
    """Id -> the file and name of every test that names it; a whole file has an empty name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for file in sorted((root / "tests").glob("test_*.py")):
        for name, ids in _named_in(file):
            for id in sorted(ids):
                found.setdefault(id, []).append((file.name, name))
    return found


def untested(root: Path) -> list[str]:
    """The core requirements that no test names."""
    named = tests_naming(root)
    return [id for id in requirements(root) if id[0] in CORE and id not in named]


def coverage_page(root: Path) -> str:
    """Every requirement with its tests."""
    known, named = requirements(root), tests_naming(root)
    overview = table(
        ("id", "requirement", "tests", "later"),
        ((id, each.label, len(named.get(id, ())) or "–", each.later) for id, each in known.items()),
    )
    sections = (f"## {id}\n\n{each.label}.\n\n{_tests(named[id])}" for id, each in known.items() if id in named)
    return page("Requirements and their tests · ข้อกำหนดและการทดสอบ", INTRODUCTION, overview, *sections)


def _tests(named: list[tuple[str, str]]) -> str:
    files: dict[str, list[str]] = {}
    for file, name in named:
        files.setdefault(file, []).append(name)
    lines = (f"- `tests/{file}`{_names([n for n in names if n])}" for file, names in files.items())
    return "\n".join(lines)


def _names(names: list[str]) -> str:
    return f": {listed(map(code, names))}" if names else ""


def _named_in(file: Path) -> Iterator[tuple[str, set[str]]]:
    """Each test of a file, and the file itself under an empty name, with the ids it names."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    yield "", _ids(ast.get_docstring(tree) or "")
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            in_name = {id.upper().replace("_", ".") for id in IN_NAME.findall(node.name)}
            yield node.name, in_name | _ids(ast.get_docstring(node) or "")


def _ids(text: str) -> set[str]:
    return set(IN_TEXT.findall(text))
