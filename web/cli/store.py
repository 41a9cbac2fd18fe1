"""Commands on the whole store: migrate, demo, rebuild, docs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.calendar import show_date
from web.cli.desk import Desk, pass_desk
from web.cli.printing import bar, say
from web.demo_day import clock_of, stand_at
from web.wiring import open_casework, open_front_desk, prepare
from workflows.labels import label

if TYPE_CHECKING:
    from web.demo.accounts import Login

LOGINS = "logins.txt"


@click.command()
@pass_desk
def migrate(desk: Desk) -> None:
    """สร้างตารางและข้อมูลตั้งต้น · Create what is missing in the data folder."""
    casework = open_casework(desk.data)
    prepare(casework)
    casework.close()
    say(f"พร้อมใช้งาน · ready: {desk.data}")


@click.command()
@pass_desk
def demo(desk: Desk) -> None:
    """สร้างข้อมูลตัวอย่าง · Fill an empty data folder with made-up data."""
    from web.demo import build
    from web.demo.accounts import open_accounts
    from web.demo.dates import TODAY

    casework = open_casework(desk.data)
    with bar("demo") as progress:
        summary = build(casework, progress=progress)
    stand_at(desk.data, TODAY)
    casework.clock = clock_of(desk.data)
    people = open_front_desk(desk.data, casework)
    _say_logins(desk.data / LOGINS, open_accounts(people))
    people.close()
    casework.close()
    say(f"ข้อเท็จจริง {summary.facts:,} รายการ · {summary.facts:,} facts")
    say_day(TODAY)


@click.command()
@pass_desk
def rebuild(desk: Desk) -> None:
    """สร้างตารางสำหรับอ่านใหม่ · Build all read rows anew from the facts."""
    # Unchecked: whatever is wrong with the read rows is what this puts right.
    casework = open_casework(desk.data)
    with bar("rebuild") as progress:
        facts = casework.rebuild(lambda done: progress(done, None))
    casework.close()
    casework.vault.close()
    say(f"อ่านข้อเท็จจริง {facts:,} รายการ · {facts:,} facts replayed")


@click.command()
@click.option("--check", is_flag=True, help="Only say which pages are out of date, and which requirements lack a test.")
def docs(check: bool) -> None:
    """สร้างคู่มือจากโค้ด · Write the generated pages of the handbook, in a checkout."""
    from web.docs import stale, untested, write
    from web.docs.coverage import LIST

    here = Path()
    if not (here / LIST).exists():
        raise click.ClickException("สั่งได้ในโฟลเดอร์ซอร์สโค้ดเท่านั้น · run this in a checkout of Chumchon")
    if not check:
        for path in write(here):
            say(path)
        return
    found = [f"ไม่ตรงกับโค้ด · out of date: {path}" for path in stale(here)]
    found += [f"ยังไม่มีการทดสอบ · no test names {id}" for id in untested(here)]
    if found:
        raise click.ClickException("\n".join(found))


def say_day(day: date) -> None:
    """Say on which day a demo stands."""
    say(f"ข้อมูลสาธิต ณ วันที่ {show_date(day, 'th')} · a demo that stands at {show_date(day, 'en')}")


def _say_logins(path: Path, logins: Sequence[Login]) -> None:
    """Show how to come in, and keep it for the owner of the data folder: made-up people have no other place for it."""
    lines = [f"{x.user_name:8}  {x.password}  {label('role', x.role, 'th')} · {x.role} {x.area}" for x in logins]
    tokens = [f"{x.user_name:8}  {x.token}" for x in logins]
    path.touch(mode=0o600)
    path.write_text("\n".join((*lines, "", "API:", *tokens, "")), encoding="utf-8")
    say("\n".join(("เข้าสู่ระบบด้วย · sign in as:", *lines)))
