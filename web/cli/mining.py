"""Process mining on the command line: the history in the standards' forms, and the workflows as nets."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from web.bundles import scope_named
from web.cli.desk import Desk, pass_desk
from web.cli.printing import say
from web.mining.exporting import DETAILS, FORMS, LIVING, NETS, Wanted, net_text, write_history
from web.mining.xes import Detail
from web.read_log import Look
from web.wiring import KINDS, open_read_log


@click.group()
def mining() -> None:
    """ข้อมูลสำหรับทำเหมืองกระบวนการ · For process mining: no person in it."""


@mining.command()
@click.argument("scope", metavar="CASE|AREA|ALL")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The file.")
@click.option("--form", type=click.Choice(tuple(FORMS)), default="ocel-json", show_default=True)
@click.option("--kind", type=click.Choice(LIVING), default="household", show_default=True, help="For XES.")
@click.option("--detail", type=click.Choice(get_args(Detail)), default=DETAILS[0], show_default=True, help="For XES.")
@click.option("--by", required=True, envvar="CHUMCHON_BY", help="Who takes it away ($CHUMCHON_BY).")
@pass_desk
def history(desk: Desk, scope: str, output: Path, form: str, kind: str, detail: Detail, by: str) -> None:
    """ประวัติของเรื่อง · The history of a CASE, an AREA (province:56) or ALL, as OCEL 2.0 or XES."""
    with desk.casework.reading() as reader:
        chosen = scope_named(reader, scope)
        draft = output.with_name(f"{output.name}.part")
        draft.unlink(missing_ok=True)
        events = write_history(draft, reader, chosen, Wanted(form, kind, detail))
    # Taken away only once it is noted.
    log = open_read_log(desk.data)
    log.write([Look(by=by, roles=(), act="chumchon mining", kind="history", subject=chosen.name, fields=())])
    log.close()
    draft.replace(output)
    say(f"{events:,} เหตุการณ์ · events: {output}")


@mining.command()
@click.argument("kind", type=click.Choice(LIVING))
@click.option("--net", "which", type=click.Choice(NETS), default=NETS[0], show_default=True)
def net(kind: str, which: str) -> None:
    """ขั้นตอนแบบเพทริเน็ต · The workflow of a KIND as a Petri net (PNML)."""
    click.echo(net_text(next(one for one in KINDS if one.name == kind), which), nl=False)
