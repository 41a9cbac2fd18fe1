"""A demo stands at its own day: facts, lists and pages take it for today, and every page says so."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pyotp
import pytest

from engine.calendar import BANGKOK
from engine.refusal import UnsafeStore
from tests.doors import Doors
from tests.people import PASSWORD
from tests.test_web_cli import Line
from tests.test_web_login import sign_in
from web.app import create_app
from web.demo.dates import LAST, TODAY
from web.demo_day import FILE, clock_of, demo_day, stand_at
from web.operations.watch import Watch
from web.people import changes
from web.wiring import open_casework, open_front_desk, open_read_log, prepare

WALL = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)
"""Half past three in the morning of the next day in Bangkok."""


def test_the_hour_is_the_wall_clocks_and_the_day_the_demos(tmp_path: Path) -> None:
    assert clock_of(tmp_path, lambda: WALL)() == WALL
    stand_at(tmp_path, TODAY)
    assert clock_of(tmp_path, lambda: WALL)() == datetime(TODAY.year, TODAY.month, TODAY.day, 3, 30, tzinfo=BANGKOK)
    assert demo_day(tmp_path) == TODAY > LAST


@pytest.mark.parametrize("text", ["", "tomorrow", "2021-02-30"])
def test_a_day_that_is_none_stops_the_store_instead_of_dating_facts_wrongly(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(UnsafeStore, match=FILE):
        open_casework(tmp_path)


def test_what_is_recorded_in_a_demo_is_of_its_day_and_codes_of_a_phone_still_fit(tmp_path: Path) -> None:
    stand_at(tmp_path, TODAY)
    casework = open_casework(tmp_path)
    prepare(casework)
    casework.close()
    line = Line(tmp_path)
    line.ok("user", "add", "kanda", "--name", "กานดา", by="wichai")
    casework = open_casework(tmp_path)
    desk = open_front_desk(tmp_path, casework)
    with casework.reading() as reader:
        assert reader.on == TODAY
        (account,) = (
            row[0] for row in reader.connection.execute("SELECT originator_id FROM cases WHERE kind = 'account'")
        )
        assert {record.on for record in reader.facts(account)} == {TODAY}
    secret = desk.codes.new_secret()
    changes.need_codes(desk, account, secret, pyotp.TOTP(secret).now(), by="kanda")
    desk.close()
    casework.close()
    casework.vault.close()


def test_every_page_announces_the_day_and_every_answer_bears_it(tmp_path: Path) -> None:
    doors = Doors(tmp_path, date(2021, 11, 13))
    changes.set_password(doors.desk, doors.accounts["kanda"], PASSWORD, by="opener")
    plain = doors.app.test_client()
    sign_in(plain)
    assert "ข้อมูลสาธิต" not in plain.get("/work").text
    assert "Chumchon-Demo-Day" not in plain.get("/work").headers
    stand_at(tmp_path, TODAY)
    client = create_app(doors.desk, open_read_log(tmp_path), Watch(doors.casework, tmp_path)).test_client()
    assert "13 พ.ย. 2564" in client.get("/login").text
    sign_in(client)
    for path in ("/work", "/work?lang=en", "/api/v1/household"):
        answer = client.get(path)
        assert answer.headers["Chumchon-Demo-Day"] == "2021-11-13"
        assert path.startswith("/api") or ("Demo" if "en" in path else "ข้อมูลสาธิต") in answer.text
    doors.close()
