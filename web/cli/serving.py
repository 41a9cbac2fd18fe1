"""The command that serves the pages and the API, in one process or several."""

from __future__ import annotations

import os
import socket
from typing import Any

import click

from engine.clock import SteadyClock
from engine.ledger.key_file import refuse_signing_keys
from engine.ledger.policy import Policy
from engine.processors import keep_to_one
from web.cli.desk import Desk, pass_desk
from web.cli.printing import say
from web.cli.store import LOGINS, say_day
from web.demo_day import demo_day
from web.operations.together import counting_together
from web.prefork import spread
from web.process import set_up
from web.wiring import open_read_log

PROXY_HEADERS = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}
WAITING = 1024
"""How many connections may wait to be taken."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, envvar="PORT", type=click.IntRange(1, 65535))
@click.option(
    "--proxy", envvar="CHUMCHON_PROXY", help="Address of the one proxy in front, whose word counts on who asks and how."
)
@click.option(
    "--processes",
    envvar="CHUMCHON_PROCESSES",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
)
@pass_desk
def serve(desk: Desk, host: str, port: int, proxy: str | None, processes: int) -> None:
    """เปิดบริการเว็บ · Serve the pages and the API."""
    refuse_signing_keys(desk.data)
    Policy.read(desk.data)
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    # Several servers on one machine should not all begin with the same processor.
    own = os.getpid()
    with socket.create_server((host, port), family=family, backlog=WAITING) as door:
        if processes == 1:
            keep_to_one(own)
            _answer(desk, door, proxy, first=True)
            return

        def work(number: int) -> None:
            keep_to_one(own + number)
            _answer(desk, door, proxy, first=number == 0)

        with counting_together():
            # What is loaded before they part, they share.
            import web.app  # noqa: F401

            set_up()
            spread(processes, work)


def _answer(desk: Desk, door: socket.socket, proxy: str | None, *, first: bool) -> None:
    """Take connections at the door until told to end; the first of several processes says what there is to say."""
    # Only serving needs the web framework, which takes a while to load.
    import waitress

    from web.app import create_app
    from web.operations.finishing import finishing_beside
    from web.operations.log import borrow_libraries
    from web.operations.settings import settings_from
    from web.operations.watch import Watch
    from web.warming import warm_beside

    desk.casework.try_guards()
    day = demo_day(desk.data)
    if day is None:
        desk.casework.clock = SteadyClock()
    watch = Watch(desk.casework, desk.data, settings_from(os.environ))
    borrow_libraries(watch.log)
    watch.look_at_clock()
    app = create_app(desk.people, open_read_log(desk.data), watch)
    set_up()
    if first:
        if day is not None:
            say_day(day)
        host, port = door.getsockname()[:2]
        logins = desk.data / LOGINS
        say(f"http://{host}:{port}" + (f"  (เข้าสู่ระบบด้วย · sign in as: {logins})" if logins.exists() else ""))
    behind: dict[str, Any] = {"trusted_proxy": proxy, "trusted_proxy_headers": PROXY_HEADERS} if proxy else {}
    warming = warm_beside(app, desk.casework, watch)
    try:
        with finishing_beside(watch):
            waitress.serve(
                app,
                sockets=[door],
                threads=8,
                ident=None,
                max_request_body_size=app.config["MAX_CONTENT_LENGTH"],
                clear_untrusted_proxy_headers=True,
                **behind,
            )
    finally:
        warming.join()
