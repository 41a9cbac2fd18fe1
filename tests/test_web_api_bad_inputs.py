"""Bad inputs over HTTP: a clear answer naming the field, never an error of the server, nothing recorded."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.doors import OPENED, PEOPLE, PROGRAM, Doors, fields, problem
from web.access import role_may_do


@pytest.fixture(scope="module")
def household(doors: Doors) -> str:
    return doors.household(doors.program())


GOAL = {
    "dimension": "health",
    "action": "ซ่อมหลังคา",
    "agency": "พมจ.",
    "due": "2021-12-31",
    "concepts": ["targeted"],
    "family": "",
}


def body(**inputs: Any) -> str:
    return json.dumps({"inputs": {**PROGRAM, **inputs}, "on": OPENED}, ensure_ascii=False)


def test_the_body_these_tests_spoil_is_accepted_as_it_is(doors: Doors) -> None:
    """The control: what follows is refused for what was spoilt."""
    assert doors.post("/program", data=body()).status_code == 201


WRONG: list[Any] = [None, [], {}, True, 7, 1.5, ["x"], {"th": "x"}]


@pytest.mark.parametrize("value", WRONG, ids=repr)
@pytest.mark.parametrize("name", ["name_th", "district", "province"])
def test_text_takes_nothing_else(doors: Doors, name: str, value: Any) -> None:
    with doors.nothing_recorded():
        assert fields(doors.post("/program", data=body(**{name: value}))) == [name]


@pytest.mark.parametrize("value", [None, {}, True, 7, "แม่กา"], ids=repr)
def test_a_list_takes_nothing_else(doors: Doors, value: Any) -> None:
    with doors.nothing_recorded():
        assert fields(doors.post("/program", data=body(subdistricts=value))) == ["subdistricts"]


@pytest.mark.parametrize("value", [True, "2564", 2564.5, [], {}], ids=repr)
def test_a_whole_number_takes_nothing_else(doors: Doors, value: Any) -> None:
    with doors.nothing_recorded():
        assert fields(doors.post("/program", data=body(fiscal_year=value))) == ["fiscal_year"]


@pytest.mark.parametrize("name", ["approved_by", "score", "recorded_at", "stage", "case", "inputs"])
def test_a_field_nobody_asked_for_is_refused(doors: Doors, name: str) -> None:
    with doors.nothing_recorded():
        assert fields(doors.post("/program", data=body(**{name: "x"}))) == [name]


@pytest.mark.parametrize("name", ["by", "id", "case", "version", "recorded_at", "kind"])
def test_the_envelope_takes_no_more_than_inputs_date_and_reason(doors: Doors, name: str) -> None:
    with doors.nothing_recorded():
        answer = doors.post("/program", {"inputs": PROGRAM, "on": OPENED, name: "x"})
        assert fields(answer) == [name]


@pytest.mark.parametrize("value", [[], "x", 7, None, True], ids=repr)
def test_a_body_is_an_object_and_so_are_its_inputs(doors: Doors, value: Any) -> None:
    with doors.nothing_recorded():
        assert fields(doors.post("/program", data=json.dumps(value))) == ["body"]
        assert fields(doors.post("/program", {"inputs": value})) == ["inputs"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("30/2/2564", "28 days"),
        ("29 ก.พ. 2566", "28 days"),
        ("2021-13-01", "month"),
        ("31/4/2564", "30 days"),
        ("1/1/64", "four digits"),
        ("1/1/2200", "BE 2443-2643"),
        ("1/1/1800", "BE 2443-2643"),
        ("1 ม.ค. พ.ศ. 2021", "era"),
        ("tomorrow", "not a date"),
        ("", "not a date"),
        (20210331, "must be a date"),
        (None, "required"),
        (["2021-03-31"], "must be a date"),
    ],
)
def test_an_impossible_date_is_refused(doors: Doors, written: Any, said: str) -> None:
    with doors.nothing_recorded():
        answer = doors.post("/program", {"inputs": PROGRAM, "on": written})
        assert fields(answer) == ["on"]
        assert said in answer.get_json()["errors"][0]["en"]


@pytest.mark.parametrize("written", ["2021-10-01", "1/10/2564", "31 ธ.ค. 2600"])
def test_a_future_date_is_refused(doors: Doors, written: str) -> None:
    with doors.nothing_recorded():
        answer = doors.post("/program", {"inputs": PROGRAM, "on": written})
        assert fields(answer) == ["on"]
        assert "future" in answer.get_json()["errors"][0]["en"]


def test_a_date_deep_inside_is_read_the_same_way(doors: Doors, household: str) -> None:
    version = doors.get(f"/household/{household}").get_json()["version"]
    path = f"/household/{household}/add_member"
    with doors.nothing_recorded():
        wrong = {"inputs": {"member": {"name": "ด.ช. มานะ", "birth_date": "30/2/2550"}}}
        answer = doors.post(path, wrong, seen=version)
        assert fields(answer) == ["member.birth_date"]
    right = {"inputs": {"member": {"name": "ด.ช. มานะ", "birth_date": "28/2/2550"}}, "on": OPENED}
    assert doors.post(path, right, seen=version).status_code == 200
    assert "2007-02-28" in doors.get(f"/household/{household}").text


@pytest.mark.parametrize(
    ("spoilt", "field"),
    [
        ('"name_th": "\\ud800"', "name_th"),
        ('"name_th": "ก\\udfff"', "name_th"),
        ('"\\ud800": 1', "inputs"),
        ('"fiscal_year": ' + "9" * 5000, "fiscal_year"),
        ('"fiscal_year": 99999999999999999999', "fiscal_year"),
        ('"fiscal_year": -9007199254740993', "fiscal_year"),
        ('"fiscal_year": NaN', "fiscal_year"),
        ('"fiscal_year": Infinity', "fiscal_year"),
        ('"fiscal_year": -Infinity', "fiscal_year"),
        ('"fiscal_year": 1e999', "fiscal_year"),
        ('"_type_": "datetime_iso", "_data_": "x"', "_type_"),
        ('"name_th": {"_data_": 1}', "name_th._data_"),
        ('"__proto__": {"admin": true}', "__proto__"),
        ('"name_en": "a", "name_en": "b"', "name_en"),
        ('"subdistricts": [{"x": 1, "x": 2}]', "subdistricts[0].x"),
    ],
)
def test_json_that_could_mean_two_things_or_none_is_refused(doors: Doors, spoilt: str, field: str) -> None:
    with doors.nothing_recorded():
        assert fields(doors.post("/program", data=f'{{"inputs": {{{spoilt}}}}}')) == [field]


@pytest.mark.parametrize("depth", [40, 900, 100_000])
@pytest.mark.parametrize(("start", "end"), [("[", "]"), ('{"a":', "}")])
def test_a_depth_bomb_is_refused(doors: Doors, depth: int, start: str, end: str) -> None:
    bomb = start * depth + "1" + end * depth
    with doors.nothing_recorded():
        (field,) = fields(doors.post("/program", data=f'{{"inputs": {bomb}}}'))
        assert field == "body" or field.startswith(("inputs", "a", "["))


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        b'{"inputs": {}',
        b"\xff\xfe{\x00}\x00",
        b"\xef\xbb\xbf{}",
        b'{"inputs": {}} trailing',
        b"{'inputs': {}}",
        b'{"inputs": "\x00"}',
        b"\xe0\xb8",
        b'{"on": 01}',
    ],
)
def test_what_isnt_json_is_refused(doors: Doors, data: bytes) -> None:
    with doors.nothing_recorded():
        problem(doors.post("/program", data=data), 400, "not-json")


def test_another_content_type_is_refused(doors: Doors) -> None:
    headers = {"Authorization": "Bearer token of kanda", "Idempotency-Key": "form"}
    with doors.nothing_recorded():
        answer = doors.client.post("/api/v1/program", data="name_th=x", headers=headers, content_type="text/plain")
        problem(answer, 415, "wrong-media-type")


def test_a_body_beyond_the_limit_is_refused(doors: Doors) -> None:
    with doors.nothing_recorded():
        problem(doors.post("/program", data="[" + " " * 10 * 1024 * 1024 + "]"), 413, "too-large")


@pytest.mark.parametrize("text", ["บ้าน\u202eคำปัน", "ก" * 3 + "\u0000"])
def test_text_that_hides_something_is_refused_or_made_plain(doors: Doors, text: str) -> None:
    answer = doors.post("/program", data=body(name_th=text))
    if answer.status_code == 422:
        assert fields(answer) == ["name_th"]
    else:
        state = doors.get(f"/program/{answer.get_json()['case']}").get_json()["state"]
        assert state["community"]["th"].isprintable()


def test_thai_text_is_stored_in_one_spelling(doors: Doors) -> None:
    """Sara am typed as two signs, vowel and tone in the wrong order: the same name."""
    plain, odd = "บ้านน้ำปุก", "บ้านน\u0e4d\u0e49\u0e32ปุก"
    cases = [doors.program(name_th=name) for name in (plain, odd)]
    names = {doors.get(f"/program/{case}").get_json()["state"]["community"]["th"] for case in cases}
    assert names == {plain}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_another_method_is_refused(doors: Doors, method: str) -> None:
    answer = doors.client.open("/api/v1/program", method=method, headers={"Authorization": "Bearer token of kanda"})
    problem(answer, 405, "wrong-method")
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize("path", ["/nothing", "/program/x/nothing", "/program/x/history/", "/%00", "/program/%ff"])
def test_an_unknown_address_is_not_found(doors: Doors, path: str) -> None:
    problem(doors.get(path), 404, "not-found")


@pytest.mark.parametrize("case", ["x", "0" * 32, "'; DROP TABLE cases; --", "%00", "..%2f", "ก" * 40])
def test_an_impossible_case_is_not_found(doors: Doors, case: str) -> None:
    with doors.nothing_recorded():
        problem(doors.get(f"/program/{case}"), 404, "not-found")
        problem(doors.post(f"/program/{case}/resume", {}, seen=1), 404, "not-found")


@pytest.mark.parametrize("text", ["' OR 1=1 --", "%", '"; DROP TABLE caseload; --', "_"])
def test_a_filter_is_a_value_and_nothing_else(doors: Doors, text: str) -> None:
    doors.program()
    headers = {"Authorization": "Bearer token of kanda"}
    for name in ("stage", "officer", "program", "after"):
        answer = doors.client.get("/api/v1/program", query_string={name: text}, headers=headers)
        assert answer.status_code == 200
        if name != "after":
            assert answer.get_json()["items"] == []


def test_every_command_of_every_kind_refuses_an_empty_and_a_strange_body_politely(doors: Doors) -> None:
    """No command answers a bad body with an error of the server."""
    with doors.nothing_recorded():
        for kind in doors.casework.kinds.values():
            for decision in kind.decisions.values():
                path = f"/{kind.name}" if decision.opens else f"/{kind.name}/{'0' * 32}/{decision.name}"
                givers = [by for by in ("somchai", "wichai") if role_may_do(PEOPLE[by][0], kind, decision)]
                for sent in ({"inputs": {"strange": 1}}, {"inputs": []}, {"strange": {}}, []):
                    for by in givers:
                        assert doors.post(path, sent, by, seen=1).status_code == 422, (path, sent)
                assert givers or decision.authority == "apart"


@pytest.mark.parametrize("name", sorted(GOAL))
def test_every_input_of_a_command_refuses_every_wrong_type(doors: Doors, household: str, name: str) -> None:
    version = doors.get(f"/household/{household}").get_json()["version"]
    for value in (*WRONG, "\ud800"):
        if type(value) in (type(GOAL[name]), type(None)) and value != "\ud800":
            continue
        data = json.dumps({"inputs": {**GOAL, name: value}})
        with doors.nothing_recorded():
            (field, *others) = fields(doors.post(f"/household/{household}/set_goal", data=data, seen=version))
            assert (field, others) == (name, []), value


@pytest.mark.parametrize("command", ["advance", "return_to"])
def test_a_stage_that_does_not_exist_is_bad_input_naming_the_stages_w1_w4(doors: Doors, command: str) -> None:
    case = doors.program()
    asked = {"inputs": {"to": "happy"}, "because": "ทบทวน"}
    with doors.nothing_recorded():
        answer = doors.post(f"/program/{case}/{command}", asked, "malee", seen=1)
    assert fields(answer) == ["to"]
    (error,) = answer.get_json()["errors"]
    assert "planned (วางแผน" in error["th"]
    assert "planned (" in error["en"]
