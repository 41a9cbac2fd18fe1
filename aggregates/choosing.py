"""Choices that a command's inputs make: from the rule set's lists, of agencies, and of what a case already has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from aggregates.reference_facts import Agency
from aggregates.rules_in_force import reference
from engine.bilingual import Text
from engine.kind import Act
from engine.refusal import BadInput
from engine.workflow import Stage, Workflow
from workflows.rule_terms import Term

CODE = re.compile(r"[a-z0-9_]+")
BETWEEN = re.compile(r"[\s._-]+")


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
    """The code of an agency or kind of partner given by its code or any of its names; another body's own name.

    Raises BadInput for what looks like a code and isn't one.
    """
    if given in reference(act.cases).agencies or any(given == one.code for one in act.rules.program.network_partners):
        return given
    found = _codes(reference(act.cases).agencies, act.rules.program.network_partners).get(_spelt(given))
    if found is None and CODE.fullmatch(given):
        known = _bodies(reference(act.cases).agencies, act.rules.program.network_partners)
        listed = _listed({code: Text(*names[:2]) for code, names in known.items()})
        raise BadInput(
            field, f"ใช้ชื่อหน่วยงาน หรือรหัสใดรหัสหนึ่ง: {listed.th}", f"must be a name, or one of the codes: {listed.en}"
        )
    return found or given


def agencies(field: str, given: Iterable[str], act: Act) -> tuple[str, ...]:
    """Several bodies, each once. Raises BadInput."""
    return tuple(dict.fromkeys(agency(f"{field}[{place}]", one, act) for place, one in enumerate(given)))


def stage(field: str, given: str, workflow: Workflow) -> Stage:
    """A stage of a workflow by its name. Raises BadInput naming them."""
    found = {one.name: one for one in workflow.stages}
    if given not in found:
        listed = _listed({name: one.label for name, one in found.items()})
        raise BadInput(field, f"ขั้นที่มี: {listed.th}", f"must be one of the stages: {listed.en}")
    return found[given]


def _listed(named: Mapping[str, Text]) -> Text:
    """Every code once, with what it is called."""
    return Text(*(", ".join(f"{code} ({name[lang]})" for code, name in named.items()) for lang in ("th", "en")))


def _codes(agencies: Mapping[str, Agency], partners: tuple[Term, ...]) -> Mapping[str, str]:
    """However a code or name is spelt -> the code."""
    # Both lists are few and long-lived: known by identity, and kept so that no other takes their place.
    key = id(agencies), id(partners)
    if key not in _spelt_codes:
        bodies = reversed(_bodies(agencies, partners).items())
        spelt = {_spelt(name): code for code, names in bodies for name in (*names, code)}
        _spelt_codes[key] = agencies, partners, spelt
    return _spelt_codes[key][2]


_spelt_codes: dict[tuple[int, int], tuple[object, object, Mapping[str, str]]] = {}


def _bodies(agencies: Mapping[str, Agency], partners: tuple[Term, ...]) -> dict[str, tuple[str, ...]]:
    """Code -> names, in Thai and English by turns: agencies of the reference data, kinds of partner of the rules."""
    known = {one.code: (one.th, one.en) for one in partners}
    listed = {one.code: (one.th, one.en, one.name_th, one.name_en) for one in agencies.values()}
    return {code: (*listed.get(code, ()), *known.get(code, ())) for code in {**listed, **known}}


def _spelt(name: str) -> str:
    """What is left of a name when its case, spaces, dots and hyphens don't count."""
    return BETWEEN.sub("", name).casefold()
