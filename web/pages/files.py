"""A file that was looked at in a dry run comes back with the page, so that it needn't be chosen a second time."""

from __future__ import annotations

import base64
import binascii

from flask import request

from engine.bilingual import Text

KEPT = 360_000
"""Bytes of a file that the page of the dry run hands back; a larger one is chosen again."""


def handed_back(content: bytes) -> str:
    """The file as a field of the form; empty for one that is too large."""
    return base64.b64encode(content).decode() if len(content) <= KEPT else ""


def file_sent(problems: dict[str, Text]) -> tuple[bytes | None, str]:
    """The file just chosen, else the one that the dry run handed back; none with a problem told in ``problems``."""
    upload = request.files.get("file")
    if upload is not None and upload.filename:
        return upload.stream.read(), upload.filename
    try:
        kept = base64.b64decode(request.form.get("kept", ""), validate=True)
    except (binascii.Error, ValueError):
        kept = b""
    if not kept:
        problems["file"] = Text("ต้องเลือกไฟล์ .xlsx หรือ .csv", "choose an .xlsx or .csv file")
        return None, ""
    return kept, request.form.get("filename", "list.csv")
