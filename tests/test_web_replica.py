"""Pages and answers from a replica say as of which fact; nobody misses what they wrote; either server may go away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from werkzeug.test import TestResponse

from engine.refusal import UnsafeStore
from tests.doors import Doors, problem
from tests.postgres import share
from tests.standby import standby
from tests.test_engine_postgres import gone
from web.databases import DATABASE_VARIABLE, REPLICA_VARIABLE
from web.read_only import HEADER
from web.warming import warm
from web.wiring import open_casework

pytestmark = pytest.mark.xdist_group("postgres")
VISIT = {"inputs": {"visitor": "มาลี", "seen": "ซ่อมหลังคาแล้ว"}, "on": "2021-09-01"}
FIRST = 2
"""The version of a household that was opened with one member."""


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> str:
    """A store in use, with a replica."""
    url = share(monkeypatch)
    monkeypatch.setenv(REPLICA_VARIABLE, standby().url(url))
    return url


@pytest.fixture
def doors(tmp_path: Path, url: str) -> Iterator[Doors]:
    made = Doors(tmp_path)
    yield made
    made.close()


def household(doors: Doors) -> str:
    return doors.household(doors.program())


def visit(doors: Doors, case: str, by: str = "kanda") -> TestResponse:
    return doors.post(f"/household/{case}/visit", VISIT, by, seen=FIRST)


def page(doors: Doors, case: str, lang: str, by: str = "dao") -> str:
    answer = doors.client.get(f"/case/household/{case}?lang={lang}", headers={"Authorization": f"Bearer token of {by}"})
    assert answer.status_code == 200, answer.text
    return " ".join(unescape(answer.text).split())


def test_a_page_behind_the_store_says_so_in_both_languages(doors: Doors, url: str) -> None:
    case = household(doors)
    with standby().held_back():
        size = doors.size
        assert "as-of" not in page(doors, case, "th")
        assert visit(doors, case).status_code == 200
        thai, english = page(doors, case, "th"), page(doors, case, "en")
    assert f"ข้อมูล ณ ข้อเท็จจริงที่ {size:,}" in thai
    assert "บันทึกเมื่อ 30 ก.ย. 2564 09:00 น. ยังไม่รวมรายการที่ใหม่กว่านั้นอีก 1 รายการ" in thai
    assert f"As of fact {size:,}" in english
    assert "recorded 30 Sep 2021 09:00. Not included: 1 recorded since." in english
    assert "ซ่อมหลังคาแล้ว" not in thai + english
    standby().caught_up()
    assert "ซ่อมหลังคาแล้ว" in page(doors, case, "th")
    assert "as-of" not in page(doors, case, "th")


def test_an_answer_of_the_api_says_it_in_a_header_and_what_one_wrote_oneself_is_there(doors: Doors, url: str) -> None:
    case = household(doors)
    with standby().held_back():
        size = doors.size
        assert visit(doors, case).status_code == 200
        mine, theirs = doors.get(f"/household/{case}"), doors.get(f"/household/{case}", "dao")
        assert (mine.get_json()["version"], theirs.get_json()["version"]) == (FIRST + 1, FIRST)
        assert HEADER not in mine.headers
        assert theirs.headers[HEADER].startswith(f"fact={size}, recorded=")
        assert theirs.headers[HEADER].endswith("lacking=1")
        # Who decides by what they saw there is told that it has changed.
        problem(visit(doors, case, "dao"), 412, "stale")


def test_the_table_of_a_page_says_the_same(doors: Doors, url: str) -> None:
    household(doors)
    with standby().held_back():
        household(doors)
        answer = doors.client.get("/list/program?as=xlsx&lang=th", headers={"Authorization": "Bearer token of dao"})
        assert "lacking=" in answer.headers[HEADER]
        with ZipFile(BytesIO(answer.data)) as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert re.search(r"ข้อมูล ณ ข้อเท็จจริงที่ [0-9]+ .* ยังไม่รวมรายการที่ใหม่กว่านั้นอีก [0-9]+ รายการ", sheet)
        answer.close()


def test_while_the_store_is_gone_pages_are_read_and_commands_told_to_try_again(doors: Doors, url: str) -> None:
    case = household(doors)
    with standby().held_back(), gone(url):
        assert "ขณะนี้ติดต่อฐานข้อมูลหลักไม่ได้" in page(doors, case, "th")
        assert "The main database can't be reached" in page(doors, case, "en")
        assert "lacking" not in doors.get(f"/household/{case}").headers[HEADER]
        refused = visit(doors, case)
        problem(refused, 503, "not-ready")
        assert refused.headers["Retry-After"]
        ready = doors.client.get("/readyz")
        assert (ready.status_code, ready.get_json()["checks"]["store"]) == (200, "warning")
    assert visit(doors, case).status_code == 200


def test_a_look_that_would_have_to_be_recorded_waits_for_the_store_u3(doors: Doors, url: str) -> None:
    case = household(doors)
    with standby().held_back():
        assert doors.get(f"/household/{case}", "pranee", Purpose="audit").status_code == 200
        with gone(url):
            problem(doors.get(f"/household/{case}", "pranee", Purpose="audit"), 503, "not-ready")
            assert doors.get(f"/household/{case}").status_code == 200


def test_without_a_replica_nothing_is_read_while_the_store_is_gone(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(REPLICA_VARIABLE)
    doors = Doors(tmp_path)
    case = household(doors)
    with gone(url):
        problem(doors.get(f"/household/{case}"), 503, "not-ready")
    doors.close()


def test_while_the_replica_is_gone_the_store_answers_and_somebody_is_told(doors: Doors, url: str) -> None:
    case = household(doors)
    assert doors.client.get("/readyz").get_json()["checks"]["replica"] == "ok"
    with standby().stopped():
        assert visit(doors, case).status_code == 200
        assert "ซ่อมหลังคาแล้ว" in page(doors, case, "th")
        assert "as-of" not in page(doors, case, "th")
        found = doors.client.get("/readyz").get_json()
        assert (found["status"], found["checks"]["replica"]) == ("degraded", "warning")


def test_a_server_that_is_warm_counts_nothing_for_who_reads_from_the_replica(
    doors: Doors, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = household(doors)
    standby().caught_up()
    warm(doors.app, doors.casework)
    asked: list[object] = []
    monkeypatch.setattr("projections.progress._counted", lambda *given: asked.append(given))
    monkeypatch.setattr("projections.success._targets", lambda *given: asked.append(given))
    with standby().held_back():
        assert visit(doors, case).status_code == 200
        answer = doors.client.get("/overview", headers={"Authorization": "Bearer token of somchai"})
    assert answer.status_code == 200
    assert "lacking=1" in answer.headers[HEADER], "the control: it was the replica that answered"
    assert asked == []


def test_a_replica_needs_a_store_in_postgresql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(REPLICA_VARIABLE, "postgresql://somewhere/cases")
    with pytest.raises(UnsafeStore, match=DATABASE_VARIABLE):
        open_casework(tmp_path)
