"""The runbook: what it tells people to type exists, its pages begin in Thai, and links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from web.cli import cli
from web.operations.settings import Settings

PAGES = sorted((Path(__file__).parent.parent / "docs" / "runbook").glob("*.md"))
WANTED = {
    "lost-key",
    "failed-verification",
    "breach-72h",
    "restore-drill",
    "full-disk",
    "clock-jump",
    "unfinished-erasure",
}
COMMAND = re.compile(r"chumchon((?: --data \S+)?(?: [a-z][a-z-]*)+)((?: --?[a-z]+| [^\s`-][^\s`]*)*)")
each = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def test_there_is_a_page_for_every_kind_of_trouble() -> None:
    assert {page.stem for page in PAGES} == WANTED


@each
def test_a_page_begins_with_its_summary_in_thai(page: Path) -> None:
    title, _, said, *_ = page.read_text(encoding="utf-8").splitlines()
    assert re.search("[ก-๙]", title)
    assert said.startswith("**สรุป**")


@each
def test_every_command_and_option_of_a_page_exists(page: Path) -> None:
    for words, rest in COMMAND.findall(page.read_text(encoding="utf-8")):
        found: click.Command = cli
        for word in re.sub(r" --data \S+", "", words).split():
            if not isinstance(found, click.Group) or word not in found.commands:
                break
            _, found, _ = found.resolve_command(click.Context(found), [word])
        assert found is not cli, f"there is no command{words}"
        known = {option for parameter in found.params for option in parameter.opts}
        for option in re.findall(r"--[a-z]+", rest):
            assert option in known, f"{found.name} has no option {option}"


@each
def test_every_link_and_setting_of_a_page_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (page.parent / target).exists(), target
    for setting in re.findall(r"CHUMCHON_([A-Z_]+)", text):
        assert setting.lower() in Settings.__struct_fields__
