"""Freezes a computed sheet into the figures that a closed round keeps (S3.2b)."""

from __future__ import annotations

from aggregates.lifecycle_facts import RulePin
from aggregates.score_round_facts import CommunityFigures, Figures, MilestoneFigures
from workflows.score_round import RoundSheet
from workflows.sheet_scores import CommunityScore


def figures_of(sheet: RoundSheet, rules: RulePin) -> Figures:
    """Everything the sheet shows, with the rules and the ledger position it was computed at; ratios exact."""
    score = sheet.score
    return Figures(
        weight=score.weight,
        level_mean=str(score.level_mean),
        level_min=score.level_min,
        points=str(score.points),
        communities=tuple(_community(one) for one in score.communities),
        rules=rules,
        on=sheet.on,
        ledger_size=sheet.ledger_size,
    )


def _community(found: CommunityScore) -> CommunityFigures:
    return CommunityFigures(
        program=found.program,
        province=found.province,
        name=found.name,
        level=found.level,
        milestones=tuple(
            MilestoneFigures(
                level=one.level,
                id=one.id,
                reached=one.reached,
                cites=one.cites,
                missing=tuple(finding.id for finding in one.missing),
            )
            for one in found.milestones
        ),
    )
