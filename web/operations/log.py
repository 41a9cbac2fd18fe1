"""Structured logs: one JSON object a line, of names and numbers, never of what somebody typed."""

from __future__ import annotations

import logging
from collections.abc import MutableMapping
from datetime import UTC, datetime
from typing import Any, TextIO

import msgspec
import structlog
from structlog.typing import FilteringBoundLogger


def json_log(out: TextIO) -> FilteringBoundLogger:
    """A log that writes its lines to ``out``."""
    log: FilteringBoundLogger = structlog.wrap_logger(
        structlog.WriteLogger(out),
        processors=[_line],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    ).bind()
    return log


class Borrowed(logging.Handler):
    """Takes what libraries log into ours: which library and what kind of message, without what it was about."""

    def __init__(self, log: FilteringBoundLogger) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        # The message before its values are put in: these may be an address, a form or an error's own words.
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        self._log.log(record.levelno, "library", library=record.name, message=str(record.msg), error=error)


def borrow_libraries(log: FilteringBoundLogger) -> None:
    """Let everything that libraries log in this process go through ``log``, and nowhere else."""
    logging.captureWarnings(True)
    root = logging.getLogger()
    root.handlers = [Borrowed(log)]


def _line(_: object, level: str, event: MutableMapping[str, Any]) -> str:
    at = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    return msgspec.json.encode({**event, "level": level, "at": at}).decode()
