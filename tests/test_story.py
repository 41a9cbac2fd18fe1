"""The order that works from start to end, walked through casework and through the API (W1-W7, P1-P7, H1-H7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from aggregates.account_facts import Role
from aggregates.household_state import HOUSEHOLD
from aggregates.lifecycle_facts import StageReached
from aggregates.program_state import PROGRAM
from engine.casework import Casework
from tests.people import admit_all, front_desk
from tests.postgres import share
from tests.story import ZONE, Story
from tests.story_community import PLAN_TOPICS
from tests.story_doors import ApiDoor, CaseworkDoor, Denied, Door
from tests.story_families import DIMENSIONS
from web.app import create_app
from web.operations.watch import Watch
from web.wiring import open_casework, open_read_log, prepare

PEOPLE: dict[str, tuple[Role, str]] = {
    "kanda": ("case_manager", "province:56"),
    "malee": ("supervisor", f"zone:{ZONE}"),
    "somchai": ("supervisor", "country"),
}
STAGES = (
    "selected",
    "analyzed",
    "committee_appointed",
    "planned",
    "intervened",
    "evaluated",
    "best_practice",
)


class Clock:
    """Stands where it was set."""

    def __init__(self, day: date) -> None:
        self.day = day

    def __call__(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 5, tzinfo=UTC)


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> Clock:
    return Clock(getattr(request, "param", date(2021, 9, 30)))


@pytest.fixture
def casework(tmp_path: Path, clock: Clock) -> Iterator[Casework]:
    opened = open_casework(tmp_path, clock)
    prepare(opened)
    opened.check()
    yield opened
    opened.close()
    opened.vault.close()


@pytest.fixture
def api(casework: Casework, tmp_path: Path) -> Iterator[ApiDoor]:
    desk = front_desk(tmp_path, casework)
    admit_all(desk, PEOPLE)
    log = open_read_log(tmp_path, casework.clock)
    yield ApiDoor(create_app(desk, log, Watch(casework, tmp_path)).test_client(), lambda person: f"token of {person}")
    log.close()
    desk.close()


@pytest.fixture(params=["casework", "api", "api over PostgreSQL"])
def door(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Door:
    if request.param == "casework":
        return CaseworkDoor(request.getfixturevalue("casework"))
    if request.param == "api over PostgreSQL":
        share(monkeypatch)
    return cast(Door, request.getfixturevalue("api"))


def refusal(act: Callable[..., Any], *given: Any, **inputs: Any) -> Denied:
    """What ``act`` is refused with."""
    with pytest.raises(Denied) as denied:
        act(*given, **inputs)
    return denied.value


def test_the_story_is_walked_from_open_to_best_practice_and_each_refusal_says_what_is_missing(
    door: Door, casework: Casework
) -> None:
    """W1, P1-P7, H1-H7: exactly the missing requirements, each with who supplies it; then the step is taken."""
    story = Story(door)
    community, families = story.community, story.families

    story.open()
    assert refusal(community.advance, "selected", date(2020, 10, 6)).suppliers == {
        "P1.1": "Zone office (TPSO)",
        "P1.2": "One Home team",
        "P1.3": "One Home team",
    }
    community.brief()
    community.choose_area(PLAN_TOPICS[:3])
    community.integrate()
    half_a_plan = refusal(community.advance, "selected", date(2020, 10, 15))
    assert half_a_plan.needed == {"P1.2": "the chosen area lacks: Health, Human development"}
    community.choose_area()
    community.advance("selected", date(2020, 10, 16))

    for _ in families.families[1:]:
        families.open(story.program)
    for case, told in zip(families.cases, families.families, strict=False):
        families.assess(case, date(2020, 11, 5), told.fails)
    community.study()
    community.summarise(date(2020, 11, 20))
    one_short = refusal(community.advance, "analyzed", date(2020, 11, 24))
    assert one_short.suppliers == {"P2.5": "Case manager"}
    assert one_short.needed == {"P2.5": "34 households assessed in all dimensions, 1 more needed"}
    families.open(story.program)
    families.analyse()
    community.advance("analyzed", date(2020, 11, 25))

    community.meet()
    community.propose()
    community.summarise(date(2020, 12, 20), "working_group")
    unsigned = refusal(community.advance, "committee_appointed", date(2020, 12, 20))
    assert unsigned.suppliers == {"P3.3.signed": "Governor"}
    assert refusal(families.advance, "committee_appointed", date(2020, 12, 21)).suppliers == {
        "H3.order": "Governor",
        "H3.adoption": "Working group",
        "H3.officer": "Supervisor",
    }
    community.sign()
    community.advance("committee_appointed", date(2021, 1, 5))

    undecided = refusal(community.adopt, families.cases, None)
    assert set(undecided.suppliers) == {"P4.1"}
    assert len(undecided.findings) == sum(not told.fails for told in families.families)
    story.adopt()
    assert refusal(families.advance, "planned", date(2021, 1, 20)).suppliers == {
        "H4.goals": "Case manager",
        "H4.agreement": "Case manager",
    }
    story.plan_with_families()
    assert refusal(community.advance, "planned", date(2021, 2, 5)).suppliers == {
        "P4.2": "Working group",
        "P4.3": "Working group",
    }
    story.plan()

    assert refusal(community.advance, "intervened", date(2021, 2, 13)).suppliers == {
        "P5.3.households": "Case manager",
        "P5.3.activity": "Working group",
        "P5.3.visit": "Zone office (TPSO)",
    }
    story.help_families()
    story.intervene()
    assert refusal(families.advance, "evaluated", date(2021, 5, 16)).suppliers == {
        "H6.criteria": "Case manager",
        "H6.reassessed": "Case manager",
    }
    story.assess_again()
    story.evaluate()

    story.open_review()
    assert refusal(story.rank, story.program).suppliers == {"P7.1.lessons": "Zone office (TPSO)"}
    story.draw_lessons(story.program)
    story.rank(story.program)
    assert refusal(story.request_pick, story.program).suppliers == {"P7.2.tpmap": "TPMAP officer"}
    assert refusal(community.advance, "best_practice", date(2021, 9, 3)).suppliers == {
        "P7.1.pick": "Zone office (TPSO)",
        "P7.2.tpmap": "TPMAP officer",
    }
    story.record_in_tpmap()
    request = story.request_pick(story.program)
    assert set(refusal(story.confirm_pick, request, story.people.zone).suppliers) == {"U5"}
    story.confirm_pick(request)
    community.advance("best_practice", date(2021, 9, 8))

    program = casework.state(PROGRAM, story.program)
    assert tuple(passage.stage for passage in program.life.passages) == STAGES
    assert program.life.waivers == ()
    households = [casework.state(HOUSEHOLD, case) for case in families.cases]
    assert {household.life.stage for household in households} == {"evaluated"}
    assert [household.out_of_poverty for household in households] == [told.rises for told in families.families]


def test_every_step_of_the_story_cites_facts_dated_no_later_than_itself(casework: Casework) -> None:
    """W1: a step cites the facts that meet its gate."""
    story = Story(CaseworkDoor(casework)).walk()
    steps = 0
    for case in (story.program, *story.families.cases):
        facts = casework.facts(case)
        for step in facts:
            if isinstance(step.fact, StageReached):
                steps += 1
                assert step.fact.cites
                assert step.fact.waived == ()
                for cite in step.fact.cites:
                    cited = casework.facts(cite.case or case)[cite.version - 1]
                    assert cited.on <= step.on
    assert steps == len(STAGES) + 6 * len(story.families.cases)


def test_a_zone_picks_one_program_a_year_and_a_withdrawn_pick_goes_back_to_evaluated(casework: Casework) -> None:
    """P7.1: the second pick is refused; two people withdraw the first; then the place is free."""
    door = CaseworkDoor(casework)
    first = Story(door).walk(until="record_in_tpmap")
    second = Story(door, name=("บ้านต้นน้ำ", "Ban Ton Nam"), subdistrict="บ้านตุ่น", order="๑๓/๒๕๖๔")
    second.walk(until="record_in_tpmap")
    first.open_review()
    first.draw_lessons(first.program)
    assert set(refusal(first.rank, first.program, second.program).suppliers) == {"P7.1.lessons"}
    first.draw_lessons(second.program)
    first.rank(second.program, first.program)
    first.confirm_pick(first.request_pick(first.program))
    first.community.advance("best_practice", date(2021, 9, 8))

    assert set(refusal(first.request_pick, second.program, date(2021, 9, 8)).suppliers) == {"P7.1"}
    back_dated = first.request_pick(second.program, date(2021, 9, 6))
    assert set(refusal(first.confirm_pick, back_dated).suppliers) == {"U5"}
    assert set(refusal(first.confirm_pick, back_dated, on=date(2021, 9, 6)).suppliers) == {"W1"}
    assert set(refusal(second.community.advance, "best_practice", date(2021, 9, 8)).suppliers) == {"P7.1.pick"}
    back = refusal(first.community.say, "return_to", date(2021, 9, 9), "เลือกใหม่", to="evaluated")
    assert set(back.suppliers) == {"P7.1"}

    request = first.request_withdrawal()
    alone = refusal(first.confirm_withdrawal, request, first.people.zone)
    assert set(alone.suppliers) == {"U5"}
    first.confirm_withdrawal(request)
    assert casework.state(PROGRAM, first.program).life.stage == "evaluated"

    first.confirm_pick(first.request_pick(second.program, date(2021, 9, 11)), on=date(2021, 9, 12))
    second.community.advance("best_practice", date(2021, 9, 13))
    assert casework.state(PROGRAM, second.program).life.stage == "best_practice"
    assert set(refusal(first.community.advance, "best_practice", date(2021, 9, 13)).suppliers) == {"P7.1.pick"}


def test_a_household_is_an_example_whether_or_not_its_program_is(casework: Casework) -> None:
    """H7, W7: any number of households, independent of the program's pick."""
    story = Story(CaseworkDoor(casework)).walk(until="record_in_tpmap")
    families = story.families
    poor, *rest = families.cases
    assert not families.families[0].rises
    lacking = refusal(families.say, poor, "advance", date(2021, 9, 1), to="best_practice")
    assert lacking.suppliers == {"H7.out_of_poverty": "Case manager", "H7.example": "Working group"}
    for case in rest[:2]:
        families.say(case, "choose_as_example", date(2021, 9, 1), "ทอผ้าจนมีลูกค้าประจำ", meeting=date(2021, 8, 31))
        families.say(case, "advance", date(2021, 9, 2), to="best_practice")
        assert casework.state(HOUSEHOLD, case).life.stage == "best_practice"


@pytest.mark.parametrize("clock", [date(2021, 1, 5)], indirect=True)
def test_the_worked_example_of_two_times(api: ApiDoor, casework: Casework, clock: Clock) -> None:
    """Design rule 4: the number of failed dimensions of one household at (D, K), through the API."""
    story = Story(api, households=1)
    story.open()
    story.families.open(story.program)
    (case,) = story.families.cases
    day = date(2021, 2, 1)
    clock.day = date(2021, 2, 3)
    first = story.families.assess(case, day, DIMENSIONS[:4])
    clock.day = date(2021, 2, 21)
    story.families.assess(case, date(2021, 2, 20), DIMENSIONS[:2])
    clock.day = date(2021, 3, 1)
    story.families.assess(case, date(2021, 2, 10), DIMENSIONS)
    clock.day = date(2021, 3, 5)
    verdicts = {dimension: "fails" if dimension == "income" else "passes" for dimension in DIMENSIONS}
    story.families.say(case, "correct", date(2021, 3, 5), "กรอกผิดช่อง", version=first, inputs={"verdicts": verdicts})

    def failed(on: str | None = None, known: str | None = None) -> int:
        query = {name: value for name, value in (("on", on), ("known", known)) if value}
        return len(api.ask(f"household/{case}", "kanda", **query)["state"]["whole"]["failed"])

    assert failed("2021-02-15", "2021-02-25") == 4
    assert failed("2021-02-15", "2021-03-02") == 5
    assert failed("2021-02-05") == 1
    assert failed() == 2
    assert failed("2564-02-15", "2564-02-25") == 4
