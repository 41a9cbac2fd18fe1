"""Papers as PDF: complete in both languages, searchable, the same bytes again, for whom they are only (U1, U5)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import typst
from werkzeug.test import TestResponse

from tests.doors import problem
from tests.test_web_ledger import Sealed
from web.papers import family_folder
from web.papers.press import FONTS, press
from web.papers.registry import DOCUMENTS
from web.read_log import Sought

MARKUP = "*หนา* _เอียง_ $x^2$ `โค้ด` <h1> #sys.inputs #lorem(9) // หมายเหตุ"
LONGEST = "นาย" + "กิตติ์ธนัญชัยศรีสุวรรณพันธุ์ชื่นชอบตั้งมั่น" * 6
SEEN = "หลังคารั่ว พื้นชำรุด น้ำท่วมถึงใต้ถุน"


class Office:
    """A community in Phayao with two households, one of them told at length."""

    def __init__(self, folder: Path) -> None:
        self.doors = Sealed(folder)
        self.program = self.doors.program()
        members = [{"name": "นางบัวผัน น้ำใจ", "head": True, "disability": "ตาบอด", "national_id": "1101700230708"}]
        self.household = self.doors.household(self.program, members=members)
        self.other = self.doors.household(self.program, members=[{"name": LONGEST[:255], "head": True}])
        for day in range(40):
            self.say(
                self.household, "visit", {"visitor": MARKUP, "seen": SEEN}, f"2021-0{2 + day // 20}-{1 + day % 20:02}"
            )
        self.doors.seal()

    def say(self, case: str, command: str, inputs: Any, on: str) -> None:
        path = f"/household/{case}"
        seen = self.doors.get(path).get_json()["version"]
        answer = self.doors.post(f"{path}/{command}", {"inputs": inputs, "on": on}, seen=seen)
        assert answer.status_code == 200, answer.text

    def ask(self, document: str, case: str, by: str = "kanda", **query: str) -> TestResponse:
        headers = {"Authorization": f"Bearer token of {by}", "Accept": "application/pdf"}
        return self.doors.client.get(
            f"/papers/{document}/{case}", headers=headers, query_string={"lang": "th", **query}
        )

    def pdf(self, document: str, case: str, by: str = "kanda", **query: str) -> bytes:
        answer = self.ask(document, case, by, **query)
        assert answer.status_code == 200, answer.text
        assert answer.mimetype == "application/pdf"
        return answer.data

    def looks(self, by: str) -> list[dict[str, Any]]:
        return self.doors.log.read(Sought(person=by), 50)[0]


def pages(pdf: bytes) -> list[str]:
    """The text of each page, as Chromium searches it."""
    with pypdfium2.PdfDocument(pdf) as document:
        return ["".join(page.get_textpage().get_text_range().split()) for page in document]


def text(pdf: bytes) -> str:
    return "".join(pages(pdf))


def squeezed(said: str) -> str:
    return "".join(said.split())


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = Office(tmp_path_factory.mktemp("data"))
    yield made
    made.doors.close()


def test_thai_text_is_found_with_its_tone_marks_and_in_either_digits_u1(office: Office) -> None:
    arabic, thai = (text(office.pdf("family-folder", office.household, digits=one)) for one in ("arabic", "thai"))
    for said in ("สมุดพกครอบครัว", "ครัวเรือนนางบัวผันน้ำใจ", "หัวหน้าครัวเรือน", "คัดเลือก", "แต่งตั้งคณะทำงาน", squeezed(SEEN)):
        assert said in arabic, said
    assert "1ก.พ.2564" in arabic
    assert "๑ก.พ.๒๕๖๔" in thai
    assert "1101700230708" in arabic


def test_the_english_paper_is_english_u1(office: Office) -> None:
    found = text(office.pdf("family-folder", office.household, lang="en", digits="thai"))
    for said in ("Familyfolder", "Thefivedimensions", "1Feb2021", "Printedbyคุณkanda(kanda)"):
        assert said in found, said


def test_markup_in_a_note_prints_as_text(office: Office) -> None:
    """Data reaches the template as JSON. The control: as part of a template the same words are obeyed."""
    found = text(office.pdf("family-folder", office.household))
    assert squeezed(MARKUP) in found
    obeyed = typst.compile(f'#set text(font: "Sarabun")\n{MARKUP}'.encode(), font_paths=[FONTS], format="pdf")
    assert isinstance(obeyed, bytes)
    assert squeezed(MARKUP) not in text(obeyed)


def test_names_of_255_thai_letters_and_signs_the_typeface_lacks_are_set(office: Office) -> None:
    found = text(office.pdf("family-folder", office.other))
    assert LONGEST[:255] in found
    paper = {"lang": "th", "thai_digits": False, "title": "漢 😀 \x00 ✓", "about": "ก", "content": {"folders": []}}
    rest = {"size": "1", "on": "", "by": "", "printed": "", "checkpoint": None}
    assert "[U+6F22]" in text(press("family_folder.typ", {**paper, **rest}))


def test_a_table_over_a_page_break_repeats_its_head(office: Office) -> None:
    found = [page for page in pages(office.pdf("family-folder", office.household)) if squeezed(SEEN) in page]
    assert len(found) > 1, "the visits fill more than one page"
    assert all("สิ่งที่พบ" in page for page in found)


def test_the_same_data_gives_the_same_bytes_and_other_data_others(office: Office) -> None:
    first, again = (office.pdf("family-folder", office.household) for _ in range(2))
    assert first == again
    assert office.pdf("family-folder", office.household, known="40") != first


def test_a_paper_bears_its_position_its_checkpoint_and_who_printed_it_u5(office: Office) -> None:
    size = office.doors.casework.ledger.standing().size
    found = text(office.pdf("family-folder", office.household))
    checkpoint = office.doors.casework.ledger.standing().checkpoint
    assert checkpoint is not None
    for said in (f"ข้อเท็จจริงที่{size:,}", "พิมพ์โดยคุณkanda(kanda)", "30ก.ย.2564", checkpoint.root.hex()[:16]):
        assert said in found, said
    assert "ข้อเท็จจริงที่40" in text(office.pdf("family-folder", office.household, known="40"))


def test_a_role_without_health_doesnt_get_it_and_every_copy_is_noted_u5(office: Office) -> None:
    """An auditor sees who somebody is; of health only when saying what for."""
    before = len(office.looks("pranee"))
    found = text(office.pdf("family-folder", office.household, "pranee"))
    assert "นางบัวผันน้ำใจ" in found
    assert "ตาบอด" not in found
    assert "ตาบอด" in text(office.pdf("family-folder", office.household)), "the control: a case manager sees it"
    looks = office.looks("pranee")
    assert len(looks) == before + 1
    assert (looks[0]["act"], looks[0]["subject"]) == ("papers.show", office.household)
    assert "household.member_joined.details" in looks[0]["fields"]
    assert office.looks("kanda")[0]["subject"] == office.household


def test_an_auditor_of_one_province_gets_a_paper_without_people_u5(office: Office) -> None:
    found = text(office.pdf("family-folder", office.household, "arthit"))
    assert "บัวผัน" not in found
    assert "ไม่เปิดเผย" in found


def test_somebody_elses_case_answers_like_none_u5(office: Office) -> None:
    """Also an unknown paper, and one of another kind of case."""
    theirs, none = office.ask("family-folder", office.household, "napa"), office.ask("family-folder", "f" * 32, "napa")
    assert (theirs.status_code, theirs.data) == (none.status_code, none.data)
    problem(theirs, 404, "not-found")
    assert office.ask("wish-list", office.household).status_code == 404
    reference = office.doors.get("/reference").get_json()["items"][0]["case_id"]
    for document in DOCUMENTS.values():
        assert office.ask(document.code, reference).status_code == 404, document.code


def test_a_batch_holds_every_household_of_the_community_each_with_pages_of_its_own_u1(office: Office) -> None:
    found = pages(office.pdf("family-folders", office.program))
    assert sum("หน้า1/" in page for page in found) == 2
    assert {look["subject"] for look in office.looks("kanda")[:3]} >= {office.household, office.other}


def test_a_batch_of_more_than_one_can_print_is_refused_before_anything_is_opened_u1(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = office.looks("kanda")
    monkeypatch.setattr(family_folder, "MOST_FOLDERS", 1)
    refused = office.ask("family-folders", office.program)
    assert refused.status_code == 422
    assert "2 ครัวเรือน" in refused.text
    assert office.looks("kanda") == before
    monkeypatch.setattr(family_folder, "MOST_FOLDERS", 2)
    assert office.ask("family-folders", office.program).status_code == 200


def test_the_offer_stands_on_the_page_of_the_case_u1(office: Office) -> None:
    headers = {"Authorization": "Bearer token of kanda", "Accept": "text/html"}
    for kind, case in (("household", office.household), ("program", office.program)):
        page = office.doors.client.get(f"/case/{kind}/{case}?lang=th", headers=headers).text
        for document in (one for one in DOCUMENTS.values() if kind in one.kinds):
            assert f"/papers/{document.code}/{case}?" in page
            assert document.title.th in page


def test_the_command_line_prints_it_too_and_notes_it_u1_u5(office: Office, tmp_path: Path) -> None:
    """Without ``--personal`` nobody is named."""
    file = tmp_path / "folder.pdf"
    words = ("print", "family-folder", office.household, "--digits", "thai", "--by", "operator", "-o", str(file))
    office.doors.ok(*words)
    assert "บัวผัน" not in text(file.read_bytes())
    office.doors.ok(*words, "--personal")
    assert "นางบัวผันน้ำใจ" in text(file.read_bytes())
    latest, before = office.looks("operator")
    assert latest["act"] == before["act"] == "chumchon print family-folder"
    assert (latest["subject"], bool(latest["fields"]), bool(before["fields"])) == (office.household, True, False)
    assert office.doors.run("print", "family-folder", "f" * 32, "--by", "operator", "-o", str(file)).exit_code == 1
