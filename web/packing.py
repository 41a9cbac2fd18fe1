"""Sends pages and answers compressed, without their length giving away what is in them (decision 15)."""

from __future__ import annotations

import gzip
import io
import secrets

from flask import Flask, Response, request

KINDS = frozenset({"text/html", "application/json", "application/problem+json"})
LEAST = 1_000
"""Bytes below which it isn't worth it."""
LEVEL = 5
PADDING = 100
"""Up to so many bytes of chance in the header: an answer's length tells nothing of a guess inside it (BREACH)."""


def add_packing(app: Flask) -> None:
    """Compress what is asked for by somebody who can read it, and never what another site made a browser ask for."""

    @app.after_request
    def pack(response: Response) -> Response:
        # The version of a case is what its ETag says, however it is sent; so those are always sent as they are.
        if response.mimetype in KINDS and not response.direct_passthrough and "ETag" not in response.headers:
            response.vary.add("Accept-Encoding")
            if _may_pack(response):
                response.set_data(packed(response.get_data()))
                response.headers["Content-Encoding"] = "gzip"
        return response


def packed(content: bytes) -> bytes:
    """Compressed, behind a file name of random length."""
    into = io.BytesIO()
    name = "x" * secrets.randbelow(PADDING + 1)
    with gzip.GzipFile(name, "wb", LEVEL, into, mtime=0) as file:
        file.write(content)
    return into.getvalue()


def _may_pack(response: Response) -> bool:
    return (
        request.headers.get("Sec-Fetch-Site", "none") in ("same-origin", "none")
        and request.accept_encodings["gzip"] > 0
        and not response.is_streamed
        and len(response.get_data()) >= LEAST
    )
