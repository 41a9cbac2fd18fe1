"""All read rows together, for the kinds of case a deployment knows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.kind import Kind
from engine.rows import ReadRows
from projections.assessments import ASSESSMENTS
from projections.caseload import CASELOAD
from projections.dues import dues
from projections.evidence import EVIDENCE
from projections.household_names import HOUSEHOLD_NAMES
from projections.spells import spells


def read_rows(kinds: Iterable[Kind[Any]]) -> ReadRows:
    """Every table; spells and dues are of the kinds of case that move through a workflow."""
    living = tuple(kind for kind in kinds if kind.workflow is not None)
    return ReadRows((CASELOAD, HOUSEHOLD_NAMES, ASSESSMENTS, spells(living), dues(living), EVIDENCE))
