"""Other rules over the stored history: who would change and why, with nothing written (S3.4, W6)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
from aggregates.reference import sound_rules
from engine import shares
from engine.casework import Casework
from engine.refusal import BadInput
from engine.shares import EVERYTHING
from projections import what_if
from projections.what_if import NEVER_LOOKED_AT, CaseStanding, Gap, changes, standings
from projections.what_if_offices import offices
from tests.story import Story
from tests.story_doors import CaseworkDoor
from web.answers.rule_choice import of_text
from web.answers.what_if import what_if_shown
from web.cli import cli
from web.wiring import open_casework, prepare
from workflows.rulesets import delivered

TEXT = delivered("2564")
END = date(2021, 9, 30)
RED_FROM_TWO = TEXT.replace(
    '{ code = "yellow", min_failed = 2, max_failed = 3 }', '{ code = "yellow", min_failed = 2, max_failed = 1 }'
)
ONE_IS_YELLOW = TEXT.replace(
    '"green", min_failed = 1, max_failed = 1', '"green", min_failed = 1, max_failed = 2'
).replace('"yellow", min_failed = 2, max_failed = 3', '"yellow", min_failed = 3, max_failed = 3')
TWO_GOALS = TEXT.replace("min_goals_per_failed_dimension = 1", "min_goals_per_failed_dimension = 2")
FORTY = TEXT.replace("min_households = 35", "min_households = 40")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("what-if")


@pytest.fixture(scope="module")
def story(folder: Path) -> Iterator[Story]:
    casework = open_casework(folder, lambda: datetime(2021, 9, 30, 5, tzinfo=UTC))
    prepare(casework)
    yield Story(CaseworkDoor(casework)).walk("intervene")
    casework.close()
    casework.vault.close()


@pytest.fixture(scope="module")
def casework(story: Story) -> Casework:
    assert isinstance(story.door, CaseworkDoor)
    return story.door.casework


def judged(casework: Casework, text: str) -> dict[str, CaseStanding]:
    rules = sound_rules(text)
    with casework.reading() as reader:
        return {one.case: one for block in standings(reader, EVERYTHING, rules, END) for one in block}


def shown(casework: Casework, text: str) -> dict[str, Any]:
    chosen = of_text(text)
    with casework.reading() as reader:
        found = changes(reader, EVERYTHING, chosen.rules, END)
        return what_if_shown(found, offices(reader, chosen, END), chosen.rules, END)


def test_the_same_rules_change_nothing_and_give_what_is_live(casework: Casework, story: Story) -> None:
    found = judged(casework, TEXT)
    assert set(found) == {story.program, *story.families.cases}
    assert all(one.before == one.after for one in found.values())
    with casework.reading() as reader:
        for case, one in found.items():
            open_gaps = {(move.target, f.id) for move, gate in reader.findings(case) for f in gate if not f.holds}
            assert {(gap.stage, gap.requirement) for gap in one.before.gaps if not gap.passed} == open_gaps
            state = reader.state(reader.kind_of(case), case)
            assert one.before.tier == getattr(state, "tier", None)


def test_other_bands_move_the_tiers_of_those_they_concern(casework: Casework, story: Story) -> None:
    """H2: the verdicts are judged again; what failed and what was decided since stay as they are."""
    found = judged(casework, ONE_IS_YELLOW)
    for case in story.families.cases:
        failed = len(casework.state(casework.kinds["household"], case).whole.failed)
        assert found[case].after.tier == {0: "none", 1: "green", 2: "green", 3: "yellow"}.get(failed, "red")
    moved = {case for case, one in found.items() if one.before != one.after}
    assert moved == {case for case in story.families.cases if found[case].before.tier != found[case].after.tier}
    assert moved
    counted = shown(casework, ONE_IS_YELLOW)["tiers"]
    assert sum(tier["households"] for tier in counted) == len(moved)


def test_a_higher_demand_names_the_gap_and_who_becomes_stuck(casework: Casework, story: Story) -> None:
    """W6: a dry run of rules over open cases; a stage passed stays passed, and shows what no longer supports it."""
    found = judged(casework, TWO_GOALS)
    gap = Gap("planned", "H4.goals", True)
    stuck = {case for case, one in found.items() if one.becomes_stuck}
    assert stuck == {case for case, one in found.items() if gap in one.after.gaps}
    assert stuck <= set(story.families.cases)
    assert stuck
    answer = shown(casework, TWO_GOALS)
    assert answer["stuck"] == sorted(stuck)
    missing = next(one for one in answer["changed"] if one["case"] in stuck)["newly_missing"]
    assert missing[0]["id"] == "H4.goals"
    assert missing[0]["label"]["th"] == "เป้าหมายของทุกด้านที่ตกเกณฑ์"


def test_more_households_asked_of_a_community_hold_its_program_back(casework: Casework, story: Story) -> None:
    """P2.5, P4.1: the program is judged with its households around it."""
    found = judged(casework, FORTY)
    assert [case for case, one in found.items() if one.becomes_stuck] == [story.program]
    assert {gap.requirement for gap in found[story.program].after.gaps if gap.passed} >= {"P2.5"}


def test_sheets_are_scored_again_and_say_which_milestone_is_lost(casework: Casework) -> None:
    """S3.4: where lessons are asked for instead of the community plan, the province stops at the level before."""
    plan = 'en = "Community plan made", evidence = [{ piece = "G" }]'
    harder = TEXT.replace(plan, plan.replace('"G"', '"J"'))
    assert shown(casework, TEXT)["offices"] == []
    (changed,) = shown(casework, harder)["offices"]
    assert (changed["sheet"], changed["office"]) == ("province-12m", "56")
    (community,) = changed["communities"]
    assert community["newly_missing"] == ["province-12m.2: S3.J.lessons", "province-12m.2: S3.J.report"]
    assert community["level"] == {"before": 2, "after": 1}
    assert {end: mean["exact"] for end, mean in changed["level_mean"].items()} == {"before": "2", "after": "1"}


def test_no_requirement_looks_at_what_is_passed_over() -> None:
    """Each requirement names the facts that can change its answer; none of these is among them."""
    asked = {topic for kind in (HOUSEHOLD, PROGRAM) for r in kind.workflow.requirements for topic in r.met_by}
    assert not asked & {cls.spec.name for cls in NEVER_LOOKED_AT}


@pytest.mark.parametrize("text", [TEXT, ONE_IS_YELLOW, TWO_GOALS, FORTY])
def test_what_is_not_judged_because_it_can_not_change_would_not_have_changed(
    casework: Casework, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with casework.reading() as reader:
        (found,) = changes(reader, EVERYTHING, sound_rules(text), END)
    monkeypatch.setattr(what_if, "_ask_the_same", lambda one, other: False)
    everything = judged(casework, text)
    assert found.cases == len(everything)
    assert found.changed == [one for one in everything.values() if one.before != one.after]


def test_nothing_is_written(casework: Casework) -> None:
    with casework.reading() as reader:
        before = reader.size, reader.connection.execute("SELECT * FROM caseload ORDER BY 1").fetchall()
    judged(casework, ONE_IS_YELLOW)
    list(casework.over_all_cases(lambda reader, share: standings(reader, share, sound_rules(FORTY), END)))
    with casework.reading() as reader:
        assert (reader.size, reader.connection.execute("SELECT * FROM caseload ORDER BY 1").fetchall()) == before


def test_several_processes_over_a_copy_find_the_same(casework: Casework, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "FACTS_A_PROCESS", 200)
    rules = sound_rules(TWO_GOALS)
    blocks = casework.over_all_cases(lambda reader, share: standings(reader, share, rules, END))
    found = {one.case: one for block in blocks for one in block}
    assert found == judged(casework, TWO_GOALS)


def test_the_command_line_says_who_changes(casework: Casework, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(TWO_GOALS, encoding="utf-8")
    given = ["--data", str(folder), "what-if", str(path), "--on", "30/09/2564"]
    answer = CliRunner().invoke(cli, [*given, "--json"], catch_exceptions=False)
    assert json.loads(answer.stdout) == shown(casework, TWO_GOALS)
    table = CliRunner().invoke(cli, given, catch_exceptions=False).stdout
    assert "H4.goals" in table


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (RED_FROM_TWO, "household.tiers"),
        (TEXT.replace('level = 3, th = "ศึกษา', 'level = 4, th = "ศึกษา'), "milestones"),
        ("id = ", "text"),
    ],
)
def test_rules_that_are_not_sound_are_refused_saying_where(text: str, field: str) -> None:
    """W6: tiers with a hole, a milestone order with a gap, a file that can't be read."""
    with pytest.raises(BadInput) as refused:
        sound_rules(text)
    assert field in refused.value.field
