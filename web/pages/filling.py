"""Sheets to be filled in, on screen: the template, a dry run with a result for each row, then the same in earnest."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, Flask, Response, render_template, request, send_file
from flask.typing import ResponseReturnValue

from engine.bilingual import Text
from engine.casework import Casework
from web.filling.allowed import allowed
from web.filling.importing import import_filled
from web.filling.sheet import FillSheet, Ground
from web.filling.sheets import template
from web.imports.sheets import FileRefused
from web.languages import language
from web.opening import note_export
from web.pages.files import file_sent, handed_back
from web.people.caller import caller
from web.tables.taking import MIMETYPES


def add_filling(app: Flask, casework: Casework) -> None:
    """Give ``app`` the sheets, each at an address of its own for the case it is about."""
    pages = Blueprint("filling", __name__, url_prefix="/fill")

    @pages.get("/<string:filled>/<string:case>")
    def form(filled: str, case: str) -> str:
        with casework.reading() as reader:
            return _page(filled, *allowed(reader, caller(), filled, case))

    @pages.get("/<string:filled>/<string:case>/template")
    def blank(filled: str, case: str) -> Response:
        with casework.reading() as reader:
            sheet, ground = allowed(reader, caller(), filled, case)
            content = template(sheet, ground, language())
        note_export(caller(), sheet.kind.name, f"template: {filled} {case}", ())
        return send_file(BytesIO(content), MIMETYPES["xlsx"], as_attachment=True, download_name=f"{filled}.xlsx")

    @pages.post("/<string:filled>/<string:case>")
    def read(filled: str, case: str) -> ResponseReturnValue:
        problems, by = dict[str, Text](), caller()
        with casework.reading() as reader:
            sheet, _ = allowed(reader, by, filled, case)
        content, filename = file_sent(problems)
        dry_run, report = request.form.get("step") != "import", None
        if content is not None:
            try:
                report = import_filled(casework, sheet, case, content, filename, by=by.id, person=by, dry_run=dry_run)
            except FileRefused as refused:
                problems["file"] = refused.text
        kept = handed_back(content) if content is not None and dry_run else ""
        with casework.reading() as reader:
            ground = Ground(reader, by, case)
            page = _page(filled, sheet, ground, report=report, problems=problems, kept=kept, filename=filename)
        return page, 422 if report is None else 200

    app.register_blueprint(pages)


def _page(filled: str, sheet: FillSheet, ground: Ground, **more: Any) -> str:
    name = getattr(ground.reader.state(sheet.about, ground.case), "community", None)
    told: dict[str, Any] = {"report": None, "problems": {}, **more}
    return render_template(
        "filling.html",
        **{"filled": filled, "sheet": sheet, "case": ground.case, "name": name, "fields": sheet.fields(ground), **told},
    )
