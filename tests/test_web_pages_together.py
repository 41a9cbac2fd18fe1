"""One command for many households: grid, preview, results row by row, sent twice, what is lacking (U1, U2, U4, U5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from werkzeug.test import TestResponse

from tests.doors import Doors
from tests.story_community import ORDER, SEATS
from web.answers.together import TOGETHER

HOSTILE = '<script>alert("น้ำ")</script>=1+1\u202e'
DIMENSIONS = ("health", "education", "income", "living", "access")
NAMES = ("ทองดี น้ำใจ", HOSTILE, "คำ ปัน", "น้ำผึ้ง ก้ำกึ่ง")
KEYS = count(1)
FAILS = (("health",), ("health", "income"), DIMENSIONS, ())


class Village(NamedTuple):
    """A community of Phayao with four households, and one of Khon Kaen."""

    doors: Doors
    program: str
    households: tuple[str, ...]
    elsewhere: str

    def get(self, path: str = "", by: str = "kanda", status: int = 200) -> str:
        mark = "&" if "?" in path else "?"
        address = f"/case/program/{self.program}{path}{mark}lang=th"
        answer = self.doors.client.get(address, headers={"Authorization": f"Bearer token of {by}"})
        assert answer.status_code == status, answer.text
        return unescape(answer.text)

    def send(self, command: str, by: str = "kanda", **fields: Any) -> TestResponse:
        data = {
            "key": f"key-{next(KEYS)}",
            "step": "do",
            "row": [*self.households],
            "case": [*self.households],
            **_versions(self),
            **fields,
        }
        address = f"/case/program/{self.program}/together/{command}"
        return self.doors.client.post(address, data=data, headers={"Authorization": f"Bearer token of {by}"})

    def assess(self, fails: tuple[tuple[str, ...], ...] = FAILS, **fields: Any) -> TestResponse:
        verdicts = {
            f"rows.{case}.verdicts.{one}": "fails" if one in failing else "passes"
            for case, failing in zip(self.households, fails, strict=True)
            for one in DIMENSIONS
        }
        return self.send("assess_dimensions", **{"on": "2/11/2563", **verdicts, **fields})

    def tell(self, command: str, on: str, **inputs: Any) -> None:
        version = self.doors.get(f"/program/{self.program}").get_json()["version"]
        sent = {"inputs": inputs, "on": on}
        assert self.doors.post(f"/program/{self.program}/{command}", sent, seen=version).status_code == 200

    def states(self) -> list[dict[str, Any]]:
        return [self.doors.get(f"/household/{case}").get_json()["state"] for case in self.households]


def _versions(village: Village) -> dict[str, str]:
    with village.doors.casework.reading() as reader:
        return {f"version.{case}": str(reader.version(case)) for case in village.households}


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Village]:
    doors = Doors(tmp_path)
    program = doors.program()
    given = {"notice_given": True, "sources": ["survey"], "district": "เมืองพะเยา", "subdistrict": "แม่กา"}
    households = tuple(doors.household(program, members=[{"name": name, "head": True}], **given) for name in NAMES)
    elsewhere = doors.program("napa", province="40", district="เมืองขอนแก่น", name_th="บ้านอื่น", name_en="Ban Uen")
    yield Village(doors, program, households, elsewhere)
    doors.close()


# The grid


def test_a_grid_holds_a_row_for_each_household_and_a_cell_for_each_dimension_u1(village: Village) -> None:
    text = village.get("/together/assess_dimensions")
    assert text.count('class="cell"') == len(NAMES) * len(DIMENSIONS)
    for case in village.households:
        for one in DIMENSIONS:
            assert f'name="rows.{case}.verdicts.{one}"' in text
    assert '"fails fails fails fails fails":"red"' in text, "tiers are looked up in what the rules say"
    assert '"passes passes passes passes passes":"none"' in text


def test_one_save_records_every_row_with_one_date_and_tells_each_u2(village: Village) -> None:
    before = village.doors.size
    done = village.assess()
    assert "บันทึกแล้ว 4 ครัวเรือน" in done.text
    assert village.doors.size == before + 4
    assert [state["latest"]["tier"] for state in village.states()] == ["green", "yellow", "red", "none"]
    assert {state["latest"]["mark"]["on"] for state in village.states()} == {"2020-11-02"}


def test_a_grid_sent_twice_is_recorded_once_and_nothing_else_goes_under_its_key_u4(village: Village) -> None:
    sent = {**_versions(village), "key": "once"}
    village.assess(**sent)
    with village.doors.nothing_recorded():
        assert village.assess(**sent).text.count("บันทึกไว้แล้ว") == 4
        assert village.assess((("access",), *FAILS[1:]), **sent).text.count("ข้อมูลอื่น") == 1


def test_a_row_nobody_filled_is_left_out_and_one_half_filled_has_no_tier_yet_h2(village: Village) -> None:
    first, second, *_ = village.households
    done = village.send("assess_dimensions", **{f"rows.{first}.verdicts.health": "fails"})
    assert "เว้นไว้ 3" in done.text
    states = village.states()
    assert states[0]["latest"]["tier"] is None
    assert states[1]["latest"] is None
    assert village.doors.get(f"/household/{second}").status_code == 200


def test_a_wrong_date_is_said_beside_the_field_and_every_cell_keeps_what_was_typed_u2(village: Village) -> None:
    with village.doors.nothing_recorded():
        answer = village.assess(on="วันไหน")
    assert answer.status_code == 422
    assert 'id="on-wrong"' in answer.text
    assert answer.text.count('value="fails" selected') == sum(map(len, FAILS))


# The same page for any command


def test_every_command_offered_for_many_has_a_page_in_both_languages_u1(village: Village) -> None:
    for command in TOGETHER:
        assert village.get(f"/together/{command}").count('type="checkbox" name="case"') == 4, command
        assert "households" in village.get(f"/together/{command}?lang=en"), command
    village.get("/together/add_member", status=404)


def test_a_preview_says_row_by_row_what_would_happen_and_records_nothing_u4(village: Village) -> None:
    with village.doors.nothing_recorded():
        moved = village.send("advance", step="preview", case=[*village.households, "f" * 32], on="2/11/2563").text
    assert "จะบันทึกได้ 4 ครัวเรือน ไม่ได้ 1 ครัวเรือน" in moved
    assert "ไม่ใช่" not in moved
    assert "ไม่มีครัวเรือนนี้ในโครงการ" in moved
    assert 'value="do"' in moved


def test_what_can_not_be_done_is_refused_in_its_own_row_with_the_gate_that_says_so_w1(village: Village) -> None:
    village.assess((*FAILS[:3], ()), case=[*village.households[:3]])
    village.send("advance", on="3/11/2563")
    done = village.send("advance", on="3/11/2563").text
    assert "บันทึกแล้ว 3 ครัวเรือน" in done
    assert "ไม่ได้ 1" in done
    assert "H2 วิเคราะห์ครบทุกด้าน" in done


def test_a_row_that_changed_since_the_page_was_drawn_is_not_recorded_u4(village: Village) -> None:
    first, *others = village.households
    stale = _versions(village)
    version = village.doors.get(f"/household/{first}").get_json()["version"]
    visit = {"inputs": {"visitor": "กานดา", "seen": "บ้านปิด"}, "on": "2020-11-01"}
    assert village.doors.post(f"/household/{first}/visit", visit, seen=version).status_code == 200
    done = village.send("assign_manager", **{"inputs.officer": "kanda", **stale}).text
    assert f"บันทึกแล้ว {len(others)} ครัวเรือน · ✕ ไม่ได้ 1" in done
    assert "มีคนบันทึกเพิ่ม" in done
    assert f'name="version.{first}" value="{version + 1}"' in done, "the next try is against what stands there now"


def test_a_household_in_somebody_elses_charge_is_transferred_with_a_reason_w6(village: Village) -> None:
    village.send("assign_manager", case=[village.households[0]], **{"inputs.officer": "kanda"})
    given = {"inputs.officer": "dao"}
    assert "ระบุเหตุผล" in village.send("assign_manager", **given).text
    village.send("assign_manager", because="ย้ายพื้นที่", case=[village.households[0]], **given)
    assert [state["life"]["officer"] for state in village.states()] == ["dao"] * 4


def test_a_household_of_another_community_is_no_row_of_this_one_u5(village: Village) -> None:
    other = village.doors.household(village.elsewhere, "napa", province="40")
    with village.doors.nothing_recorded():
        for case in (other, "f" * 32):
            done = village.send("assign_manager", case=[case], **{"inputs.officer": "kanda"}).text
            assert "ไม่ได้ 1" in done
            assert "ไม่มีครัวเรือนนี้ในโครงการ" in done


def test_nothing_ticked_and_hostile_words_are_answered_with_the_form_u2(village: Village) -> None:
    with village.doors.nothing_recorded():
        answer = village.send("visit", case=[], **{"inputs.visitor": HOSTILE, "inputs.seen": "x"})
    assert answer.status_code == 422
    assert "ยังไม่ได้เลือกครัวเรือน" in answer.text
    assert "&lt;script&gt;alert" in answer.text
    assert "<script>alert" not in answer.text


# What they lack


def lacking(text: str) -> list[tuple[str, str]]:
    """Command and what it supplies, of every control of the list."""
    found = re.findall(r"/together/(\w+)\?lack=([\w.]+)", text.partition('class="findings lacking"')[2])
    return list(dict.fromkeys(found))


def test_what_the_households_lack_stands_on_their_communitys_page_with_its_control_u1(village: Village) -> None:
    assert lacking(village.get()) == [("advance", "to.selected")]
    village.send("advance", on="1/11/2563")
    assert lacking(village.get()) == [("assess_dimensions", "H2.dimensions")]
    assert "lacking" not in village.get(by="pranee"), "whoever only reads is offered nothing"


def test_four_households_go_from_selected_to_planned_by_what_the_page_offers_h1_h4(village: Village) -> None:
    """The whole sitting: each step is the first one on offer, for exactly the households that lack it."""
    village.tell("propose_committee", "2020-11-01", holders=[{"seat": s, "name": n} for s, n in SEATS.items()])
    village.tell("appoint_committee", "2020-11-02", number="1/2563", document=ORDER)
    village.send("advance", on="1/11/2563")
    village.assess()
    village.send("advance", on="3/11/2563")
    text = village.get()
    assert "/do/adopt_households" in text
    adopted = {"convened_by": ["working_group"], "presented": ["tiers"], "households": [*village.households]}
    village.tell("adopt_households", "2020-11-04", despite_tier="มีภาระดูแลผู้ป่วย", **adopted)
    village.send("assign_manager", **{"inputs.officer": "kanda", "on": "4/11/2563"})
    village.send("advance", on="4/11/2563")
    goals = {lack.removeprefix("H4.goals"): lack for command, lack in lacking(village.get()) if command == "set_goal"}
    assert set(goals) == {"", *(f".{one}" for one in DIMENSIONS)}
    for about, lack in goals.items():
        rows = re.findall(r'name="case" value="(\w+)" checked', village.get(f"/together/set_goal?lack={lack}"))
        wanted = [
            c
            for c, fails in zip(village.households, FAILS, strict=True)
            if (about[1:] in fails if about else not fails)
        ]
        assert rows == wanted, lack
        goal = {
            "action": "ฝึกอาชีพ",
            "agency": "พมจ.",
            "due": "31/3/2564",
            "concepts": "targeted",
            "dimension": about[1:],
        }
        given = {f"inputs.{name}": said for name, said in goal.items()}
        done = village.send("set_goal", on="5/11/2563", case=rows, **given)
        assert f"บันทึกแล้ว {len(rows)} ครัวเรือน" in done.text, done.text
    page = village.get("/together/agree_plan?lack=H4.agreement")
    agreed = dict(zip(re.findall(r'name="(rows\.\w+\.person)"', page), _selected(page), strict=True))
    assert len(agreed) == 4, "the head of each household stands there already"
    village.send("agree_plan", on="6/11/2563", **agreed)
    assert lacking(village.get()) == [("advance", "to.planned")]
    village.send("advance", on="6/11/2563")
    assert [state["life"]["stage"] for state in village.states()] == ["planned"] * 4


def _selected(page: str) -> list[str]:
    return re.findall(r'<option value="(\w+)" selected', page)


def test_a_goal_for_a_dimension_says_nothing_to_those_who_pass_it_h4(village: Village) -> None:
    village.assess()
    goal = {"action": "ฝึกอาชีพ", "agency": "พมจ.", "due": "31/3/2564", "concepts": "targeted", "dimension": "income"}
    done = village.send("set_goal", on="5/11/2563", **{f"inputs.{name}": said for name, said in goal.items()})
    assert "บันทึกแล้ว 2 ครัวเรือน" in done.text
    assert "เว้นไว้ 2" in done.text
    assert done.text.count("ไม่ตกเกณฑ์ด้านนี้") == 2


# Forms in place


def test_a_control_opens_its_form_in_place_and_leads_to_its_page_without_a_script_u1(village: Village) -> None:
    case = village.households[0]
    page = village.doors.client.get(f"/case/household/{case}", headers={"Authorization": "Bearer token of kanda"}).text
    path = f"/case/household/{case}/do/assess_dimensions"
    assert f'href="{path}" hx-get="{path}" hx-target="next .supply"' in page
    assert 'class="supply"' in page


def test_a_form_in_place_that_was_not_saved_is_drawn_again_where_it_stands_u2(village: Village) -> None:
    path = f"/case/household/{village.households[0]}/do/visit"
    headers = {"Authorization": "Bearer token of kanda", "HX-Request": "true"}
    opened = village.doors.client.get(path, headers=headers)
    assert f'hx-post="{path}"' in opened.text
    assert "HX-Retarget" not in opened.headers
    sent = {"seen": "1", "key": "in-place", "inputs.visitor": HOSTILE}
    answer = village.doors.client.post(path, data=sent, headers=headers)
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "closest .supply"
    assert answer.headers["HX-Reselect"] == ".sheet"
    assert "&lt;script&gt;" in answer.text
