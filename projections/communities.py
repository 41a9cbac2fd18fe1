"""Figures kept by community or by case: worked out again only where there are new facts."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Hashable, Mapping
from typing import TypeVar

from aggregates.reference import REFERENCE_CASE
from engine.database import Connection
from projections.as_of import AsKnown

V = TypeVar("V")

CHANGED = "SELECT DISTINCT originator_id FROM stored_events WHERE rowid > ?"
COMMUNITIES = """
SELECT DISTINCT coalesce(program, case_id) FROM caseload WHERE case_id IN (SELECT value FROM json_each(?))
"""
MEMBERS = """
SELECT case_id FROM caseload WHERE kind = ? AND (
    program IN (SELECT value FROM json_each(?)) OR case_id IN (SELECT value FROM json_each(?)))
"""


def by_community(
    then: AsKnown, question: Hashable, ask: Callable[[Collection[str] | None], Mapping[str, V]]
) -> Mapping[str, V]:
    """What ``ask`` answers for each community; a case that belongs to none stands for itself.

    ``ask`` is given the communities to answer for, None for all. Its answers rest on the facts of the community's
    cases, on the reference data, and on the moment of ``then``.
    """
    return _kept(then, question, ask, _communities)


def by_case(
    then: AsKnown, question: Hashable, ask: Callable[[Collection[str] | None], Mapping[str, V]]
) -> Mapping[str, V]:
    """The same case by case, where an answer rests on the facts of one case."""
    return _kept(then, question, ask, lambda connection, cases: cases)


def _kept(
    then: AsKnown,
    question: Hashable,
    ask: Callable[[Collection[str] | None], Mapping[str, V]],
    groups: Callable[[Connection, list[str]], Collection[str]],
) -> Mapping[str, V]:
    memory, connection = then.reader.memory, then.connection
    if memory is None or not then.live:
        return ask(None)

    def changed(since: int) -> Collection[str] | None:
        """The groups with facts after the first ``since`` of the ledger; None once reference data changed."""
        cases = [case for (case,) in connection.execute(CHANGED, (since,))]
        return None if REFERENCE_CASE in cases else groups(connection, cases)

    return memory.by_group((question, then.on), then.size, changed, ask)


def _communities(connection: Connection, cases: list[str]) -> Collection[str]:
    return {community for (community,) in connection.execute(COMMUNITIES, (json.dumps(cases),))}


def members(connection: Connection, kind: str, among: Collection[str] | None) -> tuple[str, dict[str, str]]:
    """A condition on a column of case ids, to be filled in, for the cases of some communities; and its value."""
    if among is None:
        return "", {}
    named = json.dumps(list(among))
    cases = [case for (case,) in connection.execute(MEMBERS, (kind, named, named))]
    return "AND {} IN (SELECT value FROM json_each(:members))", {"members": json.dumps(cases)}
