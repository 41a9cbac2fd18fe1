"""Who may do what where: role x area x action, deny by default (U5)."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
from aggregates.reference import REFERENCE
from aggregates.zone_review_state import REVIEW
from engine.refusal import UnsafeStore
from tests.doors import OPENED, PEOPLE, Doors, problem
from tests.doors import PROGRAM as PLACE
from web.access import Access, Area, Person, Place, Role, read_area, role_may_do
from web.app import PUBLIC
from web.tokens import create_tokens, read_tokens

PHAYAO = Place(program="p1", district="56/เมืองพะเยา", province="56", zone=9)


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    made = Doors(tmp_path_factory.mktemp("data"))
    yield made
    made.close()


def someone(role: Role, *areas: str) -> Person:
    return Person(id="x", name="x", role=role, areas=tuple(map(read_area, areas)))


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
        assert Access(someone(role, area), PHAYAO).may_read is covered


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


@pytest.mark.parametrize(
    ("role", "area", "opens"),
    [
        ("case_manager", "province:56", True),
        ("supervisor", "zone:9", True),
        ("auditor", "country", True),
        ("administrator", "country", True),
        ("auditor", "province:56", False),
        ("administrator", "province:56", False),
        ("case_manager", "province:50", False),
        ("supervisor", "zone:1", False),
    ],
)
def test_personal_data_is_opened_by_those_who_need_it(role: Role, area: str, opens: bool) -> None:
    assert Access(someone(role, area), PHAYAO).may_open is opens


@pytest.mark.parametrize("text", ["", "moon", "country:1", "province", "province:", "tambon:1"])
def test_an_area_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an area"):
        read_area(text)


EVIDENCE, SECOND, RULES = "assess_dimensions", "confirm_waiver", "change_rules"
MATRIX = {
    # role: evidence, advance, correct, request_waiver, confirm_waiver, return_to, change_rules, reference
    "case_manager": (True, True, True, True, False, False, False, False),
    "supervisor": (True, True, True, True, True, True, True, False),
    "auditor": (False,) * 8,
    "administrator": (False, False, False, False, False, False, True, True),
}


@pytest.mark.parametrize(("role", "row"), MATRIX.items())
def test_each_role_has_its_commands(role: Role, row: tuple[bool, ...]) -> None:
    names = (EVIDENCE, "advance", "correct", "request_waiver", SECOND, "return_to", RULES)
    found = [role_may_do(role, HOUSEHOLD, HOUSEHOLD.decisions[name]) for name in names]
    found.append(role_may_do(role, REFERENCE, REFERENCE.decisions["list_zones"]))
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
        if name.startswith(("confirm_", "decline_")) or name in ("return_to", "withdraw_best_practice")
    ]
    assert (REVIEW, REVIEW.decisions["confirm_pick"]) in second
    assert (PROGRAM, PROGRAM.decisions["withdraw_best_practice"]) in second
    for kind, decision in second:
        assert not role_may_do("case_manager", kind, decision)
        assert role_may_do("supervisor", kind, decision)


# Through the doors


def test_every_route_needs_a_token_unless_it_is_listed_as_public(doors: Doors) -> None:
    walked = 0
    for rule in doors.app.url_map.iter_rules():
        path = rule.rule
        for argument in rule.arguments:
            path = path.replace(f"<{argument}>", "x").replace(f"<string:{argument}>", "x")
            path = path.replace(f"<path:{argument}>", "x")
        for method in rule.methods or ():
            answer = doors.client.open(path, method=method)
            if rule.endpoint in PUBLIC:
                assert answer.status_code != 401
            else:
                assert answer.status_code == 401, f"{method} {rule.rule} answers without a token"
                walked += 1
    assert walked > len(doors.casework.kinds)


def test_public_endpoints_exist_and_are_few(doors: Doors) -> None:
    assert {rule.endpoint for rule in doors.app.url_map.iter_rules()} >= PUBLIC
    assert len(PUBLIC) == 5


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer wrong", "Basic token of kanda", "token of kanda", "Bearer \xe9"]
)
def test_a_wrong_token_is_nobodys(doors: Doors, given: str) -> None:
    answer = doors.client.get("/api/v1/program", headers={"Authorization": given})
    problem(answer, 401, "no-token")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


READS = ("", "/history", "/moves", "/findings", "/diff?from=0")


@pytest.mark.parametrize("path", READS)
def test_somebody_elses_case_answers_exactly_like_one_that_doesnt_exist(doors: Doors, path: str) -> None:
    household = doors.household(doors.program())
    assert doors.get(f"/household/{household}{path}").status_code == 200
    others = doors.get(f"/household/{household}{path}", "napa")
    nobodys = doors.get(f"/household/{'0' * 32}{path}", "napa")
    wrong_kind = doors.get(f"/program/{household}{path}")
    problem(others, 404, "not-found")
    assert others.data == nobodys.data == wrong_kind.data
    assert dict(others.headers) == dict(nobodys.headers)


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
            answer = doors.post(f"/program/{program}/assign_manager", {"inputs": {"officer": "x"}}, by, seen=1)
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
    for by in ("kanda", "dao", "malee", "somchai", "pranee", "wichai"):
        assert name in doors.get(f"/household/{household}", by).text, by
        assert name in doors.get(f"/household/{household}/history", by).text, by
    for path in ("", "/history", "/diff?from=0"):
        answer = doors.get(f"/household/{household}{path}", "arthit")
        assert name not in answer.text
        assert '{"sealed":true}' in answer.text
    assert name not in doors.get("/audit?limit=500", "pranee").text


def test_no_address_carries_personal_data(doors: Doors) -> None:
    household = doors.household(doors.program())
    assert len(household) == 32
    assert set(household) <= set("0123456789abcdef")


# The token file


def test_the_token_file_is_made_once_with_random_tokens_for_its_owner_only(tmp_path: Path) -> None:
    path, other = tmp_path / "tokens.toml", tmp_path / "other.toml"
    assert create_tokens(path)
    made = path.read_text(encoding="utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not create_tokens(path)
    assert path.read_text(encoding="utf-8") == made
    create_tokens(other)
    tokens = {line for line in made.splitlines() if line.startswith("token")}
    assert len(tokens) == 4
    assert not tokens & set(other.read_text(encoding="utf-8").splitlines())
    found = read_tokens(path)
    people = [found.person(line.split('"')[1]) for line in sorted(tokens)]
    assert {person.role for person in people if person} == set(get_args(Role))
    assert found.person("") is None


def test_a_token_file_others_may_read_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "tokens.toml"
    create_tokens(path)
    path.chmod(0o640)
    with pytest.raises(UnsafeStore, match="may be read by others"):
        read_tokens(path)


@pytest.mark.parametrize(
    "text",
    [
        "[[person]",
        '[[person]]\ntoken = "t"\nid = "a"\nname = "a"\nrole = "king"\nareas = ["country"]',
        '[[person]]\ntoken = "t"\nid = "a"\nname = "a"\nrole = "auditor"\nareas = ["moon"]',
        '[[person]]\ntoken = "t"\nid = "a"\nrole = "auditor"\nareas = ["country"]',
    ],
)
def test_a_token_file_with_a_mistake_is_refused_whole(tmp_path: Path, text: str) -> None:
    path = tmp_path / "tokens.toml"
    path.touch(0o600)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnsafeStore):
        read_tokens(path)


def test_without_a_token_file_nobody_comes_in(tmp_path: Path) -> None:
    assert read_tokens(tmp_path / "none.toml").person("x") is None


def test_the_people_of_these_tests_cover_every_role() -> None:
    assert {role for role, _ in PEOPLE.values()} == set(get_args(Role))
    assert Area("zone", "9").covers(PHAYAO)
    assert PROGRAM.name == "program"
