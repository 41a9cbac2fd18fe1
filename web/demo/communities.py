"""The communities of the demo, one a province: where each is, and how far its story goes."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from importlib.resources import files
from typing import Literal

import msgspec

from workflows.process_rules import STAGES

Trait = Literal[
    "correction",
    "lapsed_waiver",
    "late",
    "replacement",
    "resumed",
    "retraction",
    "second_cycle",
    "slow",
    "suspended",
    "unconfirmed",
    "waiver",
    "withdrawn",
]
"""What is out of the ordinary in a community's story."""


class Community(msgspec.Struct, frozen=True, kw_only=True):
    """A made-up community in a real province."""

    province: str
    district: str
    subdistrict: str
    th: str
    en: str
    ends: Literal["opened", "selected", "analyzed", "committee_appointed", "planned", "intervened", "evaluated"]
    """The last stage its program reaches by its own moves."""
    model: bool
    """Whether everything is done that its zone needs to pick it as best practice."""
    traits: frozenset[Trait]

    def reaches(self, stage: str) -> bool:
        """Whether the story goes as far as ``stage``."""
        return self.ends != "opened" and STAGES.index(stage) <= STAGES.index(self.ends)


def communities() -> tuple[Community, ...]:
    """All of them in the order of the province codes; msgspec.ValidationError if a row has the wrong form."""
    lines = (files("web") / "demo" / "communities.csv").read_text(encoding="utf-8").splitlines()
    return tuple(_community(row) for row in csv.DictReader(lines))


def _community(row: Mapping[str, str]) -> Community:
    model = row["ends"] == "best_practice"
    given = {**row, "ends": "evaluated" if model else row["ends"], "model": model, "traits": row["traits"].split()}
    return msgspec.convert(given, Community)
