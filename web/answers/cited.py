"""Facts that a score rests on, as a reader follows them into the history, late ones marked (S3.2, S3.4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.history import Effective
from engine.reader import bangkok_day
from engine.refusal import Cite
from projections.as_of import AsKnown
from web.answers.showing import moment


def facts_cited(then: AsKnown, cites: Iterable[Cite], late_days: int) -> list[dict[str, Any]]:
    """Each cited fact as it counted then; late when it was recorded more than ``late_days`` after it occurred."""
    return [_cited(cite, _fact(then, cite), late_days) for cite in cites]


def _fact(then: AsKnown, cite: Cite) -> Effective:
    assert cite.case is not None, "a score cites facts of many cases"
    return next(item for item in then.facts(cite.case) if item.version == cite.version)


def _cited(cite: Cite, item: Effective, late_days: int) -> dict[str, Any]:
    return {
        "case": cite.case,
        "version": cite.version,
        "topic": item.fact.spec.name,
        "occurred_on": item.on.isoformat(),
        "recorded_at": moment(item.record.at),
        "late": (bangkok_day(item.record.at) - item.on).days > late_days,
    }
