"""The desk of requests about personal data: what waits, how long there is left, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from aggregates.rights_request import kept_of
from aggregates.rights_state import RIGHTS, RightsRequest
from engine.bilingual import Text
from engine.reader import Reader
from engine.refusal import Cite
from projections.rights_clock import Clock, clock
from web.showing import Opens, shown, text_shown
from workflows.labels import text

OF_KIND = "SELECT originator_id FROM cases WHERE kind = ? ORDER BY leaf"


class Concern(NamedTuple):
    """A case a request is about."""

    case: str
    kind: str
    label: Text
    whole: bool
    """Whether it is about everybody of the case."""
    erased: bool
    """Whether everybody it is about is erased there."""
    holds: tuple[Cite, ...]
    running: bool


def requests(reader: Reader) -> Iterator[tuple[str, RightsRequest, Clock | None]]:
    """Every request: those that wait, the most urgent first; then those that came to their end, the latest first."""
    cases = reader.connection.execute(OF_KIND, (RIGHTS.name,)).fetchall()
    found = [(case, reader.state(RIGHTS, case)) for (case,) in cases]
    clocked = [(case, request, clock_of(reader, request)) for case, request in found]
    waiting = sorted((one for one in clocked if one[2] is not None), key=lambda one: one[1].due)
    yield from waiting
    yield from reversed([one for one in clocked if one[2] is None])


def clock_of(reader: Reader, request: RightsRequest) -> Clock | None:
    """The clock of a request today, under the rules it was received under."""
    return clock(request, RIGHTS.rules(request, reader, reader.on).rights, reader.on)


def concerns(reader: Reader, request: RightsRequest) -> list[Concern]:
    """The cases a request is about, and what of them stands in the way of erasing."""
    return [_concern(reader, request, case) for case in dict.fromkeys(one.case for one in request.about)]


def _concern(reader: Reader, request: RightsRequest, case: str) -> Concern:
    kept = kept_of(reader, case)
    assert kept is not None
    asked = {subject for subject in kept.subjects if request.covers(case, subject)}
    return Concern(
        case,
        kept.kind.name,
        kept.kind.label,
        any(one.case == case and one.person is None for one in request.about),
        asked <= kept.erased,
        tuple(Cite(version, case) for version in kept.state.holds),
        kept.state.life.status != "closed",
    )


def request_shown(reader: Reader, case: str, request: RightsRequest, opens: Opens | None) -> dict[str, Any]:
    """A request for the list of the API and the command line."""
    time = clock_of(reader, request)
    decision = request.decision
    return {
        "case_id": case,
        "version": reader.version(case),
        "right": request.right,
        "stage": request.stage,
        "label": text_shown(text("rights_stage", request.stage)),
        "about": [{"case": one.case, "person": one.person} for one in request.about],
        "received": request.received.on.isoformat(),
        "due": request.due.isoformat(),
        "days_left": None if time is None else time.days_left,
        "alarm": None if time is None else time.alarm,
        "overdue": time is not None and time.overdue,
        "outcome": None if decision is None else decision.outcome,
        "ground": None if decision is None else decision.ground,
        "asker": shown(request.asker, opens),
    }
