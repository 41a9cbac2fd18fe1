"""What those who keep accounts ask beside what every kind of case answers: the list, and the read log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aggregates.account_state import ACCOUNT
from aggregates.areas import Place
from engine.casework import Casework
from web.access import Access
from web.answers.accounts import account_shown
from web.api.answers import EntriesAnswer, ItemsAnswer
from web.api.doors import Blueprint, Nothing, Page, caller
from web.api.marks import documented
from web.fields import Count, Day, Words
from web.opening import opener
from web.people.directory import accounts
from web.problems import Problem
from web.read_log import ReadLog, Sought
from web.strict_json import LARGEST


class Looked(Page):
    """What to look for in the read log."""

    person = Words(metadata={"description": "Who looked."})
    subject = Words(metadata={"description": "At which case or list."})
    since = Day(metadata={"description": "First day."})
    until = Day(metadata={"description": "Last day."})
    before = Count(0, LARGEST, description="The cursor `next` of the page before.")


def add_account_list(routes: Blueprint, casework: Casework) -> None:
    """Add the list of accounts, in place of a list from the caseload."""

    @documented(routes, f"/{ACCOUNT.name}", ACCOUNT.name, ItemsAnswer)
    @routes.arguments(Nothing, location="query")
    @routes.response(200, description="Every account, with its grants and what waits for a second administrator.")
    def listed(query: Mapping[str, Any]) -> Any:
        """รายการบัญชีผู้ใช้ · List accounts (U4)"""
        access = Access(caller(), Place(), ACCOUNT.name)
        if not access.may_read:
            raise Problem("not-allowed")
        with casework.reading() as reader:
            opens = opener(reader, access, "every account")
            return {"items": [account_shown(reader, case, account, opens) for case, account in accounts(reader)]}


def add_read_log(routes: Blueprint, log: ReadLog) -> None:
    """Add the read log, for auditors of the whole country: it spans all areas."""

    @documented(routes, "/looks", "looks", EntriesAnswer)
    @routes.arguments(Looked, location="query")
    @routes.response(200, description="Who looked at whose personal data, newest first; and every export.")
    def looks(query: Mapping[str, Any]) -> Any:
        """บันทึกการเข้าดูข้อมูลส่วนบุคคล · The read log (U5)"""
        everywhere = Access(caller(), Place()).grants
        if not any(grant.role == "auditor" for grant in everywhere):
            raise Problem("not-allowed")
        sought = Sought(**{name: value for name, value in query.items() if name != "limit"})
        items, following = log.read(sought, query["limit"])
        return {"items": items, "next": following}
