"""Addresses that are made once are those that Flask makes each time."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.doors import Doors

ASKED: list[tuple[str, dict[str, Any]]] = [
    ("start", {}),
    ("lists.show", {"kind": "household"}),
    ("lists.show", {"kind": "household", "page": 1, "overdue": "yes"}),
    ("lists.show", {"kind": "household", "page": True}),
    ("lists.show", {"kind": "household", "page": "1", "province": None}),
    ("lists.show", {"province": "56", "kind": "household"}),
    ("lists.show", {"kind": "household", "district": "เมืองพะเยา"}),
    ("lists.show", {"kind": "household", "tier": ["red", "yellow"]}),
    ("lists.show", {"kind": "household", "_anchor": "rows"}),
    ("lists.show", {"kind": "household", "_external": True}),
    ("static", {"filename": "chumchon.css"}),
]


@pytest.mark.parametrize("root", ["", "/office"])
def test_an_address_is_the_same_the_second_time_and_in_whatever_order_others_were_made(doors: Doors, root: str) -> None:
    for asked in (ASKED, ASKED[::-1], ASKED):
        with doors.app.test_request_context("/list/household", environ_overrides={"SCRIPT_NAME": root}):
            for endpoint, values in asked:
                made = doors.app.url_for(endpoint, **values)
                assert made == Flask.url_for(doors.app, endpoint, **values), (endpoint, values)
                assert root in made


@pytest.mark.parametrize(
    "typed", ["นางสมศรี ใจดี", "Somsri Jaidee", "3-1006-00445-63-5 ", "a" * 65, "/case/household?purpose=สมศรี"]
)
def test_what_people_type_is_no_address_to_remember_u4(doors: Doors, typed: str) -> None:
    with doors.app.test_request_context("/"):
        doors.app.url_for("lists.show", kind="household", page=1)
        before = remembered(doors)
        assert before, "the control: others are"
        for name in ("q", "next"):
            doors.app.url_for("lists.show", kind="household", **{name: typed})
        assert remembered(doors) == before


def remembered(doors: Doors) -> int:
    """How many addresses are."""
    return int(doors.app._path.cache_info().currsize)  # type: ignore[attr-defined]


def test_control_the_addresses_differ_though_the_values_are_equal(doors: Doors) -> None:
    with doors.app.test_request_context("/"):
        assert doors.app.url_for("lists.show", kind="household", page=1).endswith("page=1")
        assert doors.app.url_for("lists.show", kind="household", page=True).endswith("page=True")
