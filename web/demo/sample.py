"""The two sample lists become the households of one program, and what they lack is asked for at the door."""

from __future__ import annotations

from datetime import timedelta
from importlib.resources import as_file, files

from aggregates.household_state import HOUSEHOLD, HouseholdCase
from engine.casework import Casework
from web.demo.casting import Cast, Target, fate_of
from web.demo.finding import Chapter, signs, visit
from web.demo.household_story import after_analysis
from web.demo.notebook import after, before
from web.demo.people import Home, family
from web.demo.schedule import DemoFailed, Schedule, Sitting
from web.demo.words import chance
from web.imports.options import Options
from web.imports.run import import_households

PROVINCE = "56"
"""Where the sample lists are from."""
LISTS = {
    "tpmap-households.xlsx": Options(),
    # The survey marks a dimension that fails and leaves the others blank.
    "survey-households.csv": Options(mark_means="fails", blank_means="passes"),
}


def sample_lists(schedule: Schedule, casework: Casework, cast: Cast) -> Chapter:
    """Import both lists, one after the other; then each household goes on by itself."""
    for place, (name, options) in enumerate(LISTS.items()):
        day = cast.days.selected + timedelta(3 + 9 * place)
        yield Sitting(day, ())
        with as_file(files("web") / "data" / "sample" / name) as path:
            report = import_households(
                casework, path, name, program=cast.case, by=cast.managers[0], on=day - timedelta(2), options=options
            )
        if report.counts["refuse"]:
            raise DemoFailed(f"{name}: {report.counts}")
    with casework.reading() as reader:
        cases = reader.members(cast.case)
    imported = casework.clock()
    for serial, case in enumerate(cases, start=1):
        # As known when the lists had been read: a build that is taken up again must not see what it recorded later.
        state = casework.state(HOUSEHOLD, case, known=imported)
        failed = state.latest.failed if state.latest is not None else ("income",)
        target = cast.target(serial, Home({}, state.size, failed), fate_of(cast.rng), case)
        schedule.add(_listed(target, cast, state, serial))


def _listed(target: Target, cast: Cast, state: HouseholdCase, serial: int) -> Chapter:
    yield from _completed(target, cast, state, serial)
    yield from after_analysis(target, cast)


def _completed(target: Target, cast: Cast, state: HouseholdCase, serial: int) -> Chapter:
    """What the lists leave open: the notice, members, the income at joining, dimensions (H1, H2)."""
    rng, book = target.rng, target.book
    day = after(cast.days.selected, rng, 14, 28)
    on = max(before(rng, day), cast.days.selected + timedelta(12))
    visit(target, on)
    book.note("give_privacy_notice", on)
    if state.member_count is None:
        target.home = target.home._replace(size=rng.randint(2, 5))
        for member in family(rng, PROVINCE, serial, target.home.size - 1, first=2):
            book.note("add_member", on, member=member)
    if state.head is not None and chance(rng, 40):
        book.note("complete_member", on, person=state.head, occupation="รับจ้างทั่วไป")
    if not state.incomes:
        book.note("state_income", on, baht=target.home.size * rng.randrange(900, 2600, 50), source="survey")
    book.note("advance", day, to="selected")
    yield from book.record(day)
    day = after(day, rng, 4, 10)
    if state.whole is None or chance(rng, 20):
        book.note("assess_dimensions", day, verdicts=target.home.verdicts, indicators=signs(target))
    book.note("advance", day, to="analyzed")
    yield from book.record(day)
