"""The piece of evidence that a zone shows as a whole: model communities and the zone's best practice (K of S3)."""

from __future__ import annotations

from engine.refusal import Cite
from engine.requirement import Judgement, met, missing, requirement
from workflows.evidence_done import deliveries, lessons_enough
from workflows.labels import text
from workflows.milestone_conditions import Conditions
from workflows.program_action import lessons_drawn, report_delivered
from workflows.program_best import criteria_hold
from workflows.rules import Rules
from workflows.scored_view import ScoredCommunity, ScoredZone
from workflows.wording import joined, lacking

SHOWN = (lessons_drawn, report_delivered, criteria_hold)
"""What makes a community a model: P6.1 to P6.3 evidenced, every criterion judged and a yes."""


@requirement(
    "S3.K.models",
    th="มีชุมชนต้นแบบทุกจังหวัด",
    en="A model community in every province of the zone",
    supplier=text("role", "provincial_office"),
    met_by=("program.lessons_drawn", "program.report_delivered", "program.criteria_judged"),
    commands=("draw_lessons", "deliver_report", "judge_criteria"),
)
def models(view: ScoredZone, around: Conditions, rules: Rules) -> Judgement:
    found = {
        province.name: next((one for one in province.communities if _is_model(one, rules)), None)
        for province in view.provinces
    }
    gaps = [name for name, model in found.items() if model is None]
    if gaps or not found:
        said_no = [cite for province in view.provinces for one in province.communities for cite in _noes(one)]
        return lacking("จังหวัดที่ยังไม่มีชุมชนต้นแบบ", "provinces without a model community", joined(gaps), *said_no)
    return met(*(cite for model in found.values() if model for cite in _shown_by(model, rules)))


@requirement(
    "S3.K.pick",
    th="สสว. เลือก Best Practice แล้ว",
    en="The zone's best practice picked",
    supplier=text("role", "zone_office"),
    met_by=("zone_review.best_practice_picked", "zone_review.pick_withdrawn"),
    commands=("request_pick", "confirm_pick"),
)
def pick(view: ScoredZone, around: Conditions, rules: Rules) -> Judgement:
    """The pick carries its written reason and the day it was presented (P7.4)."""
    if view.pick is None:
        return missing(
            "สสว. ยังไม่ได้เลือก Best Practice พร้อมเหตุผลและวันนำเสนอ",
            "the zone's best practice with its written reason and presentation date",
            *(Cite(gone.mark.version, view.review) for gone in view.withdrawn),
        )
    return met(Cite(view.pick.mark.version, view.review))


def _is_model(community: ScoredCommunity, rules: Rules) -> bool:
    return all(shown.judge(community, None, rules).met for shown in SHOWN)


def _shown_by(community: ScoredCommunity, rules: Rules) -> list[Cite]:
    recipients = {recipient.code for recipient in rules.program.report_recipients}
    sent = [mark for recipient, mark in deliveries(community, rules).items() if recipient in recipients]
    codes = {criterion.code for criterion in rules.program.criteria}
    judged = [verdict.mark for code, verdict in community.criteria.items() if code in codes]
    marks = dict.fromkeys((*lessons_enough(community, rules), *sent, *judged))
    return [Cite(mark.version, community.case) for mark in marks]


def _noes(community: ScoredCommunity) -> list[Cite]:
    """What says that a criterion doesn't hold."""
    marks = dict.fromkeys(verdict.mark for verdict in community.criteria.values() if not verdict.holds)
    return [Cite(mark.version, community.case) for mark in marks]
