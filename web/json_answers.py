"""Answers written as JSON by msgspec, in a tenth of the time of the standard library."""

from __future__ import annotations

from typing import Any

import msgspec
from flask.json.provider import JSONProvider


class JsonAnswers(JSONProvider):
    """What ``jsonify`` and templates write with: keys in the order they were given, Thai as it is, ISO days."""

    def dumps(self, obj: Any, **options: Any) -> str:
        return msgspec.json.encode(obj).decode()

    def loads(self, s: str | bytes, **options: Any) -> Any:
        return msgspec.json.decode(s)
