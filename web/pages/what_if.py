"""What another rule set would make of the whole history, on screen: who changes, and why (S3.4, W6)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, render_template, request

from aggregates.reference import REFERENCE, REFERENCE_CASE
from engine.bilingual import Text
from engine.casework import Casework
from engine.refusal import BadInput, CaseNotFound
from web.access import over_the_country
from web.answers.trying_rules import tried
from web.fields import Form, Words
from web.pages.asked import asked
from web.pages.shell import way
from web.people.caller import caller
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
        upload, typed = request.files.get("file"), request.form.get("text", "")
        problem: Text | None = None
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
            problem = Text(f"{error.field}: {error.text.th}", f"{error.field}: {error.text.en}")
        return _page(typed, found, problem)

    app.register_blueprint(pages)
    way("what_if.form", "ลองเกณฑ์", "What if", "supervisor", "auditor", "administrator")


def _page(typed: str, found: dict[str, Any] | None = None, problem: Text | None = None) -> str:
    tiers = {code: text("tier", code) for code in codes("tier")}
    stages = {code: text("stage", code) for code in codes("stage")}
    return render_template("what_if.html", typed=typed, found=found, problem=problem, tiers=tiers, stages=stages)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise BadInput("file", "ไฟล์ต้องเป็นข้อความ UTF-8", "must be a UTF-8 text file") from None


def _expect_country() -> None:
    if not over_the_country(caller()):
        raise Problem("not-allowed")
