"""Forms are generated from what decisions take, and read what people write (U1, W2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import msgspec
import pytest
from marshmallow import fields

from aggregates.reference import REFERENCE
from engine.bilingual import Text
from engine.kind import Act, Kind
from engine.refusal import BadInput
from web.fields import BadForm, Choice, Part, Rows
from web.schemas import Asked, body_schema, read_body, schema_of
from web.wiring import DECISIONS, KINDS


class Item(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    due: date
    tone: Literal["soft", "loud"] = "soft"


TOY: Kind[Any] = Kind("toy", Text("ของเล่น", "Toy"))


@TOY.decides(th="ลอง", en="Try")
def attempt(
    case: Any,
    act: Act,
    *,
    items: tuple[Item, ...],
    on_day: date | None = None,
    ratio: float = 1.0,
    by_name: Mapping[str, Item] | None = None,
    done: bool = False,
) -> None:
    """Try it."""


ATTEMPT = TOY.decisions["attempt"]


def test_every_command_of_every_kind_has_a_form_of_just_its_inputs() -> None:
    assert DECISIONS
    for kind in KINDS:
        assert kind.decisions
        for decision in kind.decisions.values():
            form = body_schema(kind, decision)()
            inputs = form.fields["inputs"]
            assert isinstance(inputs, Part)
            declared = {f.name: f.required for f in msgspec.structs.fields(decision.form)}
            assert {name: field.required for name, field in inputs.schema.fields.items()} == declared


def test_a_form_is_made_once() -> None:
    decision = REFERENCE.decisions["list_zones"]
    assert body_schema(REFERENCE, decision) is body_schema(REFERENCE, decision)


def test_nested_parts_lists_choices_and_mappings_become_fields() -> None:
    form = schema_of(ATTEMPT.form)()
    rows = form.fields["items"]
    assert isinstance(rows, Rows)
    assert isinstance(rows.inner, Part)
    tone = rows.inner.schema.fields["tone"]
    assert isinstance(tone, Choice)
    assert set(tone.codes) == {"soft", "loud"}
    assert isinstance(form.fields["by_name"], fields.Dict)
    assert form.fields["on_day"].allow_none


def test_dates_are_read_in_either_era_and_handed_on_as_dates() -> None:
    body = {"inputs": {"items": [{"name": "น้ำ", "due": "๓๑ มี.ค. ๒๕๖๔"}], "on_day": "31/3/2564"}, "on": "2021-03-31"}
    asked = read_body(TOY, ATTEMPT, body)
    assert asked == Asked(
        {"items": [{"name": "น้ำ", "due": date(2021, 3, 31)}], "on_day": date(2021, 3, 31)}, date(2021, 3, 31), None
    )
    assert ATTEMPT.read(asked.inputs)["items"][0].due == date(2021, 3, 31)


def test_what_is_left_out_stays_left_out() -> None:
    assert read_body(TOY, ATTEMPT, {"inputs": {"items": []}}).inputs == {"items": []}


@pytest.mark.parametrize(
    ("inputs", "field", "said"),
    [
        ({}, "items", "is required"),
        ({"items": None}, "items", "is required"),
        ({"items": {}}, "items", "must be a list"),
        ({"items": ["x"]}, "items[0]", "must be an object with named fields"),
        ({"items": [{"name": 3, "due": "2021-01-01"}]}, "items[0].name", "must be text"),
        ({"items": [{"name": "x", "due": "29/2/2564"}]}, "items[0].due", "February 2021 has 28 days"),
        ({"items": [{"name": "x", "due": "2021-01-01", "tone": 1}]}, "items[0].tone", "must be one of: loud, soft"),
        ({"items": [{"name": "x", "due": "2021-01-01", "by": "me"}]}, "items[0].by", "is not a known field"),
        ({"items": [], "ratio": "1"}, "ratio", "must be a number"),
        ({"items": [], "ratio": True}, "ratio", "must be a number"),
        ({"items": [], "done": 1}, "done", "must be true or false"),
        ({"items": [], "on_day": 20210331}, "on_day", "must be a date, such as 2021-03-31"),
        ({"items": [], "by_name": {"a": {"name": "x"}}}, "by_name.a.due", "is required"),
        ({"items": [], "score": 5}, "score", "is not a known field"),
    ],
)
def test_a_wrong_input_is_named_with_what_is_expected(inputs: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(BadForm) as bad:
        read_body(TOY, ATTEMPT, {"inputs": inputs})
    assert [(name, text.en) for name, text in bad.value.errors] == [(field, said)]
    assert all(text.th and text.th != text.en for _, text in bad.value.errors)


def test_all_wrong_inputs_are_named_at_once() -> None:
    with pytest.raises(BadForm) as bad:
        read_body(TOY, ATTEMPT, {"inputs": {"items": 1, "ratio": "x"}, "on": "soon", "by": "me"})
    assert {name for name, _ in bad.value.errors} == {"items", "ratio", "on", "by"}


@pytest.mark.parametrize("body", [[], "x", 3, None])
def test_a_body_that_is_no_object_is_refused(body: Any) -> None:
    with pytest.raises(BadInput) as bad:
        read_body(TOY, ATTEMPT, body)
    assert bad.value.field == "body"
