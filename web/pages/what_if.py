"""What another rule set would make of the whole history, on screen: who changes, and why (S3.4, W6)."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Flask, render_template, request

from aggregates.reference import REFERENCE, REFERENCE_CASE
from engine.bilingual import Text
from engine.casework import Casework
from engine.refusal import BadInput, CaseNotFound
from web.access import Access, over_the_country
from web.answers.rule_lines import line_of
from web.answers.trying_rules import tried
from web.fields import Form, Words
from web.pages.asked import asked
from web.pages.shell import way
from web.people.caller import caller
from web.places import EVERYWHERE
from web.problems import Problem
from workflows.labels import codes, text


class Begun(Form):
    """Which activated rule set to begin with."""

    ruleset = Words()


def add_what_if(app: Flask, casework: Casework) -> None:
    """Give ``app`` the page that tries a rule set."""
    pages = Blueprint("what_if", __name__)

    @pages.get("/what-if")
    def form() -> str:
        _expect_country()
        query, typed = asked(Begun), ""
        if "ruleset" in query.given:
            activation = casework.state(REFERENCE, REFERENCE_CASE).activation(query.given["ruleset"])
            if activation is None:
                raise CaseNotFound("rule set", query.given["ruleset"])
            typed = activation.text
        return _page(typed)

    @pages.post("/what-if")
    def ask() -> str:
        _expect_country()
        upload, typed = request.files.get("file"), request.form.get("text", "").replace("\r\n", "\n")
        problem: Text | None = None
        line: int | None = None
        found: dict[str, Any] | None = None
        try:
            if upload is not None and upload.filename:
                typed = _decoded(upload.stream.read())
            if not typed.strip():
                raise BadInput(
                    "file", "เลือกไฟล์ชุดเกณฑ์ หรือวางข้อความของชุดเกณฑ์", "choose a rule set file, or paste its text"
                )
            with casework.reading() as reader:
                found = tried(reader, typed)
        except BadInput as error:
            field = error.field.removeprefix("text.")
            problem = Text(f"{field}: {error.text.th}", f"{field}: {error.text.en}")
            line = line_of(typed, field, error.text.en)
        version = len(casework.facts(REFERENCE_CASE))
        return _page(typed, found, problem, line, version)

    app.register_blueprint(pages)
    way("what_if.form", "ลองเกณฑ์", "What if", "supervisor", "auditor", "administrator", country=True)


def _page(
    typed: str,
    found: dict[str, Any] | None = None,
    problem: Text | None = None,
    line: int | None = None,
    version: int = 0,
) -> str:
    access = Access(caller(), EVERYWHERE, REFERENCE.name)
    activate = REFERENCE.decisions["activate_rule_set"]
    tiers = {code: text("tier", code) for code in codes("tier")}
    stages = {code: text("stage", code) for code in codes("stage")}
    return render_template(
        "what_if.html",
        **{"typed": typed, "found": found, "problem": problem, "tiers": tiers, "stages": stages, "version": version},
        **{"line": line, "around": _around(typed, line), "case": REFERENCE_CASE, "key": secrets.token_hex(16)},
        activate=activate if access.may_do(REFERENCE, activate) else None,
    )


def _around(typed: str, line: int | None) -> list[tuple[int, str]]:
    """The lines next to a mistake, numbered."""
    lines = typed.splitlines()
    return [] if line is None else [(n, lines[n - 1]) for n in range(line - 2, line + 3) if 0 < n <= len(lines)]


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise BadInput("file", "ไฟล์ต้องเป็นข้อความ UTF-8", "must be a UTF-8 text file") from None


def _expect_country() -> None:
    if not over_the_country(caller()):
        raise Problem("not-allowed")
