"""A small nation with its casework: three provinces in two zones, their reports and picks, the record of the year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from aggregates.community_program import PROGRAM
from aggregates.household_case import HOUSEHOLD
from aggregates.lifecycle_facts import Returned
from aggregates.mission_year import MISSION_YEAR, mission_case
from aggregates.reference import REFERENCE_CASE
from aggregates.reference_lists import REFERENCE
from aggregates.year_record import YEAR_RECORD, record_case
from aggregates.zone_review import REVIEW
from aggregates.zone_review_facts import BestPracticePicked, PickWithdrawn
from aggregates.zone_review_state import review_case
from engine.casework import Casework
from engine.command import Command, Receipt
from engine.keys import Vault
from engine.kind import Act, Kind
from engine.rows import ReadRows
from projections.as_of import AsKnown
from projections.integration import Integration, integration
from projections.missions import MissionScores, mission_scores
from tests.given import RULES, TEXT
from tests.plain_casework import MASTER, SetClock
from tests.program_stories import PLACES
from tests.zone_stories import results

YEAR = 2564
RECORD, MISSIONS = record_case(YEAR), mission_case(YEAR)
BEGUN = date(2020, 10, 5)
END = date(2021, 9, 30)
PLACE = {"30": ("โนนสูง", "โนนสูง"), "31": ("สตึก", "สตึก"), "46": ("ยางตลาด", "คลองขาม")}
"""District and subdistrict of the community of each province."""
PARTS = tuple(part.code for part in RULES.program.report_parts)
LESSONS = {"communities": ["ตำบลสร้างสุข"], "lessons": "ผู้นำร่วมมือ"}
PLAN = {"areas": 228, "complete_by": "2023-09-30"}
PROPOSAL = {"title": "สวัสดิการตำบล", "text": "ทุกตำบลมีกองทุน"}


def _short(kind: Kind[Any]) -> Kind[Any]:
    """The same kind of case, with short ways to facts that take the work of a year to earn."""
    return replace(kind, decisions=dict(kind.decisions))


PICKING, RUNNING = _short(REVIEW), _short(PROGRAM)


@PICKING.decides(BestPracticePicked, th="เลือก", en="Pick")
def pick(case: Any, act: Act, *, program: str) -> Iterator[BestPracticePicked]:
    yield BestPracticePicked(
        request=1, program=program, reason="ดีที่สุด", presented_on=act.on, results=results(program), cites=()
    )


@PICKING.decides(PickWithdrawn, th="ถอน", en="Withdraw")
def withdraw(case: Any, act: Act, *, program: str) -> Iterator[PickWithdrawn]:
    yield PickWithdrawn(request=1, program=program, reason="ข้อมูลผิด")


@RUNNING.decides(Returned, th="เริ่มรอบใหม่", en="Start a new cycle")
def begin_again(case: Any, act: Act) -> Iterator[Returned]:
    yield Returned(left="evaluated", reached="planned", new_cycle=True)


class Nation:
    """The store, and short ways to record what KPI 2.2 and the missions look at."""

    def __init__(self, folder: Path) -> None:
        self.clock = SetClock(END)
        self.clock.day = date(2020, 10, 1)
        kinds = (RUNNING, HOUSEHOLD, PICKING, YEAR_RECORD, MISSION_YEAR, REFERENCE)
        self.casework = Casework(str(folder / "facts"), Vault(folder / "keys", MASTER), kinds, ReadRows(()), self.clock)
        self.casework.migrate()
        self._ids = count(1)
        provinces = [dated.value for history in PLACES.provinces.values() for dated in history]
        begun = {"of": "reference", "on": date(2020, 10, 1)}
        self.do("open_reference", REFERENCE_CASE, of="reference", on=date(2020, 9, 1))
        self.do("list_zones", REFERENCE_CASE, **begun, zones=list(PLACES.zones.values()))
        self.do("list_provinces", REFERENCE_CASE, **begun, provinces=provinces)
        self.do("activate_rule_set", REFERENCE_CASE, **begun, text=TEXT)
        self.clock.day = END
        self.do("open_year_record", RECORD, of="year_record", on=BEGUN, fiscal_year=YEAR)
        self.do("open_mission_year", MISSIONS, of="mission_year", on=BEGUN, fiscal_year=YEAR)
        self.programs = {code: self.opened(code) for code in PLACE}
        for zone in PLACES.zones:
            self.do("open_review", review_case(zone, YEAR), of="zone_review", on=BEGUN, zone=zone, fiscal_year=YEAR)

    def do(
        self,
        name: str,
        case: str | None = None,
        /,
        *,
        of: str,
        by: str = "somchai",
        on: date = END,
        because: str | None = None,
        **inputs: Any,
    ) -> Receipt:
        return self._ask(name, case, inputs, kind=of, by=by, on=on, because=because)

    def correct(self, case: str, version: int, *, of: str, by: str = "somchai", **right: Any) -> Receipt:
        """Correct a fact: ``on`` and ``inputs`` say what is right."""
        return self._ask("correct", case, {"version": version, **right}, kind=of, by=by, because="พิมพ์ผิด")

    def _ask(self, name: str, case: str | None, inputs: Any, /, **envelope: Any) -> Receipt:
        return self.casework.do(Command(id=f"c{next(self._ids)}", name=name, case=case, inputs=inputs, **envelope))

    def opened(self, province: str, *, on: date = BEGUN, **more: Any) -> str:
        """A community program in the place of the province."""
        district, subdistrict = PLACE[province]
        name = {"name_th": subdistrict, "name_en": "Ban", "subdistricts": [subdistrict]}
        inputs = {**name, "district": district, "province": province, **more}
        return self.do("open_program", of="program", on=on, **inputs).case

    def delivered(self, program: str, *recipients: str, on: date = END, parts: tuple[str, ...] = PARTS) -> None:
        """The report went to these, or to everybody who gets it."""
        for recipient in recipients or [one.code for one in RULES.program.report_recipients]:
            self.do("deliver_report", program, of="program", on=on, recipient=recipient, parts=list(parts))

    def recorded(self, name: str, on: date = END, **inputs: Any) -> int:
        """The version of a new fact of the national record."""
        return self.do(name, RECORD, of="year_record", on=on, **inputs).version

    def picked(self, zone: int, on: date = END) -> None:
        self.do("pick", review_case(zone, YEAR), of="zone_review", on=on, program=f"{zone:032d}")

    def first_step(self) -> None:
        """What 50 points need."""
        self.recorded("draw_model_lessons", **LESSONS)
        self.recorded("make_three_year_plan", **PLAN)

    def second_step(self) -> None:
        """What 75 points need beside."""
        for program in self.programs.values():
            self.delivered(program)
        for zone in PLACES.zones:
            self.picked(zone)

    def third_step(self) -> None:
        """What 100 points need beside."""
        self.recorded("compile_proposal", **PROPOSAL)
        self.recorded("submit_to_minister")

    def integration(self, on: date = END, known: Any = None, year: int = YEAR) -> Integration:
        with self.casework.reading() as reader:
            return integration(AsKnown(reader, on, known), year)

    def missions(self, on: date = END, known: Any = None, year: int = YEAR) -> MissionScores:
        with self.casework.reading() as reader:
            return mission_scores(AsKnown(reader, on, known), year)

    @property
    def size(self) -> int:
        with self.casework.reading() as reader:
            return reader.size

    def close(self) -> None:
        self.casework.close()
        self.casework.vault.close()
