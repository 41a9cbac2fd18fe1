"""What a closed round would be now: levels then and now, facts that came and went, places beyond the quota (S3.2b)."""

from __future__ import annotations

import msgspec

from aggregates.score_round_figures import figures_of
from engine.refusal import Cite
from projections.round_difference import CommunityDifference, differences
from tests.given import PIN
from tests.round_stories import ENDS, FIRST, SECOND, community
from workflows.score_round import RoundSheet
from workflows.sheet_scores import CommunityScore, SheetScore


def scored(*communities: CommunityScore) -> SheetScore:
    return SheetScore(sheet="zone-6m", office="04", fiscal_year=2564, weight=20, communities=communities)


def found(then: SheetScore, now: SheetScore) -> tuple[CommunityDifference, ...]:
    sheet = RoundSheet(score=then, on=ENDS, ledger_size=1, ends=ENDS, day=ENDS)
    return differences(figures_of(sheet, PIN), now)


def test_what_stayed_as_it_was_makes_no_difference_s3_2b() -> None:
    sheet = scored(community(FIRST, 5), community(SECOND, 3), community(None, 0))
    assert found(sheet, sheet) == ()


def test_a_community_that_rose_or_fell_names_its_facts_s3_2b() -> None:
    then, now = scored(community(FIRST, 5), community(SECOND, 3)), scored(community(FIRST, 4), community(SECOND, 4))
    fell, rose = found(then, now)
    assert (fell.program, fell.then, fell.now, fell.new, fell.gone) == (FIRST, 5, 4, (), (Cite(6, FIRST),))
    assert (rose.program, rose.then, rose.now, rose.new, rose.gone) == (SECOND, 3, 4, (Cite(5, SECOND),), ())


def test_another_fact_behind_the_same_level_is_a_difference_s3_2b() -> None:
    before = community(FIRST, 1)
    first, *rest = before.milestones
    other = msgspec.structs.replace(first, cites=(Cite(9, FIRST),))
    after = msgspec.structs.replace(before, milestones=(other, *rest))
    (one,) = found(scored(before), scored(after))
    assert (one.then, one.now, one.new, one.gone) == (1, 1, (Cite(9, FIRST),), (Cite(2, FIRST),))


def test_a_community_that_came_later_or_left_has_no_level_on_the_other_side_s3_2b() -> None:
    left, came = found(scored(community(FIRST, 2)), scored(community(SECOND, 1)))
    assert (left.program, left.then, left.now) == (FIRST, 2, None)
    assert (came.program, came.then, came.now, came.new) == (SECOND, None, 1, (Cite(2, SECOND),))


def test_each_place_short_of_the_quota_is_told_apart_p1_5() -> None:
    two, one = scored(community(None, 0), community(None, 0)), scored(community(None, 0))
    (gone,) = found(two, one)
    assert (gone.program, gone.then, gone.now) == (None, 0, None)
    assert found(two, two) == ()
