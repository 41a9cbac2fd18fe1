"""Asking over HTTP what another rule set would make of the stored history."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus as S
from typing import Any

from engine.casework import Casework
from web.access import over_the_country
from web.answers.trying_rules import tried
from web.api.doors import Blueprint, caller
from web.api.figure_answers import WhatIfAnswer
from web.api.marks import answering
from web.fields import Day, Form, Words
from web.problems import Problem

PROBLEMS = (S.BAD_REQUEST, S.UNAUTHORIZED, S.FORBIDDEN, S.CONFLICT, S.REQUEST_ENTITY_TOO_LARGE, S.UNPROCESSABLE_ENTITY)


class Tried(Form):
    """The rules, and the day they are asked about."""

    toml = Words(required=True, metadata={"description": "The text of a rule set."})
    on = Day(metadata={"description": "As of this day; today if left out."})


def add_what_if(routes: Blueprint, casework: Casework) -> None:
    """Add the question; nothing is recorded by it."""

    def what_if(body: Mapping[str, Any]) -> Any:
        """ถ้าใช้เกณฑ์ชุดอื่น · Judge the whole history under another rule set (S3.4, W6)"""
        _expect_country()
        with casework.reading() as reader:
            return tried(reader, body["toml"], body.get("on"))

    view: Any = routes.response(200, description="Every case and office that would change, and why.")(what_if)
    view = answering(routes, WhatIfAnswer)(view)
    view = routes.arguments(Tried)(view)
    view = routes.problems(*PROBLEMS, operationId="rules.what_if")(view)
    routes.route("/what-if", methods=["POST"], endpoint="ask_what_if", tags=["rules"])(view)


def _expect_country() -> None:
    if not over_the_country(caller()):
        raise Problem("not-allowed")
