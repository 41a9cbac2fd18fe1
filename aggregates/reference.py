"""Reference data as dated facts: zones, provinces, agencies, poverty lines, excluded areas, rule sets in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256

import msgspec

from aggregates.areas import read_area
from aggregates.asking import reason_of
from aggregates.lifecycle_facts import RulePin
from aggregates.reference_facts import (
    AgenciesListed,
    Agency,
    AgencyClosed,
    AreasExcluded,
    ClockConfirmed,
    ExcludedArea,
    ExclusionLifted,
    OfficesWentLive,
    PovertyLine,
    PovertyLinesPublished,
    Province,
    ProvincesListed,
    ReferenceOpened,
    RuleSetActivated,
    Zone,
    ZonesListed,
)
from engine.bilingual import Text
from engine.decision import Verbatim
from engine.history import Corrected, Mark
from engine.kind import Act, Kind
from engine.refusal import BadInput, refuse
from workflows.known_requirements import expect_requirements
from workflows.rules import Rules, RulesError, decode_rules

REFERENCE_CASE = "00000000000000000000000000000001"
"""There is one collection of reference data; it needs no random id."""


class Dated(msgspec.Struct, frozen=True):
    """A value from a date on."""

    since: date
    value: Province


class Activation(msgspec.Struct, frozen=True):
    """A rule set in force from a date on."""

    since: date
    rules: RulePin
    fiscal_year: int
    text: str


class Reference(msgspec.Struct, frozen=True):
    """All reference data, with its history where a date decides."""

    zones: Mapping[int, Zone] = {}
    provinces: Mapping[str, tuple[Dated, ...]] = {}
    agencies: Mapping[str, Agency] = {}
    closed_agencies: frozenset[str] = frozenset()
    """Those that ended: still named where they once helped, no longer offered."""
    lines: Mapping[str, PovertyLine] = {}
    excluded: tuple[ExcludedArea, ...] = ()
    activations: tuple[Activation, ...] = ()
    live_since: Mapping[str, date] = {}
    """Office, such as "province:56", "zone:9" or "country" -> the day it went live."""

    @property
    def open_agencies(self) -> tuple[Agency, ...]:
        """The agencies there are."""
        return tuple(agency for code, agency in self.agencies.items() if code not in self.closed_agencies)

    def is_live(self, offices: Iterable[str], today: date) -> bool:
        """Whether any of these offices has gone live by ``today``."""
        return any(self.live_since.get(office, date.max) <= today for office in offices)

    def province(self, code: str, on: date) -> Province | None:
        """A province as it was on a date; before the first listing, as it was listed first."""
        history = self.provinces.get(code, ())
        return next((d.value for d in history if d.since <= on), history[-1].value if history else None)

    def zone_of(self, code: str, on: date) -> int | None:
        """The zone a province belonged to on a date."""
        found = self.province(code, on)
        return None if found is None else found.zone

    def line(self, kind: str, area: str, year: int) -> PovertyLine | None:
        """The poverty line of an area for the BE year, else its latest earlier one (H6)."""
        known = [x for x in self.lines.values() if (x.area_kind, x.area) == (kind, area) and x.year_be <= year]
        return max(known, key=lambda x: x.year_be, default=None)

    def in_force(self, on: date, fiscal_year: int) -> Activation | None:
        """The rule set for a case opened on a date for a fiscal year (BE): of those in force by then the latest
        version of that year's, else of the nearest year before it, else the one activated last (W6)."""
        active = [a for a in self.activations if a.since <= on]
        due = [a for a in active if a.fiscal_year <= fiscal_year]
        return max(due, key=lambda a: (a.fiscal_year, a.rules.version), default=next(iter(active), None))

    def activation(self, sha256: str) -> Activation | None:
        """The activated rule set whose text has this hash."""
        return next((a for a in self.activations if a.rules.sha256 == sha256), None)


REFERENCE: Kind[Reference] = Kind("reference", Text("ข้อมูลอ้างอิง", "Reference data"))

# Evolve


@REFERENCE.evolves(ReferenceOpened)
def _opened(state: Reference | None, fact: ReferenceOpened, mark: Mark) -> Reference:
    return Reference()


@REFERENCE.evolves(ZonesListed)
def _zones(state: Reference, fact: ZonesListed, mark: Mark) -> Reference:
    return msgspec.structs.replace(state, zones={**state.zones, **{z.number: z for z in fact.zones}})


@REFERENCE.evolves(ProvincesListed)
def _provinces(state: Reference, fact: ProvincesListed, mark: Mark) -> Reference:
    known = dict(state.provinces)
    for province in fact.provinces:
        known[province.code] = (Dated(mark.on, province), *known.get(province.code, ()))
    return msgspec.structs.replace(state, provinces=known)


@REFERENCE.evolves(AgenciesListed)
def _agencies(state: Reference, fact: AgenciesListed, mark: Mark) -> Reference:
    listed = {agency.code: agency for agency in fact.agencies}
    return msgspec.structs.replace(
        state, agencies={**state.agencies, **listed}, closed_agencies=state.closed_agencies - listed.keys()
    )


@REFERENCE.evolves(AgencyClosed)
def _closed(state: Reference, fact: AgencyClosed, mark: Mark) -> Reference:
    return msgspec.structs.replace(state, closed_agencies=state.closed_agencies | {fact.code})


@REFERENCE.evolves(PovertyLinesPublished)
def _lines(state: Reference, fact: PovertyLinesPublished, mark: Mark) -> Reference:
    new = {f"{x.area_kind}/{x.area}/{x.year_be}": x for x in fact.lines}
    return msgspec.structs.replace(state, lines={**state.lines, **new})


@REFERENCE.evolves(AreasExcluded)
def _excluded(state: Reference, fact: AreasExcluded, mark: Mark) -> Reference:
    return msgspec.structs.replace(state, excluded=(*state.excluded, *fact.areas))


@REFERENCE.evolves(ExclusionLifted)
def _lifted(state: Reference, fact: ExclusionLifted, mark: Mark) -> Reference:
    return msgspec.structs.replace(state, excluded=tuple(area for area in state.excluded if area not in fact.areas))


@REFERENCE.evolves(OfficesWentLive)
def _went_live(state: Reference, fact: OfficesWentLive, mark: Mark) -> Reference:
    live = {office: min(mark.on, state.live_since.get(office, mark.on)) for office in fact.offices}
    return msgspec.structs.replace(state, live_since={**state.live_since, **live})


@REFERENCE.evolves(ClockConfirmed)
def _clock_confirmed(state: Reference, fact: ClockConfirmed, mark: Mark) -> Reference:
    return state


@REFERENCE.evolves(RuleSetActivated)
def _activated(state: Reference, fact: RuleSetActivated, mark: Mark) -> Reference:
    new = Activation(fact.since or mark.on, fact.rules, fact.fiscal_year, fact.text)
    return msgspec.structs.replace(state, activations=(new, *state.activations))


# Decisions


@REFERENCE.decides(ReferenceOpened, th="เริ่มข้อมูลอ้างอิง", en="Begin the reference data", opens=True)
def open_reference(act: Act) -> Iterator[ReferenceOpened]:
    """Begin the one collection of reference data."""
    yield ReferenceOpened()


@REFERENCE.decides(OfficesWentLive, th="เริ่มใช้งานจริง", en="Offices go live")
def go_live(case: Reference, act: Act, *, offices: tuple[str, ...]) -> Iterator[OfficesWentLive]:
    """Say which offices record as they work from this date on: "province:56", "zone:9" or "country" (U5).

    From then on what is recorded very late waits for a second person.
    """
    for office in offices:
        if read_area(office).level not in ("province", "zone", "country"):
            raise BadInput("offices", "ระบุเป็น province:56, zone:9 หรือ country", "write province:56, zone:9 or country")
    if not case.is_live(offices, act.on) or any(office not in case.live_since for office in offices):
        yield OfficesWentLive(offices=offices)


@REFERENCE.decides(ClockConfirmed, th="ยืนยันว่านาฬิกาถูกต้อง", en="Confirm the clock", authority="apart")
def confirm_clock(case: Reference, act: Act, *, silent_days: int) -> Iterator[ClockConfirmed]:
    """Say, with a reason, that the clock is right though nothing was recorded for ``silent_days`` (T7)."""
    reason_of(act)
    yield ClockConfirmed(silent_days=silent_days)


@REFERENCE.decides(Corrected, th="เพิกถอนข้อมูลอ้างอิง", en="Retract reference data")
def retract(case: Reference, act: Act, *, version: int) -> Iterator[Corrected]:
    """Say that the list at ``version`` was recorded in error, with a reason; what stood before counts again (W5).

    A rule set stays, since cases may run under it: activate a newer version instead.
    """
    reason_of(act)
    found = act.redecide(version, None, None)
    if found.fact.spec.ordered or isinstance(found.fact, RuleSetActivated):
        raise refuse(
            "W5",
            "การเริ่มข้อมูลอ้างอิงและชุดเกณฑ์เพิกถอนไม่ได้ ให้ประกาศใช้ชุดเกณฑ์รุ่นใหม่แทน",
            "the beginning and the rule sets can't be retracted: activate a newer rule set instead",
        )
    yield Corrected(target=version, retracted=True)


@REFERENCE.decides(RuleSetActivated, th="ประกาศใช้ชุดเกณฑ์", en="Activate a rule set")
def activate_rule_set(
    case: Reference, act: Act, *, text: Verbatim, since: date | None = None
) -> Iterator[RuleSetActivated]:
    """Put a rule set into force for cases opened from this date on, or from ``since``, a later one (W6).

    Raises BadInput if it isn't sound.
    """
    rules = sound_rules(text)
    if since is not None and since < act.on:
        raise BadInput("since", "ต้องไม่ก่อนวันที่ประกาศ", "must not be before the day it is announced")
    digest = sha256(text.encode()).hexdigest()
    if case.activation(digest) is not None:
        return
    for known in case.activations:
        if (known.rules.id, known.rules.version) == (rules.id, rules.version):
            raise refuse(
                "W6",
                "ชุดเกณฑ์รุ่นนี้ประกาศใช้แล้วด้วยข้อความอื่น ให้เพิ่มเลขรุ่น",
                "this version is in force with another text: raise the version number",
            )
    pin = RulePin(rules.id, rules.version, digest)
    yield RuleSetActivated(rules=pin, fiscal_year=rules.fiscal_year, text=text, since=since)


def sound_rules(text: str) -> Rules:
    """The rules a text states. Raises BadInput naming the part that isn't sound, and why."""
    try:
        rules = decode_rules(text)
        expect_requirements(rules)
    except RulesError as error:
        raise BadInput(f"text.{error.field}", error.text.th, error.text.en) from None
    return rules
