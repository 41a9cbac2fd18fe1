"""The pages of supervisors, auditors and administrators: what they say, to whom, in which language (U1-U5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from aggregates.reference import REFERENCE, REFERENCE_CASE
from tests.doors import Doors, body
from tests.given import TEXT
from tests.people import admit
from web.pages.thailand import LONGEST_LINE, lines, shapes
from web.reference_data import reference_rows

HOSTILE = '<script>alert("ชื่อ")</script>'
AREA = {
    "scope": "หมู่ 1-9",
    "strong_networks": True,
    "missions": ["strong_communities"],
    "plan_topics": ["economy", "social", "environment", "health", "human_development"],
    "participants": ["one_home", "zone_office", "provincial_office"],
}


class Pages:
    """A community in Phayao and one household of it, one with a hostile name in Khon Kaen, asked as a browser asks."""

    def __init__(self, folder: Path) -> None:
        self.doors = Doors(folder)
        self.program = self.doors.program()
        seen = self.doors.get(f"/program/{self.program}").get_json()["version"]
        path = f"/program/{self.program}/choose_area"
        assert self.doors.post(path, {"inputs": AREA, "on": "2021-01-10"}, seen=seen).status_code == 200
        self.household = self.doors.household(self.program)
        self.hostile = self.doors.program(
            "napa", name_th=HOSTILE, name_en=HOSTILE, province="40", district="เมืองขอนแก่น"
        )
        admit(self.doors.desk, "phayao", ("supervisor", "province:56"))

    def get(self, path: str, by: str = "somchai", lang: str = "th") -> TestResponse:
        headers = {"Authorization": f"Bearer token of {by}", "Accept": "text/html"}
        return self.doors.client.get(f"{path}{'&' if '?' in path else '?'}lang={lang}", headers=headers)

    def text(self, path: str, by: str = "somchai", lang: str = "th") -> str:
        answer = self.get(path, by, lang)
        assert answer.status_code == 200, answer.text
        return answer.text


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    made = Pages(tmp_path_factory.mktemp("data"))
    yield made
    made.doors.close()


def words(page: str) -> str:
    """What a page says between its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.partition("<main")[2]))


def test_signing_in_leads_each_role_to_its_own_home_u2(pages: Pages) -> None:
    homes = {"kanda": "/work", "malee": "/overview", "pranee": "/trail", "wichai": "/accounts"}
    assert {by: pages.get("/", by).headers["Location"] for by in homes} == homes
    assert pages.doors.client.get("/").status_code == 200


def test_the_overview_tells_what_holds_the_area_back_and_shows_only_ones_own_provinces_u2(pages: Pages) -> None:
    page = words(pages.text("/overview", "malee"))
    assert "1 ครัวเรือน ค้างอยู่ที่ขั้น “เปิดเรื่อง” มากที่สุด" in page
    assert "พะเยา" in page
    whole = pages.text("/overview?kind=program", "somchai")
    assert whole.count("/overview?area=province:40") > 0
    assert "/overview?area=province:40" not in pages.text("/overview?kind=program", "malee")


@pytest.mark.parametrize("measure", ["stage", "out", "tier", "overdue", "level", "quota"])
@pytest.mark.parametrize("picture", ["map", "tiles"])
def test_every_measure_is_shown_as_a_map_and_as_tiles_u2(pages: Pages, measure: str, picture: str) -> None:
    page = pages.text(f"/overview?measure={measure}&picture={picture}")
    assert page.partition('id="map"')[2].count("<title>") == len(shapes())
    assert ("CC BY 4.0" in page) == (picture == "map")


def test_the_map_and_the_tiles_have_every_province_once_and_no_long_name_breaks_off_a_vowel_u2() -> None:
    assert {one.code for one in shapes()} == {row.code for row in reference_rows().provinces}
    assert len({(one.column, one.row) for one in shapes()}) == len(shapes())
    assert lines("น่าน") == ("น่าน",)
    assert lines("Phra Nakhon Si Ayutthaya") == ("Phra Nakhon", "Si Ayutthaya")
    assert lines("ประจวบคีรีขันธ์") == ("ประจวบ", "คีรีขันธ์")
    for row in reference_rows().provinces:
        parts = lines(row.th)
        assert "".join(parts) == row.th
        assert len(parts) == 2 or len(row.th) <= LONGEST_LINE * 2


def test_the_list_behind_a_cell_holds_as_many_households_as_the_cell_says_u2(pages: Pages) -> None:
    for path in ("/overview/moved", "/overview/moved?first=red&latest=green"):
        assert "0 ครัวเรือน" in words(pages.text(path))


@pytest.mark.parametrize("area", ["province:40", "zone:8", "province:99", "country"])
def test_figures_of_another_area_answer_like_those_of_none_u5(pages: Pages, area: str) -> None:
    nowhere = pages.get("/overview?area=zone:77", "phayao")
    answer = pages.get(f"/overview?area={area}", "phayao")
    assert (answer.status_code, body(answer)) == (404, body(nowhere))


def test_the_board_writes_the_missing_milestone_into_the_first_empty_step_u2(pages: Pages) -> None:
    page = words(pages.text("/scores?sheet=province-6m", "phayao"))
    assert "1 จาก 1 หน่วยงานยังไม่ถึงระดับ 5" in page
    assert "เสนอจังหวัดแต่งตั้งคณะทำงาน" in page
    assert "ขอนแก่น" not in page


def test_a_sheet_shows_evidence_with_a_way_into_the_history_and_what_is_missing_from_whom_u2_u3(pages: Pages) -> None:
    page = pages.text("/scores/zone-12m/09", "malee")
    assert f"/case/program/{pages.program}/replay?step=" in page
    assert "ขาด" in words(page)
    assert "ผู้ให้ข้อมูล" in words(page)
    assert "เปิดรอบประเมินคะแนน" in words(page)
    assert "เปิดรอบประเมินคะแนน" not in words(pages.text("/scores/zone-12m/09", "pranee")), "auditors only read"


@pytest.mark.parametrize("office", ["40", "99"])
def test_an_office_out_of_reach_is_one_that_isnt_there_u5(pages: Pages, office: str) -> None:
    for more in ("", "?on=nonsense", "?year=2600"):
        answer = pages.get(f"/scores/province-6m/{office}{more}", "phayao")
        assert (answer.status_code, body(answer)) == (404, body(pages.get("/scores/province-6m/98", "phayao")))


def test_a_moment_that_makes_no_sense_is_said_beside_its_field_and_stays_typed_u2(pages: Pages) -> None:
    page = pages.text("/scores/province-6m/56?on=%E0%B8%9E%E0%B8%A3%E0%B8%B8%E0%B9%88%E0%B8%87&known=1/1/2600")
    assert 'value="พรุ่ง"' in page
    assert page.count('role="alert"') == 2
    assert 'aria-invalid="true"' in page


def test_away_from_today_a_page_says_so_and_offers_no_change_u3(pages: Pages) -> None:
    then = pages.text("/scores/province-6m/56?on=31/3/2564", "phayao")
    assert "ภาพในอดีต แก้ไขไม่ได้" in then
    assert "เปิดรอบประเมินคะแนน" not in words(then)


def test_the_nations_scores_are_for_everybody_u1(pages: Pages) -> None:
    for by in ("kanda", "malee", "pranee", "wichai"):
        assert "ผลตามภารกิจหลัก" in pages.text("/scores/national", by)


def test_the_trail_is_searched_by_person_kind_area_and_lateness_u3(pages: Pages) -> None:
    assert "napa" in words(pages.text("/trail?person=napa", "pranee"))
    assert "kanda" not in words(pages.text("/trail?person=napa", "pranee"))
    area = words(pages.text("/trail?area=province:40", "pranee"))
    assert "napa" in area
    assert "kanda" not in area
    assert "บันทึกช้า" in words(pages.text("/trail?late=yes", "pranee"))
    assert "ไม่พบรายการ" in words(pages.text("/trail?since=1/10/2564", "pranee"))
    assert "napa" not in words(pages.text("/trail", "phayao")), "only one's own area"


def test_a_search_that_cant_be_read_keeps_its_words_u3(pages: Pages) -> None:
    page = pages.text("/trail?since=31/31/2564&topic=no.such&area=moon", "pranee")
    assert 'value="31/31/2564"' in page
    assert 'value="moon"' in page
    assert page.count('role="alert"') >= 2


def test_a_case_is_replayed_fact_by_fact_as_it_was_known_u3(pages: Pages) -> None:
    first = pages.text(f"/case/household/{pages.household}/replay?step=1", "pranee")
    assert ": 1/" in words(first)
    assert 'type="range"' in first
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    last = pages.text(f"/case/household/{pages.household}/replay?step=999", "pranee")
    assert 'rel="next"' not in last
    assert "ขาด" in words(last)


def test_what_was_missing_then_is_what_was_missing_then_and_not_now_u3(pages: Pages) -> None:
    """The program had no area when it was opened and has one now."""
    page = f"/case/program/{pages.program}/replay"
    before, after = (words(pages.text(f"{page}?step={step}", "pranee")) for step in (1, 2))
    counts = [int(found[1]) for x in (before, after) if (found := re.search(r"ขาด (\d+) ข้อก่อนขั้นต่อไป", x))]
    assert counts[0] == counts[1] + 1


def test_two_moments_are_compared_by_what_was_recorded_between_them_u3(pages: Pages) -> None:
    path = f"/case/program/{pages.program}/compare"
    assert "ไม่มีการบันทึกระหว่างสองเวลานี้" in pages.text(path, "pranee")
    assert "มีการบันทึกเพิ่ม 2 รายการ" in pages.text(f"{path}?earlier=1/9/2564", "pranee")
    assert 'role="alert"' in pages.text(f"{path}?earlier=never", "pranee")


@pytest.mark.parametrize("page", ["replay", "compare"])
def test_the_history_of_a_case_elsewhere_answers_like_that_of_none_u5(pages: Pages, page: str) -> None:
    there = pages.get(f"/case/program/{pages.hostile}/{page}", "phayao")
    nowhere = pages.get(f"/case/program/{'f' * 32}/{page}", "phayao")
    assert (there.status_code, body(there)) == (404, body(nowhere))
    assert pages.get(f"/case/nonsense/{pages.program}/{page}", "phayao").status_code == 404


def test_an_auditors_replay_of_a_household_is_a_look_that_is_recorded_u5(pages: Pages) -> None:
    pages.text(f"/case/household/{pages.household}/replay", "pranee")
    assert pages.household in pages.text(f"/looks?subject={pages.household}", "pranee")
    assert pages.get("/looks", "arthit").status_code == 403, "the log spans all areas"


def test_trying_rules_shows_who_changes_and_writes_nothing_s3_4_w6(pages: Pages) -> None:
    headers = {"Authorization": "Bearer token of wichai"}
    with pages.doors.nothing_recorded():
        file = BytesIO(TEXT.replace("version = 1", "version = 9", 1).encode())
        answer = pages.doors.client.post("/what-if?lang=th", data={"file": (file, "r.toml")}, headers=headers)
        assert "จาก 3 เรื่อง จะเปลี่ยน 0 เรื่อง" in words(answer.text)
        over = pages.doors.post("/what-if", {"toml": TEXT}, "pranee")
        assert over.get_json()["cases"] == 3


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "เลือกไฟล์ชุดเกณฑ์"), (b"\xff\xfe", "UTF-8"), (HOSTILE.encode(), "&lt;script&gt;"), (b"id = 7", "id = 7")],
)
def test_rules_that_cant_be_read_are_refused_in_thai_with_the_text_kept_u2(
    pages: Pages, data: bytes, said: str
) -> None:
    sent = {"file": (BytesIO(data), "r.toml")}
    headers = {"Authorization": "Bearer token of wichai"}
    answer = pages.doors.client.post("/what-if?lang=th", data=sent, headers=headers)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text
    assert said in answer.text
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("by", ["malee", "arthit", "phayao"])
def test_rules_are_tried_on_the_whole_country_only_by_those_who_look_after_it_u5(pages: Pages, by: str) -> None:
    assert pages.get("/what-if", by).status_code == 403
    assert pages.doors.post("/what-if", {"toml": TEXT}, by).status_code == 403


def test_accounts_are_shown_with_grants_and_controls_to_administrators_u4(pages: Pages) -> None:
    page = pages.text("/accounts", "wichai")
    assert f"/case/account/{pages.doors.accounts['kanda']}/do/suspend_account" in page
    assert "ผู้จัดการรายกรณี · พะเยา" in words(page)
    assert "kanda" not in words(pages.text("/accounts?role=auditor", "wichai"))
    history = f"/case/account/{pages.doors.accounts['kanda']}/replay"
    own = f"/accounts/{pages.doors.accounts['kanda']}"
    assert own in page
    assert history in pages.text(own, "wichai")
    assert "ให้บทบาท" in words(pages.text(history, "wichai"))
    assert pages.get(history, "somchai").status_code == 404
    assert pages.get(f"/case/household/{pages.household}/replay", "wichai").status_code == 404
    assert "/do/" not in pages.text("/accounts", "pranee"), "auditors only read"
    assert pages.get("/accounts", "arthit").status_code == 403


def test_rule_sets_are_shown_letter_by_letter_w6(pages: Pages) -> None:
    (one,) = pages.doors.casework.state(REFERENCE, REFERENCE_CASE).activations
    assert f"/rules/{one.rules.sha256}" in pages.text("/rules")
    assert "do/activate_rule_set" in pages.text("/rules", "wichai")
    assert "do/activate_rule_set" not in pages.text("/rules", "kanda")
    assert "[[scores.sheets]]" in pages.text(f"/rules/{one.rules.sha256}")
    assert pages.get(f"/rules/{'0' * 64}").status_code == 404


PATHS = (
    "/overview",
    "/overview/moved",
    "/scores",
    "/scores/zone-6m/09",
    "/scores/national",
    "/trail",
    "/rules",
    "/what-if",
)


@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_there_in_both_languages_without_a_word_of_english_in_its_thai_headings_u2(
    pages: Pages, path: str
) -> None:
    th, en = pages.text(path), pages.text(path, lang="en")
    headings = re.findall(r"<(?:h1|h2|caption|th)[^>]*>(.*?)</(?:h1|h2|caption|th)>", th, re.DOTALL)
    said = " ".join(re.sub(r"<[^>]*>", " ", one) for one in headings)
    assert re.search("[ก-๙]", said)
    assert not re.search(r"\b[a-z]{4,}\b", said.replace("script", "").replace("alert", "")), said
    assert '<html lang="en">' in en
    assert "style=" not in th


@pytest.mark.parametrize("path", ["/trail?person=napa", "/overview?kind=program", "/scores/zone-6m/04"])
def test_hostile_names_are_text_on_every_page_u5(pages: Pages, path: str) -> None:
    assert "<script>alert" not in pages.text(path)


# The ways cases went


@pytest.mark.parametrize(("lang", "stage"), [("th", "คัดเลือก"), ("en", "Selected")])
def test_the_ways_cases_went_are_drawn_with_a_table_beside_for_ones_own_area_s5_u2(
    pages: Pages, lang: str, stage: str
) -> None:
    text = pages.text("/overview/paths?kind=program", "malee", lang)
    assert text.count("<svg") == 2
    assert text.count("<table") == 2
    assert "<script" not in text.partition("<main")[2].partition("</main")[0]
    assert f">{'เปิดเรื่อง' if lang == 'th' else 'Opened'}<" in text
    assert stage not in text, "no community has come so far"
    assert pages.get("/overview/paths?area=province:40", "phayao").status_code == 404
    assert '<td class="num">1</td>' in pages.text("/overview/paths?kind=program", "phayao", lang)
    assert '<td class="num">2</td>' in pages.text("/overview/paths?kind=program", "somchai", lang)
