"""What pages call a case, and where its page lies."""

from __future__ import annotations

from typing import Any

from flask import url_for

from aggregates.account_state import ACCOUNT
from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
from engine.bilingual import Text
from engine.kind import Kind
from engine.reader import Reader
from web.answers.called import household_named
from web.showing import Opens

OWN_PAGES = {
    "account": "account_page.one",
    "household": "households.show",
    "program": "programs.show",
    "zone_review": "reviews.show",
    "rights_request": "rights.show",
}
TOGETHER = {"reference": "reference_data.begin"}
"""Kinds whose cases are all shown on one page."""


def case_path(kind: str, case: str, **given: Any) -> str:
    """The address of a case's page; where a kind has none of its own, of its replay."""
    if kind in TOGETHER:
        return url_for(TOGETHER[kind], **given)
    if kind in OWN_PAGES:
        return url_for(OWN_PAGES[kind], case=case, **given)
    return url_for("replay.show", kind=kind, case=case, **given)


def case_named(reader: Reader, kind: Kind[Any], case: str, opens: Opens | None) -> Text:
    """A case by the name people know it under."""
    state = reader.open_file(kind.name, case).state
    if kind.name == HOUSEHOLD.name:
        return household_named(state, case, opens)
    if kind.name == PROGRAM.name:
        name: Text = state.community
        return name
    if kind.name == ACCOUNT.name:
        return Text(state.user_name, state.user_name)
    year, zone = getattr(state, "fiscal_year", None), getattr(state, "zone", None)
    th, en = kind.label.th, kind.label.en
    if zone is not None:
        th, en = f"{th} เขต {zone}", f"{en}, zone {zone}"
    return Text(th, en) if year is None else Text(f"{th} ปี {year}", f"{en}, {year}")
