"""What the rights desk asks beside what every kind of case answers: the list, and everything held about somebody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aggregates.areas import Place
from aggregates.rights_state import RIGHTS
from engine.casework import Casework
from web.access import Access
from web.answers.rights import request_shown, requests
from web.api.answers import ItemsAnswer
from web.api.doors import Blueprint, Nothing, caller
from web.api.marks import documented
from web.opening import opener
from web.problems import Problem
from web.read_log import ReadLog
from web.rights_export import export


def add_request_list(routes: Blueprint, casework: Casework) -> None:
    """Add the list of requests, in place of a list from the caseload: no area has them, only the country."""

    @documented(routes, f"/{RIGHTS.name}", RIGHTS.name, ItemsAnswer)
    @routes.arguments(Nothing, location="query")
    @routes.response(200, description="Every request; those that wait first, by their deadline.")
    def listed(query: Mapping[str, Any]) -> Any:
        """คำขอใช้สิทธิ · List the requests of people about their data (U4)"""
        access = Access(caller(), Place(), RIGHTS.name)
        if not access.may_read:
            raise Problem("not-allowed")
        with casework.reading() as reader:
            opens = opener(reader, access, "every request")
            return {"items": [request_shown(reader, case, request, opens) for case, request, _ in requests(reader)]}


def add_export(routes: Blueprint, casework: Casework, log: ReadLog) -> None:
    """Add the export of everything held about those a request is about."""

    @documented(routes, f"/{RIGHTS.name}/<string:case>/export", RIGHTS.name)
    @routes.arguments(Nothing, location="query")
    @routes.response(200, description="Everything held, opened, with purposes and who looked; the export is recorded.")
    def export_(query: Mapping[str, Any], case: str) -> Any:
        """ทุกสิ่งที่เก็บไว้เกี่ยวกับบุคคล · Everything held about a person or household (U4)"""
        return export(casework, log, caller(), case)
