"""Every error as problem+json (RFC 9457), in Thai and English; the only shape in which errors leave."""

from __future__ import annotations

import sqlite3
import traceback
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from engine.bilingual import Text
from engine.refusal import (
    BadInput,
    CaseNotFound,
    CommandReused,
    ErasureUnfinished,
    Refused,
    StaleVersion,
    StoreBusy,
    StoreGone,
    UnsafeStore,
)
from web.fields import BadForm
from web.languages import language
from web.showing import finding_shown
from web.strict_json import NotJson

MEDIA_TYPE = "application/problem+json"
DOCUMENTED = "/api/v1/docs#problem-"


class Sort(NamedTuple):
    """One sort of problem: its status and what it means."""

    status: int
    text: Text


SORTS: Mapping[str, Sort] = {
    "bad-request": Sort(400, Text("คำขอไม่ถูกต้อง", "The request is not valid")),
    "not-json": Sort(400, Text("ข้อมูลที่ส่งไม่ใช่ JSON", "The body is not JSON")),
    "no-token": Sort(
        401,
        Text("ต้องเข้าสู่ระบบ หรือส่งโทเคนใน Authorization: Bearer", "Sign in, or send a token as Authorization: Bearer"),
    ),
    "wrong-password": Sort(401, Text("รหัสผ่านไม่ถูกต้อง", "The password is wrong")),
    "not-allowed": Sort(403, Text("บทบาทหรือพื้นที่ของคุณทำสิ่งนี้ไม่ได้", "Your role or area doesn't allow this")),
    "password-due": Sort(403, Text("ต้องตั้งรหัสผ่านใหม่ของตนเองก่อน", "Choose a password of your own first")),
    "no-purpose": Sort(
        403, Text("ต้องบอกเหตุผลที่เข้าดูด้วย Purpose และจะถูกบันทึกไว้", "Say what the look is for, with Purpose; it is recorded")
    ),
    "foreign-request": Sort(
        403,
        Text("คำขอนี้ไม่ได้ส่งจากหน้าของระบบ โปรดเปิดหน้าใหม่", "This wasn't sent from a page of ours: open it anew"),
    ),
    "not-found": Sort(404, Text("ไม่พบสิ่งที่ขอ", "There is nothing here")),
    "wrong-method": Sort(405, Text("ใช้วิธีเรียกนี้ไม่ได้", "This method can't be used here")),
    "refused": Sort(409, Text("ยังทำไม่ได้ ดูสิ่งที่ขาดหรือขัดกับเกณฑ์", "This can't be done: see what is missing or forbids it")),
    "stale": Sort(412, Text("มีคนบันทึกเพิ่มหลังจากที่คุณเปิดดู", "Somebody recorded more since you looked")),
    "too-large": Sort(413, Text("ข้อมูลที่ส่งใหญ่เกินกำหนด", "The request is too large")),
    "wrong-media-type": Sort(415, Text("ต้องส่งเป็น application/json", "The body must be application/json")),
    "bad-input": Sort(422, Text("ข้อมูลบางช่องไม่ถูกต้อง", "Some fields are wrong")),
    "reused-key": Sort(
        422, Text("Idempotency-Key นี้ใช้กับคำขออื่นไปแล้ว", "This Idempotency-Key was used for another request")
    ),
    "too-many": Sort(429, Text("ลองผิดหลายครั้ง โปรดรอแล้วลองใหม่", "Too many wrong tries: wait, then try again")),
    "no-version": Sort(428, Text("ต้องบอกลำดับที่เห็นล่าสุดด้วย If-Match", "Say which version you saw, with If-Match")),
    "failure": Sort(500, Text("ระบบขัดข้อง ไม่มีการบันทึก", "Something went wrong; nothing was recorded")),
    "not-ready": Sort(503, Text("ระบบไม่พร้อม โปรดลองใหม่", "The system is busy or not ready; try again")),
    "erasure-unfinished": Sort(
        503,
        Text(
            "บันทึกการลบแล้วและไม่มีใครเปิดข้อมูลนั้นได้อีก แต่ยังล้างร่องรอยสุดท้ายไม่สำเร็จ ระบบจะลองใหม่เอง",
            "The erasure is recorded and nobody can open what was erased; removing its last traces failed, "
            "and is tried again by itself",
        ),
    ),
    "disk-full": Sort(507, Text("พื้นที่จัดเก็บเต็ม ไม่มีการบันทึก", "The disk is full; nothing was recorded, reading goes on")),
}


class Problem(Exception):
    """An answer that isn't an engine's refusal: its sort, what is wrong, and headers it calls for."""

    def __init__(self, sort: str, text: Text | None = None, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(sort)
        self.sort, self.text, self.headers = sort, text, headers or {}


def problem(sort: str, text: Text | None = None, **more: Any) -> Response:
    """The response for a problem; ``more`` are its extension members."""
    status, title = SORTS[sort]
    said = text or title
    body = {
        "type": DOCUMENTED + sort,
        "title": title[language()],
        "status": status,
        "detail": said[language()],
        "th": said.th,
        "en": said.en,
        **more,
    }
    if _for_a_reader():
        # What is out of reach and what isn't there look alike: neither says what was asked.
        page = render_template("problem.html", problem=body, before=_page_before(), in_language="?lang={}".format)
        return make_response(page, status)
    response = jsonify(body)
    response.status_code = status
    response.mimetype = MEDIA_TYPE
    return response


def _for_a_reader() -> bool:
    """Whether somebody looks at a page: their browser asks for one, by an address that isn't the API's."""
    wanted = request.accept_mimetypes.best_match((MEDIA_TYPE, "text/html"))
    return wanted == "text/html" and not request.path.startswith("/api/")


def _page_before() -> str:
    """The page of ours that the request was sent from: where somebody goes on once they have signed in again."""
    sent = urlsplit(request.referrer or "")
    return sent.path if sent.netloc == request.host else "/"


def register(app: Flask) -> None:
    """Answer every error of ``app`` with a problem."""
    handlers: Mapping[type[Exception], Callable[[Any], ResponseReturnValue]] = {
        Refused: _refused,
        BadInput: _bad_input,
        NotJson: lambda error: problem("not-json", error.text),
        StaleVersion: _stale,
        CaseNotFound: lambda error: problem("not-found"),
        CommandReused: lambda error: problem("reused-key"),
        Problem: _plain,
        HTTPException: _http,
        sqlite3.OperationalError: _store,
        StoreBusy: lambda error: try_again(),
        StoreGone: lambda error: try_again(),
        ErasureUnfinished: _unfinished,
        UnsafeStore: lambda error: _unexpected("not-ready", error),
        Exception: lambda error: _unexpected("failure", error),
    }
    for cls, handler in handlers.items():
        app.register_error_handler(cls, handler)


def _refused(error: Refused) -> Response:
    return problem("refused", findings=[finding_shown(found) for found in error.findings])


def _bad_input(error: BadInput) -> Response:
    wrong = error.errors if isinstance(error, BadForm) else ((error.field, error.text),)
    errors = [{"field": field, "detail": said[language()], "th": said.th, "en": said.en} for field, said in wrong]
    return problem("bad-input", errors=errors)


def _stale(error: StaleVersion) -> Response:
    newer = [{"version": r.version, "topic": r.fact.spec.name, "on": r.on.isoformat(), "by": r.by} for r in error.newer]
    return problem("stale", seen=error.seen, version=error.version, newer=newer)


def _plain(error: Problem) -> Response:
    response = problem(error.sort, error.text)
    response.headers.update(error.headers)
    return response


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return cast(Response, error.response)
    status = error.code or 500
    sort = next((sort for sort, known in SORTS.items() if known.status == status), None)
    if sort is None:
        sort = "bad-request" if status < 500 else "failure"
    response = problem(sort)
    response.headers.update({name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")})
    return response


def _store(error: sqlite3.OperationalError) -> Response:
    code = error.sqlite_errorcode & 0xFF  # the primary code; the rest says more precisely where
    if code == sqlite3.SQLITE_FULL:
        return problem("disk-full")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return try_again()
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY):
        return _unexpected("not-ready", error)
    return _unexpected("failure", error)


def try_again() -> Response:
    """The answer while the store is busy or gone."""
    response = problem("not-ready")
    response.headers["Retry-After"] = "2"
    return response


def _unfinished(error: ErasureUnfinished) -> Response:
    _log(error.__cause__ or error)
    response = problem("erasure-unfinished")
    response.headers["Retry-After"] = "30"
    return response


def _unexpected(sort: str, error: Exception) -> Response:
    _log(error)
    if isinstance(error, UnsafeStore):
        watch = current_app.extensions["watch"]
        watch.note("store_unsafe", request=g.get("request_id"), error=type(error).__name__)
    return problem(sort)


def _log(error: BaseException) -> None:
    # An error's message may quote what a person typed, so only its class and place go into the log.
    place = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    watch = current_app.extensions["watch"]
    watch.log.error("failure", request=g.get("request_id"), error=type(error).__name__, place=place[-12:])
