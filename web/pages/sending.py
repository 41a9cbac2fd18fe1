"""Giving a command from a form: what was sent, what came of it, and what is told when it wasn't done."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from http import HTTPStatus as S
from typing import Any

from flask import redirect, request
from flask.typing import ResponseReturnValue

from engine.bilingual import Text
from engine.calendar import BANGKOK
from engine.command import Receipt
from engine.facts import Fact
from engine.reader import Reader
from engine.refusal import BadInput, CommandReused, Finding, Refused, StaleVersion
from web.answers.sentences import trail_told
from web.fields import BadForm
from web.forms.controls import Problems, placed
from web.pages.naming import case_path
from web.problems import Problem

ALREADY = Text(
    "แบบนี้บันทึกไปแล้วครั้งหนึ่ง หากต้องการบันทึกเป็นรายการใหม่ ให้กดบันทึกอีกครั้ง",
    "This form was saved once before. To record it as something new, save again.",
)
LONGEST_KEY = 64


def saved(kind: str, receipt: Receipt, draft: str, at: datetime) -> ResponseReturnValue:
    """On to the page of the case, which says that it was saved, as which version and when; its draft may go."""
    said = {"saved": receipt.version, "at": time_of_day(at), "draft": draft, "leaf": receipt.leaf}
    return redirect(case_path(kind, receipt.case, **said), S.SEE_OTHER)


def time_of_day(at: datetime) -> str:
    """A moment of today as people say it: 10:32."""
    return f"{at.astimezone(BANGKOK):%H:%M}"


class Said:
    """What was sent, what is wrong with it, and what stands in its way."""

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        self.values: Mapping[str, Any] = values or {}
        self.problems: Problems = {}
        self.findings: tuple[Finding, ...] = ()
        self.stale: StaleVersion | None = None
        self.notice: Text | None = None
        self.key = request.form.get("key", "")[:LONGEST_KEY] or secrets.token_hex(16)
        """Made when the form was drawn: sent twice, it is done once."""
        self.more: dict[str, int] = {}

    def newer(self, reader: Reader) -> list[dict[str, Any]]:
        """The facts that came between, told as sentences."""
        return [] if self.stale is None else trail_told(reader, self.stale.newer)

    def rival(self, of: type[Fact] | None) -> int | None:
        """The version of the latest fact that came between and says what this form would say."""
        between = () if self.stale is None else self.stale.newer
        return next((one.version for one in reversed(between) if type(one.fact) is of), None)


def tried(give: Callable[[], Receipt], said: Said, fields: Iterable[str]) -> tuple[Receipt | None, int]:
    """The receipt; or none, the status to answer with, and in ``said`` why."""
    try:
        return give(), S.OK
    except BadInput as error:
        errors = error.errors if isinstance(error, BadForm) else ((error.field, error.text),)
        said.problems = placed(errors, fields)
        return None, S.UNPROCESSABLE_ENTITY
    except Refused as error:
        said.findings = error.findings
        return None, S.CONFLICT
    except StaleVersion as error:
        said.stale = error
        return None, S.PRECONDITION_FAILED
    except CommandReused:
        said.notice, said.key = ALREADY, secrets.token_hex(16)
        return None, S.CONFLICT


def seen_version() -> int:
    """The version of the case that the form was drawn for. Raises Problem where it says none."""
    given = request.form.get("seen", "")
    if not given.isdecimal() or len(given) > 9:
        raise Problem("no-version")
    return int(given)
