"""The import of a household list on screen: a dry run with its findings row by row, then the same in earnest."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple, cast, get_args

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
from engine.bilingual import Text
from engine.casework import Casework
from engine.refusal import BadInput
from web.access import Access
from web.fields import Day
from web.imports.options import Options
from web.imports.planning import Source
from web.imports.report import report_shown
from web.imports.run import import_households
from web.imports.sheets import FileRefused
from web.pages.files import file_sent, handed_back
from web.pages.moments import read_typed
from web.pages.sending import time_of_day
from web.people.caller import caller
from web.places import access_to, place_asked
from web.problems import Problem

NOT_LISTED = Text("ต้องเลือกจากรายการ", "choose one of the list")
SOURCES = get_args(Source)
MEANINGS = {"blank_means": ("not_assessed", "passes", "fails"), "mark_means": ("ask", "passes", "fails")}


class Given(NamedTuple):
    """A list as it was sent, and what was said about it."""

    content: bytes
    filename: str
    source: Source | None
    on: date | None
    options: Options


def add_import(pages: Blueprint, casework: Casework) -> None:
    """Add the form of the import, its dry run, and the import."""

    @pages.get("/case/program/<string:case>/import")
    def import_list(case: str) -> str:
        return render_template("import.html", report=None, problems={}, **_about(casework, case))

    @pages.post("/case/program/<string:case>/import")
    def import_read(case: str) -> ResponseReturnValue:
        about = _about(casework, case)
        given, problems = _given()
        if given is None:
            return render_template("import.html", report=None, problems=problems, **about), 422
        dry_run = request.form.get("step") != "import"
        try:
            report = import_households(
                casework,
                given.content,
                given.filename,
                program=case,
                by=caller().id,
                source=given.source,
                on=given.on,
                options=given.options,
                dry_run=dry_run,
            )
        except FileRefused as refused:
            return render_template("import.html", report=None, problems={"file": refused.text}, **about), 422
        kept = handed_back(given.content) if dry_run else ""
        return render_template(
            "import.html",
            report=report_shown(report),
            problems={},
            kept=kept,
            filename=given.filename,
            clock=time_of_day(casework.clock()),
            **about,
        )


def _about(casework: Casework, case: str) -> dict[str, Any]:
    """What the page says of the program. Raises CaseNotFound, and Problem where this person opens no households."""
    with casework.reading() as reader:
        access_to(reader, caller(), PROGRAM.name, case)
        if not Access(caller(), place_asked(reader, {"program": case})).may_do(
            HOUSEHOLD, HOUSEHOLD.decisions["open_household"]
        ):
            raise Problem("not-allowed")
        community = reader.state(PROGRAM, case).community
        return {"case": case, "community": community, "typed": request.form, "meanings": MEANINGS}


def _given() -> tuple[Given | None, dict[str, Text]]:
    """The list and what is said about it; or nothing, and what is wrong field by field."""
    problems: dict[str, Text] = {}
    content, filename = file_sent(problems)
    on: Any = None
    try:
        on = read_typed(Day(), "on")
    except BadInput as error:
        problems["on"] = error.text
    source = request.form.get("source") or None
    if source is not None and source not in SOURCES:
        problems["source"] = NOT_LISTED
    said = {name: request.form.get(name, codes[0]) for name, codes in MEANINGS.items()}
    problems |= {name: NOT_LISTED for name, code in said.items() if code not in MEANINGS[name]}
    if problems or content is None:
        return None, problems
    options = Options(blank_means=cast(Any, said["blank_means"]), mark_means=cast(Any, said["mark_means"]))
    return Given(content, filename, cast("Source | None", source), on, options), {}
