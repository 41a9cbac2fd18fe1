"""The product and the model side by side: each command goes to both, and they must answer and stand alike."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from aggregates.lifecycle_facts import StageReached
from aggregates.reference import REFERENCE_CASE
from engine.command import Command
from engine.history import fold
from engine.refusal import BadInput, Refused
from projections.tables import read_rows
from tests.stage_commands import command
from tests.stage_model import STAGES, Case
from tests.stage_model_answers import Answers, No
from tests.stage_model_rules import World
from tests.stage_walk import supply
from web.wiring import KINDS, open_casework, prepare
from workflows.rulesets import delivered

BEGINNING, FIRST, LAST, TODAY = date(2020, 10, 1), date(2020, 10, 5), date(2021, 12, 1), date(2021, 12, 31)
"""The rules and reference data count from the beginning; cases are opened from the first day on."""
LEAST = 2
TABLES = [projection.name for projection in read_rows(KINDS).projections]


def clock() -> datetime:
    return datetime(2021, 12, 31, tzinfo=UTC)


def small_rules() -> str:
    """The rules of 2564 for two households a community, with two people for a program's step to planned."""
    planned = '[[gates.program]]\nstage = "planned"\n'
    text = delivered("2564").replace("min_households = 35", f"min_households = {LEAST}")
    return text.replace("\nversion = 1\n", "\nversion = 2\n").replace(planned, f"{planned}two_persons = true\n")


@cache
def prepared() -> Path:
    """A data folder under these rules, to be copied."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    casework = open_casework(folder, clock)
    prepare(casework)
    asked = {"id": "rules", "kind": "reference", "name": "activate_rule_set", "by": "wichai", "case": REFERENCE_CASE}
    casework.do(Command(**asked, on=BEGINNING + timedelta(days=1), inputs={"text": small_rules()}))
    casework.close()
    casework.vault.close()
    return folder


class Pair:
    """Both, over a data folder of their own, with two programs and three households."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        shutil.copytree(prepared(), self.folder, dirs_exist_ok=True)
        self.casework = open_casework(self.folder, clock)
        self.world = World(LEAST)
        self.answers = Answers(self.world, TODAY)
        self.day = FIRST
        self.number = count(1)
        self.seen: list[tuple[int, str, Any]] = []
        """Ledger size, case, and its state then."""
        self.agreeing = True
        for subdistrict in ("แม่กา", "บ้านตุ่น"):
            self.open_program(subdistrict)
        first, second = self.cases
        for program in (first, first, second):
            self.open_household(program, FIRST, "kanda", str(len(self.cases)), notice=True)

    @property
    def cases(self) -> list[Case]:
        return list(self.world.cases.values())

    def later(self, days: int) -> date:
        """A day, counted from the latest one; it may be late."""
        on = max(self.day + timedelta(days=days), BEGINNING + timedelta(days=1))
        if self.day < on <= LAST:
            self.day = on
        return on

    # Asking both

    def hold(self, case: Case, what: str, on: date, by: str, data: Mapping[str, Any]) -> bool:
        """Ask both; True when something was recorded."""
        name, inputs = command(what, next(self.number), data)
        answer = self.product(case.kind, case.id, name, inputs, on, by)
        try:
            said = self.answers.ask(case, what, on, by, data)
            self.agree(answer == len(said), f"{case} {name} {inputs} on {on} by {by}", answer, said)
        except No as no:
            said = []
            self.agree(answer == no.ids, f"{case} {name} {inputs} on {on} by {by}", answer, no.ids)
        if said and said[-1].what == "reached":
            self.follow(case)
        self.compare(case)
        return bool(said)

    def agree(self, alike: bool, about: str, product: Any, model: Any) -> None:
        self.agreeing = alike
        assert alike, f"{about}\nproduct: {product}\nmodel:   {model}"

    def product(self, kind: str, case: str | None, name: str, inputs: Any, on: date, by: str) -> Any:
        """How many facts came of it (opening: the case), or the requirements it was refused for."""
        id = f"command-{next(self.number)}"
        asked = Command(id=id, kind=kind, name=name, by=by, case=case, inputs=inputs, on=on, because="เพราะจำเป็น")
        try:
            receipt = self.casework.do(asked)
        except Refused as refused:
            return frozenset(finding.id for finding in refused.findings)
        except BadInput:
            return frozenset({"input"})
        return receipt.facts if case else receipt.case

    def open_program(self, subdistrict: str) -> None:
        place = {"subdistricts": [subdistrict], "district": "เมืองพะเยา", "province": "56"}
        inputs = {"name_th": f"บ้าน{subdistrict}", "name_en": "Ban", **place}
        case = Case(self.product("program", None, "open_program", inputs, FIRST, "kanda"), "program")
        self.answers.keep(case, iter([("opened", {})]), FIRST, "kanda")
        self.world.cases[case.id] = case

    def open_household(self, program: Case, on: date, by: str, code: str, *, notice: bool) -> None:
        """Put a household on record under a house code that another may hold."""
        inputs = {
            "program": program.id,
            "province": "56",
            "house_code": f"5601000000{code}",
            "sources": ["survey"],
            "members": [{"name": "นางน้ำผึ้ง ใจดี"}],
            "notice_given": notice,
        }
        answer = self.product("household", None, "open_household", inputs, on, by)
        case = Case(str(answer), "household", program)
        try:
            self.answers.open_household(case, on, by, code, notice=notice)
        except No as no:
            self.agree(answer == no.ids, f"{program} open_household {inputs} on {on}", answer, no.ids)
            return
        self.agree(isinstance(answer, str), f"{program} open_household {inputs} on {on}", answer, "opened")
        self.compare(case)

    def go_on(self, case: Case) -> bool:
        """Supply what the next stage needs and take the step, by two people if need be; True when it was taken."""
        view = case.at()
        if view.stage == STAGES[-1]:
            return False
        to = STAGES[STAGES.index(view.stage) + 1]
        for id in sorted(self.world.missing(view, to)):
            for other, what, given in supply(self.world, case.at(), id):
                self.hold(self.world.cases[other], what, self.day, "kanda", given)
        self.hold(case, "advance", self.later(1), "kanda", {"to": to})
        for version, asked in case.at().asked.items():
            if asked.what == "move_asked":
                self.hold(case, "confirm_move", self.day, "malee", {"of": version})
        return case.at().stage == to

    # Comparing both

    def follow(self, case: Case) -> None:
        """A step says what it stands on: facts dated no later, and waivers of what was missing."""
        step = self.casework.facts(case.id)[-1]
        assert isinstance(step.fact, StageReached)
        before = [one for one in case.at(step.on).said if one.version < step.version]
        case.said[-1] = case.said[-1]._replace(data={"to": step.fact.reached, "cites": own_cites(step.fact)})
        assert set(own_cites(step.fact)) <= {one.version for one in before}
        assert set(step.fact.waived) <= case.at(step.on).waived.keys()

    def compare(self, case: Case) -> None:
        """Stage, status, cycle, waivers, what waits for a second person, and what the next stage still needs."""
        state = self.casework.state(self.casework.kinds[case.kind], case.id)
        view = case.at()
        self.alike(case, state.life, view)
        for move, found in self.casework.findings(case.id):
            lacking = {finding.id for finding in found if not finding.met}
            self.agree(lacking == self.world.missing(view, move.target), f"{case} lacks", lacking, "otherwise")
            waived = {finding.id for finding in found if finding.waived is not None}
            self.agree(waived == lacking & view.waived.keys(), f"{case} waived", waived, view.waived)
        with self.casework.reading() as reader:
            self.seen.append((reader.size, case.id, state))

    def alike(self, case: Case, life: Any, view: Any) -> None:
        """Whether a case stands alike for both."""
        asked = {request.mark.version for request in life.requests}
        product = (life.stage, life.status, life.cycle, life.waived.keys(), asked)
        model = (view.stage, view.status, view.cycle, view.waived.keys(), view.asked.keys())
        self.agree(product == model, f"{case} stands", product, model)

    def look_back(self, case: Case, day: date, moment: int) -> None:
        """As of a field date both stand alike; as known earlier, the product still says what it said then."""
        kind = self.casework.kinds[case.kind]
        self.alike(case, self.casework.state(kind, case.id, on=day).life, case.at(day))
        size, id, then = self.seen[moment % len(self.seen)]
        now = self.casework.state(self.casework.kind_of(id), id, known=size)
        self.agree(now == then, f"{id} as known at {size}", now, then)

    def check_store(self) -> None:
        """Each live state is the fold of the facts; the read rows are what a rebuild makes of them, row for row."""
        for case in self.cases:
            self.compare(case)
            kind = self.casework.kinds[case.kind]
            assert self.casework.state(kind, case.id) == fold(kind.evolve, self.casework.facts(case.id))
        kept = self.rows()
        assert all(kept[table] for table in ("caseload", "spells"))
        self.casework.rebuild()
        assert self.rows() == kept

    def rows(self) -> Mapping[str, list[Any]]:
        with self.casework.reading() as reader:
            return {table: sorted(reader.connection.execute(f"SELECT * FROM {table}"), key=repr) for table in TABLES}

    def close(self) -> None:
        self.casework.close()
        self.casework.vault.close()
        shutil.rmtree(self.folder)


def own_cites(step: StageReached) -> tuple[int, ...]:
    return tuple(cite.version for cite in step.cites if cite.case is None)
