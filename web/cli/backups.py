"""Backups on the command line: take one, restore one, delete those whose keys may not be kept any longer."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from engine.calendar import day_in_bangkok, show_date
from engine.clock import now
from engine.ledger.note import VerifierKey
from engine.verification.checkpoints import Held
from web.backups.restoring import Unsound, restore_backup
from web.backups.taking import Places, key_days, prune, take_backup
from web.cli.desk import Desk, pass_desk
from web.cli.printing import say
from web.cli.verifying import checkpoint_option, say_report


class Backups(click.Group):
    """``chumchon backup FOLDER`` takes one; a word that is no other command's is the folder."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["take", *args]
        return super().parse_args(ctx, args)


FOLDER = click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
FACTS = click.option("--facts", type=click.Path(path_type=Path, file_okay=False), help="Where facts go (FOLDER/facts).")
KEYS = click.option("--keys", type=click.Path(path_type=Path, file_okay=False), help="Where keys go (FOLDER/keys).")


@click.group(cls=Backups)
def backup() -> None:
    """สำรองข้อมูล · Back up into FOLDER while everybody works on: `chumchon backup FOLDER`."""


@backup.command("take")
@FOLDER
@FACTS
@KEYS
@pass_desk
def take(desk: Desk, /, **asked: Path | None) -> None:
    """สำรองข้อมูลตอนนี้ · Copy facts and keys, each to their own place."""
    with desk.casework.reading() as reader:
        days = key_days(reader)
    taken = take_backup(desk.data, _places(asked), days, now)
    say(f"{taken.name}: {taken.size:,} ข้อเท็จจริง · facts, root {taken.root[:16]}…")


@backup.command("prune")
@FOLDER
@KEYS
def prune_keys(**asked: Path | None) -> None:
    """ลบสำเนากุญแจที่หมดอายุ · Delete backups of keys that may not be kept any longer: in them the erased live on."""
    names = prune(_places({"facts": asked["keys"], **asked}).keys, day_in_bangkok(now()))
    say("\n".join((*names, f"ลบแล้ว {len(names)} ชุด · deleted: {len(names)}")))


@click.command()
@FOLDER
@FACTS
@KEYS
@click.option("--name", help="Which backup; the latest if left out.")
@click.option("--master", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="The master key's file.")
@click.option("--key", help="The ledger's public key as it was handed to you.")
@checkpoint_option
@pass_desk
def restore(
    desk: Desk,
    /,
    folder: Path | None,
    facts: Path | None,
    keys: Path | None,
    name: str | None,
    master: Path | None,
    key: str | None,
    held: tuple[Held, ...],
) -> None:
    """กู้คืนข้อมูล · Restore a backup into an empty data folder (--data), and verify all of it before saying so."""
    places = _places({"folder": folder, "facts": facts, "keys": keys})
    known = None if key is None else VerifierKey.read(key)
    try:
        done = restore_backup(places, desk.data, name=name, master=master, outside=held, key=known)
    except Unsound as unsound:
        say_report(unsound.report, "th", compared=bool(held))
        raise
    say_report(done.report, "th", compared=bool(held))
    if done.keys.expires is not None and done.keys.expires < day_in_bangkok(now()):
        say(_expired(done.keys.expires))
    say(f"กู้คืนแล้ว · restored: {done.facts.name}")


def _expired(last: date) -> str:
    return (
        f"! สำเนากุญแจชุดนี้หมดอายุ {show_date(last, 'th')} ควรถูกลบแล้ว: ตรวจคำขอลบข้อมูลที่อนุมัติหลังการสำรอง · "
        f"this backup of keys expired on {show_date(last, 'en')} and should be gone: "
        "look for erasures granted since it was taken"
    )


def _places(asked: dict[str, Any]) -> Places:
    folder, facts, keys = asked.get("folder"), asked.get("facts"), asked.get("keys")
    if folder is None and (facts is None or keys is None):
        raise click.UsageError("ระบุ FOLDER หรือทั้ง --facts และ --keys · name a FOLDER, or both --facts and --keys")
    below = Places.below(folder or Path())
    return Places(facts or below.facts, keys or below.keys)
