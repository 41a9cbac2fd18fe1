"""What if other rules held: the sheets of all offices scored again, with nothing written (S3.4, W6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from aggregates.rules_in_force import pin_in_force, rules_of
from engine.reader import Reader
from projections.as_of import scoring_day
from projections.sheet_moment import Chosen, SheetMoment, sheet_moment
from projections.sheets import Sheets
from workflows.sheet_scores import CommunityScore, SheetScore


class OfficeStanding(msgspec.Struct, frozen=True):
    """One sheet of an office under the rules in force, and under the others."""

    before: SheetScore
    after: SheetScore

    @property
    def communities(self) -> Iterator[tuple[CommunityScore | None, CommunityScore | None]]:
        """The communities that differ; None where the rules count one place more or less."""
        before, after = _by_place(self.before), _by_place(self.after)
        for place in dict.fromkeys((*before, *after)):
            if before.get(place) != after.get(place):
                yield before.get(place), after.get(place)


def offices(reader: Reader, chosen: Chosen, today: date) -> Iterator[OfficeStanding]:
    """Every sheet of every office of the rules' fiscal year, at its round's end or today while it runs.

    A sheet that only one of the rule sets has can't be compared and is left out. Raises Refused where no rules
    were in force for the year.
    """
    year = chosen.rules.fiscal_year
    on = scoring_day(year, None, today)
    in_force = rules_of(reader, pin_in_force(reader, on, year).sha256)
    known = {sheet.code for sheet in in_force.scores.sheets}
    for sheet in chosen.rules.scores.sheets:
        if sheet.code not in known:
            continue
        now = sheet_moment(reader, sheet.code, year, on=on)
        then = _sharing(now, sheet_moment(reader, sheet.code, year, on=on, chosen=chosen))
        as_is, as_if = Sheets(now), Sheets(then)
        for office in as_is.offices:
            yield OfficeStanding(as_is.score(office), as_if.score(office))


def _sharing(now: SheetMoment, then: SheetMoment) -> SheetMoment:
    """The other moment, reading each case once for both where they see the same facts."""
    alike = (now.then.on, now.then.size) == (then.then.on, then.then.size)
    return then._replace(asked=now.asked, then=now.then) if alike else then


def _by_place(score: SheetScore) -> dict[str, CommunityScore]:
    """The communities by their programs; places short of the quota by their number in the province."""
    found: dict[str, CommunityScore] = {}
    for one in score.communities:
        short = sum(other.program is None and other.province == one.province for other in found.values())
        found[one.program or f"{one.province}/{short + 1}"] = one
    return found
