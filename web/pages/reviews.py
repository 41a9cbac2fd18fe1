"""The page of a zone's yearly review: lessons, the table it ranks by, the pick, the policy proposal (P7)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, render_template, request
from flask.typing import ResponseReturnValue

from aggregates.zone_review_state import REVIEW
from engine.bilingual import Text
from engine.casework import Casework
from engine.reader import Reader
from web.access import Access
from web.answers.gate import gates_then
from web.answers.names import community_name, province_name
from web.answers.rail import rail
from web.answers.ranking import ranking_table
from web.answers.timeline import timeline
from web.opening import opener
from web.pages.case_page import Here
from web.people.caller import caller
from web.places import access_to, reach
from web.tables.offices import ranking
from web.tables.taking import file_asked, take


def add_reviews(app: Flask, casework: Casework) -> None:
    """Give ``app`` the page of a zone review."""
    pages = Blueprint("reviews", __name__)

    @pages.get("/case/zone_review/<string:case>")
    def show(case: str) -> ResponseReturnValue:
        with casework.reading() as reader:
            access = access_to(reader, caller(), REVIEW.name, case)
            if file_asked():
                table = _table(reader, case)
                given = {"area": f"zone:{table['zone']}", "fiscal_year": table["fiscal_year"]}
                return take(reader, "ranking", REVIEW.name, [ranking(table, _provinces(reader, table))], given)
            return render_template("review.html", here=Here("reviews.show", case), **_page(reader, access, case))

    app.register_blueprint(pages)


def _page(reader: Reader, access: Access, case: str) -> dict[str, Any]:
    assert REVIEW.workflow is not None
    review = reader.state(REVIEW, case)
    table = _table(reader, case)
    allowed = reach(reader, caller(), REVIEW.name, case)
    programs = [item["program"] for item in table["items"]] + list(review.lessons)
    return {
        "review": review,
        "table": table,
        "rail": rail(REVIEW.workflow, review.stage, review.life, reader.on),
        "gates": gates_then(REVIEW, case, review, reader, reader, lambda one: allowed.may_do(REVIEW, one)),
        "may": {name: allowed.may_do(REVIEW, decision) for name, decision in REVIEW.decisions.items()},
        "communities": {program: community_name(reader, program) for program in programs},
        "provinces": _provinces(reader, table),
        "told": timeline(
            reader,
            case,
            opener(reader, access, case),
            by=request.args.get("by", ""),
            mark=request.args.get("mark", ""),
            whole="all" in request.args,
        ),
    }


def _table(reader: Reader, case: str) -> dict[str, Any]:
    """The table to rank by, in the order of the ranking on record."""
    table = ranking_table(reader, case)
    return {**table, "items": sorted(table["items"], key=lambda item: (item["rank"] is None, item["rank"] or 0))}


def _provinces(reader: Reader, table: dict[str, Any]) -> dict[str, Text | None]:
    return {item["province"]: province_name(reader, item["province"]) for item in table["items"]}
