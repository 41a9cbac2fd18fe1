"""Commands on the whole store: migrate, demo, serve, rebuild, docs."""

from __future__ import annotations

from pathlib import Path

import click

from web.cli.desk import Desk, pass_desk
from web.cli.printing import bar, say
from web.tokens import create_tokens
from web.wiring import open_casework, open_tokens, prepare, tokens_file


@click.command()
@pass_desk
def migrate(desk: Desk) -> None:
    """สร้างตารางและข้อมูลตั้งต้น · Create what is missing in the data folder."""
    casework = open_casework(desk.data)
    prepare(casework)
    casework.close()
    _tokens(desk)
    say(f"พร้อมใช้งาน · ready: {desk.data}")


@click.command()
@pass_desk
def demo(desk: Desk) -> None:
    """สร้างข้อมูลตัวอย่าง · Fill an empty data folder with made-up data."""
    from web.demo import build

    casework = open_casework(desk.data)
    with bar("demo") as progress:
        summary = build(casework, progress=progress)
    casework.close()
    _tokens(desk)
    say(f"ข้อเท็จจริง {summary.facts:,} รายการ · {summary.facts:,} facts")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, envvar="PORT", type=click.IntRange(1, 65535))
@pass_desk
def serve(desk: Desk, host: str, port: int) -> None:
    """เปิดบริการเว็บ · Serve the API and the start page."""
    # Only serving needs the web framework, which takes a while to load.
    import waitress

    from web.app import create_app

    app = create_app(desk.casework, open_tokens(desk.data))
    say(f"http://{host}:{port}  (โทเคน · tokens: {tokens_file(desk.data)})")
    waitress.serve(
        app, host=host, port=port, threads=8, ident=None, max_request_body_size=app.config["MAX_CONTENT_LENGTH"]
    )


@click.command()
@pass_desk
def rebuild(desk: Desk) -> None:
    """สร้างตารางสำหรับอ่านใหม่ · Build all read rows anew from the facts."""
    with bar("rebuild") as progress:
        facts = desk.casework.rebuild(lambda done: progress(done, None))
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


def _tokens(desk: Desk) -> None:
    path = tokens_file(desk.data)
    if create_tokens(path):
        say(f"สร้างโทเคนทดลองแล้ว · tokens for the demo people: {path}")
