"""Documents as PDF: one address each, for whoever may see the case; each copy is noted in the read log (U5)."""

from __future__ import annotations

from flask import Blueprint, Flask, Response

from engine.casework import Casework
from engine.reader import Reader
from engine.refusal import CaseNotFound
from web.access import Person
from web.fields import BadForm, Choice, Count, Day, Form, Known
from web.languages import LANGUAGES, language
from web.opening import Opener, note_export
from web.pages.asked import asked
from web.papers.document import copy_of
from web.papers.imprint import paper
from web.papers.pen import Pen
from web.papers.press import press
from web.papers.registry import DOCUMENTS, offered
from web.people.caller import caller
from web.places import access_to
from web.showing import Opens
from web.strict_json import LARGEST


class Wanted(Form):
    """In which language and digits, as of which moment, of which fact."""

    lang = Choice(LANGUAGES)
    digits = Choice(("thai", "arabic"))
    on = Day()
    known = Known()
    of = Count(1, LARGEST)


class ByRole:
    """The eyes of somebody signed in: what they may open, and afterwards what was opened."""

    def __init__(self, reader: Reader, person: Person) -> None:
        self._reader, self._person = reader, person
        self.openers: list[Opener] = []

    @property
    def person(self) -> Person:
        return self._person

    def opens(self, kind: str, case: str) -> Opens | None:
        access = access_to(self._reader, self._person, kind, case)
        if not access.may_open:
            return None
        opener = Opener(self._reader, access, case)
        self.openers.append(opener)
        return opener


def add_papers(app: Flask, casework: Casework) -> None:
    """Give ``app`` its papers, and every template ``papers`` for the offer on a case's page."""
    pages = Blueprint("papers", __name__)

    @pages.get("/papers/<string:document>/<string:case>")
    def show(document: str, case: str) -> Response:
        query, person = asked(Wanted), caller()
        if query.wrong:
            raise BadForm(tuple(query.wrong.items()))
        found = DOCUMENTS.get(document)
        if found is None:
            raise CaseNotFound("paper", document)
        given = query.given
        with casework.reading() as reader:
            eyes = ByRole(reader, person)
            pen = Pen(language(), given.get("digits") == "thai")
            copy = copy_of(reader, eyes, pen, on=given.get("on"), known=given.get("known"), of=given.get("of"))
            made = paper(found, copy, case, casework.ledger, f"{person.name} ({person.id})")
        pdf = press(found.template, made)
        for opener in eyes.openers:
            note_export(person, opener.access.kind, opener.subject, tuple(sorted(opener.opened)))
        if not any(opener.subject == case for opener in eyes.openers):
            note_export(person, casework.kind_of(case).name, case, ())
        name = f"{document}-{case}.pdf"
        return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})

    app.jinja_env.globals["papers"] = offered
    app.register_blueprint(pages)
