"""Cases as of a field date and as known at a ledger size: both times at once, for whatever is scored (S3.4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

import msgspec

from engine.calendar import fiscal_year_span, show_date
from engine.history import Effective, counted, evolved
from engine.kind import Cases, Kind
from engine.reader import Reader
from engine.refusal import BadInput, CaseNotFound, Cite
from workflows.rule_terms import BuddhistYear

S = TypeVar("S")

FISCAL_YEAR = "ต้องเป็นปีงบประมาณ พ.ศ. เช่น 2564", "must be a fiscal year in BE, such as 2564"


class CitedFact(NamedTuple):
    """A fact that a score rests on: its topic, when it happened, and when it was recorded (microseconds since 1970)."""

    topic: str
    on: date
    at: int


class AsKnown:
    """Every case with the facts dated up to ``on`` among those known then; implements ``Cases``.

    Each case is folded once. Who holds a claim is always as it is now.
    """

    def __init__(self, reader: Reader, on: date, known: int | datetime | None = None) -> None:
        self.on, self.size = on, reader.position(known)
        self.holder, self.subjects, self.connection = reader.holder, reader.subjects, reader.connection
        self.reader = reader
        self._facts: dict[str, tuple[int, list[Effective]]] = {}
        self._states: dict[str, Any] = {}

    @property
    def now(self) -> Cases:
        """Nothing newer may be seen."""
        return self

    def facts(self, case: str) -> list[Effective]:
        """The facts of a case that count, in the order they happened; none for a case not yet known."""
        return self._known(case)[1]

    @property
    def live(self) -> bool:
        """Whether all is known that there is, so that cases kept at hand serve."""
        return self.size == self.reader.size

    def version(self, case: str) -> int:
        return self.reader.version(case) if self.live else self._known(case)[0]

    def members(self, parent: str) -> tuple[str, ...]:
        every = self.reader.members(parent)
        return every if self.live else tuple(case for case in every if self.version(case))

    def state(self, kind: Kind[S], case: str) -> S:
        """Raises CaseNotFound."""
        if not self.version(case) or self.reader.kind_of(case).name != kind.name:
            raise CaseNotFound(kind.name, case)
        if case not in self._states:
            if self.live:
                self._states[case] = self.reader.state_on(kind, case, self.on)
            else:
                self._states[case] = evolved(kind.evolve, self.facts(case))
        found: S = self._states[case]
        return found

    def found(self, kind: Kind[S], case: str) -> S | None:
        """The state of a case, or none while nothing is known of it."""
        return self.state(kind, case) if self.version(case) else None

    def cited(self, cites: Iterable[Cite]) -> dict[Cite, CitedFact]:
        """The facts that cites of other cases point at, as they counted then."""
        return {cite: self._cited(cite) for cite in cites}

    def _cited(self, cite: Cite) -> CitedFact:
        assert cite.case is not None, "a score cites facts of many cases"
        item = next(item for item in self.facts(cite.case) if item.version == cite.version)
        return CitedFact(item.fact.spec.name, item.on, item.record.at)

    def _known(self, case: str) -> tuple[int, list[Effective]]:
        if case not in self._facts:
            records = self.reader.facts(case, self.size)
            self._facts[case] = len(records), list(counted(records, self.on))
        return self._facts[case]


def as_known(reader: Reader, on: date | None, known: int | datetime | None) -> AsKnown:
    """The moment asked for: today, and all that is known, unless told.

    Raises BadInput for a day in the future, and for a time before anything was known.
    """
    if on is not None and on > reader.on:
        raise BadInput("on", "ต้องไม่เป็นวันในอนาคต", "must not lie in the future")
    then = AsKnown(reader, on or reader.on, known)
    if not then.size:
        raise BadInput("known", "ขณะนั้นยังไม่มีการบันทึกใด ๆ", "nothing was recorded by then")
    return then


def scoring_day(fiscal_year: int, on: date | None, today: date) -> date:
    """The day a fiscal year (BE) is scored as of: ``on``, else its last day, or today while it runs.

    Raises BadInput for a year that is none, and for a day outside the year, also when the year has not begun.
    """
    try:
        msgspec.convert(fiscal_year, BuddhistYear)
    except msgspec.ValidationError:
        raise BadInput("fiscal_year", *FISCAL_YEAR) from None
    span = fiscal_year_span(fiscal_year)
    day = min(today, span.last) if on is None else on
    if not span.holds(day):
        th, en = (" – ".join(show_date(edge, lang) for edge in span) for lang in ("th", "en"))
        raise BadInput("on", f"ต้องอยู่ในปีงบประมาณ {fiscal_year} ({th})", f"must be a day of the fiscal year: {en}")
    return day
