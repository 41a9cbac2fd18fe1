"""Writing a scope's history in one of the forms, and the net to replay it against; every door comes through here."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from engine.kind import Kind
from engine.petri import petri_net
from engine.pnml import pnml
from engine.reader import Reader
from web.bundles import Scope
from web.mining.history import History
from web.mining.ocel_json import write_ocel_json
from web.mining.ocel_sqlite import write_ocel_sqlite
from web.mining.xes import Detail, write_xes


class FileForm(NamedTuple):
    """How a form's files are named and told to browsers."""

    suffix: str
    mimetype: str


FORMS = {
    "ocel-json": FileForm("jsonocel", "application/json"),
    "ocel-sqlite": FileForm("sqlite", "application/vnd.sqlite3"),
    "xes": FileForm("xes", "application/xml"),
}
LIVING = ("household", "program")
"""The kinds that move through a workflow: those a trace and a net can be made of."""
DETAILS: tuple[Detail, ...] = ("moves", "facts")
NETS = ("intended", "permitted")
PNML = "application/xml"


class Wanted(NamedTuple):
    """A form, and for XES the kind of case and how much of it."""

    form: str
    kind: str = "household"
    detail: Detail = "moves"


def write_history(path: Path, reader: Reader, scope: Scope, wanted: Wanted) -> int:
    """Write the file, which isn't there yet, one case at a time. Returns the number of events."""
    if wanted.form == "ocel-sqlite":
        return write_ocel_sqlite(path, History(reader, scope))
    with path.open("xb") as out:
        if wanted.form == "xes":
            return write_xes(out, History(reader, scope, wanted.kind), wanted.detail)
        return write_ocel_json(out, History(reader, scope))


def net_text(kind: Kind[object], net: str) -> str:
    """The workflow of one of the ``LIVING`` kinds in PNML, as intended or with all that is permitted."""
    assert kind.workflow is not None
    return pnml(petri_net(kind.workflow, permitted=net == "permitted"))
