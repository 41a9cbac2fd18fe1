"""Signing in: sessions end, wrong tries are counted, forged requests refused, nobody is told who exists (U5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.calendar import BANGKOK
from engine.casework import Casework
from engine.refusal import BadInput
from tests.doors import fields, problem
from tests.people import PASSWORD, admit, do, front_desk
from web.app import create_app
from web.operations.watch import Watch
from web.people import changes
from web.people.login import onward
from web.people.passwords import expect_good
from web.people.sessions import IDLE, LONGEST
from web.people.tries import BY_NAME as TRIES
from web.wiring import open_casework, open_read_log, prepare

NEW = "ฝนตกที่พะเยาทุกวันศุกร์"


class House:
    """The application with a clock that can be set, and two people who know their passwords."""

    def __init__(self, folder: Path) -> None:
        self.at = datetime.combine(date(2021, 9, 30), time(9), BANGKOK)
        self.casework: Casework = open_casework(folder, lambda: self.at)
        prepare(self.casework)
        self.desk = front_desk(folder, self.casework)
        self.log = open_read_log(folder, self.casework.clock)
        self.kanda = admit(self.desk, "kanda", ("case_manager", "province:56"), password=PASSWORD)
        self.malee = admit(self.desk, "malee", ("supervisor", "country"), password=PASSWORD)
        self.app = create_app(self.desk, self.log, Watch(self.casework, folder))

    def client(self, address: str = "10.0.0.1") -> FlaskClient:
        made = self.app.test_client()
        made.environ_base["REMOTE_ADDR"] = address
        return made

    def wait(self, long: timedelta) -> None:
        self.at += long

    def close(self) -> None:
        for opened in (self.log, self.desk, self.casework, self.casework.vault):
            opened.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.close()


def token_in(page: TestResponse) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def sign_in(client: FlaskClient, user_name: str = "kanda", password: str = PASSWORD, **more: str) -> TestResponse:
    form = {"user_name": user_name, "password": password, "csrf_token": token_in(client.get("/login")), **more}
    return client.post("/login", data=form)


def me(client: FlaskClient) -> int:
    return client.get("/api/v1/me").status_code


def cookie(client: FlaskClient) -> Any:
    return client.get_cookie("chumchon")


def test_the_right_password_opens_a_session_and_leads_on_u5(house: House) -> None:
    client = house.client()
    assert me(client) == 401
    answer = sign_in(client, "KANDA", next="/household/1?tab=plan")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/household/1?tab=plan")
    found = client.get("/api/v1/me").get_json()
    assert found["user_name"] == "kanda"
    assert found["details"]["name"] == "คุณkanda"
    assert found["today"] == [{"role": "case_manager", "area": "province:56"}]


def test_the_cookie_is_out_of_reach_of_scripts_other_sites_and_plain_lines_u5(house: House) -> None:
    plain = sign_in(house.client()).headers["Set-Cookie"]
    assert "HttpOnly" in plain
    assert "SameSite=Lax" in plain
    assert "Secure" not in plain
    client = house.client()
    form = {"user_name": "kanda", "password": PASSWORD}
    page = client.get("/login", base_url="https://chumchon.example")
    secure = client.post(
        "/login", data={**form, "csrf_token": token_in(page)}, base_url="https://chumchon.example"
    ).headers["Set-Cookie"]
    assert "Secure" in secure


@pytest.mark.parametrize(("user_name", "password"), [("kanda", "ผิด"), ("nobody", PASSWORD), ("", ""), ("kanda", "")])
def test_whatever_is_wrong_the_answer_is_the_same_u5(house: House, user_name: str, password: str) -> None:
    def plain(answer: TestResponse, typed: str) -> tuple[int, str]:
        without = re.sub(r'name="(csrf_token|user_name)" value="[^"]*"', "", answer.text)
        return answer.status_code, without

    client = house.client()
    assert plain(sign_in(client, user_name, password), user_name) == plain(sign_in(client, "kanda", "x" * 20), "kanda")
    assert me(client) == 401


def test_nobodys_password_takes_the_work_of_somebodys_u5(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    hasher, tried = type(house.desk.passwords._hasher), []
    verify = hasher.verify
    monkeypatch.setattr(hasher, "verify", lambda self, kept, given: tried.append(kept) or verify(self, kept, given))
    for name in ("kanda", "nobody"):
        house.desk.sign_in(name, "ผิดทุกครั้งไป", "")
    assert len(tried) == 2
    assert len({kept.rpartition("$")[0].rpartition("$")[0] for kept in tried}) == 1, "the same parameters"


def test_a_suspended_account_one_without_a_grant_and_a_leavers_are_no_way_in_u5(house: House) -> None:
    def grant(role: str, **span: str) -> int:
        return int(do(house.desk, "grant", case, "asker", role=role, area="country", **span).version)

    case = admit(house.desk, "new", password=PASSWORD)
    assert sign_in(house.client("10.0.0.2"), "new").status_code == 401
    later = grant("supervisor", since="2021-10-02", until="2021-10-03")
    assert sign_in(house.client("10.0.0.2"), "new").status_code == 401
    house.wait(timedelta(days=2))
    client = house.client("10.0.0.3")
    assert sign_in(client, "new").status_code == 303
    assert me(client) == 200
    do(house.desk, "end_grant", case, "asker", "ลาออก", grant=later)
    assert me(client) == 401
    grant("supervisor", until="2021-10-03")
    assert me(client) == 200
    house.wait(timedelta(minutes=50))
    assert me(client) == 200
    house.at = datetime.combine(date(2021, 10, 4), time(0, 1), BANGKOK)
    assert sign_in(house.client("10.0.0.4"), "new").status_code == 401, "the grant's last day is over"


def test_suspending_ends_sessions_and_tokens_at_once_u5(house: House) -> None:
    client = house.client()
    sign_in(client)
    bearer = {"Authorization": "Bearer token of kanda"}
    assert client.get("/api/v1/household").status_code == 200
    assert house.client().get("/api/v1/household", headers=bearer).status_code == 200
    do(house.desk, "suspend_account", house.kanda, "wichai", "ลาออก")
    assert client.get("/api/v1/household").status_code == 401
    assert house.client().get("/api/v1/household", headers=bearer).status_code == 401
    do(house.desk, "reopen_account", house.kanda, "wichai", "กลับมา")
    assert client.get("/api/v1/household").status_code == 200


def test_a_session_ends_when_left_alone_or_after_half_a_day_u5(house: House) -> None:
    client = house.client()
    sign_in(client)
    house.wait(IDLE - timedelta(minutes=1))
    assert me(client) == 200
    house.wait(IDLE + timedelta(minutes=1))
    assert me(client) == 401
    sign_in(client)
    begun = house.at
    while house.at < begun + LONGEST:
        assert me(client) == 200
        house.wait(timedelta(minutes=45))
    house.wait(timedelta(seconds=1))
    assert me(client) == 401


def test_signing_out_ends_the_session_and_not_only_the_cookie_u5(house: House) -> None:
    client, thief = house.client(), house.client("10.9.9.9")
    sign_in(client)
    thief.set_cookie("chumchon", cookie(client).value)
    assert me(thief) == 200
    page = client.get("/login")
    assert client.post("/logout", data={"csrf_token": token_in(page)}).status_code == 303
    assert me(client) == me(thief) == 401


def test_a_session_from_before_signing_in_is_worth_nothing_after_it_u5(house: House) -> None:
    """Session fixation: a cookie planted in the victim's browser doesn't become the victim's session."""
    planted, victim = house.client("10.9.9.9"), house.client()
    planted.get("/login")
    victim.set_cookie("chumchon", cookie(planted).value)
    before = token_in(victim.get("/login"))
    sign_in(victim)
    assert me(victim) == 200
    assert me(planted) == 401
    assert cookie(victim).value != cookie(planted).value
    assert token_in(victim.get("/login")) != before, "the token of the forms is new, too"


def test_a_forged_cookie_is_nobodys_u5(house: House) -> None:
    client = house.client()
    sign_in(client)
    value = cookie(client).value
    for forged in (value[:-2] + "xx", value.partition(".")[0], "e30.x.y", ""):
        other = house.client()
        other.set_cookie("chumchon", forged)
        assert me(other) == 401, forged


def test_guessing_is_stopped_and_locks_nobody_else_out_u5(house: House) -> None:
    """The attack: wrong passwords for kanda. The control: kanda signs in from her own desk all the while."""
    attacker = house.client("10.9.9.9")
    for _ in range(TRIES):
        assert sign_in(attacker, "kanda", "ผิดผิดผิดผิดผิด").status_code == 401
    stopped = sign_in(attacker, "Kanda ", PASSWORD)
    assert stopped.status_code == 429
    assert int(stopped.headers["Retry-After"]) > 0
    assert "15 นาที" in stopped.text
    assert sign_in(house.client("10.0.0.1"), "kanda").status_code == 303
    assert sign_in(attacker, "malee").status_code == 303, "another person behind the same address comes in, too"


def test_names_that_dont_exist_are_counted_like_those_that_do_u5(house: House) -> None:
    attacker = house.client("10.9.9.9")
    answers = [sign_in(attacker, "nobody", "ผิดผิดผิดผิดผิด").status_code for _ in range(TRIES + 1)]
    assert answers == [401] * TRIES + [429]


def test_the_right_password_is_never_counted_u5(house: House) -> None:
    client = house.client()
    assert [sign_in(client).status_code for _ in range(TRIES * 2)] == [303] * TRIES * 2


def test_a_change_sent_by_another_site_is_refused_u5(house: House) -> None:
    client = house.client()
    sign_in(client)
    command = {
        "json": {"inputs": {"name_th": "บ้านคำปัน", "name_en": "x", "subdistricts": ["x"], "province": "56"}},
        "headers": {"Idempotency-Key": "one"},
    }
    problem(client.post("/api/v1/program", **command), 403, "foreign-request")
    token = token_in(client.get("/login"))
    wrong: list[dict[str, str]] = [
        {"X-CSRFToken": "x"},
        {"X-CSRFToken": token, "Origin": "https://evil.example"},
        {"X-CSRFToken": token, "Origin": "null"},
        {"X-CSRFToken": token, "Sec-Fetch-Site": "cross-site"},
        {"X-CSRFToken": token, "Sec-Fetch-Site": "same-site"},
    ]
    for more in wrong:
        sent = {**command, "headers": {**command["headers"], **more}}
        problem(client.post("/api/v1/program", **sent), 403, "foreign-request")
    ours = {"X-CSRFToken": token, "Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    sent = {**command, "headers": {**command["headers"], **ours}}
    assert client.post("/api/v1/program", **sent).status_code in (201, 422)


def test_without_the_check_the_forged_change_would_go_through_u5(house: House) -> None:
    """The control of the test above."""
    client = house.client()
    sign_in(client)
    house.app.config["WTF_CSRF_ENABLED"] = False
    forged = client.post("/logout", headers={"Origin": "https://evil.example"})
    assert forged.status_code == 303
    assert me(client) == 401


def test_nobody_is_signed_in_by_another_site_u5(house: House) -> None:
    client = house.client()
    form = {"user_name": "kanda", "password": PASSWORD}
    problem(client.post("/login", data=form), 403, "foreign-request")
    token = token_in(client.get("/login"))
    other = house.client("10.9.9.9")
    problem(other.post("/login", data={**form, "csrf_token": token}), 403, "foreign-request")


def test_a_bearer_of_a_token_needs_no_token_of_a_form_and_no_cookie_u5(house: House) -> None:
    answer = house.client().post(
        "/api/v1/program", json={}, headers={"Authorization": "Bearer token of kanda", "Idempotency-Key": "one"}
    )
    assert answer.status_code == 422
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "asked",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "", None, "/a\r\nb", "evil"],
)
def test_signing_in_leads_to_no_other_site_u5(asked: str | None) -> None:
    assert onward(asked) == "/"
    assert onward("/household/1?tab=แผน") == "/household/1?tab=แผน"


def test_the_page_speaks_both_languages_keeps_the_name_and_shows_hostile_text_as_text(house: House) -> None:
    client = house.client()
    assert "เข้าสู่ระบบ" in client.get("/login").text
    assert "Sign in" in client.get("/login?lang=en").text
    answer = sign_in(client, '"><script>alert(1)</script>', "x")
    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert PASSWORD not in sign_in(client, "kanda", PASSWORD + "x").text


# One-time codes


def code_of(secret: str, house: House, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(int(house.at.timestamp()), counter_offset=steps)


def test_with_codes_a_password_alone_is_not_enough_and_each_code_is_good_once_u5(house: House) -> None:
    secret = house.desk.codes.new_secret()
    with pytest.raises(BadInput):
        changes.need_codes(house.desk, house.kanda, secret, "000000", by="kanda")
    assert sign_in(house.client()).status_code == 303, "nothing has changed yet"
    changes.need_codes(house.desk, house.kanda, secret, code_of(secret, house), by="kanda")
    assert sign_in(house.client()).status_code == 401
    assert sign_in(house.client(), code="123456").status_code == 401
    code = code_of(secret, house)
    assert sign_in(house.client(), password="ผิดผิดผิดผิดผิด", code=code).status_code == 401
    assert sign_in(house.client(), code=f"{code[:3]} {code[3:]}").status_code == 303
    assert sign_in(house.client(), code=code).status_code == 401, "a code that was looked over a shoulder"
    assert sign_in(house.client("10.0.0.7"), code=code_of(secret, house, 1)).status_code == 303
    changes.drop_codes(house.desk, house.kanda, by="wichai")
    assert sign_in(house.client()).status_code == 303


# What is kept


def test_no_secret_lies_in_the_open_and_none_becomes_a_fact_u5(house: House, tmp_path: Path) -> None:
    secret = house.desk.codes.new_secret()
    changes.need_codes(house.desk, house.kanda, secret, code_of(secret, house), by="kanda")
    issued = changes.issue_token(house.desk, house.kanda, "รายงาน", date(2021, 12, 31), by="kanda")
    client = house.client()
    sign_in(client, "malee")
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("*.sqlite3*"))
    for each in (PASSWORD, secret, issued, issued.removeprefix("chumchon_")):
        assert each.encode() not in kept
    hashes = house.desk._store.execute("SELECT hash FROM passwords").fetchall()
    assert all(found.startswith("$argon2id$") for (found,) in hashes)
    facts = b"".join(file.read_bytes() for file in tmp_path.glob("facts.sqlite3*"))
    assert b"argon2" not in facts


def test_a_stolen_database_of_credentials_is_worth_nothing_without_the_master_key_u5(house: House) -> None:
    hasher = house.desk.passwords._hasher
    ((kept,),) = house.desk._store.execute("SELECT hash FROM passwords WHERE account = ?", (house.kanda,)).fetchall()
    assert house.desk.passwords.holds(house.kanda, PASSWORD)
    with pytest.raises(Exception, match="does not match"):
        hasher.verify(kept, PASSWORD)


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("สั้นไป", False),
        ("x" * 257, False),
        ("123456789012", False),
        ("Password1234", False),
        ("ＰＡＳＳＷＯＲＤ１２３４", False),
        ("abababababababab", False),
        ("my name is kanda!", False),
        (PASSWORD, True),
        ("ม้าแบตเตอรี่ลวดเย็บ", True),
        ("correct horse battery", True),
    ],
)
def test_a_password_is_long_and_not_among_the_commonest_u5(password: str, good: bool) -> None:
    if good:
        expect_good(password, "kanda")
        return
    with pytest.raises(BadInput) as refused:
        expect_good(password, "kanda")
    assert refused.value.text.th
    assert refused.value.text.en


def test_sara_am_typed_in_either_way_is_the_same_password_u5(house: House) -> None:
    changes.set_password(house.desk, house.kanda, "น้ำตาลอ้อยหวานมาก", by="kanda")
    assert house.desk.passwords.holds(house.kanda, "น\u0e49\u0e4d\u0e32ตาลอ้อยหวานมาก")


# One's own account


def change(client: FlaskClient, path: str, **body: Any) -> TestResponse:
    token = token_in(client.get("/login"))
    return client.post(f"/api/v1/me{path}", json=body, headers={"X-CSRFToken": token})


def test_a_new_password_takes_the_old_one_and_ends_every_other_session_u5(house: House) -> None:
    here, elsewhere = house.client(), house.client("10.0.0.2")
    sign_in(here)
    sign_in(elsewhere)
    problem(change(here, "/password", password="ผิด", new=NEW), 401, "wrong-password")
    assert fields(change(here, "/password", password=PASSWORD, new="สั้น")) == ["new"]
    assert me(elsewhere) == 200
    assert change(here, "/password", password=PASSWORD, new=NEW).status_code == 200
    assert (me(here), me(elsewhere)) == (200, 401)
    assert sign_in(house.client(), password=PASSWORD).status_code == 401
    assert sign_in(house.client(), password=NEW).status_code == 303
    ((fact, by),) = [(r.fact, r.by) for r in house.casework.facts(house.kanda)[-1:]]
    assert (fact.spec.name, by) == ("account.credentials_changed", "kanda")


def test_an_open_session_is_no_place_to_guess_the_password_u5(house: House) -> None:
    client = house.client()
    sign_in(client)
    tried = [change(client, "/password", password="ผิดผิดผิดผิดผิด", new=NEW).status_code for _ in range(TRIES + 1)]
    assert tried == [401] * TRIES + [429]


def test_codes_are_begun_confirmed_and_then_asked_for_u5(house: House) -> None:
    client = house.client()
    sign_in(client)
    begun = change(client, "/codes", password=PASSWORD).get_json()
    assert begun["address"].startswith("otpauth://totp/Chumchon:kanda?secret=")
    given = {"password": PASSWORD, "secret": begun["secret"]}
    assert change(client, "/codes/confirm", **given, code="1").status_code == 422
    assert change(client, "/codes/confirm", **given, code=code_of(begun["secret"], house)).status_code == 200
    assert client.get("/api/v1/me").get_json()["credentials"] == ["one_time_code", "password"]


def test_a_token_is_issued_used_until_its_last_day_and_withdrawn_u5(house: House) -> None:
    client, program = house.client(), house.client("10.0.0.5")
    sign_in(client)
    answer = change(client, "/tokens", password=PASSWORD, label="รายงาน", expires="31/10/2564")
    secret = answer.get_json()["token"]
    bearer = {"Authorization": f"Bearer {secret}"}
    assert program.get("/api/v1/household", headers=bearer).status_code == 200
    house.at = datetime.combine(date(2021, 10, 31), time(23), BANGKOK)
    assert program.get("/api/v1/household", headers=bearer).status_code == 200
    house.at = datetime.combine(date(2021, 11, 1), time(0, 1), BANGKOK)
    assert program.get("/api/v1/household", headers=bearer).status_code == 401
    sign_in(client)
    again = change(client, "/tokens", password=PASSWORD, label="รายงาน", expires="2021-12-01").get_json()["token"]
    bearer = {"Authorization": f"Bearer {again}"}
    assert program.get("/api/v1/household", headers=bearer).status_code == 200
    (token,) = [x["token"] for x in client.get("/api/v1/me").get_json()["tokens"] if x["expires"] == "2021-12-01"]
    assert change(client, f"/tokens/{token}/withdraw", password=PASSWORD).status_code == 200
    assert program.get("/api/v1/household", headers=bearer).status_code == 401
