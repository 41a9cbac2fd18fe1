"""What a scoring round answers beside what every kind of case does."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from aggregates.score_round_state import SCORE_ROUND
from engine.casework import Casework
from web.answers.rounds import difference_shown
from web.api.doors import Blueprint, caller
from web.api.marks import documented
from web.fields import Count, Form
from web.places import access_to


class Revision(Form):
    """Which revision of a round."""

    revision = Count(1, 1_000, description="A closed revision; the last one if left out.")


def add_rounds(routes: Blueprint, casework: Casework) -> None:
    """Add the difference report."""

    @documented(routes, f"/{SCORE_ROUND.name}/<string:case>/difference", SCORE_ROUND.name)
    @routes.arguments(Revision, location="query")
    @routes.problems(HTTPStatus.CONFLICT)
    @routes.response(200, description="Levels then and now of each community that differs, and the facts behind it.")
    def difference(query: Mapping[str, Any], case: str) -> Any:
        """สิ่งที่เปลี่ยนไปหลังปิดรอบ · What a closed round would be if it were computed now (S3.2b)"""
        with casework.reading() as reader:
            access_to(reader, caller(), SCORE_ROUND.name, case)
            return difference_shown(reader, case, **query)
