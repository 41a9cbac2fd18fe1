"""A history as a download: written into a file of its own first, so that memory stays flat, and noted as an export."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Response, send_file

from engine.casework import Casework
from web.access import Person
from web.audited import allowed
from web.mining.exporting import FORMS, Wanted, write_history
from web.opening import note_export


def send_history(casework: Casework, person: Person, scope: str, wanted: Wanted) -> Response:
    """The file, for an auditor of all of its scope. Raises CaseNotFound, Problem, BadInput."""
    form = FORMS[wanted.form]
    with TemporaryDirectory() as folder:
        path = Path(folder, "history")
        with casework.reading() as reader:
            chosen = allowed(reader, person, scope)
            write_history(path, reader, chosen, wanted)
        # Open, it outlives its folder for as long as it is being sent.
        out = path.open("rb")
    note_export(person, "history", chosen.name, ())
    name = "-".join((re.sub(r"\W+", "-", chosen.name), *((wanted.kind,) if wanted.form == "xes" else ())))
    return send_file(out, form.mimetype, as_attachment=True, download_name=f"chumchon-{name}.{form.suffix}")
