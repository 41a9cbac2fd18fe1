"""What all routes share: the caller, strict reading of requests, and errors documented as problems."""

from __future__ import annotations

import http
import re
from threading import Lock
from typing import Any, NoReturn

import flask_smorest
import marshmallow
from flask import Flask, Request, Response, jsonify, request
from webargs.flaskparser import FlaskParser, is_json_request

from engine.bilingual import Text
from engine.refusal import BadInput
from web.answers.caseload import LARGEST_PAGE, PAGE
from web.fields import Count, Day, Form, Known, Rows, Table, Whole, Words, bad_form
from web.people.caller import caller as caller
from web.problems import MEDIA_TYPE, Problem
from web.strict_json import NotJson, read_json

PREFIX = "/api/v1"
ID_LENGTH = 200


class StrictParser(FlaskParser):
    """Reads bodies strictly, refuses query arguments nobody asked for, and names every wrong field."""

    DEFAULT_UNKNOWN_BY_LOCATION = {  # noqa: RUF012
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": marshmallow.RAISE,
    }

    def _raw_load_json(self, req: Request) -> Any:
        data = req.get_data(cache=True)
        if not data:
            return {}
        if not is_json_request(req):
            raise Problem("wrong-media-type")
        try:
            return read_json(data)
        except NotJson:
            raise
        except BadInput as error:
            raise BadInput(error.field.removeprefix("inputs."), error.text.th, error.text.en) from None

    def handle_error(self, error: marshmallow.ValidationError, *_: Any, **__: Any) -> NoReturn:
        # webargs puts the messages under the part of the request they are about.
        assert isinstance(error.messages, dict)
        (messages,) = error.messages.values()
        raise bad_form(marshmallow.ValidationError(messages), ("inputs",))


class Blueprint(flask_smorest.Blueprint):
    ARGUMENTS_PARSER = StrictParser()

    def arguments(self, schema: type[marshmallow.Schema] | marshmallow.Schema, **more: Any) -> Any:
        """A decorator: what a route takes. The form is made once, not for each request."""
        return super().arguments(schema() if isinstance(schema, type) else schema, **more)

    def problems(self, *statuses: http.HTTPStatus, **more: Any) -> Any:
        """A decorator: what else a route may answer, with ``more`` for its documentation."""
        return self.doc(responses={int(status): status.name for status in statuses}, **more)


class ProblemSchema(Form):
    """What every error looks like (RFC 9457)."""

    type = Words(required=True)
    title = Words(required=True)
    status = Whole(required=True)
    detail = Words(required=True)
    th = Words(required=True)
    en = Words(required=True)
    errors = Rows(Table(), metadata={"description": "422: each wrong field, with what is expected."})
    findings = Rows(Table(), metadata={"description": "409: what is missing, and who supplies it."})
    newer = Rows(Table(), metadata={"description": "412: the facts recorded since the version you saw."})


class Api(flask_smorest.Api):
    """flask-smorest, with our problems in place of its error bodies, and a document that isn't written until asked for.

    Writing it takes as long as all the rest of starting up.
    """

    ERROR_SCHEMA = ProblemSchema

    def __init__(self, app: Flask) -> None:
        self._undocumented: list[Blueprint] = []
        self._writing = Lock()
        super().__init__(app)

    def register_blueprint(self, blp: Blueprint, **_: Any) -> None:
        self._app.register_blueprint(blp)
        self._undocumented.append(blp)

    def document(self) -> dict[str, Any]:
        """The OpenAPI document of all routes."""
        with self._writing:
            while self._undocumented:
                routes = self._undocumented.pop(0)
                routes.register_views_in_doc(self, self._app, self.spec, name=routes.name, parameters=None)
                self.spec.tag({"name": routes.name, "description": routes.description})
            found: dict[str, Any] = self.spec.to_dict()
        return found

    def _openapi_json(self) -> Response:
        return jsonify(self.document())

    def _register_error_handlers(self) -> None:
        """Errors are answered by web.problems, for the whole application."""

    def _register_responses(self) -> None:
        content = {MEDIA_TYPE: {"schema": ProblemSchema}}
        for status in http.HTTPStatus:
            response: dict[str, Any] = {"description": status.phrase}
            if status >= http.HTTPStatus.BAD_REQUEST:
                response["content"] = content
            self.spec.components.response(status.name, response, lazy=True)
        response = {"description": "Any other problem", "content": content}
        self.spec.components.response("DEFAULT_ERROR", response, lazy=True)


class Moment(Form):
    """As of which field date, and as known when."""

    on = Day(metadata={"description": "The field date the answer is for; the present if left out."})
    known = Known(metadata={"description": "A ledger size, or a date: what was known at the end of that day."})


class Page(Form):
    """One page of a list."""

    limit = Count(1, LARGEST_PAGE, load_default=PAGE)


class Nothing(Form):
    """A route without query arguments."""


def seen_version() -> int:
    """The version in If-Match. Raises Problem 428 without one, 400 when it isn't a version."""
    given = request.headers.get("If-Match")
    if given is None:
        raise Problem("no-version")
    found = re.fullmatch('"([0-9]{1,15})"', given.strip())
    if found is None:
        raise Problem("bad-request", Text('If-Match ต้องเป็นลำดับเช่น "14"', 'If-Match must be a version such as "14"'))
    return int(found[1])


def command_id() -> str:
    """The caller's Idempotency-Key, which no other caller can use up. Raises Problem 400."""
    given = request.headers.get("Idempotency-Key", "")
    if not re.fullmatch(f"[!-~]{{1,{ID_LENGTH}}}", given):
        raise Problem(
            "bad-request",
            Text(
                f"ต้องมี Idempotency-Key เป็นอักษร ASCII 1-{ID_LENGTH} ตัว",
                f"send an Idempotency-Key of 1-{ID_LENGTH} ASCII characters",
            ),
        )
    return f"{caller().id}/{given}"


def configure(app: Flask) -> None:
    """Where the OpenAPI document stands and what it says of itself."""
    app.config.update(
        API_TITLE="Chumchon",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={
            "info": {"description": "Casework for community programmes that lift households out of poverty."},
            "components": {
                "securitySchemes": {
                    "token": {"type": "http", "scheme": "bearer"},
                    "session": {"type": "apiKey", "in": "cookie", "name": "chumchon"},
                }
            },
            "security": [{"token": []}, {"session": []}],
        },
    )
