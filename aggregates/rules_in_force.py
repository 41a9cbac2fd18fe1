"""Finds the rules a case is pinned to, or those in force on the day it opens (W6)."""

from __future__ import annotations

from datetime import date
from threading import Lock

from aggregates.lifecycle import Living
from aggregates.lifecycle_facts import RulePin
from aggregates.reference import REFERENCE, REFERENCE_CASE, Reference
from engine.calendar import fiscal_year as fiscal_year_of
from engine.kind import Cases
from engine.refusal import UnsafeStore, refuse
from workflows.rules import Rules, decode_rules

_decoded: dict[str, Rules] = {}
_decoding = Lock()


def rules_for(state: Living | None, cases: Cases, on: date) -> Rules:
    """The pinned rules of a case; when it is being opened, those in force on ``on``. Raises Refused."""
    if state is not None:
        return rules_of(cases, state.life.rules.sha256)
    return rules_of(cases, pin_in_force(cases, on).sha256)


def pin_in_force(cases: Cases, on: date, fiscal_year: int | None = None) -> RulePin:
    """The rule set for a case opened on ``on`` for a fiscal year (BE), that of ``on`` unless told.

    Raises Refused when none is in force.
    """
    found = reference(cases).in_force(on, fiscal_year_of(on) if fiscal_year is None else fiscal_year)
    if found is None:
        raise refuse("W6", "ยังไม่มีชุดเกณฑ์ที่ประกาศใช้ ณ วันที่นี้", "no rule set is in force on this day")
    return found.rules


def pinned(cases: Cases, sha256: str) -> RulePin:
    """The pin of an activated rule set. Raises Refused when there is none with this hash."""
    found = reference(cases).activation(sha256)
    if found is None:
        raise refuse("W6", "ไม่มีชุดเกณฑ์ที่ประกาศใช้ตามรหัสนี้", "no activated rule set has this hash")
    return found.rules


def rules_of(cases: Cases, sha256: str) -> Rules:
    """The rules whose text has this hash; decoded once, since a hash never means another text."""
    rules = _decoded.get(sha256)
    if rules is None:
        found = reference(cases).activation(sha256)
        if found is None:
            raise UnsafeStore(f"a case is pinned to the rule set {sha256}, which was never activated")
        with _decoding:
            rules = _decoded.get(sha256)
            if rules is None:
                rules = _decoded[sha256] = decode_rules(found.text)
    return rules


def reference(cases: Cases) -> Reference:
    """The reference data as it stands."""
    return cases.state(REFERENCE, REFERENCE_CASE)
