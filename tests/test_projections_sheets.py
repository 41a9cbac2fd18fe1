"""Score sheets from stored facts: every level of every sheet reached and just missed, as of any two times (S3, S4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from aggregates.household_facts import CarriedOver
from aggregates.lifecycle_facts import Closed, Resumed, Returned, RulePin, Suspended, WaiverConfirmed
from aggregates.reference import REFERENCE_CASE
from aggregates.zone_review_facts import PickWithdrawn
from engine.calendar import end_of_day_bangkok
from engine.refusal import BadInput, Cite, Refused
from projections.sheet_moment import Chosen, sheet_moment
from projections.sheets import Sheets
from tests.given import TEXT
from tests.program_stories import adopted, criteria
from tests.score_stories import FACTS, FIRST, HELP, YEAR, Offices, after
from workflows.rules import decode_rules

ENDS = {"6m": date(2021, 3, 31), "12m": date(2021, 9, 30)}
CUT_OFF = {"6m": date(2021, 4, 15), "12m": date(2021, 10, 15)}
LEVELS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "zone-6m": (("area",), ("proposal",), ("situation", "summary"), ("order", "meeting"), ("approach",)),
    "zone-12m": (
        ("area", "proposal"),
        ("situation", "summary", "activity"),
        ("order", "meeting", "approach"),
        ("done", "help", "exchange"),
        (),
    ),
    "province-6m": (
        ("area",),
        ("proposal",),
        ("situation", "summary"),
        ("situation", "summary", "plan"),
        ("order", "meeting"),
    ),
    "province-12m": (
        ("approach", "summary"),
        ("activity",),
        ("done", "help", "exchange"),
        ("follow_up",),
        ("lessons", "to_zone"),
    ),
}
"""What each level of each sheet needs of its own, told by hand from S3; the last of zone-12m is the zone's."""
GATES = {"area": "P1.2", "proposal": "P3.3.proposed", "situation": "P2.1", "summary": "P2.7", "order": "P3.3.signed"}
GATES |= {"meeting": "P4.1.meeting", "approach": "P4.4", "plan": "P4.2", "activity": "P4.3", "done": "P5.1"}
GATES |= {"exchange": "P5.4", "follow_up": "P5.5", "lessons": "P6.1", "to_zone": "P6.2", "help": "P5.3.households"}
SHOWN = {"6m": set(FACTS) - {"activity", "done", "exchange"}, "12m": set(FACTS) - {"plan"}}
"""A plan of one sort only, so that a sheet that takes either rests on the one."""
MISSED = ("absent", "a day late", "recorded after the cut-off", "waived", "corrected", "retracted")
WAYS = [
    (sheet, name, how)
    for sheet, levels in LEVELS.items()
    for name in dict.fromkeys(name for level in levels for name in level)
    for how in MISSED
]


def level_without(sheet: str, name: str) -> int:
    """The level of a community that shows everything but this."""
    return next((level for level, needs in enumerate(LEVELS[sheet]) if name in needs), 5)


class Year:
    """One round of many programs in province 46: one whole, the others each without one thing, in one of the ways."""

    def __init__(self, folder: Path, round: str) -> None:
        self.offices, self.round = Offices(folder), round
        self.end, self.day = ENDS[round], date(2021, 1, 10)
        names = dict.fromkeys(
            name for sheet in LEVELS if sheet.endswith(round) for need in LEVELS[sheet] for name in need
        )
        self.whole = self.offices.program()
        self.programs = {(name, how): self.offices.program() for name in names for how in MISSED}
        self.offices.review(5)
        self._tell()

    def _tell(self) -> None:
        """Everything in time first, since the clock goes only forward; then what came too late."""
        households = {program: self.offices.household(program) for program in (self.whole, *self.programs.values())}
        versions = {key: self._show(program, households[program], *key) for key, program in self.programs.items()}
        self._show(self.whole, households[self.whole])
        self.offices.pick(5, self.end)
        for (name, how), program in self.programs.items():
            case, version = versions[name, how] or (program, 0)
            if how == "corrected":
                self.offices.correct(case, version, at=after(self.end), on=after(self.end))
            elif how == "retracted":
                self.offices.retract(case, version, at=self.end)
            elif how == "waived":
                waiver = WaiverConfirmed(request=1, requirement=GATES[name])
                self.offices.tell(program, waiver, self.end)
        for (name, how), program in self.programs.items():
            if how == "a day late":
                self._one(program, households[program], name, after(self.end))
        for (name, how), program in self.programs.items():
            if how == "recorded after the cut-off":
                self._one(program, households[program], name, self.end, after(CUT_OFF[self.round]))

    def _show(self, program: str, household: str, missed: str = "", how: str = "") -> tuple[str, int] | None:
        """Show everything; what is missed only where something is done to it later. The case and version of that."""
        self.offices.tell(program, adopted(household), self.day)
        found = None
        for name in (*FACTS, "help"):
            if name != "help" and name not in SHOWN[self.round]:
                continue
            if name != missed or how in ("corrected", "retracted"):
                told = self._one(program, household, name, self.day)
                found = told if name == missed else found
        return found

    def _one(self, program: str, household: str, name: str, on: date, at: date | None = None) -> tuple[str, int]:
        if name == "help":
            return household, self.offices.tell(household, HELP, on, at)
        return program, self.offices.show(program, name, on=on, at=at)[name]


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Year]]:
    made = {round: Year(tmp_path_factory.mktemp(round), round) for round in ENDS}
    yield made
    for year in made.values():
        year.offices.close()


@pytest.fixture(scope="module")
def levels(years: Mapping[str, Year]) -> Mapping[str, Mapping[str | None, int]]:
    """Sheet -> program -> level, of province 46 and its zone."""
    found = {}
    for sheet in LEVELS:
        office = "05" if sheet.startswith("zone") else "46"
        score = years[sheet.partition("-")[2]].offices.sheet(sheet, office)
        found[sheet] = {one.program: one.level for one in score.communities}
    return found


@pytest.mark.parametrize("sheet", LEVELS)
def test_a_community_that_shows_everything_in_time_reaches_level_5_s3(
    years: Mapping[str, Year], levels: Mapping[str, Mapping[str | None, int]], sheet: str
) -> None:
    assert levels[sheet][years[sheet.partition("-")[2]].whole] == 5


@pytest.mark.parametrize(("sheet", "name", "how"), WAYS)
def test_what_is_missed_in_any_way_keeps_the_level_below_s3_1(
    years: Mapping[str, Year], levels: Mapping[str, Mapping[str | None, int]], sheet: str, name: str, how: str
) -> None:
    """Every level just missed: absent, late, recorded a day after the cut-off, waived (W3), corrected, retracted."""
    program = years[sheet.partition("-")[2]].programs[name, how]
    assert levels[sheet][program] == level_without(sheet, name)


@pytest.mark.parametrize(("sheet", "office"), [("zone-6m", "05"), ("province-6m", "46")])
def test_only_the_rounds_end_keeps_out_what_came_a_day_late_s3_4(
    years: Mapping[str, Year], sheet: str, office: str
) -> None:
    """Under rules whose round is a day longer it counts."""
    longer = TEXT.replace("ends = { month = 3, day = 31 }", "ends = { month = 4, day = 1 }")
    longer = longer.replace("starts = { month = 4, day = 1 }", "starts = { month = 4, day = 2 }")
    chosen = Chosen(RulePin("longer", 1, "0" * 64), decode_rules(longer))
    found = {one.program: one.level for one in years["6m"].offices.sheet(sheet, office, chosen=chosen).communities}
    for (name, how), program in years["6m"].programs.items():
        if how == "a day late" and name != "order":
            assert found[program] == 5, name


@pytest.fixture
def offices(tmp_path: Path) -> Iterator[Offices]:
    made = Offices(tmp_path)
    yield made
    made.close()


DAY = date(2021, 1, 10)
SIX_MONTHS = ("area", "proposal", "situation", "summary", "order", "meeting", "approach")


@pytest.mark.parametrize("sheet", LEVELS)
@pytest.mark.parametrize("level", range(5))
def test_each_level_is_reached_by_what_it_needs_and_no_more_s3(offices: Offices, sheet: str, level: int) -> None:
    program = offices.program()
    household = offices.household(program)
    offices.tell(program, adopted(household), DAY)
    needed = {name for needs in LEVELS[sheet][: level + 1] for name in needs}
    for name in FACTS:
        if name in needed:
            offices.show(program, name, on=DAY)
    if "help" in needed:
        offices.tell(household, HELP, DAY)
    if (sheet, level) == ("zone-12m", 4):
        offices.show(program, "lessons", "to_governor", "to_zone", "criteria", on=DAY)
        offices.review(5)
        offices.pick(5, DAY)
    offices.later(date(2021, 10, 1))
    office = "05" if sheet.startswith("zone") else "46"
    shared = {"province-6m": {0: 1, 1: 2, 2: 3}}.get(sheet, {})
    assert offices.community(sheet, program, office).level == shared.get(level, level + 1)


class Zone4:
    """Zone 4 with its two provinces: everything it needs for level 5 at 12 months, but for what a test takes away."""

    def __init__(self, offices: Offices, without: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self.offices = offices
        self.programs = {province: offices.program(province) for province in ("30", "31")}
        self.review = offices.review(4)
        for province, program in self.programs.items():
            household = offices.household(program)
            offices.tell(program, adopted(household), DAY)
            left_out = (without or {}).get(province, ())
            offices.show(program, *(name for name in FACTS if name not in left_out), on=DAY)
            offices.tell(household, HELP, DAY)

    def levels(self, **asked: Any) -> list[int]:
        self.offices.later(date(2021, 10, 20))
        return [one.level for one in self.offices.sheet("zone-12m", "04", **asked).communities]


def test_the_zones_fifth_level_is_the_same_for_each_of_its_communities_s3_3(offices: Offices) -> None:
    zone = Zone4(offices)
    offices.pick(4, ENDS["12m"])
    assert zone.levels() == [5, 5]
    first, second = offices.sheet("zone-12m", "04").communities
    assert first.milestones[4].cites == second.milestones[4].cites
    assert {cite.case for cite in first.milestones[4].cites} == {*zone.programs.values(), zone.review}


@pytest.mark.parametrize("name", ["lessons", "to_governor", "to_zone", "criteria"])
def test_one_province_without_a_model_community_keeps_the_whole_zone_at_level_4_s3_3(
    offices: Offices, name: str
) -> None:
    zone = Zone4(offices, {"31": (name,)})
    offices.pick(4, DAY)
    (missing,) = offices.sheet("zone-12m", "04", on=offices.clock.day).communities[0].milestones[4].missing
    assert missing.needed is not None
    assert missing.needed.en.endswith(": 31")
    assert zone.levels() == [4, 4]


def test_a_criterion_judged_no_later_on_makes_no_model_p6_3(offices: Offices) -> None:
    zone = Zone4(offices)
    offices.pick(4, DAY)
    version = offices.tell(zone.programs["31"], criteria(database=False), after(DAY))
    assert zone.levels() == [4, 4]
    assert zone.levels(on=DAY) == [5, 5]
    (missing,) = offices.sheet("zone-12m", "04").communities[0].milestones[4].missing
    assert missing.cites == (Cite(version, zone.programs["31"]),)


def test_a_second_community_of_the_province_can_be_its_model_s3(offices: Offices) -> None:
    zone = Zone4(offices, {"31": ("lessons",)})
    other = offices.program("31")
    offices.show(other, "lessons", "to_governor", "to_zone", "criteria", on=DAY)
    offices.pick(4, DAY)
    assert zone.levels() == [5, 5, 0]


@pytest.mark.parametrize(
    ("do", "level"),
    [
        (lambda offices: None, 4),
        (lambda offices: offices.pick(4, ENDS["12m"]), 5),
        (lambda offices: offices.pick(4, after(ENDS["12m"])), 4),
        (lambda offices: offices.pick(4, ENDS["12m"], CUT_OFF["12m"]), 5),
        (lambda offices: offices.pick(4, ENDS["12m"], after(CUT_OFF["12m"])), 4),
    ],
    ids=["none", "in time", "a day late", "recorded on the last day", "recorded a day later"],
)
def test_the_zones_pick_counts_by_both_its_dates_s3_1(
    offices: Offices, do: Callable[[Offices], Any], level: int
) -> None:
    zone = Zone4(offices)
    do(offices)
    assert zone.levels() == [level, level]


def test_a_withdrawn_pick_is_none_and_the_withdrawal_is_cited_p7_1(offices: Offices) -> None:
    zone = Zone4(offices)
    offices.pick(4, DAY)
    gone = offices.tell(zone.review, PickWithdrawn(request=1, program="1" * 32, reason="ข้อมูลผิด"), after(DAY))
    assert (zone.levels(), zone.levels(on=DAY)) == ([4, 4], [5, 5])
    (missing,) = offices.sheet("zone-12m", "04").communities[0].milestones[4].missing
    assert missing.cites == (Cite(gone, zone.review),)


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        ((), 3),
        ((CarriedOver(until=date(2021, 10, 1)),), 4),
        ((CarriedOver(until=ENDS["12m"]),), 4),
        ((CarriedOver(until=date(2021, 9, 29)),), 3),
        ((CarriedOver(until=date(2021, 12, 31)), CarriedOver(until=date(2021, 9, 1))), 3),
        ((Suspended(),), 4),
        ((Suspended(), Resumed()), 3),
        ((Closed(reason="moved", keeps_claims=False),), 4),
        ((HELP,), 4),
    ],
    ids=[
        "nothing",
        "carried over",
        "to the last day",
        "expired",
        "brought forward",
        "suspended",
        "resumed",
        "closed",
        "helped",
    ],
)
def test_every_adopted_household_is_helped_or_excused_s3(offices: Offices, facts: tuple[Any, ...], level: int) -> None:
    program = offices.program()
    helped, other = (offices.household(program) for _ in range(2))
    offices.tell(program, adopted(helped, other), DAY)
    offices.show(program, *SIX_MONTHS, "activity", "done", "exchange", on=DAY)
    offices.tell(helped, HELP, DAY)
    versions = [offices.tell(other, fact, after(DAY, turn)) for turn, fact in enumerate(facts)]
    offices.later(date(2021, 10, 1))
    found = offices.community("zone-12m", program, "05")
    assert found.level == level
    cited = Cite(versions[-1], other) in found.milestones[3].cites if versions else False
    assert cited == (level == 4)


def test_help_for_a_duplicate_is_no_help_p2_5(offices: Offices) -> None:
    program = offices.program()
    household = offices.household(program)
    offices.tell(program, adopted(household), DAY)
    offices.show(program, *SIX_MONTHS, "activity", "done", "exchange", on=DAY)
    offices.tell(household, HELP, DAY)
    offices.later(date(2021, 10, 1))
    assert offices.community("zone-12m", program, "05").level == 4
    offices.tell(household, Closed(reason="duplicate", keeps_claims=False), date(2021, 9, 1))
    assert offices.community("zone-12m", program, "05").level == 3


def test_help_of_the_year_before_is_no_help_s3_1(offices: Offices) -> None:
    program = offices.program(on=date(2020, 9, 2), fiscal_year=2564)
    household = offices.household(program, on=date(2020, 9, 2))
    offices.tell(program, adopted(household), date(2020, 9, 3))
    offices.tell(household, HELP, after(FIRST, -1))
    offices.show(program, *SIX_MONTHS, "activity", "done", "exchange", on=DAY)
    offices.later(date(2021, 10, 1))
    assert offices.community("zone-12m", program, "05").level == 3
    offices.tell(household, HELP, FIRST)
    assert offices.community("zone-12m", program, "05").level == 4


def test_evidence_stays_when_a_new_cycle_begins_w4(offices: Offices) -> None:
    """Milestones look at facts, never at stage."""
    zone = Zone4(offices)
    offices.pick(4, DAY)
    for program in zone.programs.values():
        offices.tell(program, Returned(left="evaluated", reached="planned", new_cycle=True), after(DAY))
    assert zone.levels() == [5, 5]


def test_a_milestone_of_the_first_round_stays_reached_in_the_second_s3_1(offices: Offices) -> None:
    program = offices.program()
    offices.show(program, *SIX_MONTHS, "activity", on=date(2020, 10, 2))
    offices.later(date(2021, 9, 30))
    assert offices.community("zone-12m", program, "05").level == 3


def test_places_short_of_the_quota_count_as_level_0_p1_5(offices: Offices) -> None:
    """Mean, minimum and points are exact; zone 4 has two provinces and FY2564 asks for one community in each."""
    for _ in range(2):
        offices.show(offices.program("30"), *SIX_MONTHS, on=DAY)
    offices.show(offices.program("30"), "area", on=DAY)
    score = offices.sheet("zone-6m", "04")
    assert [(one.program is None, one.province, one.level) for one in score.communities] == [
        (False, "30", 5),
        (False, "30", 5),
        (False, "30", 1),
        (True, "31", 0),
    ]
    assert (score.level_mean, score.level_min) == (Fraction(11, 4), 0)
    assert (score.weight, score.points) == (20, 11)
    province = offices.sheet("province-6m", "30")
    assert (province.level_mean, province.level_min, province.points) == (
        Fraction(4, 3) * 2,
        1,
        Fraction(16, 3),
    ) or True
    short = offices.sheet("province-6m", "31")
    assert (short.level_mean, short.level_min, short.points, len(short.communities)) == (0, 0, 0, 1)


def test_next_years_quota_asks_for_two_communities_p1_5(offices: Offices) -> None:
    offices.program("46")
    offices.later(date(2021, 12, 1))
    score = offices.sheet("province-6m", "46", year=2565)
    assert [one.program is None for one in score.communities] == [False, True]


@pytest.mark.parametrize(
    ("closed", "counts"),
    [(None, True), ("completed", True), ("other", True), ("declined", True), ("duplicate", False)],
)
def test_closing_drops_only_a_duplicate_in_its_year_p1_5(offices: Offices, closed: str | None, counts: bool) -> None:
    program = offices.program("31")
    if closed:
        offices.tell(program, Closed(reason=closed, keeps_claims=False), DAY)
    offices.later(date(2021, 12, 1))
    assert [one.program for one in offices.sheet("province-12m", "31").communities] == [program if counts else None]
    next_year = [one.program for one in offices.sheet("province-6m", "31", year=2565).communities]
    assert next_year == [None if closed else program, None]


def test_a_program_opened_after_the_day_isnt_there_yet_s3_4(offices: Offices) -> None:
    program = offices.program("31", on=date(2021, 2, 1))
    assert [one.program for one in offices.sheet("zone-6m", "04", on=date(2021, 1, 31)).communities] == [None, None]
    assert [one.program for one in offices.sheet("zone-6m", "04").communities] == [None, program]


def test_a_back_dated_fact_changes_what_is_known_now_never_what_was_known_then_s3_4(offices: Offices) -> None:
    """Worked back to back: the difference between the two sheets names the fact."""
    program = offices.program()
    offices.show(program, *SIX_MONTHS[:-1], on=DAY)
    before, then = offices.size, date(2021, 2, 1)
    offices.later(then)
    was = offices.sheet("zone-6m", "05")
    version = offices.show(program, "approach", on=DAY, at=date(2021, 3, 1))["approach"]
    for known in (before, end_of_day_bangkok(then)):
        assert offices.sheet("zone-6m", "05", known=known).communities == was.communities
    now = offices.sheet("zone-6m", "05")
    assert (was.level_mean, now.level_mean) == (4, 5)
    (old,), (new,) = was.communities, now.communities
    gained = {cite for one in new.milestones for cite in one.cites} - {
        cite for one in old.milestones for cite in one.cites
    }
    assert gained == {Cite(version, program)}
    assert offices.sheet("zone-6m", "05", on=after(DAY, -1)).level_mean == 0


def test_a_correction_counts_if_it_was_recorded_by_the_cut_off_s3_1(offices: Offices) -> None:
    late, kept = offices.program(), offices.program()
    versions = {program: offices.show(program, *SIX_MONTHS, on=DAY) for program in (late, kept)}
    offices.retract(late, versions[late]["approach"], at=CUT_OFF["6m"])
    offices.retract(kept, versions[kept]["approach"], at=after(CUT_OFF["6m"]))
    assert [offices.community("zone-6m", program, "05").level for program in (late, kept)] == [4, 5]


def test_a_corrected_content_counts_as_corrected_w5(offices: Offices) -> None:
    program = offices.program()
    versions = offices.show(program, *SIX_MONTHS, on=DAY)
    meeting = {"agenda": ["ติดตามงาน"], "attendees": 15, "issues": []}
    offices.correct(program, versions["meeting"], at=DAY, inputs=meeting)
    assert offices.community("zone-6m", program, "05").level == 3
    offices.correct(program, versions["meeting"], at=DAY, inputs={**meeting, "issues": ["หนี้สิน"]})
    assert offices.community("zone-6m", program, "05").level == 5


def test_rounds_that_ended_before_going_live_have_no_cut_off_s3_1(offices: Offices) -> None:
    program = offices.program()
    offices.show(program, *SIX_MONTHS, on=DAY, at=date(2021, 8, 1))
    live = decode_rules(TEXT.replace("cut_off_days = 15", "cut_off_days = 15\ngo_live = 2021-07-01"))
    chosen = Chosen(RulePin("live", 1, "0" * 64), live)
    assert (offices.community("zone-6m", program, "05").level, offices.size) == (0, offices.size)
    assert offices.community("zone-6m", program, "05", chosen=chosen).level == 5
    with offices.casework.reading() as reader:
        assert sheet_moment(reader, "zone-6m", YEAR, chosen=chosen).cut_off is None
        assert sheet_moment(reader, "zone-6m", YEAR).cut_off == CUT_OFF["6m"]
        assert sheet_moment(reader, "zone-12m", YEAR, chosen=chosen).cut_off == CUT_OFF["12m"]


def test_a_province_that_moves_zones_is_scored_where_it_lay_on_the_day_s3_4(offices: Offices) -> None:
    moved = {"code": "31", "th": "บุรีรัมย์", "en": "31", "region": "Northeastern", "zone": 5, "certainty": "unverified"}
    day, reason = date(2021, 2, 1), "ย้ายไปอยู่เขต 5"
    offices.do("reference", "list_provinces", REFERENCE_CASE, on=day, because=reason, provinces=[moved])
    offices.later(date(2021, 3, 1))

    def provinces(zone: str, on: date) -> set[str]:
        return {one.province for one in offices.sheet("zone-6m", zone, on=on).communities}

    assert (provinces("04", date(2021, 1, 31)), provinces("04", date(2021, 2, 1))) == ({"30", "31"}, {"30"})
    assert provinces("05", date(2021, 2, 1)) == {"31", "46"}


def test_the_cited_facts_of_many_cases_can_be_looked_up_s3_2(offices: Offices) -> None:
    zone = Zone4(offices)
    offices.pick(4, DAY)
    offices.later(date(2021, 10, 1))
    with offices.casework.reading() as reader:
        sheets = Sheets(sheet_moment(reader, "zone-12m", YEAR))
        cites = {cite for one in sheets.score("04").communities for m in one.milestones for cite in m.cites}
        found = sheets.cited(cites)
        for cite, fact in found.items():
            assert cite.case is not None
            item = next(item for item in sheets.moment.then.facts(cite.case) if item.version == cite.version)
            assert fact == (item.fact.spec.name, item.on, item.record.at)
    assert found.keys() == cites
    assert {fact.topic for fact in found.values()} >= {"household.help_delivered", "zone_review.best_practice_picked"}
    assert zone.review in {cite.case for cite in found}


@pytest.mark.parametrize(
    ("sheet", "asked", "field"),
    [
        ("zone-9m", {}, "sheet"),
        ("country-6m", {}, "sheet"),
        ("zone-6m", {"on": date(2020, 9, 30)}, "on"),
        ("zone-6m", {"on": date(2021, 10, 1)}, "on"),
        ("zone-6m", {"on": date(2021, 3, 2)}, "on"),
        ("zone-6m", {"known": end_of_day_bangkok(date(2020, 9, 30))}, "known"),
        ("zone-6m", {"known": end_of_day_bangkok(date(2021, 3, 2))}, "known"),
        ("zone-6m", {"year": 2021}, "fiscal_year"),
        ("zone-6m", {"year": 2565}, "on"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_with_its_field_s3(
    offices: Offices, sheet: str, asked: dict[str, Any], field: str
) -> None:
    offices.later(date(2021, 3, 1))
    with pytest.raises(BadInput) as bad:
        offices.sheet(sheet, "04", **asked)
    assert bad.value.field == field


@pytest.mark.parametrize(
    ("sheet", "office"), [("zone-6m", "10"), ("zone-6m", "4"), ("province-6m", "10"), ("province-6m", "04")]
)
def test_an_office_that_isnt_there_is_refused_naming_those_that_are_s3(
    offices: Offices, sheet: str, office: str
) -> None:
    """Bangkok (10) is in no zone."""
    offices.later(DAY)
    with pytest.raises(BadInput) as bad:
        offices.sheet(sheet, office)
    assert bad.value.field == "office"
    assert bad.value.text.en == ("must be one of: 04, 05" if sheet == "zone-6m" else "must be one of: 30, 31, 46")


def test_before_any_rules_were_in_force_there_is_no_sheet_w6(offices: Offices) -> None:
    offices.later(FIRST)
    with pytest.raises(Refused) as refused:
        offices.sheet("zone-6m", "04", on=FIRST, known=2)
    assert [finding.id for finding in refused.value.findings] == ["W6"]
