"""Who may do what where: role x area x action, deny by default (U5)."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args
from urllib.parse import quote

import pytest
from werkzeug.test import TestResponse

from aggregates.account_facts import Role
from aggregates.account_state import ACCOUNT
from aggregates.areas import Area, Place, read_area
from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
from aggregates.reference import REFERENCE
from aggregates.zone_review_state import REVIEW
from engine.case_file import CaseFile
from engine.reader import Reader
from engine.refusal import BadInput
from tests.doors import OPENED, PEOPLE, Doors, fields, problem
from tests.doors import PROGRAM as PLACE
from web.access import ADMINISTERED, ALL, FIGURES, NOTHING, Access, FieldClass, Grant, Person, role_may_do
from web.access import PEOPLE as NAMES

PHAYAO = Place(program="p1", district="56/เมืองพะเยา", province="56", zone=9)


def someone(role: Role, *areas: str, purpose: str | None = None) -> Person:
    grants = tuple(Grant(role, read_area(area)) for area in areas)
    return Person(id="x", account="x", grants=grants, purpose=purpose)


@pytest.mark.parametrize(
    ("area", "covered"),
    [
        ("country", True),
        ("zone:9", True),
        ("zone:1", False),
        ("province:56", True),
        ("province:5", False),
        ("district:56/เมืองพะเยา", True),
        ("district:50/เมืองพะเยา", False),
        ("district:56/ปง", False),
        ("program:p1", True),
        ("program:p2", False),
    ],
)
def test_an_area_covers_what_lies_in_it_and_nothing_else(area: str, covered: bool) -> None:
    for role in get_args(Role):
        access = Access(someone(role, area, purpose="ตรวจสอบ"), PHAYAO)
        assert access.may_read is covered
        assert bool(access.grants) is covered


@pytest.mark.parametrize("area", ["zone:9", "province:56", "district:56/เมืองพะเยา", "program:p1"])
def test_a_case_without_a_place_is_the_countrys_alone(area: str) -> None:
    assert not Access(someone("supervisor", area), Place()).may_read
    assert Access(someone("supervisor", "country"), Place()).may_read


def test_somebody_without_an_area_sees_nothing_but_what_belongs_to_none() -> None:
    assert not Access(someone("supervisor"), PHAYAO).may_read
    assert Access(someone("supervisor"), Place(everywhere=True)).may_read


def test_several_areas_add_up() -> None:
    both = someone("case_manager", "program:p2", "program:p1")
    assert Access(both, PHAYAO).may_read


SEES: dict[tuple[Role, str], tuple[frozenset[FieldClass], frozenset[FieldClass]]] = {
    # role and area of the grant: what it shows of a case in Phayao, without and with a purpose
    ("case_manager", "program:p1"): (ALL, ALL),
    ("case_manager", "province:56"): (ALL, ALL),
    ("case_manager", "province:50"): (NOTHING, NOTHING),
    ("supervisor", "zone:9"): (ALL, ALL),
    ("supervisor", "zone:1"): (NOTHING, NOTHING),
    ("auditor", "country"): (NAMES, ALL),
    ("auditor", "zone:9"): (NAMES, ALL),
    ("auditor", "province:56"): (FIGURES, FIGURES),
    ("auditor", "zone:1"): (NOTHING, NOTHING),
    ("administrator", "country"): (NOTHING, NAMES),
    ("administrator", "province:50"): (NOTHING, NOTHING),
}


@pytest.mark.parametrize(("grant", "seen"), SEES.items(), ids=[f"{role} of {area}" for role, area in SEES])
def test_each_role_sees_the_classes_of_fields_it_needs_u5(
    grant: tuple[Role, str], seen: tuple[frozenset[FieldClass], frozenset[FieldClass]]
) -> None:
    assert Access(someone(*grant), PHAYAO).sees == seen[0]
    assert Access(someone(*grant, purpose="ร้องเรียนที่ 12"), PHAYAO).sees == seen[1]
    assert Access(someone(*grant), PHAYAO).asked_for_purpose == (seen[0] != seen[1])


def test_who_works_here_is_not_asked_for_a_purpose_though_they_audit_elsewhere_u5() -> None:
    works_here = Grant("case_manager", read_area("province:56"))
    both = Person(id="x", account="x", grants=(works_here, Grant("auditor", read_area("country"))))
    assert not Access(both, PHAYAO).asked_for_purpose
    assert Access(both, Place(province="50", zone=9)).asked_for_purpose


def test_accounts_are_seen_by_those_who_keep_and_audit_them_u5() -> None:
    """However wide somebody's area, casework shows no accounts; and no area but the country holds any."""
    seen = {role: Access(someone(role, "country"), Place(), ACCOUNT.name).sees for role in get_args(Role)}
    assert seen == {"case_manager": NOTHING, "supervisor": NOTHING, "auditor": NAMES, "administrator": NAMES}
    assert Access(someone("administrator", "zone:9"), Place(), ACCOUNT.name).sees == NOTHING


def test_several_grants_each_add_their_own_and_no_more_u5() -> None:
    grants = Grant("case_manager", Area("province", "50")), Grant("auditor", Area("country"))
    both = Person(id="x", account="x", grants=grants)
    assert Access(both, Place(province="50")).sees == ALL
    assert not Access(both, Place(province="50")).may_do(REVIEW, REVIEW.decisions["confirm_pick"])
    assert Access(both, Place(province="50")).may_do(HOUSEHOLD, HOUSEHOLD.decisions["assess_dimensions"])
    assert Access(both, PHAYAO).sees == NAMES
    assert not Access(both, PHAYAO).may_do(HOUSEHOLD, HOUSEHOLD.decisions["assess_dimensions"])


def test_a_look_is_observed_when_only_watching_over_others_opens_it_u5() -> None:
    grants = Grant("case_manager", Area("province", "50")), Grant("auditor", Area("country"))
    both = Person(id="x", account="x", grants=grants)
    assert not Access(both, Place(province="50")).observed
    assert Access(both, PHAYAO).observed
    assert not Access(someone("supervisor", "country"), PHAYAO).observed
    assert not Access(someone("auditor", "country"), Place(everywhere=True)).observed


@pytest.mark.parametrize("text", ["", "moon", "country:1", "province", "province:", "tambon:1"])
def test_an_area_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is not an area"):
        read_area(text)


EVIDENCE, SECOND, RULES = "assess_dimensions", "confirm_waiver", "change_rules"
MATRIX = {
    # role: evidence, advance, correct, request_waiver, confirm_waiver, return_to, change_rules, reference, account
    "case_manager": (True, True, True, True, False, False, False, False, False),
    "supervisor": (True, True, True, True, True, True, True, False, False),
    "auditor": (False,) * 9,
    "administrator": (False, False, False, False, False, False, True, True, True),
}


@pytest.mark.parametrize(("role", "row"), MATRIX.items())
def test_each_role_has_its_commands(role: Role, row: tuple[bool, ...]) -> None:
    names = (EVIDENCE, "advance", "correct", "request_waiver", SECOND, "return_to", RULES)
    found = [role_may_do(role, HOUSEHOLD, HOUSEHOLD.decisions[name]) for name in names]
    found.append(role_may_do(role, REFERENCE, REFERENCE.decisions["list_zones"]))
    found.append(role_may_do(role, ACCOUNT, ACCOUNT.decisions["grant"]))
    assert tuple(found) == row


def test_a_decision_says_itself_whose_it_is_u5() -> None:
    assert HOUSEHOLD.decisions[EVIDENCE].authority == "casework"
    assert HOUSEHOLD.decisions[SECOND].authority == "supervision"
    assert HOUSEHOLD.decisions[RULES].authority == "rules"
    named_like_a_confirmation = replace(HOUSEHOLD.decisions[EVIDENCE], name="confirm_dimensions")
    assert role_may_do("case_manager", HOUSEHOLD, named_like_a_confirmation), "the name decides nothing"


def test_every_second_persons_act_is_a_supervisors_u5(doors: Doors) -> None:
    second = [
        (kind, decision)
        for kind in doors.casework.kinds.values()
        for name, decision in kind.decisions.items()
        if kind.name not in ADMINISTERED and decision.authority != "apart"
        if name.startswith(("confirm_", "decline_", "return_to", "withdraw_best"))
    ]
    assert (REVIEW, REVIEW.decisions["confirm_pick"]) in second
    assert (PROGRAM, PROGRAM.decisions["withdraw_best_practice"]) in second
    for kind, decision in second:
        assert not role_may_do("case_manager", kind, decision)
        assert role_may_do("supervisor", kind, decision)


# Through the doors


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer wrong", "Basic token of kanda", "token of kanda", "Bearer \xe9"]
)
def test_a_wrong_token_is_nobodys(doors: Doors, given: str) -> None:
    answer = doors.client.get("/api/v1/program", headers={"Authorization": given})
    problem(answer, 401, "no-token")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


READS = ("", "/history", "/moves", "/findings", "/diff?from=0")


def _said(answer: TestResponse) -> dict[str, str]:
    """The headers, without the number every request has of its own."""
    return {name: value for name, value in answer.headers.items() if name != "Request-Id"}


@pytest.mark.parametrize("path", READS)
def test_somebody_elses_case_answers_exactly_like_one_that_doesnt_exist(doors: Doors, path: str) -> None:
    household = doors.household(doors.program())
    assert doors.get(f"/household/{household}{path}").status_code == 200
    others = doors.get(f"/household/{household}{path}", "napa")
    nobodys = doors.get(f"/household/{'0' * 32}{path}", "napa")
    wrong_kind = doors.get(f"/program/{household}{path}")
    problem(others, 404, "not-found")
    assert others.data == nobodys.data == wrong_kind.data
    assert _said(others) == _said(nobodys)


def test_a_command_on_somebody_elses_case_answers_like_one_that_doesnt_exist(doors: Doors) -> None:
    program = doors.program()
    with doors.nothing_recorded():
        answers = [
            doors.post(f"/program/{case}/assign_manager", {"inputs": {"officer": "napa"}}, "napa", seen=1)
            for case in (program, "0" * 32)
        ]
    problem(answers[0], 404, "not-found")
    assert answers[0].data == answers[1].data


def test_a_case_is_opened_only_in_ones_own_area(doors: Doors) -> None:
    program = doors.program()
    household = {"inputs": {"program": program, "province": "56", "members": [{"name": "ทองดี"}]}, "on": OPENED}
    with doors.nothing_recorded():
        problem(doors.post("/program", {"inputs": PLACE, "on": OPENED}, "napa"), 403, "not-allowed")
        problem(doors.post("/household", household, "napa"), 403, "not-allowed")
        unknown = {"inputs": {**household["inputs"], "program": "0" * 32}}  # type: ignore[dict-item]
        problem(doors.post("/household", unknown), 403, "not-allowed")
        review = {"inputs": {"zone": 1, "fiscal_year": 2564}}
        problem(doors.post("/zone_review", review, "malee"), 403, "not-allowed")
        problem(doors.post("/year_record", {"inputs": {"fiscal_year": 2564}}, "malee"), 403, "not-allowed")
    assert doors.post("/household", household, "dao").status_code == 201
    assert doors.post("/zone_review", {"inputs": {"zone": 9, "fiscal_year": 2564}}, "malee").status_code == 201


def test_a_command_of_another_role_is_refused(doors: Doors) -> None:
    program = doors.program()
    reference = doors.get("/reference").get_json()["items"][0]["case_id"]
    with doors.nothing_recorded():
        for by in ("pranee", "wichai"):
            for case in (program, "0" * 32):
                answer = doors.post(f"/program/{case}/name_mechanism", {"inputs": {"officer": "x"}}, by, seen=1)
                problem(answer, 403, "not-allowed")
        version = doors.get(f"/reference/{reference}").get_json()["version"]
        area = {"inputs": {"areas": [{"subdistrict": "แม่กา", "province": "56", "because": "ตำบลสร้างสุข"}]}}
        path = f"/reference/{reference}/exclude_areas"
        problem(doors.post(path, area, "somchai", seen=version), 403, "not-allowed")
    assert doors.post(path, area, "wichai", seen=version).status_code == 200


def test_lists_trail_and_progress_hold_only_what_lies_in_ones_area(doors: Doors) -> None:
    here = doors.program(district="เชียงคำ")
    household = doors.household(here)
    there = doors.program("napa", province="40", district="พล")
    for by, sees_here, sees_there in (
        ("kanda", True, False),
        ("dao", False, False),
        ("napa", False, True),
        ("malee", True, False),
        ("pranee", True, True),
        ("arthit", True, False),
    ):
        listed = {item["case_id"] for item in doors.get("/program?limit=500", by).get_json()["items"]}
        assert (here in listed, there in listed) == (sees_here, sees_there), by
        households = {item["case_id"] for item in doors.get("/household?limit=500", by).get_json()["items"]}
        assert (household in households) is sees_here, by
        trail = {item["case"] for item in doors.get("/audit?limit=500", by).get_json()["items"]}
        assert (here in trail, there in trail) == (sees_here, sees_there), by
        areas = {row["area"] for row in doors.get("/progress?kind=program", by).get_json()["items"]}
        assert ("40" in areas) is sees_there, by


def test_people_of_a_zone_see_its_reviews_in_lists_trail_and_progress_p7_1_u5(doors: Doors) -> None:
    """A review belongs to a zone and to no province of it; the national record to the country alone (P8)."""
    years = {"inputs": {"zone": 9, "fiscal_year": 2565}}, {"inputs": {"zone": 1, "fiscal_year": 2565}}
    ours, other = (doors.post("/zone_review", year, "somchai").get_json()["case"] for year in years)
    record = doors.post("/year_record", {"inputs": {"fiscal_year": 2565}}, "somchai").get_json()["case"]
    for by, sees in (("malee", {ours}), ("kanda", set()), ("napa", set()), ("pranee", {ours, other, record})):
        listed = doors.get("/zone_review?fiscal_year=2565", by).get_json()["items"]
        listed += doors.get("/year_record?fiscal_year=2565", by).get_json()["items"]
        assert {item["case_id"] for item in listed} == sees, by
        trail = {item["case"] for item in doors.get("/audit?limit=500", by).get_json()["items"]}
        assert trail & {ours, other, record} == sees, by
    areas = doors.get("/progress?kind=zone_review&level=zone", "malee").get_json()["items"]
    assert [row["area"] for row in areas] == ["09"]
    assert doors.get("/progress?kind=zone_review&level=province", "pranee").get_json()["items"] == []


def test_personal_data_is_opened_or_marked_sealed(doors: Doors) -> None:
    """U5: nobody sees personal data outside their area; the store and the answers of others hold it sealed."""
    name = "บุญมี ศรีสุข"
    household = doors.household(doors.program(), members=[{"name": name}])
    for by in ("kanda", "dao", "malee", "somchai", "pranee"):
        assert name in doors.get(f"/household/{household}", by).text, by
        assert name in doors.get(f"/household/{household}/history", by).text, by
    for path in ("", "/history", "/diff?from=0"):
        answer = doors.get(f"/household/{household}{path}", "arthit")
        assert name not in answer.text
        assert '{"sealed":true}' in answer.text
    assert name not in doors.get("/audit?limit=500", "pranee").text


def test_the_trail_tells_of_accounts_only_those_who_keep_or_audit_them_u5(doors: Doors) -> None:
    def kinds(by: str, **headers: str) -> set[str]:
        return {item["kind"] for item in doors.get("/audit?limit=500", by, **headers).get_json()["items"]}

    doors.program()
    assert "account" in kinds("pranee")
    assert "account" in kinds("wichai", Purpose="ticket 77")
    assert kinds("somchai") - {"reference"} != set()
    assert "account" not in kinds("somchai") | kinds("malee") | kinds("kanda")


def test_no_address_carries_personal_data(doors: Doors) -> None:
    household = doors.household(doors.program())
    assert len(household) == 32
    assert set(household) <= set("0123456789abcdef")


def test_sensitive_fields_are_closed_to_auditors_until_they_say_what_for_u5(doors: Doors) -> None:
    member = {"name": "บุญมี ศรีสุข", "disability": "ตาบอดสองข้าง"}
    household = doors.household(doors.program(), members=[member])
    for path in ("", "/history", "/diff?from=0"):
        assert "ตาบอด" in doors.get(f"/household/{household}{path}", "kanda").text
        told = doors.get(f"/household/{household}{path}", "pranee")
        assert member["name"] in told.text
        assert "ตาบอด" not in told.text
        assert '"disability":{"sealed":true}' in told.text
        for_a_purpose = doors.get(f"/household/{household}{path}", "pranee", Purpose=quote("ตรวจสิทธิ์คนพิการ"))
        assert "ตาบอด" in for_a_purpose.text


def test_an_administrator_sees_a_case_only_by_a_look_up_that_says_what_for_u5(doors: Doors) -> None:
    member = {"name": "บุญมี ศรีสุข", "disability": "ตาบอดสองข้าง"}
    household = doors.household(doors.program(), members=[member])
    for path in ("", "/history", "/diff?from=0", "/moves", "/findings"):
        problem(doors.get(f"/household/{household}{path}", "wichai"), 403, "no-purpose")
        problem(doors.get(f"/household/{'0' * 32}{path}", "wichai"), 403, "no-purpose")
        assert doors.get(f"/household/{household}{path}", "wichai", Purpose="ticket 77").status_code == 200
    for path in ("/household", "/audit", "/progress"):
        problem(doors.get(path, "wichai"), 403, "no-purpose")
    found = doors.get(f"/household/{household}", "wichai", Purpose="ticket 77").text
    assert member["name"] in found
    assert "ตาบอด" not in found
    for wrong in ("", "x", "ก" * 201, "  "):
        assert fields(doors.get("/household", "wichai", Purpose=quote(wrong))) == ["Purpose"], wrong


def test_a_case_out_of_reach_is_not_even_loaded_u5(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that it answers as fast as one that doesn't exist."""
    household = doors.household(doors.program())
    loaded: list[str] = []
    load = Reader.open_file

    def noted(reader: Reader, kind: str, case: str) -> CaseFile:
        loaded.append(case)
        return load(reader, kind, case)

    monkeypatch.setattr(Reader, "open_file", noted)
    problem(doors.get(f"/household/{household}/findings", "napa"), 404, "not-found")
    assert household not in loaded
    doors.get(f"/household/{household}/findings", "kanda")
    assert household in loaded, "the control: for somebody whose case it is, it is"


def test_no_id_swept_across_the_provinces_tells_that_it_exists_u5(doors: Doors) -> None:
    """Every case of one province, asked for by everybody who may not see it, on every route of its kind."""
    program = doors.program(district="แม่ใจ")
    households = [doors.household(program) for _ in range(3)]
    nobodys = "f" * 32
    for by in ("napa", "dao"):
        for kind, cases in (("program", [program]), ("household", households)):
            decisions = doors.casework.kinds[kind].decisions
            for path in READS:
                told = {doors.get(f"/{kind}/{case}{path}", by).data for case in (*cases, nobodys)}
                assert len(told) == 1, (kind, path)
            for name in decisions:
                sent = [doors.post(f"/{kind}/{case}/{name}", {}, by, seen=1) for case in (*cases, nobodys)]
                assert len({(answer.status_code, answer.data) for answer in sent}) == 1, (kind, name)


def test_the_people_of_these_tests_cover_every_role() -> None:
    assert {role for role, _ in PEOPLE.values()} == set(get_args(Role))
    assert Area("zone", "9").covers(PHAYAO)
    assert PROGRAM.name == "program"
