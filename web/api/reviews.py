"""What a zone review answers beside what every kind of case does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aggregates.zone_review_state import REVIEW
from engine.casework import Casework
from web.answers.ranking import ranking_table
from web.api.doors import Blueprint, Nothing, caller
from web.api.figure_answers import RankingAnswer
from web.api.marks import documented
from web.places import access_to


def add_reviews(routes: Blueprint, casework: Casework) -> None:
    """Add the panel's table."""

    @documented(routes, f"/{REVIEW.name}/<string:case>/table", REVIEW.name, RankingAnswer)
    @routes.arguments(Nothing, location="query")
    @routes.response(
        200, description="Each evaluated community: criteria that hold, results, what bars it from the pick."
    )
    def table(query: Mapping[str, Any], case: str) -> Any:
        """ตารางเปรียบเทียบชุมชนก่อนจัดลำดับ · The table a zone's panel ranks and chooses by (P7.4)"""
        with casework.reading() as reader:
            access_to(reader, caller(), REVIEW.name, case)
            return ranking_table(reader, case)
