"""Every error as problem+json (RFC 9457), in Thai and English; the only shape in which errors leave."""

from __future__ import annotations

import sqlite3
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from engine.bilingual import Text
from engine.refusal import BadInput, CaseNotFound, CommandReused, Refused, StaleVersion, UnsafeStore
from web.fields import BadForm
from web.languages import language
from web.showing import finding_shown
from web.strict_json import NotJson

MEDIA_TYPE = "application/problem+json"
DOCUMENTED = "/api/v1/docs#problem-"

TEXTS: Mapping[int, Text] = {
    400: Text("คำขอไม่ถูกต้อง", "The request is not valid"),
    401: Text("ต้องแสดงตัวด้วยโทเคนที่ใช้ได้", "Show who you are with a valid token"),
    403: Text("คุณไม่มีสิทธิ์ทำสิ่งนี้", "Your role or area doesn't allow this"),
    404: Text("ไม่พบสิ่งที่ขอ", "There is nothing here"),
    405: Text("ใช้วิธีเรียกนี้ไม่ได้", "This method can't be used here"),
    409: Text("ยังทำไม่ได้ มีข้อกำหนดที่ยังไม่ครบ", "This can't be done yet: something is missing or forbids it"),
    412: Text("มีคนบันทึกเพิ่มหลังจากที่คุณเปิดดู", "Somebody recorded more since you looked"),
    413: Text("ข้อมูลที่ส่งใหญ่เกินกำหนด", "The request is too large"),
    415: Text("ต้องส่งเป็น application/json", "The request must be application/json"),
    422: Text("ข้อมูลบางช่องไม่ถูกต้อง", "Some fields are wrong"),
    428: Text("ต้องบอกลำดับที่เห็นล่าสุดด้วย If-Match", "Say which version you saw, with If-Match"),
    500: Text("ระบบขัดข้อง ไม่มีการบันทึก", "Something went wrong; nothing was recorded"),
    503: Text("ระบบไม่พร้อม โปรดลองใหม่", "The system is busy or not ready; try again"),
    507: Text("พื้นที่จัดเก็บเต็ม ไม่มีการบันทึก", "The disk is full; nothing was recorded, reading goes on"),
}


class Problem(Exception):
    """An answer that isn't an engine's refusal: a status, what is wrong, and headers the status calls for."""

    def __init__(self, status: int, text: Text | None = None, **headers: str) -> None:
        super().__init__(status)
        self.status, self.text = status, text or TEXTS[status]
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def problem(status: int, code: str, text: Text | None = None, **more: Any) -> Response:
    """The response for a problem; ``more`` are its extension members."""
    said = text or TEXTS[status]
    body = {
        "type": DOCUMENTED + code,
        "title": TEXTS.get(status, said)[language()],
        "status": status,
        "detail": said[language()],
        "th": said.th,
        "en": said.en,
        **more,
    }
    response = current_app.json.response(body)
    response.status_code = status
    response.mimetype = MEDIA_TYPE
    return response


def register(app: Flask) -> None:
    """Answer every error of ``app`` with a problem."""
    handlers: Mapping[type[Exception], Callable[[Any], Response]] = {
        Refused: _refused,
        BadInput: _bad_input,
        NotJson: lambda error: problem(400, "not-json", error.text),
        StaleVersion: _stale,
        CaseNotFound: lambda error: problem(404, "not-found"),
        CommandReused: _reused,
        Problem: _plain,
        HTTPException: _http,
        sqlite3.OperationalError: _store,
        UnsafeStore: lambda error: _unexpected(error, 503),
        Exception: lambda error: _unexpected(error, 500),
    }
    for cls, handler in handlers.items():
        app.register_error_handler(cls, handler)


def _refused(error: Refused) -> Response:
    return problem(409, "refused", findings=[finding_shown(found) for found in error.findings])


def _bad_input(error: BadInput) -> Response:
    wrong = error.errors if isinstance(error, BadForm) else ((error.field, error.text),)
    errors = [{"field": field, "detail": said[language()], "th": said.th, "en": said.en} for field, said in wrong]
    return problem(422, "bad-input", errors=errors)


def _stale(error: StaleVersion) -> Response:
    newer = [{"version": r.version, "topic": r.fact.spec.name, "on": r.on.isoformat(), "by": r.by} for r in error.newer]
    return problem(412, "stale", seen=error.seen, version=error.version, newer=newer)


def _reused(error: CommandReused) -> Response:
    text = Text("Idempotency-Key นี้ใช้กับคำขออื่นไปแล้ว", "This Idempotency-Key was used for another request")
    said = {"field": "Idempotency-Key", "detail": text[language()], "th": text.th, "en": text.en}
    return problem(422, "reused-key", text, errors=[said])


def _plain(error: Problem) -> Response:
    response = problem(error.status, str(error.status), error.text)
    response.headers.extend(error.headers)
    return response


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return Response.force_type(error.get_response())
    text = TEXTS.get(status) or Text(error.name, error.name)
    response = problem(status, "not-found" if status == 404 else str(status), text)
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after", "www-authenticate", "location"):
            response.headers[name] = value
    return response


def _store(error: sqlite3.OperationalError) -> Response:
    primary = error.sqlite_errorcode & 0xFF
    if primary == sqlite3.SQLITE_FULL:
        return problem(507, "507")
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        response = problem(503, "503")
        response.headers["Retry-After"] = "2"
        return response
    return _unexpected(error, 500)


def _unexpected(error: Exception, status: int) -> Response:
    # An error's message may quote what a person typed, so only its kind and place go into the log.
    place = "".join(traceback.format_tb(error.__traceback__))
    current_app.logger.error("%s at %s %s\n%s", type(error).__name__, request.method, request.endpoint, place)
    return problem(status, str(status))
