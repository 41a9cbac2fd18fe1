"""Commands on the whole store: migrate, demo, serve, rebuild, docs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.calendar import show_date
from engine.clock import SteadyClock
from engine.ledger.key_file import refuse_signing_keys
from engine.ledger.policy import Policy
from web.cli.desk import Desk, pass_desk
from web.cli.printing import bar, say
from web.demo_day import clock_of, demo_day, stand_at
from web.wiring import open_casework, open_front_desk, open_read_log, prepare
from workflows.labels import label

if TYPE_CHECKING:
    from web.demo.accounts import Login

LOGINS = "logins.txt"
PROXY_HEADERS = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}


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
    _say_day(TODAY)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, envvar="PORT", type=click.IntRange(1, 65535))
@click.option(
    "--proxy", envvar="CHUMCHON_PROXY", help="Address of the one proxy in front, whose word counts on who asks and how."
)
@pass_desk
def serve(desk: Desk, host: str, port: int, proxy: str | None) -> None:
    """เปิดบริการเว็บ · Serve the pages and the API."""
    # Only serving needs the web framework, which takes a while to load.
    import waitress

    from web.app import create_app
    from web.operations.log import borrow_libraries
    from web.operations.settings import settings_from
    from web.operations.watch import Watch

    desk.casework.try_guards()
    refuse_signing_keys(desk.data)
    Policy.read(desk.data)
    day = demo_day(desk.data)
    if day is None:
        desk.casework.clock = SteadyClock()
    else:
        _say_day(day)
    watch = Watch(desk.casework, desk.data, settings_from(os.environ))
    borrow_libraries(watch.log)
    watch.look_at_clock()
    app = create_app(desk.people, open_read_log(desk.data), watch)
    logins = desk.data / LOGINS
    say(f"http://{host}:{port}" + (f"  (เข้าสู่ระบบด้วย · sign in as: {logins})" if logins.exists() else ""))
    behind: dict[str, Any] = {"trusted_proxy": proxy, "trusted_proxy_headers": PROXY_HEADERS} if proxy else {}
    waitress.serve(
        app,
        host=host,
        port=port,
        threads=8,
        ident=None,
        max_request_body_size=app.config["MAX_CONTENT_LENGTH"],
        clear_untrusted_proxy_headers=True,
        **behind,
    )


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


def add(group: click.Group) -> None:
    for command in (migrate, demo, serve, rebuild, docs):
        group.add_command(command)


def _say_day(day: date) -> None:
    say(f"ข้อมูลสาธิต ณ วันที่ {show_date(day, 'th')} · a demo that stands at {show_date(day, 'en')}")


def _say_logins(path: Path, logins: Sequence[Login]) -> None:
    """Show how to come in, and keep it for the owner of the data folder: made-up people have no other place for it."""
    lines = [f"{x.user_name:8}  {x.password}  {label('role', x.role, 'th')} · {x.role} {x.area}" for x in logins]
    tokens = [f"{x.user_name:8}  {x.token}" for x in logins]
    path.touch(mode=0o600)
    path.write_text("\n".join((*lines, "", "API:", *tokens, "")), encoding="utf-8")
    say("\n".join(("เข้าสู่ระบบด้วย · sign in as:", *lines)))
