"""Inputs come to one spelling and one form; what is wrong is named by its field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import msgspec
import pytest

from aggregates.community_program import PROGRAM
from engine.bilingual import Text
from engine.decision import Decision, Verbatim
from engine.inputs import canonical_input
from engine.kind import Kind
from engine.refusal import BadInput

WATER = "น้ำ"
"""น, mai tho, sara am: the spelling that is kept."""


class Member(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    age: int = 0


FORM: Kind[Any] = Kind("form", Text("แบบ", "Form"))


@FORM.decides(th="กรอก", en="Fill in")
def fill(
    case: Any,
    act: Any,
    *,
    name: str,
    members: list[Member] = [],  # noqa: B006
    by_role: Mapping[str, Member] = {},
    sex: Literal["f", "m"] = "f",
    on: date | None = None,
    text: Verbatim = "",
) -> None:
    """Fill in a form."""


FILL: Decision = FORM.decisions["fill"]


# One spelling


@pytest.mark.parametrize(
    "written",
    [
        WATER,
        "น\u0e4d\u0e49า",  # nikhahit, mai tho, sara aa
        "น\u0e49\u0e4dา",  # mai tho, nikhahit, sara aa
        "น\u0e33\u0e49",  # sara am before mai tho
        f"  {WATER}\u200b ",
    ],
)
def test_spellings_that_look_alike_become_one(written: str) -> None:
    assert canonical_input(written, "name") == WATER
    assert FILL.read({"name": written})["name"] == WATER


def test_text_is_composed_and_its_lines_are_kept() -> None:
    assert canonical_input("cafe\u0301", "x") == "café"
    assert canonical_input("  แถวหนึ่ง \r\nแถว  สอง\n", "x") == "แถวหนึ่ง\nแถว สอง"


@pytest.mark.parametrize("text", ["", "plain", "a b", "2564"])
def test_clean_text_stays_as_it_is(text: str) -> None:
    assert canonical_input(text, "x") is text


@pytest.mark.parametrize(
    ("text", "clean"), [(" a", "a"), ("a ", "a"), ("a  b", "a b"), ("a\tb", "a b"), ("a\0b", "ab")]
)
def test_blanks_in_plain_text_are_tidied(text: str, clean: str) -> None:
    assert canonical_input(text, "x") == clean


def test_texts_inside_lists_mappings_and_structs_are_brought_to_one_spelling() -> None:
    given = {"a": ["น\u0e4d\u0e49า", 1, None, True], "b": (Member("น\u0e33\u0e49", 3),)}
    assert canonical_input(given, "x") == {"a": [WATER, 1, None, True], "b": [{"name": WATER, "age": 3}]}


def test_verbatim_text_is_kept_letter_by_letter() -> None:
    written = "  น\u0e33\u0e49 \r\n"
    assert FILL.read({"name": "x", "text": written})["text"] == written


@pytest.mark.parametrize(
    ("given", "field"),
    [("\ud83d", "name"), (["ok", "\ud83d"], "name[1]"), ({"a": {"b": "\ud83d"}}, "name.a.b")],
)
def test_half_a_character_is_refused_where_it_stands(given: Any, field: str) -> None:
    with pytest.raises(BadInput) as bad:
        canonical_input(given, "name")
    assert bad.value.field == field
    assert bad.value.text.th
    assert "\ud83d" not in str(bad.value)


# One form


def test_inputs_are_read_into_the_types_the_decision_takes() -> None:
    read = FILL.read({"name": "x", "members": [{"name": "ก", "age": 3}], "on": "2021-02-28", "sex": "m"})
    assert read == {
        "name": "x",
        "members": [Member("ก", 3)],
        "by_role": {},
        "sex": "m",
        "on": date(2021, 2, 28),
        "text": "",
    }


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({}, "name"),
        ({"name": None}, "name"),
        ({"name": 5}, "name"),
        ({"name": ["x"]}, "name"),
        ({"name": "x", "approved_by": "me"}, "approved_by"),
        ({"name": "x", "sex": "field"}, "sex"),
        ({"name": "x", "on": "2021-02-29"}, "on"),
        ({"name": "x", "on": "28/02/2564"}, "on"),
        ({"name": "x", "members": "ก"}, "members"),
        ({"name": "x", "members": [{"name": "ก"}, {"name": "ข", "age": True}]}, "members[1].age"),
        ({"name": "x", "members": [{"age": 3}]}, "members[0].name"),
        ({"name": "x", "members": [{"name": "ก", "score": 3}]}, "members[0].score"),
        ({"name": "x", "by_role": {"head": {"name": "ก", "age": "3"}}}, "by_role[...].age"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as bad:
        FILL.read(wrong)
    assert bad.value.field == field
    assert bad.value.text.th
    assert bad.value.text.en


def test_a_decision_says_what_it_is_for() -> None:
    assert FILL.summary == "Fill in a form."
    assert FILL.label == Text("กรอก", "Fill in")
    assert FILL.name == "fill"


def test_numbers_as_keys_come_as_text_from_json_and_are_read_as_numbers() -> None:
    """A door's JSON has only text as keys; the three-year plan counts households by year (P4.2)."""
    read = PROGRAM.decisions["record_plan"].read
    for years in ({"2564": 35, "2565": 40}, {2564: 35, 2565: 40}):
        given = read({"areas": 1, "complete_by": date(2023, 9, 30), "households": years})
        assert given["households"] == {2564: 35, 2565: 40}
