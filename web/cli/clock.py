"""The command on the clock: what it shows beside the last fact, and that it is right after a long silence (T7)."""

from __future__ import annotations

import secrets

import click

from aggregates.reference import REFERENCE, REFERENCE_CASE
from engine.clock import now
from engine.command import Command
from web.answers.clock import clock_told
from web.cli.desk import Desk, acting, answers, pass_desk
from web.cli.printing import say, say_json


@click.group()
def clock() -> None:
    """นาฬิกา · The clock that facts are dated by."""


@clock.command()
@answers
@pass_desk
def show(desk: Desk, /, as_json: bool, lang: str) -> None:
    """เทียบกับข้อเท็จจริงล่าสุด · Show the clock beside the last fact."""
    told = clock_told(desk.casework)
    if as_json:
        say_json(told)
        return
    for name, value in told.items():
        say(f"{name}: {value}")


@clock.command()
@click.option("--because", required=True, help="The reason.")
@acting
@pass_desk
def right(desk: Desk, /, because: str, by: str) -> None:
    """ยืนยันว่าถูกต้อง · Record that the clock is right though nothing was recorded for long."""
    casework = desk.casework
    casework.parts.after_silence = True
    silent = {"silent_days": clock_told(casework)["silent_days"]}
    id = secrets.token_hex(16)
    casework.do(
        Command(
            id=id, kind=REFERENCE.name, name="confirm_clock", by=by, case=REFERENCE_CASE, inputs=silent, because=because
        )
    )
    say(f"บันทึกแล้ว นาฬิกาแสดง {now():%Y-%m-%d %H:%M} UTC · recorded; the clock shows {now():%Y-%m-%d %H:%M} UTC")
