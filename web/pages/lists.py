"""Lists of cases within the caller's area: filtered, sorted, paged, each row with its small rail (S5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import Blueprint, Flask, render_template, request
from flask.typing import ResponseReturnValue

from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
from aggregates.zone_review_state import REVIEW
from engine.casework import Casework
from engine.kind import Kind
from engine.reader import Reader
from engine.refusal import CaseNotFound
from projections.timeliness import KINDS, TIMELINESS
from web.access import role_may_do
from web.answers.listing import SORTS, Sort, choices, listing
from web.answers.names import community_name, names_of, province_name
from web.commands import opening
from web.pages.shell import way
from web.people.caller import caller
from web.tables.cases import TITLES, cases_table
from web.tables.filters import LABELS
from web.tables.taking import file_asked, take

PAGE = 50
SHOWS: Mapping[str, tuple[Kind[Any], str]] = {
    PROGRAM.name: (PROGRAM, "programs.show"),
    HOUSEHOLD.name: (HOUSEHOLD, "households.show"),
    REVIEW.name: (REVIEW, "reviews.show"),
}
"""The kinds of case that are listed, and the page of one."""
FILTERS: Mapping[str, tuple[str, ...]] = {
    PROGRAM.name: ("stage", "status", "officer", "province", "district", "fiscal_year"),
    HOUSEHOLD.name: ("stage", "status", "tier", "officer", "province", "district", "program"),
    REVIEW.name: ("stage", "status", "fiscal_year"),
}

way("lists.show", "ชุมชน", "Communities", "case_manager", "supervisor", "auditor", kind="program")
way("lists.show", "ครัวเรือน", "Households", "case_manager", "supervisor", "auditor", kind="household")
way("lists.show", "การพิจารณาระดับเขต", "Zone reviews", "supervisor", "auditor", kind="zone_review")


class Asked(NamedTuple):
    """What the address asks for."""

    filters: dict[str, Any]
    sort: Sort
    page: int

    @property
    def said(self) -> dict[str, str]:
        """The filters and the order as an address says them, without the page."""
        said = {name: "yes" if value is True else str(value) for name, value in self.filters.items()}
        return said | ({} if self.sort == SORTS[0] else {"sort": self.sort})


def add_lists(app: Flask, casework: Casework) -> None:
    """Give ``app`` its lists."""
    pages = Blueprint("lists", __name__)

    @pages.get("/list/<string:kind>")
    def show(kind: str) -> ResponseReturnValue:
        if kind not in SHOWS:
            raise CaseNotFound(kind, "")
        of, page = SHOWS[kind]
        asked, roles = _asked(kind), caller().roles
        with casework.reading() as reader:
            if file_asked():
                table = cases_table(reader, caller(), of, asked.filters, asked.sort)
                return take(reader, kind, kind, [table], asked.filters)
            found = listing(reader, caller(), of, asked.filters, sort=asked.sort, page=asked.page, size=PAGE)
            return render_template(
                "list.html",
                kind=of,
                title=TITLES[kind],
                words=LABELS,
                page=page,
                found=found,
                asked=asked,
                sorts=[sort for sort in SORTS if sort != "due" or kind != REVIEW.name],
                timeliness=TIMELINESS if kind in KINDS else (),
                filters=FILTERS[kind],
                choices=choices(reader, caller(), of),
                may_open=any(role_may_do(role, of, opening(of)) for role in roles),
                names=names_of(reader, None),
                provinces={one.province: province_name(reader, one.province) for one in found.items}
                | _provinces(reader, choices(reader, caller(), of)),
                community=community_name(reader, asked.filters["program"]) if "program" in asked.filters else None,
            )

    app.register_blueprint(pages)


def _asked(kind: str) -> Asked:
    """What the address asks for; what it asks for that isn't there is left out."""
    filters: dict[str, Any] = {name: value for name in FILTERS[kind] if (value := request.args.get(name, "").strip())}
    filters |= {name: True for name in TIMELINESS if kind in KINDS and request.args.get(name) == "yes"}
    sort = request.args.get("sort", SORTS[0])
    page = request.args.get("page", "1")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 7 else 1
    return Asked(filters, sort if sort in SORTS else SORTS[0], number)


def _provinces(reader: Reader, found: Mapping[str, list[str]]) -> dict[str, Any]:
    return {code: province_name(reader, code) for code in found["province"]}
