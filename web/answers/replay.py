"""A case told again fact by fact: its stage, its tier and how much was missing after each of them (U3, S3.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aggregates.score_round_state import SCORE_ROUND
from engine.facts import Recorded
from engine.kind import Kind
from engine.reader import Reader, bangkok_day
from engine.refusal import Finding
from engine.rulebook import findings
from web.answers.known_then import Histories, KnownThen
from web.showing import finding_shown, text_shown

FROM_THE_WHOLE = frozenset({SCORE_ROUND.name})
"""Kinds whose gate looks at figures from the whole store as it is now: what it lacked then can't be told."""


def replay_shown(reader: Reader, kind: Kind[Any], case: str) -> list[dict[str, Any]]:
    """Where the case stood after each of its facts, in the order they were recorded."""
    histories = Histories(reader)
    return [_stood(histories, kind, record) for record in reader.facts(case)]


def stood(reader: Reader, kind: Kind[Any], record: Recorded) -> dict[str, Any]:
    """The case after one of its facts, as known just then.

    ``missing`` has every requirement that its next gates found missing.
    """
    return _stood(Histories(reader), kind, record)


def _stood(histories: Histories, kind: Kind[Any], last: Recorded) -> dict[str, Any]:
    then = KnownThen(histories, last.leaf + 1, bangkok_day(last.at))
    state = then.state(kind, last.case)
    life, stage = getattr(state, "life", None), kind.stage(state)
    return {
        "version": last.version,
        "stage": stage,
        "stage_label": None if kind.workflow is None else text_shown(kind.workflow.stage(stage).label),
        "status": None if life is None else life.status,
        "tier": getattr(state, "tier", None),
        "out_of_poverty": getattr(state, "out_of_poverty", None),
        "missing": [finding_shown(finding) for finding in _missing(kind, last.case, state, then).values()],
    }


def _missing(kind: Kind[Any], case: str, state: Any, then: KnownThen) -> Mapping[str, Finding]:
    """What the ways on from there lacked, each requirement once."""
    if kind.workflow is None or kind.name in FROM_THE_WHOLE:
        return {}
    rules = kind.rules(state, then, then.on)
    around, waivers = kind.around(case, state, then, rules), kind.waivers(state)
    return {
        finding.id: finding
        for move in kind.workflow.ways_from(kind.stage(state))
        if not move.back
        for finding in findings(kind.workflow, move, state, around, rules, waivers)
        if not finding.holds
    }
