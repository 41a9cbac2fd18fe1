"""Importing a household list over the API: the same rehearsal, import and report as the command line's."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus as S
from typing import Any

from flask import request

from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
from engine.casework import Casework
from engine.refusal import BadInput
from web.access import Access
from web.api.answers import ListImportAnswer
from web.api.doors import Blueprint, caller
from web.api.marks import answering
from web.fields import Choice, Day, Form, Words
from web.imports.options import Options
from web.imports.report import report_shown
from web.imports.run import import_households
from web.imports.sheets import FileRefused
from web.places import access_to, place_asked
from web.problems import Problem

PROBLEMS = (S.BAD_REQUEST, S.UNAUTHORIZED, S.FORBIDDEN, S.NOT_FOUND, S.REQUEST_ENTITY_TOO_LARGE)
FILE = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary", "description": "An .xlsx or .csv list."}},
            }
        }
    },
}


class Listed(Form):
    """What is said about the list."""

    program = Words(required=True, metadata={"description": "The community program the households belong to."})
    dry_run = Choice(("true", "false"), load_default="false")
    """Rehearse: say what would happen, record nothing."""
    source = Choice(("tpmap", "survey"))
    on = Day(metadata={"description": "The day the list was made; today if left out."})
    blank_means = Choice(("not_assessed", "passes", "fails"), load_default="not_assessed")
    mark_means = Choice(("ask", "passes", "fails"), load_default="ask")


def add_imports(routes: Blueprint, casework: Casework) -> None:
    """Add the import of household lists. Sending the same list again changes nothing."""

    def import_list(query: Mapping[str, Any]) -> Any:
        """นำเข้ารายชื่อครัวเรือน · Import a household list, or rehearse it"""
        program = query["program"]
        with casework.reading() as reader:
            access_to(reader, caller(), PROGRAM.name, program)
            access = Access(caller(), place_asked(reader, {"program": program}))
        if not access.may_do(HOUSEHOLD, HOUSEHOLD.decisions["open_household"]):
            raise Problem("not-allowed")
        upload = request.files.get("file")
        if upload is None or not upload.filename:
            raise BadInput("file", "ต้องแนบไฟล์รายชื่อ", "attach the list as multipart/form-data")
        try:
            report = import_households(
                casework,
                upload.stream.read(),
                upload.filename,
                program=program,
                by=caller().id,
                source=query.get("source"),
                on=query.get("on"),
                options=Options(blank_means=query["blank_means"], mark_means=query["mark_means"]),
                dry_run=query["dry_run"] == "true",
            )
        except FileRefused as refused:
            raise BadInput("file", refused.text.th, refused.text.en) from None
        return report_shown(report)

    view: Any = routes.response(200, description="What became of each row, and every finding.")(import_list)
    view = answering(routes, ListImportAnswer)(view)
    view = routes.arguments(Listed, location="query")(view)
    view = routes.problems(*PROBLEMS, operationId="imports.households", requestBody=FILE)(view)
    routes.route("/imports/households", methods=["POST"], endpoint="import_households", tags=["imports"])(view)
