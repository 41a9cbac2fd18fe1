"""Random commands never find a difference between the product and a small second reading of the stage rules (W1-W7)."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from aggregates.lifecycle import StageReached
from aggregates.reference import REFERENCE_CASE
from engine.casework import Casework
from engine.command import Command, Receipt
from engine.history import fold
from engine.refusal import BadInput, Refused
from projections.tables import read_rows
from tests.stage_commands import DIMENSIONS, command
from tests.stage_model import STAGES, Case, Said, View
from tests.stage_model_answers import BIG_INCOME, Answers, No
from tests.stage_model_rules import GATES, SEATS, World
from web.wiring import KINDS, open_casework, prepare
from workflows.rulesets import delivered

TODAY = date(2021, 12, 31)
FIRST = date(2020, 10, 5)
LEAST = 2
TABLES = [projection.name for projection in read_rows(KINDS).projections]
CRITERIA = ("database", "plan", "social_capital", "problems_solved")


def fewer_households() -> str:
    """The rules of 2564 for two households a community, with two people for the program's step to planned."""
    text = delivered("2564").replace("min_households = 35", f"min_households = {LEAST}")
    planned = '[[gates.program]]\nstage = "planned"\n'
    return text.replace("\nversion = 1\n", "\nversion = 2\n").replace(planned, f"{planned}two_persons = true\n")


@pytest.fixture(scope="module")
def empty() -> Iterator[Path]:
    """A prepared data folder under these rules, to be copied."""
    with tempfile.TemporaryDirectory() as folder:
        casework = open_casework(Path(folder), lambda: datetime(2021, 12, 31, tzinfo=UTC))
        prepare(casework)
        casework.do(
            Command(
                id="rules",
                kind="reference",
                name="activate_rule_set",
                by="wichai",
                case=REFERENCE_CASE,
                on=date(2020, 10, 2),
                inputs={"text": fewer_households()},
            )
        )
        casework.close()
        casework.vault.close()
        yield Path(folder)
