"""Facts that a score rests on, as a reader follows them into the history, late ones marked (S3.2, S3.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from aggregates.late_record import recorded_late
from engine.reader import bangkok_day
from engine.refusal import Cite
from projections.as_of import CitedFact
from web.showing import moment


class Source(Protocol):
    """What knows the facts that a score cites."""

    def cited(self, cites: Iterable[Cite]) -> Mapping[Cite, CitedFact]: ...


def facts_cited(source: Source, cites: Iterable[Cite], late_days: int) -> list[dict[str, Any]]:
    """Each cited fact as it counted then; late when it was recorded more than ``late_days`` after it occurred."""
    return [_cited(cite, fact, late_days) for cite, fact in source.cited(cites).items()]


def _cited(cite: Cite, fact: CitedFact, late_days: int) -> dict[str, Any]:
    return {
        "case": cite.case,
        "version": cite.version,
        "topic": fact.topic,
        "occurred_on": fact.on.isoformat(),
        "recorded_at": moment(fact.at),
        "late": recorded_late(fact.on, bangkok_day(fact.at), late_days),
    }
