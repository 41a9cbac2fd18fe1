"""Milestones judged: the level of a sheet a community has reached, by which facts, and what the next lacks (S3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from engine.refusal import Cite, Finding
from engine.requirement import Requirement
from workflows import evidence_done as done
from workflows import evidence_planned as planned
from workflows import evidence_zone as zone
from workflows.milestone_conditions import PRESENT, UNDER_PLAN
from workflows.milestone_rules import Evidence, MilestoneSheet
from workflows.rules import Rules
from workflows.scored_view import ScoredCommunity, ScoredZone
from workflows.sheet_scores import MilestoneFound

Judged = tuple[Requirement[Any, Any, Any], ...]


class JudgedPiece(msgspec.Struct, frozen=True):
    """How a piece of evidence is judged, and which conditions a milestone may put on it."""

    requirements: Judged
    conditions: frozenset[str] = frozenset()
    """Those that the requirements themselves look at."""
    further: Mapping[str, Requirement[Any, Any, Any]] = {}
    """Those that are a requirement of their own."""
    of_the_zone: bool = False
    """Whether it is asked of the zone as a whole, and so the same for each of its communities (S3.3)."""

    def asked(self, evidence: Evidence) -> Judged:
        """Everything a milestone asks for in this piece."""
        return (*self.requirements, *(self.further[code] for code in evidence.conditions if code in self.further))


_HERE = frozenset(PRESENT)

PIECES: Mapping[str, JudgedPiece] = {
    "A": JudgedPiece((planned.area,), _HERE),
    "B": JudgedPiece((planned.proposal,)),
    "C": JudgedPiece((planned.situation, planned.issues), _HERE),
    "D": JudgedPiece((planned.group_meeting,)),
    "E": JudgedPiece((planned.approach,), _HERE, {"problems_summarised": planned.problems_summarised}),
    "F": JudgedPiece((planned.plan,)),
    "G": JudgedPiece((planned.community_plan,)),
    "H": JudgedPiece(
        (done.joint_activity, done.household_helped, done.exchange),
        frozenset((UNDER_PLAN,)),
        {"every_household_helped": done.every_household},
    ),
    "I": JudgedPiece((done.follow_up,)),
    "J": JudgedPiece((done.lessons, done.report)),
    "K": JudgedPiece((zone.models, zone.pick), of_the_zone=True),
}
"""The pieces that can be judged, by their letter in the rule set."""


class Seen(msgspec.Struct, frozen=True):
    """A community by all its facts, and by those of the scored year alone (S3.1)."""

    ever: ScoredCommunity
    this_year: ScoredCommunity


ZoneFound = Mapping[Evidence, tuple[Finding, ...]]
"""What a zone shows as a whole: the same for each of its communities."""


def zone_found(sheet: MilestoneSheet, view: ScoredZone, rules: Rules) -> ZoneFound:
    """The findings of the pieces that are asked of the zone as a whole."""
    asked = (evidence for milestone in sheet.milestones for evidence in milestone.evidence)
    return {one: _find(one, view, rules) for one in asked if PIECES[one.piece].of_the_zone}


def asks_the_zone(sheet: MilestoneSheet) -> bool:
    """Whether a milestone of the sheet asks something of the zone as a whole."""
    return any(PIECES[one.piece].of_the_zone for milestone in sheet.milestones for one in milestone.evidence)


def milestones_found(
    sheet: MilestoneSheet, community: Seen, of_zone: ZoneFound, rules: Rules
) -> Iterator[MilestoneFound]:
    """Each level of the sheet: reached when its own evidence and that of all lower ones is there (S3.1)."""
    carried, case, reached = rules.scores.carried_over, community.ever.case, True
    for milestone in sheet.milestones:
        found: list[Finding] = []
        for evidence in milestone.evidence:
            view = community.ever if evidence.piece in carried else community.this_year
            found += of_zone[evidence] if evidence in of_zone else _find(evidence, view, rules)
        reached = reached and all(finding.met for finding in found)
        cites = (_placed(cite, case) for finding in found if finding.met for cite in finding.cites)
        yield MilestoneFound(
            level=milestone.level,
            id=f"{sheet.code}.{milestone.level}",
            reached=reached,
            cites=tuple(dict.fromkeys(cites)),
            missing=tuple(_explained(finding, case) for finding in found if not finding.met),
        )


def _find(evidence: Evidence, view: ScoredCommunity | ScoredZone, rules: Rules) -> tuple[Finding, ...]:
    """A waiver is no evidence (W3): none is taken."""
    asked = PIECES[evidence.piece].asked(evidence)
    return tuple(requirement.find(view, evidence.conditions, rules, {}) for requirement in asked)


def _explained(finding: Finding, case: str) -> Finding:
    return msgspec.structs.replace(finding, cites=tuple(_placed(cite, case) for cite in finding.cites))


def _placed(cite: Cite, case: str) -> Cite:
    """A cite that says which case it means."""
    return cite if cite.case else Cite(cite.version, case)
