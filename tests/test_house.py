"""The rules of the house that no tool checks: names, sizes, docstrings, and nothing of anybody's machine."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("engine", "workflows", "aggregates", "projections", "web")
MODULES = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
WRITTEN = [
    *(file for file in sorted(ROOT.iterdir()) if file.is_file()),
    *(
        file
        for folder in (*PACKAGES, "tests", "docs", "bench", ".ci")
        for file in sorted((ROOT / folder).rglob("*"))
        if file.is_file() and "__pycache__" not in file.parts
    ),
]
LONGEST = 300
SAYS_NOTHING = ("utils", "util", "helpers", "helper", "common", "manager", "service", "base", "misc")
A_MACHINE = re.compile(rb"(?<![\w.$}])/(?:home|root|work|tmp|Users|private|mnt)/[A-Za-z0-9_.-]")
AN_INDEX = re.compile(rb"[\w.-]*(?:pypi|pythonhosted|npmjs|artifactory|nexus|jfrog)\.[a-z]{2,}", re.I)


def _named(file: Path) -> str:
    return str(file.relative_to(ROOT))


def test_every_module_says_in_one_line_what_it_is_for() -> None:
    for file in MODULES:
        first, *rest = (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "-").splitlines()
        assert first.endswith("."), f"{_named(file)} begins: {first}"
        assert not rest or not rest[0], f"{_named(file)}: what follows the one line is a paragraph of its own"


def test_no_module_is_longer_than_one_idea() -> None:
    lengths = {_named(file): len(file.read_text(encoding="utf-8").splitlines()) for file in MODULES}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [_named(file) for file in MODULES if {file.stem, file.parent.name} & set(SAYS_NOTHING)] == []


def test_no_file_names_a_place_on_a_machine_or_a_package_index() -> None:
    found = {_named(file): A_MACHINE.findall(text) + AN_INDEX.findall(text) for file, text in _contents()}
    assert {name: places for name, places in found.items() if places} == {}


def _contents() -> Iterator[tuple[Path, bytes]]:
    for file in WRITTEN:
        yield file, file.read_bytes()
