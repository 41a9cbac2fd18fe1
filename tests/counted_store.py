"""Casework on communities whose households are counted, with short ways to facts that take long to earn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from aggregates.community_program import PROGRAM
from aggregates.household_case import HOUSEHOLD
from aggregates.household_facts import CriteriaJudged, DimensionsAssessed, IncomeTested
from aggregates.household_values import CriteriaNotes
from aggregates.lifecycle_facts import StageReached
from aggregates.program_plan_facts import HouseholdsAdopted
from aggregates.reference import REFERENCE_CASE
from aggregates.reference_lists import REFERENCE
from aggregates.zone_review import REVIEW
from engine.casework import Casework
from engine.command import Command
from engine.keys import Vault
from engine.kind import Act, Kind
from engine.sealed import sealed_for
from projections.tables import read_rows
from tests.given import RULES, TEXT
from tests.household_stories import DIMENSIONS
from tests.plain_casework import MASTER, SetClock
from tests.program_stories import PLACES

START = date(2020, 10, 1)
END = date(2021, 9, 30)
DISTRICTS = {"30": "โนนสูง", "31": "สตึก", "46": "ยางตลาด"}
"""One district of each province; the first two provinces are of zone 4, the third of zone 5."""


def _short(kind: Kind[Any]) -> Kind[Any]:
    return replace(kind, decisions=dict(kind.decisions))


HOME, COMMUNITY = _short(HOUSEHOLD), _short(PROGRAM)


@HOME.decides(DimensionsAssessed, th="ประเมิน", en="Assess")
def assess(case: Any, act: Act, *, failed: tuple[str, ...]) -> Iterator[DimensionsAssessed]:
    verdicts: Any = {d: "fails" if d in failed else "passes" for d in DIMENSIONS}
    yield DimensionsAssessed(verdicts=verdicts, failed=failed, tier=RULES.tier(len(failed)))  # type: ignore[arg-type]


@HOME.decides(CriteriaJudged, th="ตัดสิน", en="Judge")
def judge(case: Any, act: Act, *, out: bool) -> Iterator[CriteriaJudged]:
    notes, tested = sealed_for(case.subject, CriteriaNotes()), IncomeTested(result="passed", members=2)
    yield CriteriaJudged(verdicts={}, income=tested, out_of_poverty=out, notes=notes)


@HOME.decides(StageReached, th="ถึงขั้น", en="Reach")
@COMMUNITY.decides(StageReached, th="ถึงขั้น", en="Reach")
def reach(case: Any, act: Act, *, to: str) -> Iterator[StageReached]:
    if case.life.status == "open":
        yield StageReached(move="-", left=case.life.stage, reached=to)


@COMMUNITY.decides(HouseholdsAdopted, th="รับเป็นเป้าหมาย", en="Adopt")
def adopt(case: Any, act: Act, *, households: tuple[str, ...]) -> Iterator[HouseholdsAdopted]:
    yield HouseholdsAdopted(convened_by=("one_home",), presented=("tiers", "social_data"), households=households)


class Counted:
    """The store, standing on the last day of fiscal year 2564; its clock can be turned back before anything is told."""

    def __init__(self, folder: Path, rules: str = TEXT) -> None:
        self.clock = SetClock(START)
        kinds = (COMMUNITY, HOME, REVIEW, REFERENCE)
        vault = Vault(folder / "keys", MASTER)
        self.casework = Casework(str(folder / "facts"), vault, kinds, read_rows(kinds), self.clock)
        self.casework.migrate()
        self._ids = count(1)
        self.do("reference", "open_reference", REFERENCE_CASE, START)
        provinces = [dated.value for history in PLACES.provinces.values() for dated in history]
        self.do("reference", "list_zones", REFERENCE_CASE, START, zones=list(PLACES.zones.values()))
        self.do("reference", "list_provinces", REFERENCE_CASE, START, provinces=provinces)
        self.do("reference", "list_agencies", REFERENCE_CASE, START, agencies=list(PLACES.agencies.values()))
        self.do("reference", "activate_rule_set", REFERENCE_CASE, START, text=rules)

    def do(self, kind: str, name: str, case: str | None, on: date, /, **inputs: Any) -> int:
        """Carry out a command that ``somchai`` gives for a reason; the version it brings the case to."""
        self.clock.day = max(self.clock.day, on)
        return self.casework.do(self._command(kind, name, case, on, inputs)).version

    def program(self, province: str = "30", on: date = START, **inputs: Any) -> str:
        place = {"district": DISTRICTS[province], "province": province, "subdistricts": ["ตำบลใหม่"]}
        named = {"name_th": "บ้านน้ำใส", "name_en": "Ban Nam Sai", **place, **inputs}
        self.clock.day = max(self.clock.day, on)
        return self.casework.do(self._command("program", "open_program", None, on, named)).case

    def household(self, program: str, province: str = "30", on: date = START) -> str:
        inputs = {"program": program, "province": province}
        self.clock.day = max(self.clock.day, on)
        return self.casework.do(self._command("household", "open_household", None, on, inputs)).case

    def home(self, name: str, case: str, on: date, /, **inputs: Any) -> int:
        return self.do("household", name, case, on, **inputs)

    def adopted(self, program: str, *households: str, on: date = START) -> int:
        return self.do("program", "adopt", program, on, households=list(households))

    def correct(self, kind: str, case: str, version: int, on: date) -> int:
        """Give a fact another date."""
        return self.do(kind, "correct", case, END, version=version, on=on.isoformat())

    def goal(self, case: str, on: date, due: date) -> int:
        """The version of a goal due on a day."""
        given = {"action": "ฝึกทอผ้า", "agency": "dsdw", "due": due.isoformat(), "concepts": ["targeted"]}
        return self.home("set_goal", case, on, **given)

    @property
    def size(self) -> int:
        with self.casework.reading() as reader:
            return reader.size

    def close(self) -> None:
        self.casework.close()
        self.casework.vault.close()

    def _command(self, kind: str, name: str, case: str | None, on: date, inputs: Any) -> Command:
        return Command(
            id=f"c{next(self._ids)}",
            kind=kind,
            name=name,
            case=case,
            by="somchai",
            on=on,
            because="เหตุผล",
            inputs=inputs,
        )
