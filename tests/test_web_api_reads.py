"""Reading over HTTP: lists, states at two times, histories, moves, findings, the trail, progress (U1-U3, S5)."""

from __future__ import annotations

import pytest

from tests.doors import PROGRAM, Doors, fields, problem


def test_a_list_is_filtered_and_paged_without_gaps_or_repeats(doors: Doors) -> None:
    made = {doors.program(district="ปง") for _ in range(5)}
    found: list[str] = []
    after = ""
    while True:
        page = doors.get(f"/program?district=ปง&limit=2&after={after}").get_json()
        assert len(page["items"]) <= 2
        found += [item["case_id"] for item in page["items"]]
        if page["next"] is None:
            break
        after = page["next"]
    assert sorted(found) == sorted(made)


def test_a_list_tells_where_each_case_stands(doors: Doors) -> None:
    case = doors.program(district="จุน")
    (item,) = doors.get("/program?district=จุน&stage=opened&status=open&province=56").get_json()["items"]
    assert item["case_id"] == case
    assert (item["title"], item["stage"], item["since"], item["version"]) == ("บ้านคำปัน", "opened", "2020-10-05", 1)
    assert item["recorded_at"] == "2021-09-30T09:00:00+07:00"
    assert doors.get("/program?district=จุน&stage=selected").get_json()["items"] == []


def test_records_of_a_year_are_listed_by_year_and_title_p7_p8(doors: Doors) -> None:
    doors.post("/year_record", {"inputs": {"fiscal_year": 2564}}, "somchai")
    doors.post("/zone_review", {"inputs": {"zone": 9, "fiscal_year": 2564}}, "malee")
    (record,) = doors.get("/year_record", "pranee").get_json()["items"]
    assert (record["fiscal_year"], record["title"]) == (2564, "บันทึกระดับประเทศ ปีงบประมาณ 2564")
    (review,) = doors.get("/zone_review?zone=9", "malee").get_json()["items"]
    assert (review["zone"], review["fiscal_year"]) == (9, 2564)
    assert (review["title"], review["stage"]) == ("สสว. 9 ปีงบประมาณ 2564", "opened")
    assert doors.get("/zone_review?zone=8", "pranee").get_json()["items"] == []


def test_a_list_counts_the_waivers_that_stand_w3(doors: Doors) -> None:
    program = doors.program(district="แม่ใจ")
    asked = {"inputs": {"requirement": "P1.1"}, "because": "ประชุมไม่ได้"}
    assert doors.post(f"/program/{program}/request_waiver", asked, seen=1).status_code == 200
    (waiting,) = doors.get("/program?district=แม่ใจ").get_json()["items"]
    grant = {"inputs": {"request": 2}}
    assert doors.post(f"/program/{program}/confirm_waiver", grant, "malee", seen=2).status_code == 200
    (granted,) = doors.get("/program?district=แม่ใจ").get_json()["items"]
    assert (waiting["waivers"], granted["waivers"]) == (0, 1)


def test_households_are_listed_by_program_and_officer(doors: Doors) -> None:
    program = doors.program()
    first, second = doors.household(program), doors.household(program, members=[{"name": "คำมูล ใจงาม"}])
    doors.post(f"/household/{second}/assign_manager", {"inputs": {"officer": "dao"}}, seen=3)
    listed = doors.get(f"/household?program={program}").get_json()["items"]
    assert {item["case_id"] for item in listed} == {first, second}
    version = doors.get(f"/household/{second}").get_json()["version"]
    answer = doors.post(f"/household/{second}/assign_manager", {"inputs": {"officer": "dao"}}, seen=version)
    assert answer.status_code == 200
    (item,) = doors.get(f"/household?program={program}&officer=dao").get_json()["items"]
    assert item["case_id"] == second


@pytest.mark.parametrize(
    ("query", "field"),
    [("colour=red", "colour"), ("limit=0", "limit"), ("limit=501", "limit"), ("limit=x", "limit"), ("on=2564", "on")],
)
def test_a_query_nobody_understands_is_refused(doors: Doors, query: str, field: str) -> None:
    assert fields(doors.get(f"/program?{query}")) == [field]


@pytest.mark.parametrize(
    "query", ["on=30/2/2564", "on=soon", "known=never", "known=2021-13-01", "on=1/1/2200", "when=2021-01-01"]
)
def test_a_moment_nobody_understands_is_refused(doors: Doors, query: str) -> None:
    case = doors.program()
    assert fields(doors.get(f"/program/{case}?{query}")) == [query.partition("=")[0]]


def test_a_state_can_be_asked_for_as_of_a_date_and_as_known_at_a_time(doors: Doors) -> None:
    case = doors.program()
    for version, attendees, on in ((1, 10, "1/11/2563"), (2, 20, "2020-12-01")):
        body = {"inputs": {"agencies": ["พมจ."], "attendees": attendees}, "on": on}
        assert doors.post(f"/program/{case}/brief_one_home", body, seen=version).status_code == 200
    size = doors.size
    body = {"inputs": {"version": 3, "inputs": {"agencies": ["พมจ."], "attendees": 25}}, "because": "นับผิด"}
    assert doors.post(f"/program/{case}/correct", body, seen=3).status_code == 200

    def attendees_at(query: str) -> int | None:
        state = doors.get(f"/program/{case}?{query}").get_json()["state"]
        return state["briefing"] and state["briefing"]["fact"]["attendees"]

    assert attendees_at("") == 25
    assert attendees_at(f"known={size}") == 20
    assert attendees_at("on=30/11/2563") == 10
    assert attendees_at("on=2020-10-31") is None
    assert attendees_at("on=๑ ธ.ค. ๒๕๖๓") == 25
    assert attendees_at(f"on=2020-11-30&known={size}") == 10


def test_only_the_present_state_has_an_etag(doors: Doors) -> None:
    case = doors.program()
    assert "ETag" in doors.get(f"/program/{case}").headers
    assert "ETag" not in doors.get(f"/program/{case}?on=2021-01-01").headers


def test_who_holds_the_present_version_is_told_so_without_the_state(doors: Doors) -> None:
    case = doors.program()
    held = doors.get(f"/program/{case}").headers["ETag"]
    for known in (held, f'"7", W/{held}'):
        again = doors.get(f"/program/{case}", **{"If-None-Match": known})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", held)
    asked = {"inputs": {"requirement": "P1.1"}, "because": "ประชุมไม่ได้"}
    assert doors.post(f"/program/{case}/request_waiver", asked, seen=1).status_code == 200
    assert doors.get(f"/program/{case}", **{"If-None-Match": held}).status_code == 200
    assert doors.get(f"/program/{case}?on=2021-09-01", **{"If-None-Match": '"2"'}).status_code == 200


def test_who_may_not_see_a_case_learns_nothing_from_the_version_they_name_u5(doors: Doors) -> None:
    case = doors.program()
    problem(doors.get(f"/program/{case}", "napa", **{"If-None-Match": '"1"'}), 404, "not-found")
    problem(doors.get(f"/program/{case}", "wichai", **{"If-None-Match": '"1"'}), 403, "no-purpose")
    # Saying what for may open more of the same version than was seen before.
    assert doors.get(f"/program/{case}", "wichai", Purpose="ticket 77", **{"If-None-Match": '"1"'}).status_code == 200


def test_what_was_not_yet_known_is_not_there(doors: Doors) -> None:
    case = doors.program()
    problem(doors.get(f"/program/{case}?known=2021-01-01"), 404, "not-found")


def test_the_history_shows_a_correction_beside_what_it_corrects(doors: Doors) -> None:
    """W5: views show the corrected value, the trail shows both."""
    case = doors.program()
    body = {"inputs": {"agencies": ["พมจ."], "attendees": 10}, "on": "1/11/2563"}
    doors.post(f"/program/{case}/brief_one_home", body, seen=1)
    right = {"version": 2, "on": "2/11/2563", "inputs": {"agencies": ["พมจ."], "attendees": 11}}
    doors.post(f"/program/{case}/correct", {"inputs": right, "because": "พิมพ์ผิด"}, seen=2)
    opened, briefed, corrected = doors.get(f"/program/{case}/history").get_json()["items"]
    assert (opened["corrected_by"], opened["counts_as"], opened["retracted"]) == ([], None, False)
    assert briefed["fact"]["attendees"] == 10
    assert briefed["corrected_by"] == [3]
    assert briefed["counts_as"]["on"] == "2020-11-02"
    assert briefed["counts_as"]["fact"]["attendees"] == 11
    assert corrected["replacement"]["attendees"] == 11
    assert corrected["because"] == "พิมพ์ผิด"
    assert corrected["recorded_at"] == "2021-09-30T09:00:00+07:00"
    assert all(item["sentence"]["th"] and item["sentence"]["en"] for item in (opened, briefed, corrected))


def test_a_retracted_fact_stays_in_the_history_and_counts_no_more(doors: Doors) -> None:
    case = doors.program()
    body = {"inputs": {"agencies": ["พมจ."], "attendees": 10}, "on": "1/11/2563"}
    doors.post(f"/program/{case}/brief_one_home", body, seen=1)
    retraction = {"inputs": {"version": 2}, "because": "บันทึกผิดชุมชน"}
    assert doors.post(f"/program/{case}/retract", retraction, seen=2).status_code == 200
    assert [item["retracted"] for item in doors.get(f"/program/{case}/history").get_json()["items"]] == [
        False,
        True,
        False,
    ]
    assert doors.get(f"/program/{case}").get_json()["state"]["briefing"] is None


def test_two_moments_can_be_compared(doors: Doors) -> None:
    """U3: compare what was known then with what is known now."""
    case = doors.program()
    size = doors.size
    doors.post(f"/program/{case}/assign_manager", {"inputs": {"officer": "napa"}}, seen=1)
    found = doors.get(f"/program/{case}/diff?from={size}").get_json()["differences"]
    assert {"path": "life.officer", "before": None, "after": "napa"} in found
    assert doors.get(f"/program/{case}/diff?from={size}&to={size}").get_json()["differences"] == []
    assert fields(doors.get(f"/program/{case}/diff")) == ["from"]


def test_moves_tell_what_each_way_on_needs_and_draw_where_the_case_is(doors: Doors) -> None:
    case = doors.program()
    found = doors.get(f"/program/{case}/moves").get_json()
    (move,) = found["moves"]
    assert (found["stage"], move["to"], move["open"]) == ("opened", "selected", False)
    assert [finding["id"] for finding in move["findings"]] == ["P1.1", "P1.2", "P1.3"]
    assert "class opened here" in found["diagram"]
    assert "คัดเลือก" in found["diagram"]
    assert "Select" in doors.get(f"/program/{case}/moves", Accept_Language="en").get_json()["diagram"]


def test_findings_cite_the_facts_that_meet_them(doors: Doors) -> None:
    case = doors.program()
    body = {"inputs": {"agencies": ["พมจ."], "attendees": 10}, "on": "1/11/2563"}
    doors.post(f"/program/{case}/brief_one_home", body, seen=1)
    found = doors.get(f"/program/{case}/findings").get_json()
    met, *missing = found["findings"]
    assert found["missing"] == 2 == len(missing)
    assert (met["id"], met["met"], met["cites"], met["supplier"]) == (
        "P1.1",
        True,
        [{"version": 2, "case": None}],
        None,
    )


def test_the_trail_is_searched_by_person_day_kind_and_topic(doors: Doors) -> None:
    """U3: search the trail by person, date, kind."""
    case = doors.program("napa", province="40", district="พล")
    found = doors.get("/audit?person=napa&kind=program&topic=program.opened&since=30/9/2564&until=2021-09-30", "pranee")
    (item,) = found.get_json()["items"]
    assert (item["case"], item["kind"], item["by"], item["topic"]) == (case, "program", "napa", "program.opened")
    for missing in ("person=nobody", "kind=household&person=napa", "since=2021-10-01", "until=2021-09-29"):
        assert doors.get(f"/audit?{missing}", "pranee").get_json()["items"] == []
    assert fields(doors.get("/audit?topic=no.such", "pranee")) == ["topic"]


def test_the_trail_is_paged_from_the_newest_fact_back_to_the_first(doors: Doors) -> None:
    doors.program()
    leaves: list[int] = []
    query = "limit=3"
    while True:
        page = doors.get(f"/audit?{query}", "pranee").get_json()
        leaves += [item["leaf"] for item in page["items"]]
        if page["next"] is None:
            break
        query = f"limit=3&before={page['next']}"
    assert leaves == list(range(doors.size - 1, -1, -1))


def test_progress_counts_the_cases_of_an_area_by_stage(doors: Doors) -> None:
    """S5, for the caller's own area only."""
    before = doors.get("/progress?kind=program&level=district&area=56/ภูซาง").get_json()["items"]
    doors.program(district="ภูซาง")
    (row,) = doors.get("/progress?kind=program&level=district&area=56/ภูซาง&on=2021-09-30").get_json()["items"]
    assert before == []
    assert (row["area"], row["total"], row["stages"][0]["stage"], row["stages"][0]["present"]) == (
        "56/ภูซาง",
        1,
        "opened",
        1,
    )
    assert doors.get("/progress?kind=program&level=district&area=56/ภูซาง&on=2020-10-01").get_json()["items"] == []
    assert doors.get("/progress?kind=program&level=district&area=56/ภูซาง", "napa").get_json()["items"] == []
    assert fields(doors.get("/progress?level=village")) == ["level"]
    assert fields(doors.get("/progress?kind=reference")) == ["kind"]


def test_workflows_and_rule_sets_can_be_read(doors: Doors) -> None:
    program, household = doors.get("/workflows").get_json()["items"][:2]
    assert [stage["name"] for stage in program["stages"]][:2] == ["opened", "selected"]
    assert program["stages"][1]["gate"] == ["P1.1", "P1.2", "P1.3"]
    assert household["name"] == "household"
    (rules,) = doors.get("/rules").get_json()["items"]
    assert (rules["id"], rules["fiscal_year"], rules["since"]) == ("2564", 2564, "2020-10-01")
    assert 'id = "2564"' in doors.get(f"/rules/{rules['sha256']}").get_json()["toml"]
    problem(doors.get("/rules/nothing"), 404, "not-found")


def test_reference_data_is_one_case_like_any_other(doors: Doors) -> None:
    (item,) = doors.get("/reference").get_json()["items"]
    state = doors.get(f"/reference/{item['case_id']}").get_json()["state"]
    assert state["provinces"][PROGRAM["province"]][0]["value"]["th"] == "พะเยา"


def test_kinds_and_their_commands_are_told(doors: Doors) -> None:
    kinds = {item["kind"]: item["commands"] for item in doors.get("/kinds").get_json()["items"]}
    assert set(kinds) == set(doors.casework.kinds)
    assert {"name": "advance", "opens": False}.items() <= next(
        c for c in kinds["household"] if c["name"] == "advance"
    ).items()
