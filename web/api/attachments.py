"""Attachments over the API: the documents of a case, one of them, its preview; and a new one as multipart/form-data."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus as S
from typing import Any

from flask import Response, jsonify, request

from engine.casework import Casework
from engine.refusal import BadInput
from web.answers.documents import documents, documents_shown
from web.answers.ledger import receipt_shown
from web.api.answers import ItemsAnswer
from web.api.commands import KEY, ReceiptSchema
from web.api.doors import Blueprint, Nothing, caller, command_id
from web.api.marks import documented
from web.attachments.allowed import expect_may_attach, looked_at
from web.attachments.described import Described
from web.attachments.handing_out import as_download, as_preview
from web.attachments.keeping import FILE, PREVIEW, Sent, attach, kind_of, opened, rules_for
from web.attachments.store import Store
from web.opening import opener
from web.places import access_to

CASE = "/<string:kind>/<string:case>/attachments"
ONE = f"{CASE}/<int:version>"
BINARY = {"type": "string", "format": "binary", "description": "A JPEG, PNG or WebP picture, or a PDF."}
BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {"type": "object", "required": ["file"], "properties": {"file": BINARY}},
        }
    },
}
PROBLEMS = (S.BAD_REQUEST, S.UNAUTHORIZED, S.FORBIDDEN, S.NOT_FOUND, S.CONFLICT, S.REQUEST_ENTITY_TOO_LARGE)


def add_attachments(routes: Blueprint, casework: Casework, store: Store) -> None:
    """Add the documents of cases. Somebody else's answer exactly as what doesn't exist (U5)."""

    @documented(routes, CASE, "attachments", ItemsAnswer)
    @routes.arguments(Nothing, location="query")
    @routes.response(200, description="Every document; what is in it only for whom it is open.")
    def attachments(query: Mapping[str, Any], kind: str, case: str) -> Any:
        """เอกสารแนบของเรื่อง · The documents of a case"""
        found = kind_of(kind)
        with casework.reading() as reader:
            opens = opener(reader, access_to(reader, caller(), kind, case), case)
            state = reader.state(found, case)
            rows = documents(state.attachments, state.erased, rules_for(reader, found, case), opens)
        return {"items": documents_shown(rows)}

    @documented(routes, ONE, "attachments")
    @routes.arguments(Nothing, location="query")
    @routes.response(200, content_type="application/octet-stream", description="The file, to be saved.")
    def attachment(query: Mapping[str, Any], kind: str, case: str, version: int) -> Response:
        """ไฟล์ของเอกสารแนบ · The file of a document; that it was taken away is recorded"""
        with casework.reading() as reader:
            found = looked_at(reader, caller(), kind_of(kind), case, version, FILE)
        return as_download(found, opened(casework, store, case, found, FILE))

    @documented(routes, f"{ONE}/preview", "attachments")
    @routes.arguments(Nothing, location="query")
    @routes.response(200, content_type="image/webp", description="A small picture of it.")
    def preview(query: Mapping[str, Any], kind: str, case: str, version: int) -> Response:
        """ภาพย่อของเอกสารแนบ · The preview of a document"""
        with casework.reading() as reader:
            found = looked_at(reader, caller(), kind_of(kind), case, version, PREVIEW)
        return as_preview(opened(casework, store, case, found, PREVIEW))

    def attach_file(form: Mapping[str, Any], kind: str, case: str) -> Response:
        """แนบเอกสาร · Attach a document"""
        found, person, upload = kind_of(kind), caller(), request.files.get("file")
        with casework.reading() as reader:
            expect_may_attach(reader, person, found, case)
        if upload is None:
            raise BadInput("file", "ต้องแนบไฟล์", "attach the file as multipart/form-data")
        sent = Sent(upload.stream.read(), **form)
        receipt = attach(casework, store, found, case, sent, by=person.id, id=command_id())
        response = jsonify(receipt_shown(receipt, casework.ledger))
        response.status_code = S.CREATED
        return response

    view: Any = routes.response(201, ReceiptSchema)(attach_file)
    view = routes.arguments(Described, location="form")(view)
    view = routes.problems(*PROBLEMS, operationId="attachments.attach", parameters=[KEY], requestBody=BODY)(view)
    routes.route(CASE, methods=["POST"], endpoint="attach_file", tags=["attachments"])(view)
