"""The generated pages say what the code does, completely and each time in the same words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from aggregates.household_state import HOUSEHOLD
from engine.bilingual import Text
from engine.decision import Decision
from engine.facts import Fact, fact
from engine.kind import Kind
from web import docs
from web.cli import cli
from web.docs.coverage import coverage_page
from web.docs.examples import example
from web.docs.markdown import anchor
from web.docs.personal import NotExplained, personal_page
from web.docs.rows import Described, NotDescribed, descriptions, rows_page
from web.docs.shapes import parts
from web.docs.story import script, story_page
from web.register import register
from web.wiring import KINDS, open_casework, open_front_desk, open_read_log
from workflows.rules import decode_rules
from workflows.rulesets import delivered

pytestmark = pytest.mark.xdist_group("handbook")

ROOT = Path(__file__).parents[1]
COMMANDS = [(kind.name, decision) for kind in KINDS for decision in kind.decisions.values()]
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]*)(#[^)\s]*)?\)")


@pytest.fixture(scope="module")
def pages() -> Mapping[str, str]:
    return docs.generate(ROOT)


def test_the_checked_in_pages_are_those_the_code_gives(pages: Mapping[str, str]) -> None:
    for path, text in pages.items():
        assert (ROOT / path).read_text(encoding="utf-8") == text, f"{path} is out of date: run chumchon docs"


def test_the_pages_come_out_the_same_each_time(pages: Mapping[str, str]) -> None:
    assert docs.generate(ROOT) == pages


def test_every_core_requirement_is_named_by_a_test() -> None:
    assert docs.untested(ROOT) == []


def test_every_fact_and_every_command_is_described(pages: Mapping[str, str]) -> None:
    facts, commands = pages["docs/reference/facts.md"], pages["docs/reference/commands.md"]
    for kind in KINDS:
        for cls in kind.facts:
            assert f"### {cls.spec.topic}\n" in facts
        for name in kind.decisions:
            assert re.search(rf"^### {name} \([^)]*\b{kind.name}\b", commands, re.M), f"{kind.name}.{name}"


@pytest.mark.parametrize(("kind", "decision"), COMMANDS, ids=lambda x: getattr(x, "name", x))
def test_the_example_of_a_command_fits_its_form(kind: str, decision: Decision) -> None:
    given: dict[str, Any] = example(decision.form)
    assert set(given) <= set(decision.read(given))


def test_every_requirement_of_a_workflow_stands_on_its_page(pages: Mapping[str, str]) -> None:
    page = pages["docs/reference/workflows.md"]
    for kind in KINDS:
        for requirement in kind.workflow.requirements if kind.workflow else ():
            assert f"| `{requirement.id}` | {requirement.label.th} · {requirement.label.en} |" in page
    assert page.count("```mermaid") == 2 * sum(kind.workflow is not None for kind in KINDS)


def test_what_can_never_be_waived_is_said_w3(pages: Mapping[str, str]) -> None:
    (line,) = re.findall(r"^\| `P3\.3\.signed` .*$", pages["docs/reference/workflows.md"], re.M)
    assert line.endswith("| **never** |")


def test_a_sealed_field_without_a_purpose_is_no_page() -> None:
    boxes = {name: said for name, said in register().boxes.items() if name != "household.visited.note"}
    with pytest.raises(NotExplained, match=r"household\.visited\.note"):
        personal_page(KINDS, replace(register(), boxes=boxes))


def test_a_box_without_a_known_basis_is_no_page() -> None:
    boxes = dict(register().boxes)
    boxes["household.visited.note"] = replace(boxes["household.visited.note"], basis="consent")
    with pytest.raises(NotExplained, match=r"household\.visited\.note"):
        personal_page(KINDS, replace(register(), boxes=boxes))


def test_a_name_that_stands_in_clear_in_a_fact_about_people_is_no_page() -> None:
    """A field somebody adds and forgets to seal."""

    @fact("household.neighbour_named")
    class NeighbourNamed(Fact, frozen=True):
        neighbour: str

    kind: Kind[Any] = Kind("household", Text("ครัวเรือน", "Household"))
    kind.evolves(*HOUSEHOLD.facts, NeighbourNamed)(lambda state, fact, mark: state)
    others = [kind for kind in KINDS if kind is not HOUSEHOLD]
    with pytest.raises(NotExplained, match="neighbour"):
        personal_page([kind, *others], register())


def test_a_column_without_a_purpose_is_no_page(tmp_path: Path) -> None:
    casework = open_casework(tmp_path)
    casework.migrate()
    for opened in (open_read_log(tmp_path), open_front_desk(tmp_path, casework), casework):
        opened.close()
    said = dict(descriptions())
    columns = {name: text for name, text in said["spells"].columns.items() if name != "cycle"}
    with pytest.raises(NotDescribed, match="cycle"):
        rows_page(tmp_path, {**said, "spells": Described("", columns)})


def test_a_story_that_goes_on_where_a_refusal_is_told_is_no_page(tmp_path: Path) -> None:
    told = script()
    opening, *_ = told.chapters[0].steps
    chapter = replace(told.chapters[0], steps=(replace(opening, refused=True),))
    with pytest.raises(LookupError, match="open_program"):
        story_page(tmp_path, replace(told, chapters=(chapter,)), decode_rules(delivered("2564")))


def test_two_structs_of_one_name_are_never_told_apart_by_a_reader() -> None:
    one, other = (msgspec.defstruct("Place", [("name", kind)]) for kind in (str, int))
    with pytest.raises(TypeError, match="Place"):
        parts(msgspec.inspect.type_info(struct) for struct in (one, other))


def test_tests_are_found_by_their_names_and_by_what_their_docstrings_say(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "tests").mkdir()
    listed = '"P3.3" = { label = "Order" }\nW1 = { label = "Gate" }\nH7 = { label = "Example" }\n'
    (tmp_path / "docs" / "requirements.toml").write_text(listed, encoding="utf-8")
    test = '"""All of it (W1)."""\ndef test_an_order_p3_3(): pass\ndef helper_h7(): pass\n'
    (tmp_path / "tests" / "test_order.py").write_text(test, encoding="utf-8")
    assert docs.untested(tmp_path) == ["H7"]
    page = coverage_page(tmp_path)
    assert "- `tests/test_order.py`: `test_an_order_p3_3`" in page
    assert "| H7 | Example | – |" in page


def test_every_link_of_the_handbook_leads_somewhere(pages: Mapping[str, str]) -> None:
    for file in (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))):
        text = file.read_text(encoding="utf-8")
        for target, place in LINK.findall(re.sub(r"```.*?```", "", text, flags=re.DOTALL)):
            if "://" in target:
                continue
            there = (file.parent / target).resolve() if target else file
            assert there.exists(), f"{file.name} links to {target}"
            if place:
                headings = re.findall(r"^#+ (.*)$", there.read_text(encoding="utf-8"), re.M)
                assert place in {anchor(heading.replace("`", "")) for heading in headings}, f"{file.name}: {place}"


def test_the_command_writes_pages_in_a_checkout_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    elsewhere = CliRunner().invoke(cli, ["docs"])
    assert elsewhere.exit_code == 1
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "requirements.toml").write_text('W1 = { label = "Gate" }\n', encoding="utf-8")
    checked = CliRunner().invoke(cli, ["docs", "--check"])
    assert checked.exit_code == 1
    assert "out of date: docs/story.md" in checked.output
    assert "no test names W1" in checked.output
    written = CliRunner().invoke(cli, ["docs"])
    assert written.exit_code == 0
    assert "docs/reference/facts.md" in written.output
    assert docs.stale(tmp_path) == []
