"""Filled sheets over the API: the template, and the same rehearsal, import and report as the page's."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from flask import request, send_file

from engine.casework import Casework
from engine.refusal import BadInput
from web.api.answers import ImportAnswer
from web.api.doors import Blueprint, caller
from web.api.imports import FILE, PROBLEMS
from web.api.marks import answering, documented
from web.fields import Choice, Form, Words
from web.filling.allowed import allowed
from web.filling.importing import import_filled
from web.filling.sheets import SHEETS, template
from web.imports.sheets import FileRefused
from web.opening import note_export
from web.tables.taking import MIMETYPES


class Blank(Form):
    """Which sheet, about which case."""

    sheet = Choice(tuple(SHEETS), required=True)
    case = Words(required=True, metadata={"description": "The community program, or the mission year."})
    lang = Choice(("th", "en"), load_default="th")


class Filled(Form):
    """The same, and whether it is only a rehearsal."""

    sheet = Choice(tuple(SHEETS), required=True)
    case = Words(required=True, metadata={"description": "The community program, or the mission year."})
    dry_run = Choice(("true", "false"), load_default="false")


def add_filling(routes: Blueprint, casework: Casework) -> None:
    """Add the templates and the import of filled sheets. Sending the same sheet again changes nothing."""

    @documented(routes, "/imports/template", "imports")
    @routes.arguments(Blank, location="query")
    @routes.response(200, content_type=MIMETYPES["xlsx"], description="The sheet.")
    def filled_template(query: Mapping[str, Any]) -> Any:
        """แบบฟอร์มสำหรับกรอก · A sheet to be filled in"""
        name, case = query["sheet"], query["case"]
        with casework.reading() as reader:
            sheet, ground = allowed(reader, caller(), name, case)
            content = template(sheet, ground, query["lang"])
        note_export(caller(), sheet.kind.name, f"template: {name} {case}", ())
        return send_file(BytesIO(content), MIMETYPES["xlsx"], as_attachment=True, download_name=f"{name}.xlsx")

    def import_sheet(query: Mapping[str, Any]) -> Any:
        """นำเข้าแบบฟอร์มที่กรอกแล้ว · Import a filled sheet, or rehearse it"""
        case, upload, person = query["case"], request.files.get("file"), caller()
        with casework.reading() as reader:
            sheet, _ = allowed(reader, person, query["sheet"], case)
        if upload is None or not upload.filename:
            raise BadInput("file", "ต้องแนบไฟล์", "attach the sheet as multipart/form-data")
        content, dry_run = upload.stream.read(), query["dry_run"] == "true"
        try:
            report = import_filled(
                casework, sheet, case, content, upload.filename, by=person.id, person=person, dry_run=dry_run
            )
        except FileRefused as refused:
            raise BadInput("file", refused.text.th, refused.text.en) from None
        return report.shown()

    view: Any = routes.response(200, description="What became of each row, and every finding.")(import_sheet)
    view = answering(routes, ImportAnswer)(view)
    view = routes.arguments(Filled, location="query")(view)
    view = routes.problems(*PROBLEMS, operationId="imports.sheet", requestBody=FILE)(view)
    routes.route("/imports/sheet", methods=["POST"], endpoint="import_sheet", tags=["imports"])(view)
