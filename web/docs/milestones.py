"""The page of score sheets: each level with its evidence and conditions, from rule set and requirements (S3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.requirement import Requirement
from web.docs.markdown import code, listed, page, table
from workflows.milestone_rules import Evidence, MilestoneSheet
from workflows.milestones import PIECES
from workflows.rules import Rules
from workflows.score_rules import ScoreRules

INTRODUCTION = """\
A sheet is what an office is scored on in a round. A level is reached when its own evidence and that of all lower
levels is there: facts that happened from 1 October of the fiscal year to the end of the round, recorded by the
cut-off, as corrected by then. A waiver is never evidence. A community's level is the highest it has reached; an
office's score is the mean over its communities, where each place short of the quota counts 0; its points are that
mean, divided by 5, times the weight. Sheets, levels, pieces and conditions are data of the [rule set]({rules}); what
a piece looks at is code under its id."""
HEADERS = ("id", "สิ่งที่ต้องมี · what must be there", "ผู้ให้ข้อมูล · who supplies it", "facts", "commands")
SHEET = ("ระดับ · level", "เป้าหมาย · milestone", "หลักฐาน · evidence", "เงื่อนไข · conditions")


def milestones_page(rules: Rules, file: str, commands: Mapping[tuple[str, str], str]) -> str:
    """Every sheet of a rule set, whose own page is ``file``; ``commands`` says where each command is described."""
    scores = rules.scores
    return page(
        f"Score sheets · ใบคะแนน: {rules.title.th} · {rules.title.en}",
        INTRODUCTION.format(rules=file),
        _times(scores),
        *(_sheet(sheet, scores) for sheet in scores.sheets),
        "## หลักฐาน · Pieces of evidence",
        *_pieces(scores, commands),
    )


def _times(scores: ScoreRules) -> str:
    carried = listed(piece.code for piece in scores.pieces if piece.carries_over)
    said = f"The cut-off is {scores.cut_off_days} days after the round's end. From earlier years count: {carried}."
    live = "" if scores.go_live is None else f" Rounds that ended before {scores.go_live} have no cut-off."
    return said + live


def _sheet(sheet: MilestoneSheet, scores: ScoreRules) -> str:
    conditions = {condition.code: condition for condition in scores.conditions}

    def asked(evidence: Evidence) -> str:
        named = (conditions[name].text for name in evidence.conditions)
        return f"{evidence.piece}: " + listed(f"{text.th} · {text.en}" for text in named)

    rows = (
        (
            milestone.level,
            f"{milestone.text.th} · {milestone.text.en}",
            listed(evidence.piece for evidence in milestone.evidence),
            "; ".join(asked(evidence) for evidence in milestone.evidence if evidence.conditions) or "–",
        )
        for milestone in sheet.milestones
    )
    heading = f"## {sheet.text.th} · {sheet.text.en} (`{sheet.code}`)"
    return "\n\n".join((heading, f"น้ำหนัก · Weight: {sheet.weight}.", table(SHEET, rows)))


def _pieces(scores: ScoreRules, commands: Mapping[tuple[str, str], str]) -> Iterator[str]:
    for piece in scores.pieces:
        judged = PIECES[piece.code]
        yield f"### {piece.code}: {piece.text.th} · {piece.text.en}"
        if judged.of_the_zone:
            yield "ถามทั้งเขต ผลเท่ากันทุกชุมชน · Asked of the zone as a whole: the same for each of its communities."
        yield table(HEADERS, (_row(requirement, commands) for requirement in judged.requirements))
        if judged.further:
            yield "เมื่อมีเงื่อนไข · Where a milestone asks for it:"
            yield table(HEADERS, (_row(requirement, commands) for requirement in judged.further.values()))


def _row(requirement: Requirement[Any, Any, Any], commands: Mapping[tuple[str, str], str]) -> tuple[str, ...]:
    places = {command: place for (_, command), place in commands.items()}
    return (
        code(requirement.id),
        f"{requirement.label.th} · {requirement.label.en}",
        f"{requirement.supplier.th} · {requirement.supplier.en}",
        listed(code(topic) for topic in requirement.met_by),
        listed(f"[`{name}`]({places[name]})" for name in requirement.commands),
    )
