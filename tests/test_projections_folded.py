"""What the read rows tell of success and progress is what folding every case by hand tells, at any two times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from aggregates.community_program import PROGRAM
from aggregates.household_case import HOUSEHOLD
from aggregates.household_facts import DimensionsAssessed
from aggregates.lifecycle_facts import Returned, StageReached
from aggregates.zone_programs import results_of
from engine.calendar import end_of_day_bangkok
from engine.refusal import BadInput, Refused
from projections.as_of import AsKnown
from projections.due import next_due
from projections.progress import progress
from projections.success import success
from projections.timeliness import Timely, timely_now, timely_then
from tests.counted_store import END, START, Counted
from tests.given import RULES
from tests.household_stories import DIMENSIONS

DAYS = [START + timedelta(days) for days in range(0, 360, 20)]
COMMANDS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "assess": st.fixed_dictionaries({"failed": st.lists(st.sampled_from(DIMENSIONS), unique=True)}),
    "judge": st.fixed_dictionaries({"out": st.booleans()}),
    "reach": st.fixed_dictionaries({"to": st.sampled_from(("selected", "planned", "intervened", "evaluated"))}),
    "return_to": st.fixed_dictionaries({"to": st.sampled_from(("selected", "planned", "intervened"))}),
    "close": st.fixed_dictionaries({"reason": st.sampled_from(("moved", "duplicate"))}),
    "reopen": st.just({}),
    "suspend": st.fixed_dictionaries({"until": st.sampled_from(DAYS).map(str)}),
    "resume": st.just({}),
    "set_goal": st.sampled_from(DAYS).map(
        lambda due: {"action": "ทอผ้า", "agency": "dsdw", "due": str(due), "concepts": ["targeted"]}
    ),
    "achieve_goal": st.fixed_dictionaries({"goal": st.integers(2, 9)}),
    "send_referral": st.sampled_from(DAYS).map(lambda due: {"agency": "dsdw", "due": str(due)}),
    "finish_referral": st.fixed_dictionaries({"referral": st.integers(2, 9)}),
    "carry_over": st.fixed_dictionaries({"until": st.sampled_from(DAYS).map(str)}),
    "adopt": st.just({}),
    "correct": st.fixed_dictionaries({"version": st.integers(2, 9), "on": st.sampled_from(DAYS).map(str)}),
    "retract": st.fixed_dictionaries({"version": st.integers(2, 9)}),
}
deeds = st.sampled_from(sorted(COMMANDS)).flatmap(
    lambda name: st.tuples(st.integers(0, 2), st.just(name), COMMANDS[name], st.sampled_from(DAYS), st.integers(0, 90))
)


@given(st.lists(deeds, min_size=5, max_size=40))
@settings(max_examples=40)
def test_read_rows_tell_what_folding_tells_s5_p6_4_s3_4(told: list[tuple[int, str, dict[str, Any], date, int]]) -> None:
    """Late facts, corrections, retractions, returns and refused commands among them."""
    with TemporaryDirectory() as folder:
        store = Counted(Path(folder))
        program, other = store.program(), store.program("46")
        homes = [store.household(program), store.household(program), store.household(other, "46")]
        store.adopted(program, homes[0])
        for who, name, inputs, on, late in told:
            store.clock.day = max(store.clock.day, min(on + timedelta(late), END))
            try:
                if name == "adopt":
                    store.adopted(other if who == 2 else program, homes[who], on=on)
                else:
                    store.home(name, homes[who], on, **inputs)
            except (Refused, BadInput):
                continue
        store.clock.day = END
        size = store.size
        for on, known in ((END, size), (END, size - 8), (DAYS[6], size), (DAYS[12], size - 4), (DAYS[3], size // 2)):
            agree(store, on, known, (program, other), homes)
        store.close()


def agree(store: Counted, on: date, known: int, programs: Iterable[str], homes: Iterable[str]) -> None:
    with store.casework.reading() as reader:
        then = AsKnown(reader, on, known)
        counted = {row.area: row for row in success(AsKnown(reader, on, known), "community", RULES)}
        for program in (program for program in programs if then.version(program)):
            targets = targets_of(then, program)
            row, results = counted.get(program), results_of(program, then)
            assert (row is None) == (not targets)
            if row is not None:
                assert (row.targets, row.out_of_poverty) == (results.adopted, results.out_of_poverty)
                assert Counter({(m.first, m.latest): m.households for m in row.moves if m.households}) == moves(
                    then, targets
                )
                assert (row.dimensions_failed, row.dimensions_resolved) == dimensions(then, targets)
        timely = timely_then(reader, "household", on, known)
        standing: Counter[tuple[str, str]] = Counter()
        left: Counter[str] = Counter()
        for home in (home for home in homes if then.version(home)):
            case = then.state(HOUSEHOLD, home)
            if case.life.opened.on > on:
                assert home not in timely
                continue
            standing[case.life.stage, case.life.status] += 1
            left.update(a for a, b in pairwise(stages_of(then, home)) if a != b)
            assert timely[home] == timely_of(then, home)
        rows = progress(AsKnown(reader, on, known), HOUSEHOLD, "country", RULES.process)
        found = {stage.stage: stage for row in rows for stage in row.stages}
        shown = {(s, status): n for s, c in found.items() for status, n in statuses(c) if n}
        assert (shown, {s: c.left for s, c in found.items() if c.left}) == (dict(standing), dict(left))
        if (on, known) == (END, reader.size):
            assert timely_now(reader, "household") == timely


def targets_of(then: AsKnown, program: str) -> list[str]:
    adopted = then.state(PROGRAM, program).adopted
    return [case for case in adopted if then.state(HOUSEHOLD, case).life.closed_as != "duplicate"]


def wholes(then: AsKnown, case: str) -> list[DimensionsAssessed]:
    return [i.fact for i in then.facts(case) if isinstance(i.fact, DimensionsAssessed) and i.fact.tier is not None]


def moves(then: AsKnown, targets: Iterable[str]) -> Counter[tuple[str, str]]:
    found = (wholes(then, case) for case in targets)
    return Counter((str(facts[0].tier), str(facts[-1].tier)) for facts in found if facts)


def dimensions(then: AsKnown, targets: Iterable[str]) -> tuple[int, int]:
    found = [(set(facts[0].failed), set(facts[-1].failed)) for facts in (wholes(then, c) for c in targets) if facts]
    return sum(len(first) for first, _ in found), sum(len(first - latest) for first, latest in found)


def stages_of(then: AsKnown, case: str) -> list[str]:
    moved = (i.fact for i in then.facts(case) if isinstance(i.fact, StageReached | Returned))
    return ["opened", *(fact.reached for fact in moved)]


def statuses(count: Any) -> list[tuple[str, int]]:
    return [("open", count.present), ("suspended", count.suspended), ("closed", count.closed)]


def timely_of(then: AsKnown, home: str) -> Timely:
    """By the words of the definitions."""
    case, process = then.state(HOUSEHOLD, home), RULES.process
    due = next_due(case)
    recorded = [r for r in then.reader.facts(home, then.size) if r.at <= microseconds(then.on)]
    idle = bool(recorded) and recorded[-1].at <= microseconds(then.on - timedelta(process.stuck_days))
    return Timely(
        due is not None and due < then.on,
        due is not None and then.on <= due <= then.on + timedelta(process.due_soon_days),
        case.life.status == "open" and idle,
    )


def microseconds(day: date) -> int:
    return int(end_of_day_bangkok(day).timestamp() * 1_000_000)
