"""How a reading route is entered into the API and its documentation."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from web.api.doors import Blueprint

PROBLEMS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)


def documented(routes: Blueprint, path: str, tag: str) -> Callable[[Any], Any]:
    """Register a reading route under ``path``, with the problems any of them may answer."""

    def keep(view: Any) -> Any:
        name = view.__name__
        view = routes.problems(*PROBLEMS, operationId=f"{tag}.{name}")(view)
        return routes.route(path, methods=["GET"], endpoint=f"get_{name}", tags=[tag])(view)

    return keep
