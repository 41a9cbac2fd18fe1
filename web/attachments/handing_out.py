"""Hands a file out so that nothing in it can act: under a name of ours, as what it was examined to be, to be saved."""

from __future__ import annotations

from flask import Response

from aggregates.attaching import Attachment

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}
CLOSED = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""Whatever a browser takes the file for, it runs nothing and is part of no page of ours."""


def as_download(found: Attachment, content: bytes) -> Response:
    """The file itself. Its name says what sort it is and when it was attached, never whom it is about."""
    fact, mark = found.fact, found.mark
    name = f"{fact.sort}-{mark.on.isoformat()}-{mark.version}.{ENDINGS[fact.media_type]}"
    return _closed(content, fact.media_type, f'attachment; filename="{name}"')


def as_preview(content: bytes) -> Response:
    """The picture shown in its place, which we drew."""
    return _closed(content, "image/webp", "inline")


def _closed(content: bytes, media_type: str, disposition: str) -> Response:
    headers = {"Content-Disposition": disposition, "Content-Security-Policy": CLOSED}
    return Response(content, mimetype=media_type, headers=headers)
