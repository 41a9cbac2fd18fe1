"""What became of each household as of any day: closed as what, out of poverty or not, tiers first and last (P6.4, H2).

Read from the marks alone, with the meaning that folding the households has.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from engine.database import Cursor
from projections.as_of import AsKnown
from workflows.household_rules import Tier

AS_OF = "occurred_on <= :on AND leaf < :size AND (superseded IS NULL OR superseded >= :size) {among}"
NAMED = "AND originator_id IN (SELECT value FROM json_each(:only))"
STANDING = f"""
SELECT originator_id, closed_as, cycle FROM spells
WHERE kind = 'household' AND {AS_OF} ORDER BY originator_id, version
"""
JUDGED = f"""
SELECT originator_id, cycle, holds FROM evidence
WHERE key = 'out_of_poverty' AND {AS_OF} ORDER BY originator_id, occurred_on, version
"""
ASSESSED = f"""
SELECT originator_id, tier, dimensions FROM assessments
WHERE tier IS NOT NULL AND {AS_OF} ORDER BY originator_id, occurred_on, version
"""


class Assessed(NamedTuple):
    """A whole assessment: its tier, and the dimensions that failed."""

    tier: Tier
    failed: frozenset[str]


class Outcome(NamedTuple):
    """What became of one household; of an unknown one, nothing."""

    closed_as: str | None = None
    out_of_poverty: bool = False
    """By the latest judgement of the present cycle (H6)."""
    first: Assessed | None = None
    latest: Assessed | None = None


def outcomes(then: AsKnown, only: Iterable[str] | None = None) -> Mapping[str, Outcome]:
    """Every household known, or each of those named, as it stood at the moment of ``then``."""
    given: dict[str, Any] = {"on": then.on.isoformat(), "size": then.size}
    among = ""
    if only is not None:
        among, given["only"] = NAMED, json.dumps(list(only))

    def query(statement: str) -> Cursor:
        return then.connection.execute(statement.format(among=among), given)

    judged = {case: (cycle, bool(holds)) for case, cycle, holds in query(JUDGED)}
    first: dict[str, tuple[Tier, str]] = {}
    latest: dict[str, tuple[Tier, str]] = {}
    for case, tier, failed in query(ASSESSED):
        latest[case] = tier, failed
        first.setdefault(case, latest[case])
    standing = {case: (closed_as, cycle) for case, closed_as, cycle in query(STANDING)}
    found = {}
    for case in {**standing, **judged, **latest}:
        # A fact dated before the case was opened counts in its first cycle.
        closed_as, cycle = standing.get(case, (None, 1))
        ends = _assessed(first.get(case)), _assessed(latest.get(case))
        found[case] = Outcome(closed_as, judged.get(case) == (cycle, True), *ends)
    return found


def _assessed(found: tuple[Tier, str] | None) -> Assessed | None:
    return None if found is None else Assessed(found[0], frozenset(filter(None, found[1].split(","))))
