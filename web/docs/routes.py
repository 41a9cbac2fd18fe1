"""The page of the HTTP API, read from its own OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from web.docs.markdown import anchor, code, listed, page, table

INTRODUCTION = """\
Every route but the document itself, its page at `/api/v1/docs`, `/api/v1/health` and those under `/api/v1/ledger`
(sizes and hashes only: witnesses and auditors outside have no account) needs a person: a bearer token, or
the session of the login page, whose changes also bear `X-CSRFToken`. Which roles and areas get what says
[keep accounts](../how-to/keep-accounts.md); auditors and administrators say what a look is for with `Purpose`
(UTF-8, percent-encoded). Errors
are problems as RFC 9457 has them, each in Thai and English: 409 with every finding that stands in the way, 412
when somebody recorded something since the version you saw, 422 naming each wrong field.

What the commands take stands in [commands](commands.md), or in the OpenAPI document at `/api/v1/openapi.json`."""
METHODS = ("get", "post", "put", "patch", "delete")


def routes_page(document: Mapping[str, Any]) -> str:
    """Every route of an OpenAPI document, by what it is about."""
    sections: dict[str, list[tuple[str, str, str]]] = {}
    for tag, *row in _routes(document):
        sections.setdefault(tag, []).append((row[0], row[1], row[2]))
    contents = listed(f"[{tag}]({anchor(tag)})" for tag in sections)
    tables = (f"## {tag}\n\n" + table(("route", "what it is for", "query"), rows) for tag, rows in sections.items())
    return page("HTTP API", INTRODUCTION, f"About: {contents}.", *tables)


def _routes(document: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    for path, item in sorted(document["paths"].items()):
        for method in METHODS:
            if method in item:
                route = item[method]
                given = [*item.get("parameters", ()), *route.get("parameters", ())]
                query = listed(code(p["name"]) for p in given if p.get("in") == "query")
                yield route["tags"][0], code(f"{method.upper()} {path}"), route["summary"], query
