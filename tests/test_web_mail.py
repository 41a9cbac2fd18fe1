"""Reminders by mail say what the page says, once a day, without a name, and unless they were put off (U1, U2, S5)."""

from __future__ import annotations

import json
import re
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from email import message_from_bytes, policy
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from werkzeug.test import TestResponse

from engine.reader import Reader
from engine.refusal import UnsafeStore
from tests.canaries import personal
from tests.doors import Doors
from tests.mail_server import mail_server
from tests.people import do
from web.access import Person
from web.cli import cli
from web.mail import reminding
from web.mail.digest import Digest, digest
from web.mail.outbox import GIVEN_UP, outbox
from web.mail.post import post
from web.mail.reminding import remind
from web.operations.settings import Settings, settings_from

NAME = "นางน้ำผึ้ง ก้ำกึ่ง"
DUE, LATER, STUCK = date(2021, 10, 15), date(2021, 10, 20), date(2021, 12, 24)
ADDRESSES = {name: f"{name}@example.go.th" for name in ("kanda", "napa", "malee", "pranee")}


class Office:
    """A household of Phayao with a referral that falls due on 15 October, and four people with an address."""

    def __init__(self, folder: Path) -> None:
        self.doors = Doors(folder / "data")
        self.mail = folder / "letters"
        self.program = self.doors.program()
        self.household = self.doors.household(self.program, members=[{"name": NAME, "head": True}])
        self.give("send_referral", agency="พมจ.", due=DUE.isoformat())
        for name, address in ADDRESSES.items():
            case = self.doors.accounts[name]
            do(self.doors.desk, "change_details", case, "wichai", name=f"คุณ{name}", email=address)
        self.doors.today = LATER

    def send(self, command: str, by: str = "kanda", because: str | None = None, **inputs: Any) -> TestResponse:
        version = self.doors.get(f"/household/{self.household}").get_json()["version"]
        body = {"inputs": inputs} if because is None else {"inputs": inputs, "because": because}
        return self.doors.post(f"/household/{self.household}/{command}", body, by, seen=version)

    def give(self, command: str, by: str = "kanda", because: str | None = None, **inputs: Any) -> None:
        answer = self.send(command, by, because, **inputs)
        assert answer.status_code == 200, answer.text

    def remind(self, **settings: Any) -> dict[str, int]:
        given = Settings(address="https://cases.example.go.th", **(settings or {"mail_folder": str(self.mail)}))
        with outbox(self.doors.folder) as box, post(given) as posted:
            return dict(remind(self.doors.casework, box, posted, given))

    def letters(self) -> dict[str, str]:
        """User name -> subject and text of the letters of today."""
        found = {}
        for path in self.mail.glob(f"{self.doors.today}*.eml"):
            message = message_from_bytes(path.read_bytes(), policy=policy.default)
            name = str(message["To"]).partition("@")[0]
            found[name] = f"{message['Subject']}\n{message.get_content()}"
        return found

    def page(self, by: str = "kanda", lang: str = "th") -> str:
        answer = self.doors.client.get(f"/work?lang={lang}", headers={"Authorization": f"Bearer token of {by}"})
        assert answer.status_code == 200
        return unescape(answer.text)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.doors.close()


def test_a_digest_says_what_the_page_says_and_why_to_those_who_work_there_u1_u2(office: Office) -> None:
    assert office.remind() == {"sent": 2, "nothing": 1, "waiting": 0, "no_address": 2}
    letters = office.letters()
    assert set(letters) == {"kanda", "malee"}, "nothing waits in napa's province; an auditor works with no case"
    heading = re.search(r"<h1>(.*?)</h1>", office.page())
    assert heading is not None
    for letter in letters.values():
        assert re.sub("<.*?>", "", heading[1]) in letter.splitlines()[0]
        assert "เลยกำหนด: 1" in letter
        assert "กำหนด 15 ต.ค. 2564" in letter
        assert f"https://cases.example.go.th/case/household/{office.household}" in letter
    findings = office.doors.get(f"/household/{office.household}/findings").get_json()["findings"]
    missing = [one["label"]["th"] for one in findings if not one["met"]]
    assert f"ยังขาด: {missing[0]}" in letters["kanda"]


def test_who_oversees_is_told_the_communities_and_officers_and_the_same_findings_u2(office: Office) -> None:
    for _ in range(2):
        office.doors.household(office.program)
    office.give("assign_manager", "malee", officer="kanda")
    office.doors.today = STUCK
    office.remind()
    letters = office.letters()
    said = letters["malee"].splitlines()
    assert said.index("ชุมชน: บ้านคำปัน 4 เรื่อง") + 1 == said.index("ผู้รับผิดชอบ: ยังไม่มีผู้รับผิดชอบ 3 เรื่อง, kanda 1 เรื่อง")
    assert any(line.startswith("- ") and " · kanda · " in line for line in said), "whose each case is"
    findings = office.doors.get(f"/household/{office.household}/findings").get_json()["findings"]
    missing = [one["label"]["th"] for one in findings if not one["met"]]
    assert f"ยังขาด: {missing[0]}" in letters["malee"]
    assert "ผู้รับผิดชอบ:" not in letters["kanda"], "the control: they are all one's own"


def test_nobody_is_named_in_a_letter_nor_in_what_is_kept_of_it_u5(office: Office) -> None:
    office.remind(mail_folder="")
    office.remind()
    assert NAME in office.page(), "the page may name them"
    kept = (office.doors.folder / "mail.sqlite3").read_bytes().decode(errors="ignore")
    private = personal(office.doors.casework) - {"พมจ."}
    for letter in (*office.letters().values(), kept):
        assert [word for word in private - set(ADDRESSES.values()) if word in letter] == []
    assert [address for address in ADDRESSES.values() if address in kept] == []


def test_a_day_has_one_digest_and_the_next_one_tells_what_others_recorded_since_u1(office: Office) -> None:
    assert office.remind()["sent"] == 2
    assert office.remind() == {"sent": 0, "nothing": 0, "waiting": 0, "no_address": 2}
    office.give("visit", "malee", visitor="มาลี", seen="ฝนรั่ว")
    office.doors.today = date(2021, 10, 21)
    assert office.remind()["sent"] == 2
    letters = office.letters()
    assert "ผู้อื่นบันทึกหลังสรุปฉบับก่อน" in letters["kanda"]
    assert "ผู้อื่นบันทึกหลังสรุปฉบับก่อน" not in letters["malee"], "what one recorded oneself is no news"
    assert "ฝนรั่ว" not in letters["kanda"]


def test_a_digest_says_how_much_more_others_recorded_than_it_tells_u1(office: Office) -> None:
    office.remind()
    for number in range(14):
        office.give("visit", "malee", visitor="มาลี", seen=f"ครั้งที่ {number}")
    office.doors.today = date(2021, 10, 21)
    office.remind()
    news = office.letters()["kanda"].partition("ผู้อื่นบันทึกหลังสรุปฉบับก่อน")[2]
    assert news.count(f"/case/household/{office.household}") == 12
    assert "และอีก 2 รายการ ดูในร่องรอยการบันทึก: https://cases.example.go.th/trail" in news


def test_a_digest_that_cannot_be_made_keeps_nobody_else_from_theirs(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unlucky(reader: Reader, person: Person, seen: int | None) -> Digest:
        return digest(reader, person, 1 // 0 if person.id == "kanda" else seen)

    with monkeypatch.context() as patch:
        patch.setattr(reminding, "digest", unlucky)
        with pytest.raises(ZeroDivisionError):
            office.remind()
    assert set(office.letters()) == {"malee"}
    office.doors.today = date(2021, 10, 21)
    assert office.remind()["sent"] == 2


def test_what_happened_to_accounts_is_told_to_no_supervisor_of_the_country_u5(office: Office) -> None:
    """As in the audit trail, which shows it to administrators and auditors alone."""
    somchai = office.doors.accounts["somchai"]
    do(office.doors.desk, "change_details", somchai, "wichai", name="คุณสมชาย", email="somchai@example.go.th")
    office.remind()
    do(office.doors.desk, "change_details", office.doors.accounts["napa"], "wichai", name="คุณนภา")
    office.give("visit", "malee", visitor="มาลี", seen="ฝนรั่ว")
    office.doors.today = date(2021, 10, 21)
    office.remind()
    letter = office.letters()["somchai"]
    assert f"/case/household/{office.household}" in letter.partition("ผู้อื่นบันทึกหลังสรุปฉบับก่อน")[2], "the control"
    assert "/case/account/" not in letter
    page = office.page("somchai").partition('id="changed"')[2]
    assert f"/case/household/{office.household}" in page, "the control"
    assert "/case/account/" not in page


def test_without_a_server_a_digest_is_kept_said_on_the_page_and_tried_again_u1(office: Office) -> None:
    assert "สรุปของ" not in office.page()
    assert office.remind(mail_host="") == {"sent": 0, "nothing": 1, "waiting": 2, "no_address": 2}
    assert "สรุปของ 20 ต.ค. 2564 ยังส่งไม่ได้ (ลองแล้ว 1 ครั้ง): ยังไม่ได้ตั้งเซิร์ฟเวอร์อีเมล" in office.page()
    assert "no mail server is set up" in office.page(lang="en")
    with closing(_closed_port()) as taken:
        port = taken.getsockname()[1]
    assert office.remind(mail_host="127.0.0.1", mail_port=port, mail_encryption="none")["waiting"] == 2
    assert "ลองแล้ว 2 ครั้ง): ติดต่อเซิร์ฟเวอร์อีเมลไม่ได้" in office.page()
    assert office.remind()["sent"] == 2
    assert "ยังส่งไม่ได้" not in office.page()


def test_a_server_is_given_each_letter_and_one_that_refuses_keeps_it_waiting_u1(office: Office) -> None:
    with mail_server(refuses=True) as server:
        served = {"mail_host": "127.0.0.1", "mail_port": server.port, "mail_encryption": "none"}
        assert office.remind(**served, mail_from="chumchon@example.go.th")["waiting"] == 2
    assert "เซิร์ฟเวอร์อีเมลไม่รับจดหมาย" in office.page()
    with mail_server() as server:
        served["mail_port"] = server.port
        assert office.remind(**served, mail_from="chumchon@example.go.th")["sent"] == 2
        messages = [message_from_bytes(letter, policy=policy.default) for letter in server.letters]
    assert {message["To"] for message in messages} == {ADDRESSES["kanda"], ADDRESSES["malee"]}
    assert all(message["From"] == "chumchon@example.go.th" for message in messages)
    assert all("เลยกำหนด 1 เรื่อง" in message["Subject"] for message in messages)


def test_a_folder_that_cannot_be_written_keeps_it_waiting(office: Office) -> None:
    office.mail.write_text("in the way")
    assert office.remind()["waiting"] == 2
    assert "เขียนลงโฟลเดอร์จดหมายไม่ได้" in office.page()


def test_everybody_chooses_their_language_and_whether_they_are_written_to(office: Office) -> None:
    def choose(by: str, **form: str) -> None:
        headers = {"Authorization": f"Bearer token of {by}"}
        assert office.doors.client.post("/digest", data=form, headers=headers).status_code == 302

    choose("kanda", lang="en", wanted="on")
    choose("malee", lang="th")
    assert office.remind()["sent"] == 1
    letter = office.letters()["kanda"]
    assert letter.startswith("Chumchon: 1 overdue")
    assert "due 15 Oct 2021" in letter
    assert not re.search("[ก-๙]", letter.replace("บ้านคำปัน", ""))


# Putting off


def test_a_reminder_is_put_off_until_a_day_with_a_reason_and_the_page_says_so_u1(office: Office) -> None:
    assert office.send("put_off", about="overdue", until="2021-10-25").status_code == 422
    office.give("put_off", because="รอหมอนัด", about="overdue", until="2021-10-25")
    assert "ไม่เตือนทางอีเมลถึง 25 ต.ค. 2564" in office.page()
    assert "เลยกำหนด 1 เรื่อง" in office.page(), "figures go on counting it"
    assert office.remind()["sent"] == 0
    history = office.doors.get(f"/household/{office.household}/history").get_json()["items"]
    assert history[-1]["topic"] == "case.reminder_put_off"
    office.doors.today = date(2021, 10, 25)
    assert office.remind()["sent"] == 2


def test_a_reminder_put_off_without_a_day_comes_back_once_something_is_recorded_u1(office: Office) -> None:
    office.give("put_off", because="ไม่เกี่ยวแล้ว", about="overdue")
    office.give("put_off", because="ไม่เกี่ยวแล้ว", about="due_soon")
    assert "ไม่เตือนทางอีเมลจนกว่าจะมีบันทึกใหม่" in office.page()
    assert office.remind()["sent"] == 0
    office.give("visit", visitor="กานดา", seen="พบแล้ว")
    assert "ไม่เตือนทางอีเมล" not in office.page()


@pytest.mark.parametrize("until", ["2021-10-20", "2021-10-01", "2022-02-01"])
def test_nobody_puts_a_reminder_off_to_the_past_or_for_ever_u1(office: Office, until: str) -> None:
    answer = office.send("put_off", because="ภายหลัง", about="overdue", until=until)
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == "until"
    assert "19 ธ.ค. 2564" in answer.get_json()["errors"][0]["th"]


def test_putting_off_is_no_news_so_a_stuck_case_stays_stuck_s5(office: Office) -> None:
    def stuck() -> bool:
        listed = office.doors.get("/household?stuck=true").get_json()["items"]
        return [one["case_id"] for one in listed] == [office.household]

    office.doors.today = STUCK
    assert stuck()
    office.give("put_off", because="ย้ายไปทำงานต่างจังหวัด", about="stuck", until="2022-01-15")
    assert stuck()
    office.give("visit", visitor="กานดา", seen="กลับมาแล้ว")
    assert not stuck(), "a visit is news"


def test_the_digest_says_how_many_it_leaves_out_u2(office: Office) -> None:
    office.doors.today = STUCK
    office.give("put_off", because="รอหมอนัด", about="overdue", until="2022-01-15")
    office.remind()
    assert "เลยกำหนด: 0 (ไม่รวม 1 เรื่องที่เลื่อนการเตือนไว้)" in office.letters()["malee"]


# Running it


def test_the_command_is_run_daily_and_fails_when_letters_wait(office: Office) -> None:
    def run(**environment: str) -> tuple[int, dict[str, int]]:
        words = ["--data", str(office.doors.folder), "remind", "--json"]
        result = CliRunner().invoke(cli, words, env=environment)
        return result.exit_code, json.loads(result.stdout)

    assert run()[0] == 1
    code, came = run(CHUMCHON_MAIL_FOLDER=str(office.mail))
    assert (code, came["waiting"]) == (0, 0)
    assert run(CHUMCHON_MAIL_FOLDER=str(office.mail))[1] == {"sent": 0, "nothing": 0, "waiting": 0, "no_address": 2}


def test_what_was_begun_by_a_run_that_was_killed_is_taken_up_after_an_hour(office: Office) -> None:
    with outbox(office.doors.folder) as box:
        assert box.take(office.doors.accounts["kanda"], LATER, office.doors.casework.clock())
    assert office.remind()["sent"] == 1, "another run may still be at it"
    with closing(sqlite3.connect(office.doors.folder / "mail.sqlite3", isolation_level=None)) as db:
        db.execute("UPDATE digests SET at = at - ?", (GIVEN_UP + 1,))
    assert office.remind()["sent"] == 1


def test_a_setting_that_is_none_is_named() -> None:
    with pytest.raises(UnsafeStore, match="CHUMCHON_MAIL_ENCRYPTION"):
        settings_from({"CHUMCHON_MAIL_ENCRYPTION": "rot13"})


def _closed_port() -> socket.socket:
    found = socket.socket()
    found.bind(("127.0.0.1", 0))
    return found
