"""The households of community programs as a score looks at them, read from the rows of many programs at once (S3)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from engine.database import Connection
from engine.history import Mark
from engine.refusal import Cite
from projections.as_of import AsKnown, CitedFact
from workflows.rules import Rules

KNOWN = "leaf < :size AND (superseded IS NULL OR superseded >= :size) AND occurred_on <= :on"
OF_THE_PROGRAMS = "program IN (SELECT value FROM json_each(:programs))"
HELP = f"""
SELECT program, originator_id, version, occurred_on FROM evidence
WHERE key = 'help' AND {OF_THE_PROGRAMS} AND {KNOWN} AND occurred_on >= :since
"""
CARRIED_OVER = f"""
SELECT program, originator_id, version, occurred_on, until FROM evidence
WHERE key = 'carried_over' AND {OF_THE_PROGRAMS} AND {KNOWN}
ORDER BY originator_id, occurred_on, version
"""
AT_REST = f"""
WITH households AS (
    SELECT parent AS program, originator_id AS household FROM cases
    WHERE parent IN (SELECT value FROM json_each(:programs))
)
SELECT program, originator_id, version, occurred_on, closed_as
FROM households CROSS JOIN spells
WHERE originator_id = household AND spells.kind = 'household' AND spells.status <> 'open' AND {KNOWN}
ORDER BY originator_id, version
"""
OPEN_SINCE = f"""
SELECT originator_id, MAX(version) FROM spells
WHERE originator_id IN (SELECT value FROM json_each(:cases)) AND status = 'open' AND {KNOWN}
GROUP BY originator_id
"""
ENVELOPES = """
SELECT originator_id, originator_version, topic, recorded_at FROM json_each(:cites)
JOIN stored_events ON originator_id = json_extract(value, '$[0]')
  AND originator_version = CAST(json_extract(value, '$[1]') AS BIGINT)
"""


class HouseholdFacts(msgspec.Struct, frozen=True):
    """The households of one program; empty where it has none."""

    adopted: Mapping[str, Mark] = {}
    helped: Mapping[str, Cite] = {}
    excused: Mapping[str, Cite] = {}


class ScoredHouseholds:
    """The households of some programs, as of a day and as known at a ledger size."""

    def __init__(self, then: AsKnown, since: date, programs: Iterable[str], rules: Rules) -> None:
        self._connection = then.connection
        self._helped: dict[str, dict[str, Cite]] = {}
        self._excused: dict[str, dict[str, Cite]] = {}
        self._dates: dict[Cite, str] = {}
        self._on = then.on.isoformat()
        among = {"programs": json.dumps(list(programs)), "since": since.isoformat()}
        self._read({**among, "on": self._on, "size": then.size}, rules)

    def of(self, program: str, adopted: Mapping[str, Mark]) -> HouseholdFacts:
        """Those of one program, which adopted some of them."""
        return HouseholdFacts(adopted, self._helped.get(program, {}), self._excused.get(program, {}))

    def __contains__(self, cite: Cite) -> bool:
        return cite in self._dates

    def cited(self, cites: Iterable[Cite]) -> dict[Cite, CitedFact]:
        """The facts of households that these cites point at."""
        return dict(_envelopes(self._connection, {cite: self._dates[cite] for cite in cites}))

    def _read(self, asked: Mapping[str, str | int], rules: Rules) -> None:
        never = {reason.code for reason in rules.process.closing_reasons if reason.never_counts}
        closed_as = self._read_at_rest(asked)
        carried_over = {row[1]: row for row in self._connection.execute(CARRIED_OVER, asked)}
        for program, case, version, on, until in carried_over.values():
            if until >= self._on:
                self._excused.setdefault(program, {}).setdefault(case, self._cite(case, version, on))
        first: dict[str, tuple[str, str, int, str]] = {}
        for program, case, version, on in self._connection.execute(HELP, asked):
            help = (on, case, version, program)
            if case not in first or help < first[case]:
                first[case] = help
        for on, case, version, program in sorted(first.values()):
            if closed_as.get(case) not in never:
                self._helped.setdefault(program, {})[case] = self._cite(case, version, on)

    def _read_at_rest(self, asked: Mapping[str, str | int]) -> dict[str, str | None]:
        """Households that are closed or suspended, and why they are closed."""
        rows = self._connection.execute(AT_REST, asked).fetchall()
        cases = json.dumps(sorted({row[1] for row in rows}))
        open_since = dict(self._connection.execute(OPEN_SINCE, {**asked, "cases": cases}))
        closed_as: dict[str, str | None] = {}
        for program, case, version, on, reason in rows:
            if version > open_since.get(case, 0):
                self._excused.setdefault(program, {}).setdefault(case, self._cite(case, version, on))
                closed_as[case] = reason
        return closed_as

    def _cite(self, case: str, version: int, on: str) -> Cite:
        cite = Cite(version, case)
        self._dates[cite] = on
        return cite


def _envelopes(connection: Connection, dates: Mapping[Cite, str]) -> Iterable[tuple[Cite, CitedFact]]:
    asked = json.dumps([(cite.case, cite.version) for cite in dates])
    for case, version, topic, at in connection.execute(ENVELOPES, {"cites": asked}):
        cite = Cite(version, case)
        yield cite, CitedFact(topic.partition("@")[0], date.fromisoformat(dates[cite]), at)
