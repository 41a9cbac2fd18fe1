"""The audit trail: facts by who recorded them, when, about what kind of case, under which topic (U3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, time

import msgspec

from aggregates.account_state import ACCOUNT
from aggregates.areas import Place
from engine.calendar import BANGKOK
from engine.database import COLUMNS
from engine.facts import Recorded
from engine.reader import Reader
from engine.refusal import BadInput
from web.access import ADMINISTERED, Access, Person
from web.places import ANYWHERE

LATER = "recorded_at >= (CAST(julianday(occurred_on) - 2440587.5 AS BIGINT) + ?) * 86400000000 - 25200000000"
"""So many days after its day began in Bangkok: Julian days into microseconds since 1970 UTC."""


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for; every part left out matches all. Dates are days of recording, both included."""

    person: str | None = None
    since: date | None = None
    until: date | None = None
    kind: str | None = None
    topic: str | None = None
    later_than: int | None = None
    """Only facts recorded more than so many days after they happened."""
    before: int | None = None
    """Only facts at a smaller ledger leaf: the cursor of the page before."""
    after: int | None = None
    """Only facts recorded since the ledger held so many."""
    but_by: str | None = None
    """Only what others than this person recorded."""


def hidden_from(person: Person) -> frozenset[str]:
    """The kinds of case whose facts aren't told to somebody: accounts and requests about people's own data (U5)."""
    return frozenset() if Access(person, Place(), ACCOUNT.name).may_read else ADMINISTERED


def trail(
    reader: Reader,
    search: Search,
    within: tuple[str, list[str]] = ANYWHERE,
    *,
    limit: int = 50,
    hidden: Collection[str] = (),
) -> tuple[list[Recorded], int | None]:
    """One page of facts, newest first, and the cursor of the next page; none of the ``hidden`` kinds of case.

    Raises BadInput for an unknown topic.
    """
    conditions, values = _matching(reader, search, within, hidden)
    rows = reader.connection.execute(
        f"SELECT {COLUMNS} FROM stored_events WHERE {conditions} ORDER BY rowid DESC LIMIT ?",
        (*values, limit + 1),
    )
    found = [reader.parts.mapper.from_row(row) for row in rows]
    more = len(found) > limit
    return found[:limit], found[limit - 1].leaf if more else None


def trail_size(
    reader: Reader, search: Search, within: tuple[str, list[str]] = ANYWHERE, *, hidden: Collection[str] = ()
) -> int:
    """How many facts there are on all pages. Raises BadInput for an unknown topic."""
    conditions, values = _matching(reader, search, within, hidden)
    (found,) = reader.connection.execute(f"SELECT count(*) FROM stored_events WHERE {conditions}", values).fetchone()
    return int(found)


def _matching(
    reader: Reader, search: Search, within: tuple[str, list[str]], hidden: Collection[str]
) -> tuple[str, list[str]]:
    """What a row of a matching fact says, as a condition with its values."""
    first = 0 if search.since is None else reader.position(datetime.combine(search.since, time.min, BANGKOK))
    last = reader.size if search.until is None else reader.position(datetime.combine(search.until, time.max, BANGKOK))
    if search.after is not None:
        first = max(first, search.after)
    if search.before is not None:
        last = min(last, search.before)
    conditions, values = ["rowid > ?", "rowid <= ?"], [str(first), str(last)]
    if search.person is not None:
        conditions.append("by = ?")
        values.append(search.person)
    if search.but_by is not None:
        conditions.append("by != ?")
        values.append(search.but_by)
    if search.topic is not None:
        topics = _topics(reader.parts.mapper.registry.topics, search.topic)
        conditions.append(f"topic IN ({', '.join('?' * len(topics))})")
        values += topics
    if search.kind is not None:
        conditions.append(
            "EXISTS (SELECT 1 FROM cases WHERE cases.originator_id = stored_events.originator_id AND kind = ?)"
        )
        values.append(search.kind)
    if search.later_than is not None:
        conditions.append(LATER)
        values.append(str(search.later_than + 1))
    if hidden:
        kinds = ", ".join("?" * len(hidden))
        conditions.append(f"originator_id NOT IN (SELECT originator_id FROM cases WHERE kind IN ({kinds}))")
        values += hidden
    if within != ANYWHERE:
        area, places = within
        conditions.append(f"EXISTS (SELECT 1 FROM caseload WHERE case_id = originator_id AND {area})")
        values += places
    return " AND ".join(conditions), values


def _topics(known: Iterable[str], name: str) -> list[str]:
    found = [topic for topic in known if topic.rpartition("@")[0] == name]
    if not found:
        raise BadInput("topic", "ไม่รู้จักหัวข้อนี้", "is not a known topic, such as case.stage_reached")
    return found
