"""An administrator and the account of an officer: a password for now, signing out, another try (U4, U5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.doors import Doors
from tests.people import PASSWORD, admit
from tests.test_web_login import sign_in
from web.people import changes

OWN = "ฝนตกที่แม่กาทั้งคืน"


class Desk:
    """Kanda and Wichai, an administrator, both with a password, each at a browser."""

    def __init__(self, folder: Path) -> None:
        self.doors = Doors(folder)
        self.kanda = self.doors.accounts["kanda"]
        for name in ("kanda", "wichai"):
            changes.set_password(self.doors.desk, self.doors.accounts[name], PASSWORD, by="opener")
        self.browser: FlaskClient = self.doors.app.test_client()

    def sign_in(self, password: str = PASSWORD, name: str = "kanda") -> TestResponse:
        return sign_in(self.browser, name, password)

    def page(self, path: str) -> TestResponse:
        return self.browser.get(path, headers={"Accept": "text/html"})

    def send(self, path: str, **data: Any) -> TestResponse:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.page("/password").text)
        assert found is not None
        return self.browser.post(path, data={"csrf_token": found[1], **data}, headers={"Accept": "text/html"})

    def administer(self, act: str, case: str = "", by: str = "wichai") -> TestResponse:
        headers = {"Authorization": f"Bearer token of {by}", "Accept": "text/html"}
        return self.doors.client.post(f"/accounts/{case or self.kanda}/{act}", headers=headers)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.doors.close()


def given(answer: TestResponse) -> str:
    """The password that an administrator was shown."""
    found = re.search(r'<p class="big"><code>([^<]+)</code>', answer.text)
    assert found is not None, answer.text
    return found[1]


def test_a_password_for_now_only_lets_its_holder_choose_their_own_u4(desk: Desk) -> None:
    desk.sign_in()
    assert desk.page("/work").status_code == 200
    passing = given(desk.administer("password"))
    assert desk.page("/work").status_code == 302, "every session ended"
    assert desk.sign_in().status_code == 401
    assert desk.sign_in(passing).status_code == 303
    asked = desk.page("/work")
    assert asked.headers["Location"] == "/password?next=/work"
    assert desk.browser.get("/api/v1/household").get_json()["type"].endswith("#problem-password-due")
    assert "ต้องต่างจากรหัสผ่านปัจจุบัน" in desk.send("/password", now=passing, new=passing, again=passing).text
    assert "สองช่องไม่ตรงกัน" in desk.send("/password", now=passing, new=OWN, again="อื่น").text
    assert "เดาง่ายเกินไป" in desk.send("/password", now=passing, new="a" * 12, again="a" * 12).text
    chosen = desk.send("/password", now=passing, new=OWN, again=OWN, next="/work")
    assert (chosen.status_code, chosen.headers["Location"]) == (303, "/work")
    assert desk.page("/work").status_code == 200
    assert desk.sign_in(passing).status_code == 401
    assert desk.sign_in(OWN).status_code == 303


def test_the_history_says_who_set_it_and_never_what_it_was_u5(desk: Desk) -> None:
    passing = given(desk.administer("password"))
    history = desk.doors.get(f"/account/{desk.kanda}/history", "wichai").text
    assert '"wichai"' in history
    assert passing not in history
    stored = b"".join(file.read_bytes() for file in Path(desk.doors.casework.path).parent.iterdir() if file.is_file())
    assert passing.encode() not in stored


def test_nobody_becomes_a_second_administrator_by_setting_ones_password_u5(desk: Desk) -> None:
    suda = admit(desk.doors.desk, "suda", ("administrator", "country"), password=PASSWORD)
    for case in (suda, desk.doors.accounts["wichai"]):
        answer = desk.administer("password", case)
        assert answer.status_code == 409
        assert "chumchon user password" in answer.text
    assert desk.sign_in(name="suda").status_code == 303


def test_an_administrator_signs_somebody_out_everywhere_and_it_is_recorded_u4(desk: Desk) -> None:
    desk.sign_in()
    page = desk.doors.client.get(f"/accounts/{desk.kanda}", headers={"Authorization": "Bearer token of wichai"}).text
    assert "ตั้งแต่ 30 ก.ย. 2564" in page
    assert desk.administer("sessions/end").status_code == 303
    assert desk.page("/work").status_code == 302
    assert "account.sessions_ended" in desk.doors.get(f"/account/{desk.kanda}/history", "wichai").text


def test_after_too_many_wrong_tries_an_administrator_lets_somebody_try_again_u4(desk: Desk) -> None:
    for _ in range(5):
        assert desk.sign_in("ผิดผิดผิดผิดผิด").status_code == 401
    assert desk.sign_in().status_code == 429
    assert desk.administer("pardon").status_code == 303
    assert desk.sign_in().status_code == 303


def test_auditors_look_and_change_nothing_and_others_see_no_account_u5(desk: Desk) -> None:
    def status(by: str) -> int:
        headers = {"Authorization": f"Bearer token of {by}"}
        return desk.doors.client.get(f"/accounts/{desk.kanda}", headers=headers).status_code

    assert [status(by) for by in ("wichai", "pranee", "kanda", "somchai")] == [200, 200, 403, 403]
    with desk.doors.nothing_recorded():
        for act in ("password", "sessions/end", "pardon"):
            assert desk.administer(act, by="pranee").status_code == 403
