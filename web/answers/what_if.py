"""What another rule set would make of the stored history, for both doors: who changes, and why (S3.4, W6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
from engine.bilingual import Text
from projections.what_if import CaseStanding, Changes, Gap, Standing
from projections.what_if_offices import OfficeStanding
from web.answers.national_scores import exact_shown
from web.showing import text_shown
from workflows.labels import text
from workflows.rules import Rules
from workflows.sheet_scores import CommunityScore

KINDS = {kind.name: kind for kind in (HOUSEHOLD, PROGRAM)}


def what_if_shown(
    found: Iterable[Changes], offices: Iterable[OfficeStanding], rules: Rules, on: date
) -> dict[str, Any]:
    """Every case and office that the rules change: tier, outcome, what is lacking, levels; and who becomes stuck.

    The order is that of the case ids, so that the same question has the same answer, letter by letter.
    """
    blocks = list(found)
    changed = sorted((one for block in blocks for one in block.changed), key=lambda one: one.case)
    tiers = Counter((one.before.tier, one.after.tier) for one in changed if one.before.tier != one.after.tier)
    return {
        "ruleset": rules.id,
        "version": rules.version,
        "on": on.isoformat(),
        "cases": sum(block.cases for block in blocks),
        "changed": [_change(one) for one in changed],
        "tiers": [{"before": b, "after": a, "households": n} for (b, a), n in sorted(tiers.items(), key=str)],
        "stuck": [one.case for one in changed if one.becomes_stuck],
        "offices": [_office(one, rules.scores.shown_decimals) for one in offices if one.before != one.after],
    }


def _office(one: OfficeStanding, decimals: int) -> dict[str, Any]:
    ends = {"before": one.before, "after": one.after}
    return {
        "sheet": one.after.sheet,
        "office": one.after.office,
        "level_mean": {end: exact_shown(score.level_mean, decimals) for end, score in ends.items()},
        "points": {end: exact_shown(score.points, decimals) for end, score in ends.items()},
        "communities": [_community(before, after) for before, after in one.communities],
    }


def _community(before: CommunityScore | None, after: CommunityScore | None) -> dict[str, Any]:
    found = after or before
    assert found is not None
    return {
        "program": found.program,
        "name": text_shown(found.name),
        "level": {"before": before and before.level, "after": after and after.level},
        "newly_missing": sorted(_lacks(after) - _lacks(before)),
        "no_longer_missing": sorted(_lacks(before) - _lacks(after)),
    }


def _lacks(one: CommunityScore | None) -> set[str]:
    found = () if one is None else one.milestones
    return {f"{milestone.id}: {finding.id}" for milestone in found for finding in milestone.missing}


def _change(one: CaseStanding) -> dict[str, Any]:
    shown: dict[str, Any] = {"case": one.case, "kind": one.kind, "program": one.program, "stage": one.stage}
    for name in ("tier", "out_of_poverty"):
        before, after = getattr(one.before, name), getattr(one.after, name)
        if before != after:
            shown[name] = {"before": before, "after": after}
    shown["newly_missing"] = _gaps(one.kind, one.after, one.before)
    shown["no_longer_missing"] = _gaps(one.kind, one.before, one.after)
    return shown


def _gaps(kind: str, more: Standing, less: Standing) -> list[dict[str, Any]]:
    return [_gap(kind, gap) for gap in sorted(set(more.gaps) - set(less.gaps))]


def _gap(kind: str, gap: Gap) -> dict[str, Any]:
    workflow = KINDS[kind].workflow
    assert workflow is not None
    requirement = workflow.requirement(gap.requirement)
    label = Text(gap.requirement, gap.requirement) if requirement is None else requirement.label
    return {
        "stage": gap.stage,
        "stage_label": text_shown(text("stage", gap.stage)),
        "passed": gap.passed,
        "id": gap.requirement,
        "label": text_shown(label),
    }
