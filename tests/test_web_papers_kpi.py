"""The self-assessment sheet on paper: frozen once the round is closed, its report only for those who work there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_web_papers import text
from tests.test_web_rounds import NEXT_RULES, REASON, REPORT, ROUND, Province


@pytest.fixture
def province(tmp_path: Path) -> Iterator[Province]:
    made = Province(tmp_path)
    yield made
    made.doors.close()


def sheet(province: Province, by: str = "kanda", lang: str = "th") -> str:
    headers = {"Authorization": f"Bearer token of {by}"}
    answer = province.doors.client.get(f"/papers/kpi-sheet/{ROUND}?lang={lang}", headers=headers)
    assert answer.status_code == 200, answer.text
    return text(answer.data)


def test_the_sheet_sets_what_was_said_computed_and_confirmed_side_by_side_with_reasons_s3_2b(
    province: Province,
) -> None:
    assert "เปิดรอบแล้ว" in sheet(province), "before anybody assessed"
    province.close()
    found, english = sheet(province), sheet(province, lang="en")
    for said in ("ระดับ3.00", "6.00จาก10คะแนน", "ระดับ2.00", "4.00จาก10คะแนน", REASON, REPORT["results"], "ปิดรอบแล้ว"):
        assert str(said).replace(" ", "") in found, said
    for said in ("Level3.00", "6.00of10points", "Missing:", "Closed"):
        assert said in english, said


def test_a_closed_round_prints_as_it_was_frozen_s3_2b(province: Province) -> None:
    """Later facts and later rules change what is computed now, not the paper."""
    province.close()
    province.late_news()
    reference = province.doors.get("/reference", "wichai").get_json()["items"][0]["case_id"]
    heavier = NEXT_RULES.replace("weight = 10", "weight = 20")
    province.say(f"/reference/{reference}/activate_rule_set", {"text": heavier}, "wichai", day="2021-05-05")
    found = sheet(province)
    assert "ระดับ2.00" in found
    assert "4.00จาก10คะแนน" in found
    answer = province.doors.get("/scores/province-6m/56?fiscal_year=2564").get_json()
    assert answer["points"]["exact"] != "4", "the control: computed now, the office earns something else"


def test_the_report_of_the_office_is_printed_only_for_those_who_may_read_it_u5(province: Province) -> None:
    province.close()
    responsible = str(REPORT["responsible"]).replace(" ", "")
    assert responsible in sheet(province, "malee")
    assert responsible not in sheet(province, "arthit")
