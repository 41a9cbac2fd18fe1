"""Puts the parts together: which kinds of case and projections there are, where the data lies, what is delivered."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from aggregates import (
    account,
    committee,
    community_program,
    household_case,
    mission_year,
    program_life,
    program_outcome,
    program_plan,
    program_work,
    reference_lists,
    rights_request,
    score_round,
    score_round_reminding,
    year_record,
    zone_review,
)
from aggregates.account_state import ACCOUNT
from aggregates.household_state import HOUSEHOLD
from aggregates.mission_year import MISSION_YEAR
from aggregates.program_state import PROGRAM
from aggregates.reference import REFERENCE, REFERENCE_CASE
from aggregates.rights_state import RIGHTS
from aggregates.score_round_state import SCORE_ROUND
from aggregates.year_record import YEAR_RECORD
from aggregates.zone_review_state import REVIEW
from engine.calendar import fiscal_year_span
from engine.casework import Casework
from engine.clock import Clock, now
from engine.command import Command
from engine.keys import LAYOUT as KEYS
from engine.keys import Vault, master_key
from engine.kind import Kind
from engine.recorder import Recorder, Views
from engine.refusal import CommandReused, UnsafeStore
from engine.sqlite import FactRecorder
from engine.store import PATIENCE
from projections.round_sheet import round_sheet
from projections.tables import read_rows
from web.attachments.store import Folder, Store
from web.databases import FACTS, expect_absent, facts_address, is_shared, keys_address, place_of, replica_address
from web.demo_day import clock_of, demo_day
from web.layouts import BESIDE, CREDENTIALS, LEDGER, LOOKS
from web.people.front_desk import FrontDesk
from web.read_log import ReadLog
from web.reference_data import reference_rows
from workflows.rules import decode_rules
from workflows.rulesets import delivered

KINDS: tuple[Kind[Any], ...] = (
    PROGRAM,
    HOUSEHOLD,
    REVIEW,
    YEAR_RECORD,
    MISSION_YEAR,
    SCORE_ROUND,
    REFERENCE,
    ACCOUNT,
    RIGHTS,
)
"""Every kind of case. A new one is listed here and appears behind every door."""
DECISIONS: tuple[ModuleType, ...] = (
    program_life,
    community_program,
    committee,
    program_plan,
    program_work,
    program_outcome,
    household_case,
    zone_review,
    year_record,
    mission_year,
    score_round,
    score_round_reminding,
    reference_lists,
    account,
    rights_request,
)
"""The modules that give the kinds their commands when they are imported."""
SCORE_ROUND.around = round_sheet

RULE_SETS = ("2564",)
ATTACHMENTS, PLACE_VARIABLE = "attachments", "CHUMCHON_ATTACHMENTS"
MASTER, MASTER_VARIABLE = "master.key", "CHUMCHON_MASTER_KEY"
DELIVERY = "delivery"
"""Who records what the product is delivered with."""


def open_casework(data: Path, clock: Clock | None = None) -> Casework:
    """The casework over a data folder, which is created when it isn't there. Raises UnsafeStore.

    Facts are recorded by ``clock``, unless told by the wall clock, in a demo on its own day.
    """
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    recorder = recorder_of(data)
    vault = Vault(place_of(data, KEYS), read_master(data))
    casework = Casework(
        str(data / FACTS),
        vault,
        KINDS,
        read_rows(KINDS),
        clock or clock_of(data),
        recorder=recorder,
        replica=_replica(),
        record=place_of(data, LEDGER),
    )
    casework.forgetting.files = open_attachments(data).forget
    return casework


def open_attachments(data: Path) -> Store:
    """Where attached files lie: $CHUMCHON_ATTACHMENTS, a larger disk or a bucket, or a folder of the data folder.

    Raises UnsafeStore.
    """
    place = os.environ.get(PLACE_VARIABLE) or str(data / ATTACHMENTS)
    if "://" not in place:
        return Folder(Path(place))
    try:
        from web.attachments.bucket import Bucket
    except ImportError:
        raise UnsafeStore(f"{PLACE_VARIABLE} needs what pip install 'chumchon[s3]' brings") from None
    return Bucket(place)


def recorder_of(data: Path) -> Callable[[str], Recorder]:
    """What opens the facts: the file in the data folder, or the shared database. Raises UnsafeStore."""
    if not is_shared():
        return FactRecorder
    expect_absent(data / FACTS)
    url, _ = facts_address(), keys_address()
    from engine.postgres.recorder import PostgresRecorder

    return lambda path: PostgresRecorder(url, layouts=BESIDE)


def _replica() -> Views | None:
    """The hot standby from which pages may be read. Raises UnsafeStore."""
    url = replica_address()
    if url is None:
        return None
    from engine.postgres.views import Replica

    return Replica(url, PATIENCE)


def open_front_desk(data: Path, casework: Casework) -> FrontDesk:
    """Who may come in, by the accounts of ``casework`` and the credentials beside it."""
    # The phones that make one-time codes know of no demo.
    return FrontDesk(casework, place_of(data, CREDENTIALS), clock=now if demo_day(data) else None)


def open_read_log(data: Path, clock: Clock = now) -> ReadLog:
    """Where looks at personal data are recorded. Raises UnsafeStore."""
    return ReadLog(place_of(data, LOOKS), clock)


def prepare(casework: Casework) -> None:
    """Create the tables that are missing and record what the product is delivered with; safe to repeat.

    What was delivered once is the administrator's from then on: later editions of the files change nothing.
    """
    casework.migrate()
    for command in _delivery():
        try:
            casework.do(command)
        except CommandReused:
            continue


def _delivery() -> Iterator[Command]:
    texts = {id: delivered(id) for id in RULE_SETS}
    starts = {id: fiscal_year_span(decode_rules(text).fiscal_year).first for id, text in texts.items()}
    rows = reference_rows()
    first = min(starts.values())

    def command(id: str, name: str, inputs: Mapping[str, Any], on: Any = first) -> Command:
        inputs = msgspec.to_builtins(inputs)
        case = REFERENCE_CASE
        return Command(
            id=f"{DELIVERY}/{id}", kind=REFERENCE.name, name=name, by=DELIVERY, case=case, inputs=inputs, on=on
        )

    yield command("reference", "open_reference", {})
    yield command("zones", "list_zones", {"zones": rows.zones})
    yield command("provinces", "list_provinces", {"provinces": rows.provinces})
    yield command("agencies", "list_agencies", {"agencies": rows.agencies})
    yield command("poverty_lines", "publish_poverty_lines", {"lines": rows.poverty_lines})
    for id, text in texts.items():
        yield command(f"rules/{id}", "activate_rule_set", {"text": text}, starts[id])


def read_master(data: Path) -> bytes:
    """The master key: $CHUMCHON_MASTER_KEY, or the file in the data folder, created once. Raises UnsafeStore."""
    given = os.environ.get(MASTER_VARIABLE)
    if given is None:
        return master_key(data / MASTER)
    try:
        return bytes.fromhex(given)
    except ValueError:
        raise UnsafeStore("CHUMCHON_MASTER_KEY must be 64 hexadecimal digits") from None
