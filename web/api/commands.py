"""One route for each command of each kind of case, with the form it takes."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus as S
from typing import Any

from flask import Response, jsonify

from engine.casework import Casework
from engine.command import Command, Receipt
from engine.decision import Decision
from engine.kind import Kind
from web.access import Access
from web.answers.ledger import receipt_shown
from web.api.doors import PREFIX, Blueprint, caller, command_id, seen_version
from web.commands import command
from web.fields import Words
from web.places import place_asked, reach
from web.problems import Problem
from web.schemas import asked, body_schema, schema_of

KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "schema": {"type": "string"},
    "description": "Your own name for this request: sent again, it is answered as before and done once.",
}
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "schema": {"type": "string"},
    "description": 'The version you saw, in quotes: the ETag of the case, such as "14".',
}
CHECKPOINT = {
    "description": "The last checkpoint before the facts: keep it with the leaf and its hash as your receipt."
}


class ReceiptSchema(schema_of(Receipt)):  # type: ignore[misc]
    """What casework answers, and the checkpoint it is to be held against later (T3)."""

    checkpoint = Words(allow_none=True, metadata=CHECKPOINT)


OPENING_PROBLEMS = (S.BAD_REQUEST, S.UNAUTHORIZED, S.FORBIDDEN, S.CONFLICT, S.UNSUPPORTED_MEDIA_TYPE)
COMMAND_PROBLEMS = (*OPENING_PROBLEMS, S.NOT_FOUND, S.PRECONDITION_FAILED, S.PRECONDITION_REQUIRED)


def add_commands(routes: Blueprint, casework: Casework, kind: Kind[Any]) -> None:
    """Add every command of ``kind``: opening on the collection, all others on a case; none that stands apart."""
    for decision in kind.decisions.values():
        if decision.authority == "apart":
            continue
        if decision.opens:
            _add(routes, kind, decision, f"/{kind.name}", [KEY], _opening(casework, kind, decision))
        else:
            path = f"/{kind.name}/<string:case>/{decision.name}"
            _add(routes, kind, decision, path, [IF_MATCH, KEY], _command(casework, kind, decision))


def _add(routes: Blueprint, kind: Kind[Any], decision: Decision, path: str, headers: list[Any], view: Any) -> None:
    view.__name__ = decision.name
    view.__doc__ = f"{decision.label.th} · {decision.label.en}\n\n{decision.summary}"
    view = routes.response(201 if decision.opens else 200, ReceiptSchema)(view)
    view = routes.arguments(body_schema(kind, decision), required=not decision.opens)(view)
    problems = OPENING_PROBLEMS if decision.opens else COMMAND_PROBLEMS
    view = routes.problems(*problems, parameters=headers, operationId=f"{kind.name}.{decision.name}")(view)
    routes.route(path, methods=["POST"], endpoint=decision.name, tags=[kind.name])(view)


def _opening(casework: Casework, kind: Kind[Any], decision: Decision) -> Any:
    def view(body: Mapping[str, Any]) -> Response:
        given = asked(body)
        order = command(kind, decision, given, id=command_id(), by=caller().id)
        with casework.reading() as reader:
            access = Access(caller(), place_asked(reader, given.inputs), kind.name)
        if not access.may_do(kind, decision):
            raise Problem("not-allowed")
        return _done(kind, casework, order, 201)

    return view


def _command(casework: Casework, kind: Kind[Any], decision: Decision) -> Any:
    def view(body: Mapping[str, Any], case: str) -> Response:
        seen = seen_version()
        order = command(kind, decision, asked(body), id=command_id(), by=caller().id, case=case, seen=seen)
        with casework.reading() as reader:
            if not reach(reader, caller(), kind.name, case).may_do(kind, decision):
                raise Problem("not-allowed")
        return _done(kind, casework, order, 200)

    return view


def _done(kind: Kind[Any], casework: Casework, order: Command, status: int) -> Response:
    receipt = casework.do(order)
    response = jsonify(receipt_shown(receipt, casework.ledger))
    response.status_code = status
    response.set_etag(str(receipt.version))
    response.headers["Location"] = f"{PREFIX}/{kind.name}/{receipt.case}"
    return response
