"""Attaching a document on screen, from a phone's camera or a file; and taking one away. Works without JavaScript."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.casework import Casework
from engine.kind import Kind
from engine.refusal import BadInput
from web.attachments.allowed import expect_may_attach, looked_at
from web.attachments.described import described
from web.attachments.handing_out import as_download, as_preview
from web.attachments.keeping import FILE, PREVIEW, Sent, attach, kind_of, opened, rules_for
from web.attachments.store import Store
from web.forms.ground import ground
from web.forms.of_cases import people
from web.opening import opener
from web.pages.naming import case_named, case_path
from web.pages.sending import Said, saved, tried
from web.people.caller import caller
from web.places import access_to

FIELDS = ("sort", "title", "person", "on")


def add_attachments(app: Flask, casework: Casework, store: Store) -> None:
    """Give ``app`` the form, each document as a file, and its preview."""
    pages = Blueprint("attachments", __name__, url_prefix="/case/<string:kind>/<string:case>")

    @pages.get("/attach")
    def form(kind: str, case: str) -> str:
        return _page(casework, _may(casework, kind, case), case, Said())

    @pages.post("/attach")
    def add(kind: str, case: str) -> ResponseReturnValue:
        found, said = _may(casework, kind, case), Said({name: request.form.get(name, "").strip() for name in FIELDS})

        def give() -> Any:
            id = f"{caller().id}/{said.key}"
            return attach(casework, store, found, case, _sent(said), by=caller().id, id=id)

        receipt, status = tried(give, said, ())
        if receipt is None:
            return _page(casework, found, case, said), status
        return saved(kind, receipt, "", casework.clock())

    @pages.get("/attachment/<int:version>")
    def take(kind: str, case: str, version: int) -> Response:
        with casework.reading() as reader:
            found = looked_at(reader, caller(), kind_of(kind), case, version, FILE)
        return as_download(found, opened(casework, store, case, found, FILE))

    @pages.get("/attachment/<int:version>/preview")
    def preview(kind: str, case: str, version: int) -> Response:
        with casework.reading() as reader:
            found = looked_at(reader, caller(), kind_of(kind), case, version, PREVIEW)
        return as_preview(opened(casework, store, case, found, PREVIEW))

    app.register_blueprint(pages)


def _may(casework: Casework, kind: str, case: str) -> Kind[Any]:
    found = kind_of(kind)
    with casework.reading() as reader:
        expect_may_attach(reader, caller(), found, case)
    return found


def _sent(said: Said) -> Sent:
    """What was chosen: a picture just taken, else a file. Raises BadInput."""
    uploads = [one for one in request.files.getlist("file") if one.filename]
    if not uploads:
        raise BadInput("file", "ต้องถ่ายภาพหรือเลือกไฟล์", "take a picture or choose a file")
    return Sent(uploads[0].stream.read(), **described(said.values))


def _page(casework: Casework, kind: Kind[Any], case: str, said: Said) -> str:
    with casework.reading() as reader:
        access = access_to(reader, caller(), kind.name, case)
        opens = opener(reader, access, case)
        base = ground(reader, caller(), kind, case, opens)
        title, rules = case_named(reader, kind, case, opens), rules_for(reader, kind, case)
        members = people(base) if kind.subject(base.state) else []
    return render_template(
        "attach.html",
        kind=kind,
        case=case,
        title=title,
        said=said,
        members=members,
        rules=rules,
        sorts=rules.sorts_of(kind.name),
        back=case_path(kind.name, case),
        action=url_for("attachments.add", kind=kind.name, case=case),
    )
