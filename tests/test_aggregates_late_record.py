"""What is recorded very late waits for a second person, once its office has gone live (U5, S3.4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from aggregates.household_state import HOUSEHOLD, HouseholdCase
from aggregates.late_record import recorded_late
from aggregates.program_state import PROGRAM
from aggregates.reference import REFERENCE, REFERENCE_CASE
from engine.casework import Casework
from engine.command import Command, Receipt
from engine.history import LateRecordProposed
from engine.refusal import BadInput, Refused
from engine.verification.whole import verify
from tests.doors import OPENED, TODAY, Doors, problem
from web.showing import history_shown

LATE = TODAY - timedelta(days=91)
JUST = TODAY - timedelta(days=90)
VISIT = {"visitor": "อสม. สายใจ", "seen": "มุงหลังคาใหม่แล้ว"}


class Office:
    """A provincial office with one program and one household, opened before it went live."""

    def __init__(self, folder: Path) -> None:
        self.doors = Doors(folder)
        self.casework: Casework = self.doors.casework
        self.program = self.doors.program()
        self.household = self.doors.household(self.program)
        self._ids = iter(range(1000))

    def do(self, name: str, case: str, by: str = "kanda", /, kind: str = "household", **given: Any) -> Receipt:
        ours = ("because",) if name == "correct" else ("on", "because")  # the date a correction gives is an input
        envelope = {key: given.pop(key) for key in ours if key in given}
        id = f"late-{next(self._ids)}"
        return self.casework.do(Command(id=id, kind=kind, name=name, by=by, case=case, inputs=given, **envelope))

    def go_live(self, office: str = "province:56", on: date = TODAY) -> None:
        self.do("go_live", REFERENCE_CASE, "wichai", kind="reference", offices=[office], on=on)

    def visit(self, on: date, by: str = "kanda") -> int:
        return self.do("visit", self.household, by, on=on, **VISIT).version

    @property
    def state(self) -> HouseholdCase:
        return self.casework.state(HOUSEHOLD, self.household)

    @property
    def waiting(self) -> list[tuple[str, int]]:
        return [(one.subject, one.mark.version) for one in self.state.life.requests]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.doors.close()


@pytest.fixture
def live(office: Office) -> Office:
    office.go_live()
    return office


# One predicate


@pytest.mark.parametrize(("days", "late"), [(30, False), (31, True)])
def test_a_fact_is_late_when_more_than_so_many_days_lie_between_s3_4(days: int, late: bool) -> None:
    assert recorded_late(TODAY - timedelta(days=days), TODAY, 30) is late


# Before an office goes live


def test_old_records_are_entered_alone_until_the_office_goes_live_u5(office: Office) -> None:
    office.visit(LATE)
    assert [visit.mark.on for visit in office.state.visits] == [LATE]
    assert office.waiting == []


@pytest.mark.parametrize("elsewhere", ["province:40", "zone:1"])
def test_another_office_going_live_changes_nothing_here_u5(office: Office, elsewhere: str) -> None:
    office.go_live(elsewhere)
    office.visit(LATE)
    assert len(office.state.visits) == 1


@pytest.mark.parametrize("place", ["province:56", "zone:9", "country"])
def test_the_province_its_zone_or_the_country_may_go_live_u5(office: Office, place: str) -> None:
    office.go_live(place)
    office.visit(LATE)
    assert office.state.visits == ()
    assert len(office.waiting) == 1


def test_offices_go_live_by_their_area_and_once_u5(office: Office) -> None:
    for wrong in ("district:56/เมืองพะเยา", "56", "province"):
        with pytest.raises(BadInput):
            office.go_live(wrong)
    office.go_live()
    size = office.doors.size
    office.go_live()
    assert office.doors.size == size


# After it went live


def test_what_is_recorded_within_the_limit_counts_at_once_u5(live: Office) -> None:
    live.visit(JUST)
    assert len(live.state.visits) == 1


def test_a_very_late_fact_counts_only_when_a_second_person_says_so_and_from_its_own_day_u5(live: Office) -> None:
    at = live.visit(LATE)
    assert live.state.visits == ()
    assert live.waiting == [("household.visited", at)]
    with pytest.raises(Refused, match="somebody else"):
        live.do("confirm_late_record", live.household, "kanda", request=at)
    live.do("confirm_late_record", live.household, "malee", request=at)
    (visit,) = live.state.visits
    assert (visit.mark.version, visit.mark.on, visit.mark.by) == (at, LATE, "kanda")
    assert live.waiting == []
    assert len(live.casework.state(HOUSEHOLD, live.household, on=LATE).visits) == 1
    assert live.casework.state(HOUSEHOLD, live.household, on=LATE - timedelta(1)).visits == ()


def test_a_declined_late_fact_never_counts_and_stays_in_the_history_u5(live: Office) -> None:
    at = live.visit(LATE)
    with pytest.raises(BadInput, match="reason"):
        live.do("decline_late_record", live.household, "malee", request=at)
    live.do("decline_late_record", live.household, "malee", request=at, because="ไม่มีหลักฐาน")
    assert live.state.visits == ()
    assert live.waiting == []
    with pytest.raises(Refused, match="no such request"):
        live.do("confirm_late_record", live.household, "malee", request=at)
    assert any(isinstance(record.fact, LateRecordProposed) for record in live.casework.facts(live.household))


def test_what_waits_cannot_be_corrected_into_force_u5(live: Office) -> None:
    at = live.visit(LATE)
    for by in ("kanda", "malee"):
        with pytest.raises(Refused, match="no fact"):
            live.do("correct", live.household, by, version=at, on=LATE - timedelta(1), because="x")


def test_a_case_is_not_opened_so_far_back_but_its_date_may_be_corrected_by_two_u5(live: Office) -> None:
    inputs = {"program": live.program, "province": "56", "members": [{"name": "สมหมาย ใจดี"}]}
    answer = live.doors.post("/household", {"inputs": inputs, "on": LATE.isoformat()})
    assert "second person" in problem(answer, 409, "refused")["findings"][0]["needed"]["en"]
    case = live.doors.post("/household", {"inputs": inputs, "on": JUST.isoformat()}).get_json()["case"]
    proposal = live.do("correct", case, version=1, on=LATE, because="รับเรื่องวันนั้น").version
    assert live.casework.state(HOUSEHOLD, case).life.opened.on == JUST
    live.do("confirm_correction", case, "malee", proposal=proposal)
    assert live.casework.state(HOUSEHOLD, case).life.opened.on == LATE


def test_what_changes_a_day_long_past_waits_even_when_it_is_ones_own_u5(office: Office) -> None:
    """Else anything could be recorded in time and filled in a year later."""
    at = office.visit(LATE)
    office.go_live()
    proposal = office.do("retract", office.household, version=at, because="ผิดบ้าน").version
    assert len(office.state.visits) == 1
    office.do("confirm_correction", office.household, "malee", proposal=proposal)
    assert office.state.visits == ()


def test_control_before_going_live_ones_own_record_is_retracted_alone_u5(office: Office) -> None:
    at = office.visit(LATE)
    office.do("retract", office.household, version=at, because="ผิดบ้าน")
    assert office.state.visits == ()


def test_a_program_waits_like_a_household_u5(live: Office) -> None:
    live.do("assign_manager", live.program, kind="program", on=LATE, officer="napa")
    assert live.casework.state(PROGRAM, live.program).life.officer is None


def test_the_reference_data_never_waits_u5(live: Office) -> None:
    live.go_live("country", on=LATE)
    assert live.casework.state(REFERENCE, REFERENCE_CASE).live_since["country"] == LATE


# Everywhere else


def test_read_rows_and_the_whole_store_agree_with_a_rebuild(live: Office) -> None:
    first, second = live.visit(LATE), live.visit(LATE - timedelta(30))
    live.visit(JUST)
    live.do("confirm_late_record", live.household, "malee", request=second)
    live.do("decline_late_record", live.household, "malee", request=first, because="ไม่มีหลักฐาน")
    with live.casework.facts_recorder.reading() as connection:
        assert verify(connection, live.casework.parts, vault=live.casework.vault).faults == ()


def test_the_history_shows_what_waits_and_what_it_counts_as_later_s3_4(live: Office) -> None:
    at = live.visit(LATE)
    live.do("confirm_late_record", live.household, "malee", request=at)
    entry = history_shown(live.casework.facts(live.household), live.casework.vault)[at - 1]
    assert entry["topic"] == "case.late_record_proposed"
    assert entry["corrected_by"] == [at + 1]
    assert entry["counts_as"]["fact"]["note"]["seen"] == VISIT["seen"]
    assert not entry["retracted"]


def test_the_second_person_is_asked_on_the_page_and_in_the_worklist_u5(live: Office) -> None:
    live.visit(LATE)
    headers = {"Authorization": "Bearer token of malee", "Accept": "text/html"}
    page = live.doors.client.get(f"/case/household/{live.household}?lang=en", headers=headers).text
    assert "very late" in page
    assert "confirm_late_record" in page


def test_the_api_marks_late_facts_s3_4(live: Office) -> None:
    live.visit(LATE)
    for path in (f"/household/{live.household}/history", "/audit"):
        items = live.doors.get(path).get_json()["items"]
        marks = {item["on"]: item["late"] for item in items}
        assert marks[LATE.isoformat()] is True
        assert marks[OPENED] is True
