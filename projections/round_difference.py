"""What has changed since a round was closed: levels then and now, and the facts that came or went (S3.2b)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from aggregates.score_round_facts import CommunityFigures, Figures
from engine.bilingual import Text
from engine.refusal import Cite
from workflows.sheet_scores import CommunityScore, SheetScore

Scored = CommunityFigures | CommunityScore
Place = tuple[str | None, str, int]
"""A community by its program; a place short of the quota by its province and its turn among those."""


class CommunityDifference(msgspec.Struct, frozen=True, kw_only=True):
    """A community that is scored otherwise than when the round was closed; no level where it isn't on the sheet."""

    program: str | None
    province: str
    name: Text
    then: int | None
    now: int | None
    new: tuple[Cite, ...]
    """The facts that count now and didn't then."""
    gone: tuple[Cite, ...]
    """The facts that counted then and don't now."""


def differences(then: Figures, now: SheetScore) -> tuple[CommunityDifference, ...]:
    """Every community that differs in its level or in the facts behind its milestones, in the order of the sheets."""
    before, after = _by_place(then.communities), _by_place(now.communities)
    found = (_difference(before.get(place), after.get(place)) for place in {**before, **after})
    return tuple(one for one in found if one.then != one.now or one.new or one.gone)


def _by_place(communities: Iterable[Scored]) -> Mapping[Place, Scored]:
    turns: Counter[tuple[str | None, str]] = Counter()
    places: dict[Place, Scored] = {}
    for one in communities:
        turns[one.program, one.province] += 1
        places[one.program, one.province, turns[one.program, one.province]] = one
    return places


def _difference(then: Scored | None, now: Scored | None) -> CommunityDifference:
    either = now or then
    assert either is not None, "a place is on one sheet or the other"
    counted, counts = _cites(then), _cites(now)
    return CommunityDifference(
        program=either.program,
        province=either.province,
        name=either.name,
        then=None if then is None else then.level,
        now=None if now is None else now.level,
        new=tuple(cite for cite in counts if cite not in counted),
        gone=tuple(cite for cite in counted if cite not in counts),
    )


def _cites(scored: Scored | None) -> dict[Cite, None]:
    """The facts behind the milestones, each once, in their order."""
    return {} if scored is None else {cite: None for milestone in scored.milestones for cite in milestone.cites}
