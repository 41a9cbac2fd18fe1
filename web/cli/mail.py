"""The daily reminders, for whoever runs the service: from cron or a timer."""

from __future__ import annotations

import os

import click

from engine.bilingual import Text
from web.cli.desk import Desk, answers, pass_desk
from web.cli.printing import say, say_json
from web.mail.outbox import outbox
from web.mail.post import post
from web.mail.reminding import OUTCOMES, Outcome, remind
from web.operations.settings import settings_from

SAID: dict[Outcome, Text] = {
    "sent": Text("ส่งแล้ว", "sent"),
    "nothing": Text("ไม่มีเรื่องต้องเตือน", "nothing to say"),
    "waiting": Text("ส่งไม่ได้ จะลองใหม่", "kept, to be tried again"),
    "no_address": Text("ไม่มีอีเมล", "without an address"),
}


@click.command("remind")
@answers
@pass_desk
def remind_all(desk: Desk, /, as_json: bool, lang: str) -> None:
    """ส่งสรุปงานประจำวัน · Mail everybody who works with cases what waits; once a day each, exit code 1 if any waits."""
    settings = settings_from(os.environ)
    with outbox(desk.data) as box, post(settings) as posted:
        came = remind(desk.casework, box, posted, settings)
    if as_json:
        say_json(dict(came))
    else:
        say(", ".join(f"{SAID[one][lang]} {came[one]:,}" for one in OUTCOMES))
    if came["waiting"]:
        click.get_current_context().exit(1)
