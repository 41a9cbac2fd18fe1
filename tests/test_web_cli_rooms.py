"""Commands are listed by name and loaded when they are given, so that a small one starts quickly."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import click
import pytest

import web.cli
from web.cli import cli
from web.cli.rooms import NAMED, Named

HEAVY = {"flask", "xlsxwriter", "typst"}
SAYS_WHAT_IT_LOADED = """
import atexit, sys
atexit.register(lambda: print(*sys.modules, file=sys.stderr))
from web.cli import main
main()
"""
each = pytest.mark.parametrize("named", NAMED, ids=lambda named: named.name)


def loaded(data: Path, *words: str) -> set[str]:
    """The modules that a command loads, run on its own."""
    line = [sys.executable, "-c", SAYS_WHAT_IT_LOADED, "--data", str(data), *words]
    done = subprocess.run(line, capture_output=True, encoding="utf-8", check=True)
    return set(done.stderr.splitlines()[-1].split())


def test_the_list_of_commands_loads_no_room_and_no_kind_of_case(tmp_path: Path) -> None:
    rooms = {f"web.cli.{room}" for room in ("store", "people", "cases", "papers", "imports")}
    assert not loaded(tmp_path, "--help") & {*HEAVY, *rooms, "web.wiring", "engine.casework"}


def test_small_commands_load_neither_the_web_framework_nor_what_makes_workbooks_and_papers(tmp_path: Path) -> None:
    data = tmp_path / "var"
    assert not loaded(data, "migrate") & HEAVY
    for words in (("verify",), ("clock", "show"), ("user", "list"), ("list", "household"), ("kinds",)):
        found = loaded(data, *words)
        assert "web.wiring" in found
        assert not found & HEAVY, words


def test_sealing_and_witnessing_know_no_kind_of_case_t2(tmp_path: Path) -> None:
    data, seal = tmp_path / "var", tmp_path / "seal"
    assert "web.wiring" not in loaded(data, "seal", "--folder", str(seal), "key", "cases.example.go.th")
    assert "web.wiring" not in loaded(data, "witness", "--help")


@pytest.mark.parametrize(("words", "library"), [("import template --help", "xlsxwriter"), ("print --help", "typst")])
def test_a_command_that_needs_such_a_library_does_load_it(tmp_path: Path, words: str, library: str) -> None:
    assert library in loaded(tmp_path, *words.split())


@each
def test_a_command_goes_by_the_name_it_is_listed_under_and_is_listed_with_its_own_words(named: Named) -> None:
    found = named.load()
    assert found.name == named.name
    assert named.get_short_help_str(70) == found.get_short_help_str(70)


def test_every_command_that_is_written_can_be_given() -> None:
    offered = set(_below(cli))
    for module in iter_modules(web.cli.__path__, "web.cli."):
        written = [it for it in vars(import_module(module.name)).values() if isinstance(it, click.Command)]
        assert set(written) <= offered, module.name


def _below(group: click.Group) -> Iterator[click.Command]:
    yield group
    for name, command in group.commands.items():
        found = command.load() if isinstance(command, Named) else command
        assert found.name == name
        yield found
        if isinstance(found, click.Group):
            yield from _below(found)
