"""Random commands never find a difference between the product and a small second reading of the stage rules (W1-W5)."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from aggregates.lifecycle_facts import StageReached
from aggregates.reference import REFERENCE_CASE
from engine.command import Command
from engine.history import fold
from engine.refusal import BadInput, Refused
from projections.tables import read_rows
from tests.stage_commands import command
from tests.stage_model import STAGES, Case
from tests.stage_model_answers import Answers, No
from tests.stage_model_rules import GATES, World
from tests.stage_walk import ASSESSED, EVIDENCE, PEOPLE, supply
from web.wiring import KINDS, open_casework, prepare
from workflows.rulesets import delivered

BEGINNING, FIRST, LAST, TODAY = date(2020, 10, 1), date(2020, 10, 5), date(2021, 12, 1), date(2021, 12, 31)
"""The rules and reference data count from the beginning, the first cases from the first day."""
LEAST = 2
MOST_CASES = 7
TABLES = [projection.name for projection in read_rows(KINDS).projections]
REASONS = ("completed", "declined", "duplicate", "transferred", "not_adopted")
SHIFTS = st.sampled_from((0, 0, 0, 0, 0, 1, 1, 2, 4, -1, -2, -5, -15, -60, 900))
BY = st.sampled_from(PEOPLE)


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
    casework.do(Command(**asked, on=BEGINNING, inputs={"text": small_rules()}))
    casework.close()
    casework.vault.close()
    return folder


class StageRules(RuleBasedStateMachine):
    """Every command is given to the product and to the model; both must answer alike and stand alike after it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copytree(prepared(), self.folder, dirs_exist_ok=True)
        self.casework = open_casework(self.folder, clock)
        self.world = World(LEAST)
        self.answers = Answers(self.world, TODAY)
        self.day = FIRST
        self.number = count(1)
        self.seen: list[tuple[int, str, Any]] = []
        self.agreeing = True

    # Asking both

    def hold(self, case: Case, what: str, on: date, by: str, data: Mapping[str, Any]) -> bool:
        """Ask both; True when it was done."""
        number = next(self.number)
        name, inputs = command(what, number, data)
        answer = self.product(case.kind, case.id, name, inputs, on, by)
        try:
            expected: Any = self.answers.ask(case, what, on, by, data)
        except No as no:
            expected = no.ids
        self.agreeing = answer == (len(expected) if isinstance(expected, list) else expected)
        assert self.agreeing, f"{case} {name} {inputs} on {on} by {by}: {answer}, the model: {expected}"
        done = isinstance(expected, list) and bool(expected)
        if done and expected[-1].what == "reached":
            self.follow(case)
        self.compare(case)
        return done

    def product(self, kind: str, case: str | None, name: str, inputs: Any, on: date, by: str) -> Any:
        """How many facts came of it, or the requirements it was refused for."""
        asked = Command(
            id=f"command-{next(self.number)}",
            kind=kind,
            name=name,
            by=by,
            case=case,
            inputs=inputs,
            on=on,
            because="เพราะจำเป็น",
        )
        try:
            receipt = self.casework.do(asked)
        except Refused as refused:
            return frozenset(finding.id for finding in refused.findings)
        except BadInput:
            return frozenset({"input"})
        return receipt.facts if case else receipt.case

    def follow(self, case: Case) -> None:
        """A move says what it stands on: facts dated no later, and the waivers it needed."""
        step = self.casework.facts(case.id)[-1]
        assert isinstance(step.fact, StageReached)
        own = tuple(cite.version for cite in step.fact.cites if cite.case is None)
        case.said[-1] = case.said[-1]._replace(data={**case.said[-1].data, "cites": own})
        assert case.in_order()
        view = case.at(step.on)
        assert set(step.fact.waived) <= view.waived.keys()

    def compare(self, case: Case) -> None:
        """Both stand alike: stage, status, cycle, waivers, requests, and what the next stage still needs."""
        self.agreeing = False
        state = self.casework.state(self.casework.kinds[case.kind], case.id)
        life, view = state.life, case.at()
        assert (life.stage, life.status, life.cycle) == (view.stage, view.status, view.cycle)
        assert life.waived.keys() == view.waived.keys()
        assert {request.mark.version for request in life.requests} == view.asked.keys()
        for move, found in self.casework.findings(case.id):
            lacking = self.world.missing(view, move.target)
            assert {finding.id for finding in found if not finding.met} == lacking
            assert {finding.id for finding in found if finding.waived is not None} == lacking & view.waived.keys()
        with self.casework.reading() as reader:
            self.seen.append((reader.size, case.id, state))
        self.agreeing = True

    def on(self, shift: int) -> date:
        on = max(self.day + timedelta(days=shift), BEGINNING)
        if self.day < on <= LAST:
            self.day = on
        return on

    def pick(self, data: st.DataObject, kind: str | None = None) -> Case:
        return data.draw(st.sampled_from([c for c in self.world.cases.values() if kind in (None, c.kind)]), "case")

    # What is asked

    @initialize(far=st.sampled_from((0, 1, 3, 4, 4, 5, 6)))
    def begin(self, far: int) -> None:
        """Two programs, the first with two households, both of which have come so far already."""
        for subdistrict in ("แม่กา", "บ้านตุ่น"):
            place = {"subdistricts": [subdistrict], "district": "เมืองพะเยา", "province": "56"}
            inputs = {"name_th": f"บ้าน{subdistrict}", "name_en": "Ban", **place}
            case = Case(self.product("program", None, "open_program", inputs, FIRST, "kanda"), "program")
            self.answers.keep(case, iter([("opened", {})]), FIRST, "kanda")
            self.world.cases[case.id] = case
        first, second = self.world.cases.values()
        for program in (first, first, second):
            self.open_household(program, FIRST, "kanda", f"{len(self.world.cases)}", True)
        for _ in range(far):
            for case in self.world.cases.values():
                if first in (case, case.program):
                    self.go_on(case)

    def open_household(self, program: Case, on: date, by: str, code: str, notice: bool) -> None:
        inputs = {
            "program": program.id,
            "province": "56",
            "house_code": f"5601000000{code}",
            "sources": ["survey"],
            "members": [{"name": "นางน้ำผึ้ง ใจดี"}],
            "notice_given": notice,
        }
        answer = self.product("household", None, "open_household", inputs, on, by)
        case = Case(answer, "household", program)
        news = [("opened", {"house_code": code}), ("member", {}), *([("notice", {})] if notice else [])]
        try:
            if on > TODAY:
                raise No("input")
            if program.at(on).status == "closed":
                raise No("W4")
            self.answers.keep(case, iter(news), on, by)
        except No as no:
            expected = no.ids
        else:
            expected = answer if isinstance(answer, str) else "a new household"
        assert answer == expected
        if not isinstance(answer, str):
            return
        self.world.cases[case.id] = case
        self.compare(case)

    @precondition(lambda self: len(self.world.cases) < MOST_CASES)
    @rule(data=st.data(), shift=SHIFTS, by=BY, code=st.sampled_from("3456"), notice=st.booleans())
    def another_household(self, data: st.DataObject, shift: int, by: str, code: str, notice: bool) -> None:
        self.open_household(self.pick(data, "program"), self.on(shift), by, code, notice)

    @rule(data=st.data(), shift=SHIFTS, by=BY)
    def evidence(self, data: st.DataObject, shift: int, by: str) -> None:
        case = self.pick(data)
        what = data.draw(st.sampled_from(sorted(EVIDENCE[case.kind])), "what")
        self.hold(case, what, self.on(shift), by, data.draw(EVIDENCE[case.kind][what], "data"))

    @rule(data=st.data(), shift=SHIFTS, by=BY)
    def what_is_missing(self, data: st.DataObject, shift: int, by: str) -> None:
        """One thing that the next stage needs."""
        case = self.pick(data)
        view = case.at()
        if view.stage == STAGES[-1]:
            return
        lacking = sorted(self.world.missing(view, STAGES[STAGES.index(view.stage) + 1]))
        if lacking:
            for other, what, given in supply(self.world, view, data.draw(st.sampled_from(lacking), "requirement")):
                self.hold(self.world.cases[other], what, self.on(shift), by, given)

    @rule(data=st.data(), steps=st.integers(1, 4))
    def work_through(self, data: st.DataObject, steps: int) -> None:
        """Everything that the next stages need, one after the other."""
        case = self.pick(data)
        while steps and self.go_on(case):
            steps -= 1

    def go_on(self, case: Case) -> bool:
        """Supply what the next stage needs and take the step, by two people if need be; True when it was taken."""
        view = case.at()
        if view.stage == STAGES[-1]:
            return False
        to = STAGES[STAGES.index(view.stage) + 1]
        for id in sorted(self.world.missing(view, to)):
            for other, what, given in supply(self.world, case.at(), id):
                self.hold(self.world.cases[other], what, self.day, "kanda", given)
        self.hold(case, "advance", self.on(1), "kanda", {"to": to})
        for version, asked in case.at().asked.items():
            if asked.what == "move_asked":
                self.hold(case, "confirm_move", self.day, "malee", {"of": version})
        return case.at().stage == to

    @rule(data=st.data(), shift=SHIFTS, by=BY, far=st.sampled_from((1, 1, 1, 1, 2, 0, -1)))
    def advance(self, data: st.DataObject, shift: int, by: str, far: int) -> None:
        case = self.pick(data)
        place = min(max(STAGES.index(case.at().stage) + far, 1), len(STAGES) - 1)
        self.hold(case, "advance", self.on(shift), by, {"to": STAGES[place]})

    @rule(data=st.data(), shift=SHIFTS, by=BY, far=st.sampled_from((1, 1, 2, 3, 4, 0, -1)))
    def go_back(self, data: st.DataObject, shift: int, by: str, far: int) -> None:
        case = self.pick(data)
        place = min(max(STAGES.index(case.at().stage) - far, 0), len(STAGES) - 1)
        self.hold(case, "return", self.on(shift), by, {"to": STAGES[place]})

    @rule(data=st.data(), shift=SHIFTS, by=BY, what=st.sampled_from(("suspend", "resume", "reopen")))
    def rest(self, data: st.DataObject, shift: int, by: str, what: str) -> None:
        case, on = self.pick(data), self.on(shift)
        if self.hold(case, what, on, by, {}) and what == "suspend" and data.draw(st.booleans(), "not for long"):
            self.hold(case, "resume", self.on(1), by, {})

    @rule(data=st.data(), shift=SHIFTS, by=BY, reason=st.sampled_from(REASONS), for_good=st.booleans())
    def end(self, data: st.DataObject, shift: int, by: str, reason: str, for_good: bool) -> None:
        case, on = self.pick(data), self.on(shift)
        self.hold(case, "close", on, by, {"reason": reason})
        if not for_good:
            self.hold(case, "reopen", self.on(1), by, {})

    @rule(data=st.data(), shift=SHIFTS, by=BY)
    def adopt(self, data: st.DataObject, shift: int, by: str) -> None:
        homes = [case.id for case in self.world.cases.values() if case.kind == "household"]
        chosen = data.draw(st.lists(st.sampled_from(homes), min_size=1, max_size=3, unique=True), "households")
        given = {"households": tuple(chosen), "whole": data.draw(st.booleans()), "despite": data.draw(st.booleans())}
        self.hold(self.pick(data, "program"), "adopted", self.on(shift), by, given)

    @rule(data=st.data(), shift=SHIFTS, by=BY)
    def give_up(self, data: st.DataObject, shift: int, by: str) -> None:
        """Drop a goal or an activity, vacate a seat."""
        case = self.pick(data)
        ends = {"goal": "goal_dropped", "activity": "activity_dropped", "seated": "vacated"}
        known = [(ends[one.what], one.version) for one in case.said if one.what in ends]
        if known:
            what, version = data.draw(st.sampled_from(known), "of")
            self.hold(case, what, self.on(shift), by, {"of": version})

    @rule(data=st.data(), shift=SHIFTS, by=BY, what=st.sampled_from(("tpmap", "tpmap", "no_tpmap")))
    def tpmap(self, data: st.DataObject, shift: int, by: str, what: str) -> None:
        case = self.pick(data, "household")
        helped = [one.version for one in case.said if one.what == "helped"]
        if helped:
            chosen = data.draw(st.lists(st.sampled_from(helped), min_size=1, unique=True), "help")
            self.hold(case, what, self.on(shift), by, {"help": tuple(chosen)})

    @rule(data=st.data(), shift=SHIFTS, by=BY)
    def waive(self, data: st.DataObject, shift: int, by: str) -> None:
        """Ask for a waiver of something the next stage lacks, or of anything."""
        case = self.pick(data)
        view = case.at()
        gates = GATES[case.kind]
        place = min(STAGES.index(view.stage) + 1, len(STAGES) - 1)
        choices = sorted(self.world.missing(view, STAGES[place])) or [id for gate in gates.values() for id in gate]
        requirement = data.draw(st.sampled_from(choices), "requirement")
        asked = self.hold(case, "ask_waiver", self.on(shift), by, {"requirement": requirement})
        if asked and data.draw(st.booleans(), "granted"):
            self.hold(case, "confirm_waiver", self.on(0), "malee", {"of": case.said[-1].version})

    @rule(data=st.data(), shift=SHIFTS, by=BY, yes=st.sampled_from((True, True, False)))
    def second_person(self, data: st.DataObject, shift: int, by: str, yes: bool) -> None:
        """Settle what waits; sometimes what waits no more, or by the person who asked."""
        words = {"move_asked": "move", "waiver_asked": "waiver", "fix_proposed": "fix"}
        asked = [(case, one) for case in self.world.cases.values() for one in case.said if one.what in words]
        waiting = [(case, one) for case, one in asked if one.version in case.at().asked]
        if asked:
            case, one = data.draw(st.sampled_from((waiting or asked) if yes else asked), "asked")
            what = f"{'confirm' if yes else 'decline'}_{words[one.what]}"
            self.hold(case, what, self.on(shift), by, {"of": one.version})

    @rule(data=st.data(), shift=SHIFTS, by=BY, to=st.none() | SHIFTS)
    def correct(self, data: st.DataObject, shift: int, by: str, to: int | None) -> None:
        """Another date, other verdicts, or never said at all."""
        case = self.pick(data)
        one = data.draw(st.sampled_from(case.said[-12:]), "of")
        given: dict[str, Any] = {"of": one.version}
        if to is None and one.what != "assessed":
            self.hold(case, "retract", self.on(shift), by, given)
            return
        if to is not None:
            given["on"] = one.on + timedelta(days=to)
        if one.what == "assessed":
            given["data"] = data.draw(ASSESSED, "data")
        self.hold(case, "correct", self.on(shift), by, given)

    @rule(data=st.data(), day=st.dates(FIRST, TODAY))
    def look_back(self, data: st.DataObject, day: date) -> None:
        """As of any field date both tell the same; as known earlier, the product still tells what it told then."""
        case = self.pick(data)
        kind, view = self.casework.kinds[case.kind], case.at(day)
        life = self.casework.state(kind, case.id, on=day).life
        assert (life.stage, life.status, life.cycle) == (view.stage, view.status, view.cycle)
        size, id, then = data.draw(st.sampled_from(self.seen), "seen")
        assert self.casework.state(self.casework.kind_of(id), id, known=size) == then

    def teardown(self) -> None:
        try:
            if self.agreeing:
                self.check_store()
        finally:
            self.casework.close()
            self.casework.vault.close()
            shutil.rmtree(self.folder)

    def check_store(self) -> None:
        """The live state is the fold of the facts; the read rows are what a rebuild makes of them, row for row."""
        for case in self.world.cases.values():
            self.compare(case)
            kind = self.casework.kinds[case.kind]
            assert self.casework.state(kind, case.id) == fold(kind.evolve, self.casework.facts(case.id))
        kept = self.rows()
        self.casework.rebuild()
        assert self.rows() == kept

    def rows(self) -> Mapping[str, list[Any]]:
        with self.casework.reading() as reader:
            return {name: sorted(reader.connection.execute(f"SELECT * FROM {name}"), key=repr) for name in TABLES}


SOAKING = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
TestStageRules = StageRules.TestCase
TestStageRules.settings = settings(
    max_examples=1_000 if SOAKING else 20,
    stateful_step_count=150 if SOAKING else 50,
    suppress_health_check=list(HealthCheck),
)
