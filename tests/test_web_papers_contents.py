"""What stands in each paper about a community's work (P2-P7, U3)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.doors import Doors
from tests.test_web_papers import squeezed, text

CHAIR = {"seat": "local_mayor", "name": "นายอุดม ก้านบัว", "post": "นายก อบต.แม่กา"}

APPROACH = {
    "participants": ["community", "partners"],
    "partners": [{"name": "วัดดอยน้ำริน", "kind": "temple"}],
    "solutions": ["ฝายชะลอน้ำ"],
}


class Community:
    """A community program, to be told what each test needs."""

    def __init__(self, folder: Path) -> None:
        self.doors = Doors(folder)
        self.program = self.doors.program()

    def say(self, command: str, inputs: Any, on: str, because: str | None = None) -> int:
        path = f"/program/{self.program}"
        seen = self.doors.get(path).get_json()["version"]
        body = {"inputs": inputs, "on": on, **({} if because is None else {"because": because})}
        answer = self.doors.post(f"{path}/{command}", body, seen=seen)
        assert answer.status_code == 200, answer.text
        return int(answer.get_json()["version"])

    def paper(self, document: str, lang: str = "th", **query: str) -> str:
        headers = {"Authorization": "Bearer token of kanda"}
        path = f"/papers/{document}/{self.program}"
        answer = self.doors.client.get(path, headers=headers, query_string={"lang": lang, **query})
        assert answer.status_code == 200, answer.text
        return text(answer.data)


@pytest.fixture
def community(tmp_path: Path) -> Iterator[Community]:
    made = Community(tmp_path)
    yield made
    made.doors.close()


def test_the_order_lists_who_is_seated_and_the_letter_says_who_lacks_p3_3_p3_4(community: Community) -> None:
    community.say("propose_committee", {"holders": [CHAIR]}, "2021-01-09")
    community.say("declare_seat_absent", {"seat": "private_sector", "reason": "ไม่มีโรงงานหรือร้านค้า"}, "2021-01-09")
    draft = community.paper("appointment-order")
    for said in ("คำสั่งจังหวัดพะเยา", CHAIR["name"], CHAIR["post"], "ไม่มีโรงงานหรือร้านค้า", "9มกราคม2564", "/2564"):
        assert squeezed(said) in draft, said
    assert "ยังมีผู้ได้รับการเสนอชื่อไม่ครบจำนวน" in draft
    document = {"name": "คำสั่ง.pdf", "sha256": "a" * 64}
    community.say("appoint_committee", {"number": "3947/2564", "document": document}, "2021-01-18")
    signed = community.paper("appointment-order", digits="thai")
    assert "ที่๓๙๔๗/๒๕๖๔" in signed
    assert "๑๘มกราคม๒๕๖๔" in signed
    assert "OrderoftheProvinceofPhayao" in community.paper("appointment-order", "en")


def test_the_extract_tells_every_fact_and_what_was_retracted_and_why_u3(community: Community) -> None:
    briefing = {"agencies": ["พมจ."], "attendees": 12}
    version = community.say("brief_one_home", briefing, "2020-10-12")
    community.say("retract", {"version": version}, "2021-09-30", "บันทึกผิดชุมชน")
    found = community.paper("audit-extract")
    for said in ("12ต.ค.2563", "30ก.ย.256409:00", "kanda(3)", "ถอนแล้ว", "บันทึกผิดชุมชน", "ช้า"):
        assert said in found, said
    with community.doors.casework.reading() as reader:
        rows = reader.connection.execute("SELECT leaf_hash FROM stored_events ORDER BY rowid DESC LIMIT 3").fetchall()
    assert all(hash.hex()[:12] in found for (hash,) in rows)
    before = community.paper("audit-extract", known=str(community.doors.size - 1))
    assert "ถอนแล้ว" not in before, "as it was known then"


def test_the_report_has_its_two_parts_and_says_what_isnt_there_yet_p6_2(community: Community) -> None:
    community.say("set_approach", APPROACH, "2021-02-20")
    found = community.paper("provincial-report")
    for said in ("ส่วนที่1การพัฒนาศักยภาพชุมชน", "ส่วนที่2การแก้ไขปัญหาของประชาชน", "ฝายชะลอน้ำ", "วัดดอยน้ำริน"):
        assert said in found, said
    for lacking in ("ยังไม่ส่ง", "ยังไม่มีครัวเรือนเป้าหมาย", "ยังไม่มีการช่วยเหลือ"):
        assert lacking in found, lacking
    community.say(
        "deliver_report", {"recipient": "governor", "parts": ["community_capability", "problems_solved"]}, "2021-07-06"
    )
    assert "ผู้ว่าราชการจังหวัด6ก.ค.2564" in community.paper("provincial-report")
