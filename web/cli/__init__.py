"""The command line: everything the API does, for whoever holds the data folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from web.cli.desk import Desk
from web.cli.rooms import NAMED, Named
from web.process import set_up


class Chumchon(click.Group):
    """Its commands are loaded when they are given, and fail in one clear line in Thai and English, with exit code 1."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, found, rest = super().resolve_command(ctx, args)
        return name, found.load() if isinstance(found, Named) else found, rest

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:
            # Knowing all that can go wrong takes loading most of what there is.
            from web.cli.complaints import EXPECTED, complain

            if not isinstance(error, EXPECTED):
                raise
            complain(error)
            ctx.exit(1)


@click.group(cls=Chumchon, commands=NAMED)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="CHUMCHON_DATA",
    default="var",
    help="The data folder ($CHUMCHON_DATA, ./var).",
)
@click.pass_context
def cli(ctx: click.Context, data: Path) -> None:
    """ชุมชน · Casework for community programmes that lift households out of poverty."""
    desk = Desk(data)
    ctx.obj = desk
    ctx.call_on_close(desk.close)


def main() -> None:
    """The entry point ``chumchon``."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8")
    set_up()
    cli(prog_name="chumchon")
