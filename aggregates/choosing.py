"""Choices that a command's inputs make: from the rule set's lists, of agencies, and of what a case already has."""

from __future__ import annotations

import re
from collections.abc import Iterable

from aggregates.rules_in_force import reference
from engine.kind import Act
from engine.refusal import BadInput
from workflows.rule_terms import Term

CODE = re.compile(r"[a-z0-9_]+")


def among(field: str, given: str, choices: Iterable[str]) -> str:
    """One of the choices. Raises BadInput naming them."""
    known = tuple(choices)
    if given not in known:
        listed = ", ".join(known)
        raise BadInput(field, f"เลือกได้เฉพาะ: {listed}", f"must be one of: {listed}")
    return given


def term(field: str, given: str, terms: Iterable[Term]) -> str:
    """The code of one of the terms of a list. Raises BadInput naming them."""
    return among(field, given, (one.code for one in terms))


def agency(field: str, given: str, act: Act) -> str:
    """An agency or kind of partner by its code, or another body by its name. Raises BadInput for an unknown code."""
    if CODE.fullmatch(given):
        partners = (one.code for one in act.rules.program.network_partners)
        return among(field, given, (*reference(act.cases).agencies, *partners))
    return given
