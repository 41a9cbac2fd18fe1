"""The workflow of a zone's yearly review: lessons, ranking, the pick, the policy proposal (P7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from engine.bilingual import Text
from engine.requirement import Judgement, met, missing, requirement
from engine.workflow import Gate, Move, Stage, Workflow
from workflows.labels import text
from workflows.program_view import Marked
from workflows.rules import Rules
from workflows.wording import joined, lacking


class Ranking(Marked, Protocol):
    """Programs in the order the zone ranks them."""

    @property
    def order(self) -> Sequence[str]: ...


class ReviewView(Protocol):
    """A zone's review of one fiscal year."""

    @property
    def lessons(self) -> Mapping[str, Marked]: ...
    @property
    def ranking(self) -> Ranking | None: ...
    @property
    def pick(self) -> Marked | None: ...
    @property
    def proposal(self) -> Marked | None: ...


class Reviewed(Protocol):
    """A community program as the review sees it."""

    @property
    def community(self) -> Text: ...
    @property
    def is_evaluated(self) -> bool: ...


class ReviewAround(Protocol):
    """The zone's community programs of the year, read under the lock."""

    @property
    def programs(self) -> Mapping[str, Reviewed]: ...


@requirement(
    "P7.1.lessons",
    th="ถอดบทเรียนทุกชุมชนในเขต",
    en="Lessons from every community of the zone",
    supplier=text("role", "zone_office"),
    commands=("draw_lessons",),
)
def every_lesson(view: ReviewView, around: ReviewAround, rules: Rules) -> Judgement:
    if not around.programs:
        return missing("เขตนี้ยังไม่มีชุมชนในปีงบประมาณนี้", "the zone has no community program in this fiscal year")
    gaps = [program.community for case, program in around.programs.items() if case not in view.lessons]
    if gaps:
        return lacking("ชุมชนที่ยังไม่ได้ถอดบทเรียน", "communities without a lessons entry", joined(gaps))
    return met(*(entry.mark for entry in view.lessons.values()))


@requirement(
    "P7.1.ranking",
    th="จัดลำดับชุมชนที่ประเมินผลแล้วครบ",
    en="Every evaluated community ranked",
    supplier=text("role", "zone_office"),
    commands=("rank",),
)
def every_rank(view: ReviewView, around: ReviewAround, rules: Rules) -> Judgement:
    if view.ranking is None:
        return missing("ต้องจัดลำดับชุมชนที่ประเมินผลแล้ว", "a ranking of the evaluated communities")
    ranked = view.ranking.order
    gaps = [p.community for case, p in around.programs.items() if p.is_evaluated and case not in ranked]
    if gaps:
        return lacking("ชุมชนที่ยังไม่ได้จัดลำดับ", "communities not yet ranked", joined(gaps))
    return met(view.ranking.mark)


@requirement(
    "P7.3",
    th="ข้อเสนอเชิงนโยบาย",
    en="Policy proposal",
    supplier=text("role", "zone_office"),
    met_by=("zone_review.proposal_submitted",),
    commands=("submit_proposal",),
)
def proposed(view: ReviewView, around: ReviewAround, rules: Rules) -> Judgement:
    if view.proposal is None:
        return missing("ต้องส่งข้อเสนอเชิงนโยบายของเขต", "the zone's policy proposal")
    return met(view.proposal.mark)


RANK = Move("rank", "opened", "ranked", Text("จัดลำดับ", "Rank"))
PICK = Move("pick", "ranked", "picked", Text("เลือก Best Practice", "Pick the best practice"))
PROPOSE = Move("propose", "picked", "proposed", Text("เสนอเชิงนโยบาย", "Submit the policy proposal"))
_WITHDRAW = Text("ถอน Best Practice", "Withdraw the pick")

_GATES: Mapping[str, Gate] = {
    RANK.name: (every_lesson,),
    PICK.name: (every_lesson, every_rank),
    PROPOSE.name: (proposed,),
}


def _gate(move: Move, view: Any, rules: Any) -> Gate:
    return _GATES.get(move.name, ())


ZONE_REVIEW_WORKFLOW = Workflow(
    "zone_review",
    Text("การพิจารณาระดับเขต", "Zone review"),
    stages=(
        Stage("opened", Text("ถอดบทเรียน", "Drawing lessons")),
        Stage("ranked", Text("จัดลำดับแล้ว", "Ranked")),
        Stage("picked", Text("เลือก Best Practice แล้ว", "Best practice picked")),
        Stage("proposed", Text("เสนอเชิงนโยบายแล้ว", "Proposal submitted"), final=True),
    ),
    moves=(
        RANK,
        PICK,
        PROPOSE,
        Move("withdraw", "picked", "ranked", _WITHDRAW, back=True),
        Move("withdraw", "proposed", "ranked", _WITHDRAW, back=True),
    ),
    requirements=(every_lesson, every_rank, proposed),
    gate=_gate,
)
"""A review stands where its own facts put it; each gate is asked by the decision that records the fact."""
