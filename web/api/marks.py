"""How a reading route is entered into the API and its documentation."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from marshmallow import Schema

from web.api.doors import Blueprint

PROBLEMS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)


def documented(routes: Blueprint, path: str, tag: str, answer: type[Schema] | None = None) -> Callable[[Any], Any]:
    """Register a reading route under ``path``, with the problems any of them may answer.

    ``answer`` is what its JSON looks like. It is for the document: answers are not sifted through it.
    """

    def keep(view: Any) -> Any:
        name = view.__name__
        view = routes.problems(*PROBLEMS, operationId=f"{tag}.{name}")(view)
        if answer is not None:
            view = answering(routes, answer)(view)
        return routes.route(path, methods=["GET"], endpoint=f"get_{name}", tags=[tag])(view)

    return keep


def answering(routes: Blueprint, answer: type[Schema]) -> Callable[[Any], Any]:
    """Say in the document what the JSON of a view looks like; answers are not sifted through it."""
    found: Callable[[Any], Any] = routes.doc(responses={200: {"content": {"application/json": {"schema": answer}}}})
    return found
