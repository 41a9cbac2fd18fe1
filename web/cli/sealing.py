"""Sealing and witnessing on the command line: keys, and the ledger's checkpoints as they fall due."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import click

from engine.ledger.key_file import make_key, read_key, refuse_nested
from engine.ledger.note import SIGNATURE
from engine.ledger.record import FILE, LAYOUT, Record
from engine.ledger.sealer import REREAD, Sealer
from engine.ledger.witness import main
from web.cli.desk import Desk
from web.cli.printing import say
from web.databases import place_of, reading_facts

KEY = "seal.key"
FACTS_DUE, SECONDS_DUE = 256, 60
LOOK = 1.0
"""Seconds between two looks at how many facts are waiting."""


@click.group(invoke_without_command=True)
@click.option(
    "--folder",
    envvar="CHUMCHON_SEAL",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The sealer's own folder, out of the server's reach ($CHUMCHON_SEAL).",
)
@click.option("--facts", default=FACTS_DUE, show_default=True, type=click.IntRange(1), help="Sign after so many facts,")
@click.option(
    "--seconds", default=SECONDS_DUE, show_default=True, type=click.IntRange(1), help="or after so many seconds."
)
@click.option(
    "--reread",
    default=REREAD,
    show_default=True,
    type=click.IntRange(0),
    help="Times 256 old facts read again a round.",
)
@click.option("--once", is_flag=True, help="One round, for a timer such as cron.")
@click.pass_context
def seal(context: click.Context, folder: Path, facts: int, seconds: int, reread: int, once: bool) -> None:
    """ลงนามปิดบัญชี · Sign the ledger's checkpoints, in a process of its own."""
    desk: Desk = context.obj
    refuse_nested(folder, desk.data)
    context.meta["seal"] = folder
    if context.invoked_subcommand is not None:
        return
    key, facts_read = read_key(folder / KEY), reading_facts(desk.data)
    with closing(Record(folder / FILE)) as own, closing(Record(place_of(desk.data, LAYOUT))) as shown:
        sealer = Sealer(facts_read, own, shown, key, lambda: time.time_ns() // 1000, reread)
        if once:
            return _round(sealer)
        rounds(sealer, facts, seconds, time.monotonic, time.sleep)


@seal.command("key")
@click.argument("name")
@click.pass_context
def seal_key(context: click.Context, name: str) -> None:
    """สร้างกุญแจลงนาม · Make the key and print what verifies it; NAME is the ledger's, such as cases.example.go.th."""
    say(str(make_key(context.meta["seal"] / KEY, name, SIGNATURE).verifier))


def rounds(
    sealer: Sealer, facts: int, seconds: int, clock: Callable[[], float], sleep: Callable[[float], object]
) -> None:
    """Seal for ever: after ``facts`` new facts or ``seconds``, whichever comes first. Raises what sealing raises."""
    due = clock()
    while True:
        if clock() >= due or sealer.waiting() >= facts:
            _round(sealer)
            due = clock() + seconds
        sleep(LOOK)


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def witness(context: click.Context, words: tuple[str, ...]) -> None:
    """เป็นพยาน · Check and cosign somebody's ledger: engine/ledger/witness.py, which can be run on its own."""
    context.exit(main(words))


def _round(sealer: Sealer) -> None:
    note = sealer.seal()
    if note is not None:
        say(note.text.rstrip().replace("\n", "  "))
