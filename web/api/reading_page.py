"""The API for people to read: one page rendered from the OpenAPI document, without scripts or outside requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import render_template

from web.problems import SORTS

METHODS = ("get", "post")


def docs_page(document: Mapping[str, Any]) -> str:
    """The page for an OpenAPI document."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for operation in _operations(document):
        groups.setdefault(operation["tag"], []).append(operation)
    schemas = document.get("components", {}).get("schemas", {})
    return render_template("api.html", info=document["info"], groups=groups, schemas=schemas, problems=SORTS)


def _operations(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method not in methods:
                continue
            found = methods[method]
            yield {
                "tag": found["tags"][0],
                "id": found["operationId"],
                "method": method.upper(),
                "path": path,
                "summary": found.get("summary", ""),
                "description": found.get("description", ""),
                "parameters": found.get("parameters", []) + methods.get("parameters", []),
                "body": _body(found),
                "answers": {
                    status: answer.get("description", answer.get("$ref", "").rpartition("/")[2])
                    for status, answer in sorted(found["responses"].items())
                },
            }


def _body(operation: Mapping[str, Any]) -> str | None:
    content = operation.get("requestBody", {}).get("content", {})
    reference = content.get("application/json", {}).get("schema", {}).get("$ref", "")
    return reference.rpartition("/")[2] or None
