"""What a milestone may ask of a piece of evidence beyond the piece itself: who took part, and under which plan (S3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import get_args

from engine.bilingual import Text
from workflows.wording import Body, bodies

Conditions = Collection[str]
"""Codes of the rule set (``scores.conditions``)."""

PRESENT: Mapping[str, Body] = {f"{body}_present": body for body in get_args(Body)}
"""Conditions on who took part, and the body each of them means."""

UNDER_PLAN = "under_community_plan"
"""The activity is one of the community plan."""


def absent(there: Sequence[str], conditions: Conditions) -> list[Text]:
    """The bodies that should have taken part and did not."""
    return [bodies((body,)) for code, body in PRESENT.items() if code in conditions and body not in there]
