"""Every look of an auditor or administrator at personal data is recorded, and the record can't be changed (U5, U3)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import g

from engine.refusal import UnsafeStore
from tests.doors import Doors, problem
from tests.people import admit
from web.opening import note_export
from web.read_log import ReadLog
from web.wiring import open_read_log

MEMBER = {"name": "บุญมี ศรีสุข", "disability": "ตาบอดสองข้าง"}


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[Doors]:
    made = Doors(tmp_path)
    yield made
    made.close()


def looks(doors: Doors, query: str = "") -> list[dict[str, Any]]:
    """The read log as the auditor of the country reads it."""
    answer = doors.get(f"/looks{query}", "pranee")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.get_json()["items"]
    return found


def test_a_look_at_personal_data_is_recorded_with_who_when_what_and_what_for_u5(doors: Doors) -> None:
    household = doors.household(doors.program(), members=[MEMBER])
    doors.get(f"/household/{household}", "pranee")
    doors.get(f"/household/{household}/history", "wichai", Purpose=quote("คำร้องที่ 12"))
    later, earlier = looks(doors)
    assert (earlier["by"], earlier["act"], earlier["kind"]) == ("pranee", "household.get_state", "household")
    assert earlier["subject"] == household
    assert earlier["roles"] == ["auditor"]
    assert "household.member_joined.details" in earlier["fields"]
    assert earlier["purpose"] is None
    assert earlier["at"].startswith("2021-09-30T09:00")
    assert (later["by"], later["roles"], later["purpose"]) == ("wichai", ["administrator"], "คำร้องที่ 12")


def test_those_who_work_with_a_case_are_not_observed_and_what_shows_nobody_isnt_recorded_u5(doors: Doors) -> None:
    program = doors.program()
    household = doors.household(program, members=[MEMBER])
    for by in ("kanda", "dao", "malee", "somchai"):
        doors.get(f"/household/{household}", by)
    for path in (f"/program/{program}", f"/household/{household}/findings", "/household", "/audit"):
        assert doors.get(path, "pranee").status_code == 200
    problem(doors.get(f"/household/{household}", "wichai"), 403, "no-purpose")
    doors.get(f"/household/{'0' * 32}", "pranee")
    doors.get(f"/household/{household}", "arthit")
    assert looks(doors) == []


def test_a_look_up_is_recorded_even_where_it_opened_nothing_u5(doors: Doors) -> None:
    program = doors.program()
    doors.get(f"/program/{program}", "wichai", Purpose="ticket 77")
    (look,) = looks(doors)
    assert (look["subject"], look["fields"], look["purpose"]) == (program, [], "ticket 77")


def test_looks_at_officers_accounts_are_looks_too_u5(doors: Doors) -> None:
    doors.get("/account", "wichai")
    doors.get(f"/account/{doors.accounts['kanda']}", "pranee")
    one, every = looks(doors)
    assert (every["subject"], every["fields"]) == ("every account", ["account.opened.details"])
    assert one["subject"] == doors.accounts["kanda"]


def test_an_export_is_recorded_whoever_takes_it_u5(doors: Doors) -> None:
    with doors.app.test_request_context("/api/v1/me", headers={"Authorization": "Bearer token of kanda"}):
        doors.app.preprocess_request()
        note_export(g.person, "household", "province=56", ("household.member_joined.details",))
        doors.app.process_response(doors.app.make_response("x"))
    (look,) = looks(doors)
    assert (look["by"], look["kind"], look["subject"]) == ("kanda", "household", "province=56")
    (exported,) = (line for line in doors.security() if line["event"] == "exported")
    assert (exported["account"], exported["what"]) == (doors.accounts["kanda"], "household")


def test_the_log_is_searched_and_paged_by_auditors_of_the_country_alone_u3(doors: Doors) -> None:
    household = doors.household(doors.program(), members=[MEMBER])
    for _ in range(3):
        doors.get(f"/household/{household}", "pranee")
    admit(doors.desk, "zone-auditor", ("auditor", "zone:9"))
    for by in ("kanda", "somchai", "wichai", "arthit", "zone-auditor"):
        problem(doors.get("/looks", by), 403, "not-allowed")
    first = doors.get("/looks?limit=2", "pranee").get_json()
    rest = doors.get(f"/looks?before={first['next']}", "pranee").get_json()
    assert [len(first["items"]), len(rest["items"]), rest["next"]] == [2, 1, None]
    assert len(looks(doors, f"?person=pranee&subject={household}&since=30/9/2564&until=2021-09-30")) == 3
    for nothing in ("person=kanda", "subject=x", "since=2021-10-01", "until=2021-09-29"):
        assert looks(doors, f"?{nothing}") == []


def test_what_couldnt_be_recorded_doesnt_leave_u5(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    household = doors.household(doors.program(), members=[MEMBER])
    assert MEMBER["name"] in doors.get(f"/household/{household}", "pranee").text

    def full(log: ReadLog, found: object) -> None:
        if found:
            raise sqlite3.OperationalError("disk full")

    monkeypatch.setattr(ReadLog, "write", full)
    answer = doors.get(f"/household/{household}", "pranee")
    assert answer.status_code == 500
    assert MEMBER["name"] not in answer.text
    assert MEMBER["name"] in doors.get(f"/household/{household}", "kanda").text, "who isn't observed goes on working"


@pytest.mark.parametrize(
    "change",
    ["DELETE FROM looks", "UPDATE looks SET by = 'x'", "REPLACE INTO looks SELECT * FROM looks"],
)
def test_no_look_can_be_changed_or_removed_u5(doors: Doors, tmp_path: Path, change: str) -> None:
    doors.get("/account", "pranee")
    before = looks(doors)
    with pytest.raises(sqlite3.IntegrityError, match="append only"):
        doors.log._db.execute(change)
    assert looks(doors) == before != []


def test_a_log_whose_guards_were_taken_away_is_guarded_again_or_not_used_u5(tmp_path: Path) -> None:
    log = open_read_log(tmp_path)
    log._db.execute("DROP TRIGGER looks_no_delete")
    log._db.execute("CREATE TRIGGER looks_no_delete BEFORE DELETE ON looks BEGIN SELECT 1; END")
    log.close()
    with pytest.raises(UnsafeStore, match="append-only"):
        open_read_log(tmp_path)


def test_reading_takes_no_lock_of_those_who_record_u5(doors: Doors) -> None:
    household = doors.household(doors.program(), members=[MEMBER])
    other = sqlite3.connect(doors.casework.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert doors.get(f"/household/{household}", "pranee").status_code == 200
    other.execute("ROLLBACK")
    other.close()
    assert len(looks(doors)) == 1
