"""The success of the program: households out of poverty, dimensions resolved, tiers before and after (P6.4).

Counted over the target households of each community: adopted, duplicates left out, as everywhere (P4.1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

import msgspec

from aggregates.program_life import programs_of
from aggregates.program_state import Program, of_province
from aggregates.rules_in_force import reference, rules_for
from projections.areas import LEVELS, Home, Level, Path
from projections.as_of import AsKnown
from projections.communities import by_community
from projections.outcomes import Outcome, outcomes
from projections.small_cells import TOTAL, Figure, Key, hidden_figures
from workflows.household_rules import Tier
from workflows.rounding import half_up
from workflows.rules import Rules

OUT, MOVE = "out_of_poverty", "move"
FAILED, RESOLVED = ("dimensions", "failed"), ("dimensions", "resolved")


class TierMove(msgspec.Struct, frozen=True):
    """Households whose first whole assessment gave one tier and whose latest gave another, or the same (H2)."""

    first: Tier
    latest: Tier
    households: int | None


class AreaSuccess(msgspec.Struct, frozen=True, kw_only=True):
    """What came of the target households of an area. None stands for what is hidden, and for a share of nothing."""

    level: Level
    area: str
    targets: int | None
    out_of_poverty: int | None
    """Those whom the latest judgement of their present cycle finds out of poverty (H6)."""
    out_of_poverty_share: Fraction | None
    unassessed: int | None
    """Those never assessed in every dimension."""
    moves: tuple[TierMove, ...]
    """Every pair of tiers. A household assessed once stands where it was."""
    dimensions_failed: int | None
    """Dimensions that the first whole assessments failed."""
    dimensions_resolved: int | None
    """Those of them that the latest whole assessments pass."""
    dimensions_resolved_share: Fraction | None
    """In published figures only to the percent."""


def success(then: AsKnown, level: Level, rules: Rules, *, published: bool = False) -> tuple[AreaSuccess, ...]:
    """Every area of ``level`` with target households, at the moment of ``then``.

    In ``published`` figures small cells are hidden, and what would tell them, at this and at every other level.
    """
    communities = {path: _counts(found.values()) for path, found in target_outcomes(then) if found}
    tiers = [band.code for band in rules.household.tiers]
    pairs = [(first, latest) for first in tiers for latest in tiers]
    areas: dict[Path, Counter[Key]] = {}
    for community, counts in communities.items():
        areas.setdefault(community[: LEVELS.index(level) + 1], Counter()).update(counts)
    named = {path: counts for path, counts in sorted(areas.items()) if path[-1]}
    if not published:
        return tuple(_area(level, path, counts, pairs) for path, counts in named.items())
    partitions = {OUT: (True, False), MOVE: (None, *pairs)}
    hidden = hidden_figures(communities, partitions, rules.process.small_cell_size)
    return tuple(_published(_area(level, path, counts, pairs), path, hidden) for path, counts in named.items())


def target_outcomes(then: AsKnown) -> Iterator[tuple[Path, Mapping[str, Outcome]]]:
    """Each community program by the areas it lies in, with what became of each of its target households."""
    places = reference(then)
    zones = {code: places.zone_of(code, then.on) for code in places.provinces}
    found = by_community(then, "targets", lambda among: _targets(then, among))
    for province in places.provinces:
        for case in then.members(of_province(province)):
            home, targets = found[case]
            yield home.path(zones), targets


def _targets(then: AsKnown, among: Collection[str] | None) -> dict[str, tuple[Home, Mapping[str, Outcome]]]:
    """By community program; of all, or of those that are among some communities."""
    every = (programs_of(then, province) for province in reference(then).provinces)
    programs = {case: program for of in every for case, program in of if among is None or case in among}
    only = None if among is None else [household for program in programs.values() for household in program.adopted]
    found = outcomes(then, only)
    return {case: (_home(case, program), _adopted(then, program, found)) for case, program in programs.items()}


def _home(case: str, program: Program) -> Home:
    return Home(case, program.district, program.province)


def _adopted(then: AsKnown, program: Program, found: Mapping[str, Outcome]) -> Mapping[str, Outcome]:
    never = rules_for(program, then, then.on).process.never_counting
    adopted = ((household, found.get(household, Outcome())) for household in program.adopted)
    return {household: one for household, one in adopted if one.closed_as not in never}


def _counts(targets: Iterable[Outcome]) -> Counter[Key]:
    counts: Counter[Key] = Counter()
    for one in targets:
        move = one.first and one.latest and (one.first.tier, one.latest.tier)
        counts.update((TOTAL, (OUT, one.out_of_poverty), (MOVE, move)))
        if one.first and one.latest:
            counts[FAILED] += len(one.first.failed)
            counts[RESOLVED] += len(one.first.failed - one.latest.failed)
    return counts


def _area(level: Level, path: Path, counts: Mapping[Key, int], pairs: Sequence[tuple[Tier, Tier]]) -> AreaSuccess:
    targets, out, failed, resolved = counts[TOTAL], counts[OUT, True], counts[FAILED], counts[RESOLVED]
    return AreaSuccess(
        level=level,
        area=path[-1],
        targets=targets,
        out_of_poverty=out,
        out_of_poverty_share=Fraction(out, targets),
        unassessed=counts[MOVE, None],
        moves=tuple(TierMove(*pair, counts[MOVE, pair]) for pair in pairs),
        dimensions_failed=failed,
        dimensions_resolved=resolved,
        dimensions_resolved_share=Fraction(resolved, failed) if failed else None,
    )


def _published(area: AreaSuccess, path: Path, hidden: frozenset[Figure]) -> AreaSuccess:
    """The area without what is hidden. Numbers of dimensions tell of tiers: only a rounded share of them is shown."""

    def shown(key: Key, value: int | None) -> int | None:
        return None if (path, key) in hidden else value

    targets, out = shown(TOTAL, area.targets), shown((OUT, True), area.out_of_poverty)
    moves = tuple(TierMove(m.first, m.latest, shown((MOVE, (m.first, m.latest)), m.households)) for m in area.moves)
    unassessed = shown((MOVE, None), area.unassessed)
    resolved = area.dimensions_resolved_share
    if resolved is not None:
        whole = None not in (targets, unassessed, *(move.households for move in moves))
        resolved = Fraction(half_up(resolved * 100, 0)) / 100 if whole else None
    return msgspec.structs.replace(
        area,
        targets=targets,
        out_of_poverty=out,
        out_of_poverty_share=None if None in (targets, out) else area.out_of_poverty_share,
        unassessed=unassessed,
        moves=moves,
        dimensions_failed=None,
        dimensions_resolved=None,
        dimensions_resolved_share=resolved,
    )
