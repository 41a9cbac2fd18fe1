"""The demo: the same seed tells the same year, everything in it folds to its rows, and nothing is missing from it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import msgspec
import pytest

from engine import thai
from engine.casework import Casework
from engine.command import Command
from engine.facts import Recorded
from engine.history import Corrected, CorrectionConfirmed, fold
from engine.reader import bangkok_day
from engine.refusal import UnsafeStore
from engine.sealed import Sealed
from projections.as_of import AsKnown
from projections.caseload import CASELOAD
from projections.missions import mission_scores
from web.demo import DemoSummary, build
from web.demo.casting import Target, cast
from web.demo.communities import communities
from web.demo.dates import FIRST, LAST
from web.demo.notebook import Notebook
from web.demo.people import Home, home
from web.demo.schedule import DemoFailed, Schedule, SetClock
from web.reference_data import reference_rows
from web.wiring import open_casework, prepare
from workflows.process_rules import STAGES

pytestmark = pytest.mark.xdist_group("demo")

PROVINCES = ("31", "38", "44", "52", "56", "58", "91", "94")
"""One community for each stage, among them the one with the sample lists, a waiver and a second cycle."""
ID = re.compile(r"\b[0-9a-f]{32}\b")
ROWS = ("caseload", "assessments", "spells", "dues", "evidence")


class Built(NamedTuple):
    casework: Casework
    summary: DemoSummary
    records: tuple[Recorded, ...]

    @property
    def topics(self) -> Counter[str]:
        return Counter(_topic(record) for record in self.records)

    def of(self, case: str) -> list[str]:
        return [_topic(record) for record in self.records if record.case == case]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    with_all = _build(tmp_path_factory.mktemp("demo"), PROVINCES)
    yield with_all
    with_all.casework.close()


def test_the_same_seed_gives_the_same_opened_facts_and_read_rows(built: Built, tmp_path: Path) -> None:
    again = _build(tmp_path, PROVINCES)
    assert _told(again) == _told(built)
    assert _rows(again) == _rows(built)
    again.casework.close()


def test_another_seed_tells_another_year(tmp_path: Path) -> None:
    ours, other = (_build(tmp_path / str(seed), ("38",), seed=seed) for seed in (2564, 2565))
    assert _told(ours) != _told(other)
    ours.casework.close()
    other.casework.close()


def test_a_community_lives_the_same_whatever_others_there_are(built: Built, tmp_path: Path) -> None:
    alone = _build(tmp_path, ("38",))
    programs = {record.case for record in alone.records if _topic(record) == "program.opened"}
    for case in programs:
        assert alone.of(case) == built.of(case)
    assert programs
    alone.casework.close()


def test_every_case_folds_to_its_row_of_the_caseload(built: Built) -> None:
    """Design rule 4: with today and now, the fold equals the live row."""
    row_of = CASELOAD.row
    with built.casework.reading() as reader:
        rows = {row[0]: tuple(row) for row in reader.connection.execute("SELECT * FROM caseload")}
        for case, row in rows.items():
            kind = reader.kind_of(case)
            folded = fold(kind.evolve, reader.facts(case))
            assert row_of(kind, case, folded) == row
            assert folded == reader.state(kind, case)
    assert len(rows) > 35 * len(PROVINCES)


def test_the_sample_lists_become_a_program_that_its_zone_picks(built: Built) -> None:
    """P7.1: the two sample lists go through the whole story."""
    assert built.summary.sample_program is not None
    with built.casework.reading() as reader:
        households = reader.members(built.summary.sample_program)
        state: Any = reader.state(reader.kind_of(built.summary.sample_program), built.summary.sample_program)
        assert reader.holder("best_practice_program", f"{built.summary.sample_program}/2564") is not None
        seen = [set(_state(reader, case).sources) for case in households]
    assert state.life.stage == "best_practice"
    assert [passage.stage for passage in state.life.passages] == list(STAGES)
    assert len(households) == 58
    assert {"tpmap", "survey"} in seen


def test_every_stage_is_somebodys_last(built: Built) -> None:
    wanted = {"opened", *STAGES}
    assert set(built.summary.stages["program"]) == wanted
    assert set(built.summary.stages["household"]) == wanted


def test_everything_out_of_the_ordinary_happens(built: Built) -> None:
    """W3, W4, W5: waivers, returns, suspensions, endings, corrections of one's own and of others' facts."""
    happened = built.topics
    for topic in (
        "case.waiver_requested",
        "case.waiver_confirmed",
        "case.returned",
        "case.suspended",
        "case.closed",
        "case.corrected",
        "case.correction_proposed",
        "case.correction_confirmed",
        "household.carried_over",
        "household.help_ruled_out",
        "household.tpmap_ruled_out",
        "household.chosen_as_example",
        "household.goal_dropped",
        "case.manager_transferred",
    ):
        assert happened[topic], topic
    assert any(isinstance(r.fact, Corrected) and r.fact.retracted for r in built.records)
    assert any(isinstance(r.fact, Corrected) and r.fact.replacement is not None for r in built.records)


def test_two_people_take_part_wherever_two_are_needed(built: Built) -> None:
    """U5: whoever confirms a waiver or a correction is not who asked for it."""
    by = {(record.case, record.version): record.by for record in built.records}
    confirmed = 0
    for record in built.records:
        asked = getattr(record.fact, "request", None) or getattr(record.fact, "proposal", None)
        if isinstance(asked, int):
            assert record.by != by[record.case, asked]
            confirmed += 1
    assert confirmed > 5


def test_facts_are_recorded_0_to_40_days_after_they_occurred(built: Built) -> None:
    lags = [(bangkok_day(record.at) - record.on).days for record in built.records]
    assert (min(lags), max(lags) <= 40, max(lags) > 25) == (0, True, True)
    moments = [record.at for record in built.records]
    assert moments == sorted(moments)
    assert bangkok_day(moments[0]) >= FIRST
    assert bangkok_day(moments[-1]) <= LAST


def test_some_facts_come_late_for_their_case(built: Built) -> None:
    latest: dict[str, date] = {}
    late = 0
    for record in built.records:
        if record.version > 1 and not isinstance(record.fact, Corrected | CorrectionConfirmed):
            late += record.on < latest.get(record.case, date.min)
            latest[record.case] = max(record.on, latest.get(record.case, date.min))
    assert 20 < late < len(built.records) / 20


def test_some_goals_are_overdue_at_the_end_of_the_year(built: Built) -> None:
    """S5: a goal whose day has passed."""
    with built.casework.reading() as reader:
        overdue = reader.connection.execute(
            "SELECT count(*) FROM caseload WHERE kind = 'household' AND status = 'open' AND due < '2021-09-30'"
        ).fetchone()[0]
    assert overdue > 10


def test_the_departments_results_complete_kpi_2_1_and_not_yet_5_1(built: Built) -> None:
    """S1: six figures of seven; the mean is that of the six."""
    with built.casework.reading() as reader:
        found = mission_scores(AsKnown(reader, date(2021, 9, 30)), 2564)
    assert found.level.missing == ("model_subdistricts",)
    assert found.kpi_2_1.earned is not None
    assert found.kpi_2_1.earned.level == 100


def test_a_zone_and_a_province_are_scored_and_their_rounds_closed_s3_2b(built: Built) -> None:
    """S3.2b, U5: assessed by the office, confirmed and closed by the area above, once with another level and why."""
    topics = ("opened", "self_assessed", "levels_confirmed", "closed")
    rounds = [record.case for record in built.records if _topic(record) == "score_round.opened"]
    assert len(rounds) == 2
    reasons: dict[str, str] = {}
    for case in rounds:
        assert built.of(case) == [f"score_round.{topic}" for topic in topics]
        with built.casework.reading() as reader:
            (revision,) = _state(reader, case).revisions
        assert revision.assessment.mark.by != revision.confirmation.mark.by
        assert revision.closed.fact.figures.level_mean != "0"
        reasons |= revision.confirmation.fact.reasons
    assert reasons


def test_a_build_that_died_is_completed_by_building_again(tmp_path: Path) -> None:
    whole = _build(tmp_path / "whole", ("56",))
    casework = open_casework(tmp_path / "died")

    def dies(done: int, total: int) -> None:
        if done > 90:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(casework, provinces=("56",), progress=dies)
    taken_up = _built(casework, ("56",))
    assert _told(taken_up) == _told(whole)
    assert _rows(taken_up) == _rows(whole)
    assert taken_up.summary.stages == whole.summary.stages
    whole.casework.close()
    casework.close()


def test_a_store_in_use_is_refused(tmp_path: Path) -> None:
    casework = open_casework(tmp_path, SetClock(FIRST))
    prepare(casework)
    opening = {"name_th": "บ้านเรา", "name_en": "Ours", "subdistricts": ["นา"], "district": "นา", "province": "38"}
    casework.do(Command(id="1", kind="program", name="open_program", by="somchai", on=FIRST, inputs=opening))
    with pytest.raises(UnsafeStore, match="empty data folder"):
        build(casework, provinces=("38",))
    casework.close()


def test_a_store_prepared_after_the_demos_year_is_refused(tmp_path: Path) -> None:
    """Recorded times never go back, so all of the year would be late."""
    casework = open_casework(tmp_path, SetClock(LAST + timedelta(1)))
    prepare(casework)
    with pytest.raises(UnsafeStore, match="empty data folder"):
        build(casework, provinces=("38",))
    casework.close()


def test_a_refused_deed_stops_the_demo_with_its_findings(tmp_path: Path) -> None:
    casework = open_casework(tmp_path, SetClock(FIRST))
    prepare(casework)
    schedule = Schedule(casework, SetClock(FIRST), "test")
    book = Notebook("program", "a" * 32, "somchai")
    book.note("open_program", FIRST, name_th="บ้าน", name_en="Ban", subdistricts=["นา"], district="นา", province="10")
    schedule.add(_only(book.record(FIRST)))
    with pytest.raises(DemoFailed, match=r"open_program on 2020-10-01 by somchai: province:"):
        schedule.run(lambda day: None)
    casework.close()


def test_there_is_one_community_in_every_province_of_the_programme() -> None:
    """P1.5: Bangkok is outside; every zone has a community it can pick."""
    zones = {row.code: row.zone for row in reference_rows().provinces if row.zone is not None}
    told = communities()
    assert [community.province for community in told] == sorted(zones)
    assert len({community.th for community in told}) == len(told) == 76
    assert {zones[community.province] for community in told if community.model} == set(range(1, 12))
    assert {community.ends for community in told} == {"opened", *STAGES} - {"best_practice"}


def test_nobodys_real_number_is_used() -> None:
    """Check digits are right, and no person's national ID begins with 9."""
    homes = [home(Random(serial), "38", serial) for serial in range(1, 60)]
    numbers = [member["national_id"] for found in homes for member in found.inputs["members"] if member["national_id"]]
    assert all(thai.national_id(number) == number and number[0] == "9" for number in numbers)
    assert len(set(numbers)) == len(numbers) > 150


def test_a_calendar_keeps_its_stages_in_order() -> None:
    for community in communities():
        days = cast(community, 1, 2564).days
        assert list(days) == sorted(days)
        assert not community.reaches("evaluated") or days.evaluated < date(2021, 9, 25)


def test_a_fate_before_the_meeting_is_never_adopted() -> None:
    nothing = Home({}, 1, ())
    early = [Target("c", nothing, fate, "m", Notebook("household", "c", "m"), Random(1)).adoptable for fate in _FATES]
    assert early == [False, False, False, True]


_FATES: tuple[Any, ...] = ("declined", "duplicate", "not_adopted", "steady")


def _build(folder: Path, provinces: tuple[str, ...], seed: int = 2564) -> Built:
    return _built(open_casework(folder), provinces, seed)


def _built(casework: Casework, provinces: tuple[str, ...], seed: int = 2564) -> Built:
    summary = build(casework, seed=seed, provinces=provinces)
    with casework.reading() as reader:
        order = reader.connection.execute("SELECT originator_id FROM cases ORDER BY leaf").fetchall()
        records = sorted((r for (case,) in order for r in reader.facts(case)), key=lambda record: record.leaf)
    assert len(records) == summary.facts
    return Built(casework, summary, tuple(records))


def _told(built: Built) -> list[str]:
    """Every fact with its boxes opened; ids are numbered as they come."""
    named = _numbering()
    vault = built.casework.vault
    told = []
    for r in built.records:
        because, content = (_opened(part, vault.open_raw) for part in (r.because, r.fact))
        told.append(named(f"{r.case} {r.version} {_topic(r)} {r.on} {r.at} {r.by} {because} {content}"))
    return told


def _opened(value: Any, open_box: Callable[[Sealed[Any]], dict[str, Any]]) -> Any:
    if isinstance(value, Sealed):
        return open_box(value)
    if isinstance(value, msgspec.Raw):
        return bytes(value)
    if isinstance(value, msgspec.Struct):
        return _opened(msgspec.structs.asdict(value), open_box)
    if isinstance(value, Mapping):
        return {key: _opened(inner, open_box) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_opened(inner, open_box) for inner in value]
    return value


def _rows(built: Built) -> dict[str, list[str]]:
    """The read rows in the order of their cases; the ids are those cases' numbers."""
    named = _numbering()
    with built.casework.reading() as reader:
        for (case,) in reader.connection.execute("SELECT originator_id FROM cases ORDER BY leaf"):
            named(case)
        return {
            table: sorted(named(repr(tuple(row))) for row in reader.connection.execute(f"SELECT * FROM {table}"))
            for table in ROWS
        }


def _numbering() -> Callable[[str], str]:
    """Replaces each id in a text by its number: the same id the same number, in the order they are first seen."""
    numbers, following = {}, count()

    def number(found: re.Match[str]) -> str:
        if found[0] not in numbers:
            numbers[found[0]] = f"#{next(following)}"
        return numbers[found[0]]

    return lambda text: ID.sub(number, text)


def _topic(record: Recorded) -> str:
    return record.fact.spec.name


def _state(reader: Any, case: str) -> Any:
    return reader.state(reader.kind_of(case), case)


def _only(sitting: Any) -> Any:
    yield from sitting
