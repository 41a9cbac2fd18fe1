"""A case's timeline: everything that happened to it, newest first, filtered, with late and corrected marked."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from aggregates.lifecycle_facts import Returned, StageReached
from engine.reader import Reader
from web.answers.sentences import history_told
from web.showing import Opens

MOVED = (StageReached.spec.name, Returned.spec.name)
FIRST = 40
"""Entries shown before all are asked for."""


class Timeline(NamedTuple):
    """What is shown of a case's history."""

    items: list[dict[str, Any]]
    total: int
    more: bool
    people: list[str]
    by: str
    mark: str


def timeline(
    reader: Reader,
    case: str,
    opens: Opens | None,
    *,
    on: date | None = None,
    size: int | None = None,
    by: str = "",
    mark: str = "",
    whole: bool = False,
) -> Timeline:
    """What was recorded among the ledger's first ``size`` facts and had happened by ``on``, newest first."""
    told = [item for item in history_told(reader, case, opens, size) if on is None or item["on"] <= on.isoformat()]
    people = sorted({item["by"] for item in told})
    kept = [item for item in told if by in ("", item["by"]) and _marked(item, mark)]
    kept.sort(key=lambda item: (item["on"], item["version"]), reverse=True)
    shown = kept if whole else kept[:FIRST]
    return Timeline(shown, len(kept), len(kept) > len(shown), people, by, mark)


def _marked(item: dict[str, Any], mark: str) -> bool:
    match mark:
        case "late":
            return bool(item["late"])
        case "corrected":
            return bool(item["corrected_by"] or item["retracted"])
        case "moved":
            return item["topic"] in MOVED
    return True
