"""A store that is told facts straight away, each on its day and recorded on another, and its score sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import msgspec

from aggregates.community_program import PROGRAM
from aggregates.household_case import HOUSEHOLD
from aggregates.household_facts import CarriedOver, HelpDelivered
from aggregates.lifecycle_facts import Closed, Resumed, Returned, Suspended, WaiverConfirmed
from aggregates.program_plan_facts import WorkingGroupMet
from aggregates.reference import REFERENCE_CASE
from aggregates.reference_lists import REFERENCE
from aggregates.zone_review import REVIEW
from aggregates.zone_review_facts import BestPracticePicked, PickWithdrawn
from aggregates.zone_review_state import review_case
from engine.casework import Casework
from engine.command import Command, Receipt
from engine.facts import Fact
from engine.keys import Vault
from engine.kind import Act, Kind
from projections.sheet_moment import sheet_moment
from projections.sheets import Sheets
from projections.tables import read_rows
from tests.given import TEXT
from tests.plain_casework import MASTER, SetClock
from tests.program_stories import EVIDENCE, ORDER, PLACES, adopted, criteria, delivered, done, planned
from tests.zone_stories import results
from workflows.sheet_scores import CommunityScore, SheetScore

YEAR = 2564
FIRST = date(2020, 10, 1)
EARLIER = date(2020, 9, 1)
"""When the reference data was made."""
MET = WorkingGroupMet(agenda=("ติดตามงาน",), attendees=15, issues=("ที่ดินทำกิน",))
HELP = HelpDelivered(dimension="income", agency="dsdw", kind="เงินทุน", baht=2_000)
FACTS: dict[str, Fact] = {
    "area": EVIDENCE["P1.2"][0],
    "proposal": EVIDENCE["P3.3.proposed"][0],
    "situation": EVIDENCE["P2.1"][0],
    "order": ORDER,
    "summary": EVIDENCE["P2.7"][0],
    "meeting": MET,
    "approach": EVIDENCE["P4.4"][0],
    "plan": EVIDENCE["P4.2"][0],
    "activity": planned(),
    "done": done(),
    "exchange": EVIDENCE["P5.4"][0],
    "follow_up": EVIDENCE["P5.5"][0],
    "lessons": EVIDENCE["P6.1"][0],
    "to_governor": delivered("governor"),
    "to_zone": delivered("zone_office"),
    "criteria": criteria(),
}
"""What a program shows, by a short name; in the order it happens."""


def _told(kind: Kind[Any], *classes: type[Fact]) -> Kind[Any]:
    """The same kind of case, which can be told any of these facts without the work that leads to it; claims nothing."""
    made = replace(kind, decisions=dict(kind.decisions), claims=lambda state: {})
    for cls in classes:
        made.decides(cls, th="บอก", en="Tell", name=f"tell {cls.spec.name}", standing="closed")(_teller(cls))
    return made


def _teller(cls: type[Fact]) -> Callable[..., Iterator[Fact]]:
    def tell(case: Any, act: Act, *, fact: dict[str, Any]) -> Iterator[Fact]:
        yield msgspec.convert(fact, cls, str_keys=True)

    return tell


LIFE = (Suspended, Resumed, Closed, Returned, WaiverConfirmed)
TOLD = {type(fact) for fact in FACTS.values()} | {type(adopted())}
KINDS: tuple[Kind[Any], ...] = (
    _told(PROGRAM, *TOLD, *LIFE),
    _told(HOUSEHOLD, HelpDelivered, CarriedOver, *LIFE),
    _told(REVIEW, BestPracticePicked, PickWithdrawn),
    REFERENCE,
)


class Offices:
    """Three provinces in two zones: 30 and 31 in zone 4, 46 in zone 5. The clock goes only forward."""

    def __init__(self, folder: Path) -> None:
        self.clock = SetClock(EARLIER)
        vault = Vault(folder / "keys", MASTER)
        self.casework = Casework(str(folder / "facts"), vault, KINDS, read_rows(KINDS), self.clock)
        self.casework.migrate()
        self._ids = count(1)
        self._provinces: dict[str, str] = {}
        self._planned: dict[str, int] = {}
        provinces = [dated.value for history in PLACES.provinces.values() for dated in history]
        self.do("reference", "open_reference", REFERENCE_CASE, on=EARLIER)
        self.do("reference", "list_zones", REFERENCE_CASE, on=EARLIER, zones=list(PLACES.zones.values()))
        self.do("reference", "list_provinces", REFERENCE_CASE, on=EARLIER, provinces=provinces)
        self.do("reference", "activate_rule_set", REFERENCE_CASE, on=EARLIER, text=TEXT)

    def do(
        self,
        kind: str,
        name: str,
        case: str | None = None,
        /,
        *,
        on: date,
        at: date | None = None,
        because: str | None = None,
        **inputs: Any,
    ) -> Receipt:
        """Give a command on a day, recorded then or ``at`` a later one."""
        self.clock.day = max(self.clock.day, at or on)
        command = Command(
            id=f"c{next(self._ids)}", kind=kind, name=name, case=case, by="malee", on=on, because=because, inputs=inputs
        )
        return self.casework.do(command)

    def program(self, province: str = "46", on: date = FIRST, **more: Any) -> str:
        subdistrict = f"ตำบล {next(self._ids)}"
        names = {"name_th": subdistrict, "name_en": subdistrict, "subdistricts": [subdistrict], "district": "เมือง"}
        case = self.do("program", "open_program", on=on, **{**names, "province": province, **more}).case
        self._provinces[case] = province
        return case

    def household(self, program: str, on: date = FIRST) -> str:
        province = self._provinces[program]
        return self.do("household", "open_household", on=on, program=program, province=province).case

    def review(self, zone: int, on: date = FIRST) -> str:
        case = review_case(zone, YEAR)
        return self.do("zone_review", "open_review", case, on=on, zone=zone, fiscal_year=YEAR).case

    def tell(self, case: str, fact: Fact, on: date, at: date | None = None) -> int:
        """Record a fact of a case; its version."""
        with self.casework.reading() as reader:
            kind = reader.kind_of(case).name
        given = msgspec.to_builtins(fact, str_keys=True)
        return self.do(kind, f"tell {fact.spec.name}", case, on=on, at=at, fact=given).version

    def show(self, program: str, *names: str, on: date, at: date | None = None) -> dict[str, int]:
        """Record what a program shows, by its short names; name -> version. What is done was planned, if a plan is."""
        return {name: self._show(program, name, on, at) for name in names}

    def _show(self, program: str, name: str, on: date, at: date | None) -> int:
        fact = done(activity=self._planned.get(program)) if name == "done" else FACTS[name]
        version = self.tell(program, fact, on, at)
        if name == "activity":
            self._planned[program] = version
        return version

    def pick(self, zone: int, on: date, at: date | None = None) -> int:
        pick = BestPracticePicked(
            request=1, program=f"{zone:032d}", reason="ดีที่สุด", presented_on=on, results=results("1" * 32), cites=()
        )
        return self.tell(review_case(zone, YEAR), pick, on, at)

    def correct(self, case: str, version: int, *, at: date, **right: Any) -> None:
        """Correct a fact: ``on`` and ``inputs`` say what is right."""
        self._correction("correct", case, version, at, right)

    def retract(self, case: str, version: int, *, at: date) -> None:
        self._correction("retract", case, version, at, {})

    def _correction(self, name: str, case: str, version: int, at: date, right: dict[str, Any]) -> None:
        self.clock.day = max(self.clock.day, at)
        with self.casework.reading() as reader:
            kind = reader.kind_of(case).name
        inputs = {"version": version, **right}
        self.casework.do(
            Command(
                id=f"c{next(self._ids)}", kind=kind, name=name, case=case, by="malee", because="พิมพ์ผิด", inputs=inputs
            )
        )

    def sheet(self, code: str, office: str, *, year: int = YEAR, **asked: Any) -> SheetScore:
        with self.casework.reading() as reader:
            return Sheets(sheet_moment(reader, code, year, **asked)).score(office)

    def community(self, code: str, program: str, office: str = "46", **asked: Any) -> CommunityScore:
        return next(one for one in self.sheet(code, office, **asked).communities if one.program == program)

    @property
    def size(self) -> int:
        with self.casework.reading() as reader:
            return reader.size

    def later(self, day: date) -> None:
        """The clock shows a later day."""
        self.clock.day = max(self.clock.day, day)

    def close(self) -> None:
        self.casework.close()
        self.casework.vault.close()


def after(day: date, days: int = 1) -> date:
    return day + timedelta(days)
