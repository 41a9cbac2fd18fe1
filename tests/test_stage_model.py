"""Random commands never find a difference between the product and a small second reading of the stage rules (W1-W5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.stage_model import STAGES, Case
from tests.stage_model_rules import GATES, SEATS
from tests.stage_pair import FIRST, TODAY, Pair
from tests.stage_walk import ASSESSED, EVIDENCE, PEOPLE, supply

MOST_CASES = 7
DAYS_LATER = st.sampled_from((0, 0, 0, 0, 0, 1, 1, 2, 4, -1, -2, -5, -15, -60, 900))
REASONS = st.sampled_from(("completed", "declined", "duplicate", "transferred", "not_adopted"))
ASKED = {"move_asked": "move", "waiver_asked": "waiver", "fix_proposed": "fix"}
ENDED_BY = {"goal": "goal_dropped", "activity": "activity_dropped", "seated": "vacated"}
ACTS = (
    *("evidence", "what_is_missing", "work_through", "advance") * 3,
    *("go_back", "assess", "waive", "second_person", "correct", "end", "look_back") * 2,
    *("adopt", "tpmap", "give_up", "rest", "another_household"),
)


class StageRules(RuleBasedStateMachine):
    """Any act may follow any other, whoever it is by, on any day, of any case."""

    def __init__(self) -> None:
        super().__init__()
        self.pair = Pair()

    @initialize(far=st.sampled_from((0, 1, 3, 4, 5, 6, 7)))
    def begin(self, far: int) -> None:
        """One program and its households have come so far already."""
        first, *_ = self.pair.cases
        for _ in range(far):
            for case in self.pair.cases:
                if first in (case, case.program):
                    self.pair.go_on(case)

    @rule(data=st.data())
    def act(self, data: st.DataObject) -> None:
        getattr(self, data.draw(st.sampled_from(ACTS), "act"))(data)

    def ask(self, data: st.DataObject, case: Case, what: str, /, **given: Any) -> bool:
        """Ask for something on some day, by somebody."""
        on = self.pair.later(data.draw(DAYS_LATER, "days later"))
        return self.pair.hold(case, what, on, data.draw(st.sampled_from(PEOPLE), "by"), given)

    def case(self, data: st.DataObject, kind: str = "") -> Case:
        """Any case; those of the first program, which has come far, more often than others."""
        first, *_ = self.pair.cases
        near = [case for case in self.pair.cases if first in (case, case.program)]
        cases = [case for case in (*near, *near, *self.pair.cases) if kind in ("", case.kind)]
        return data.draw(st.sampled_from(cases), "case")

    def evidence(self, data: st.DataObject) -> None:
        case = self.case(data)
        what = data.draw(st.sampled_from(sorted(EVIDENCE[case.kind])), "what")
        self.ask(data, case, what, **data.draw(EVIDENCE[case.kind][what], "data"))

    def assess(self, data: st.DataObject) -> None:
        """What plan and help must answer may change, or may be frozen by now (W4)."""
        self.ask(data, self.case(data, "household"), "assessed", **data.draw(ASSESSED, "verdicts"))

    def what_is_missing(self, data: st.DataObject) -> None:
        """One thing that the next stage needs."""
        view = self.case(data).at()
        ahead = STAGES[STAGES.index(view.stage) + 1 :][:1]
        lacking = sorted(id for to in ahead for id in self.pair.world.missing(view, to))
        if lacking:
            for id, what, given in supply(self.pair.world, view, data.draw(st.sampled_from(lacking), "requirement")):
                self.ask(data, self.pair.world.cases[id], what, **given)

    def work_through(self, data: st.DataObject) -> None:
        """Everything that the next stages need, one after the other."""
        case, stages = self.case(data), data.draw(st.integers(1, 3), "stages")
        while stages and self.pair.go_on(case):
            stages -= 1

    def advance(self, data: st.DataObject) -> None:
        case, far = self.case(data), data.draw(st.sampled_from((1, 1, 1, 1, 2, 0, -1)), "far")
        self.ask(data, case, "advance", to=STAGES[min(max(STAGES.index(case.at().stage) + far, 1), 7)])

    def go_back(self, data: st.DataObject) -> None:
        case, far = self.case(data), data.draw(st.sampled_from((1, 1, 2, 3, 4, 0, -1)), "far")
        self.ask(data, case, "return", to=STAGES[min(max(STAGES.index(case.at().stage) - far, 0), 7)])

    def rest(self, data: st.DataObject) -> None:
        """Suspend, most often to resume soon."""
        case = self.case(data)
        self.ask(data, case, data.draw(st.sampled_from(("suspend", "resume")), "what"))
        if data.draw(st.sampled_from((True, True, False)), "resume soon"):
            self.ask(data, case, "resume")

    def end(self, data: st.DataObject) -> None:
        """Close, most often to reopen soon."""
        case = self.case(data)
        self.ask(data, case, "close", reason=data.draw(REASONS, "reason"))
        if data.draw(st.sampled_from((True, True, False)), "reopen soon"):
            self.ask(data, case, "reopen")

    def another_household(self, data: st.DataObject) -> None:
        if len(self.pair.cases) < MOST_CASES:
            on = self.pair.later(data.draw(DAYS_LATER, "days later"))
            code, notice = data.draw(st.sampled_from("3456"), "code"), data.draw(st.booleans(), "notice")
            self.pair.open_household(self.case(data, "program"), on, "kanda", code, notice=notice)

    def adopt(self, data: st.DataObject) -> None:
        homes = st.sampled_from([case.id for case in self.pair.cases if case.kind == "household"])
        chosen = tuple(data.draw(st.lists(homes, min_size=1, max_size=3, unique=True), "households"))
        whole, despite = data.draw(st.booleans(), "whole"), data.draw(st.booleans(), "despite")
        self.ask(data, self.case(data, "program"), "adopted", households=chosen, whole=whole, despite=despite)

    def give_up(self, data: st.DataObject) -> None:
        """Drop a goal or an activity, vacate a seat."""
        case = self.case(data)
        known = [one for one in case.said if one.what in ENDED_BY]
        if known:
            one = data.draw(st.sampled_from(known), "of")
            self.ask(data, case, ENDED_BY[one.what], of=one.version)

    def tpmap(self, data: st.DataObject) -> None:
        case = self.case(data, "household")
        helped = [one.version for one in case.said if one.what == "helped"]
        if helped:
            chosen = tuple(data.draw(st.lists(st.sampled_from(helped), min_size=1, unique=True), "help"))
            self.ask(data, case, data.draw(st.sampled_from(("tpmap", "tpmap", "no_tpmap")), "what"), help=chosen)

    def waive(self, data: st.DataObject) -> None:
        """Ask for a waiver of something the next stage lacks, or of anything; most often it is granted."""
        case = self.case(data)
        view = case.at()
        lacking = [id for to in STAGES[STAGES.index(view.stage) + 1 :][:1] for id in self.pair.world.missing(view, to)]
        anything = [id for gate in GATES[case.kind].values() for id in gate]
        requirement = data.draw(st.sampled_from(sorted(lacking) or anything), "requirement")
        if self.ask(data, case, "ask_waiver", requirement=requirement):
            self.ask(data, case, "confirm_waiver", of=case.said[-1].version)

    def second_person(self, data: st.DataObject) -> None:
        """Settle what waits; sometimes what waits no more, or by the person who asked."""
        asked = [(case, one) for case in self.pair.cases for one in case.said if one.what in ASKED]
        waiting = [(case, one) for case, one in asked if one.version in case.at().asked]
        if asked:
            choices = waiting if waiting and data.draw(st.booleans(), "waiting") else asked
            case, one = data.draw(st.sampled_from(choices), "asked")
            verb = data.draw(st.sampled_from(("confirm", "confirm", "decline")), "verb")
            self.ask(data, case, f"{verb}_{ASKED[one.what]}", of=one.version)

    def correct(self, data: st.DataObject) -> None:
        """Another date, other verdicts, or never said at all."""
        case, how = self.case(data), data.draw(st.sampled_from(("date", "verdicts", "retract")), "how")
        relied_on = {version for one in case.said for version in one.data.get("cites", ())}
        if how == "verdicts":
            choices = [one for one in case.said if one.what == "assessed"]
        else:
            choices = [one for one in case.said if one.version in relied_on] or case.said
        if not choices or data.draw(st.sampled_from((False, False, False, True)), "any"):
            choices = case.said
        one = data.draw(st.sampled_from(choices), "of")
        if how == "date":
            days = data.draw(st.sampled_from((-30, -3, -1, 1, 3, 10, 30, 900)), "moved by days")
            self.ask(data, case, "correct", of=one.version, on=one.on + timedelta(days=days))
        elif how == "verdicts" and one.what == "assessed":
            self.ask(data, case, "correct", of=one.version, data=data.draw(ASSESSED, "verdicts"))
        else:
            self.ask(data, case, "retract", of=one.version)

    def look_back(self, data: st.DataObject) -> None:
        day, moment = data.draw(st.dates(FIRST, TODAY), "day"), data.draw(st.integers(0, 10_000), "moment")
        self.pair.look_back(self.case(data), day, moment)

    def teardown(self) -> None:
        try:
            if self.pair.agreeing:
                self.pair.check_store()
        finally:
            self.pair.close()


TestStageRules = StageRules.TestCase
SHORT = {"max_examples": 35, "stateful_step_count": 50}
TestStageRules.settings = settings(
    **({} if settings.get_current_profile_name() == "soak" else SHORT), suppress_health_check=list(HealthCheck)
)


@pytest.fixture
def pair() -> Iterator[Pair]:
    found = Pair()
    yield found
    found.check_store()
    found.close()


def come(pair: Pair, stage: str) -> tuple[Case, Case, Case]:
    """The first program and its households at a stage."""
    program, _, one, other, _ = pair.cases
    while program.at().stage != stage:
        for case in (one, other, program):
            assert pair.go_on(case)
    return program, one, other


def lacks(pair: Pair, case: Case, stage: str) -> set[str]:
    return set(pair.world.missing(case.at(), stage))


def test_an_adopted_household_closed_as_a_duplicate_no_longer_counts(pair: Pair) -> None:
    """P4.1: also those closed after adoption count, except duplicates."""
    program, one, _ = come(pair, "committee_appointed")
    assert pair.hold(one, "close", pair.later(1), "kanda", {"reason": "declined"})
    pair.compare(program)
    assert lacks(pair, program, "planned") == {"P4.2", "P4.3"}
    assert pair.hold(one, "reopen", pair.later(1), "kanda", {})
    assert pair.hold(one, "close", pair.later(1), "kanda", {"reason": "duplicate"})
    pair.compare(program)
    assert lacks(pair, program, "planned") == {"P4.1.households", "P4.2", "P4.3"}


def test_members_proposed_once_belong_in_the_summary_whoever_is_proposed_later(pair: Pair) -> None:
    """P2.7: a second proposal doesn't excuse a summary made without the members of the first."""
    program, _, _ = come(pair, "selected")
    without = ("local_mayor",)
    assert pair.hold(program, "proposed", pair.later(1), "kanda", {"without": without})
    assert pair.hold(program, "summary", pair.later(1), "kanda", {"whole": True, "group": False})
    assert "P2.7" in lacks(pair, program, "analyzed")
    only_the_mayor = {"without": tuple(seat for seat in SEATS if seat not in without)}
    assert pair.hold(program, "proposed", pair.later(1), "kanda", only_the_mayor)
    assert "P2.7" in lacks(pair, program, "analyzed")


def test_a_return_to_the_plan_asks_for_it_anew_and_for_what_fails_by_then(pair: Pair) -> None:
    """W4: goals and agreement of the new cycle, for the dimensions that failed at the return."""
    _, household, _ = come(pair, "intervened")
    assert pair.hold(household, "assessed", pair.later(1), "kanda", {"fails": ("living",), "whole": True})
    assert pair.hold(household, "return", pair.later(1), "kanda", {"to": "planned"})
    assert pair.hold(household, "assessed", pair.later(1), "kanda", {"fails": (), "whole": True})
    assert household.at().failed == ("living",)
    assert lacks(pair, household, "intervened") == {"H4.goals", "H4.agreement", "H5.dimensions", "H5.help"}
    assert pair.go_on(household)
    assert household.at().cycle == 2
