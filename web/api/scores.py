"""Scores over HTTP; the nation's hold no personal data, so whoever is known may read them. An office's: its area."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from engine.casework import Casework
from web.answers.national_scores import integration_shown, missions_shown
from web.answers.office_scores import sheet_shown
from web.answers.rule_choice import activated
from web.api.doors import Blueprint, Moment, caller
from web.api.figure_answers import IntegrationAnswer, MissionsAnswer, SheetAnswer
from web.api.marks import documented
from web.fields import Count, Words


class Scored(Moment):
    """Of which fiscal year, at which moment, under which rules."""

    fiscal_year = Count(2500, 2700, required=True, description="The fiscal year (BE).")
    ruleset = Words(
        metadata={"description": "The id of an activated rule set, such as 2564 or 2564/1; those in force if left out."}
    )


def add_scores(routes: Blueprint, casework: Casework) -> None:
    """Add the routes under /scores."""

    @documented(routes, "/scores/mission/<int:fiscal_year>", "scores", MissionsAnswer)
    @routes.arguments(Moment, location="query")
    @routes.problems(HTTPStatus.CONFLICT)
    @routes.response(200, description="Each indicator's result, and the two measures they earn, exact and as shown.")
    def mission_scores(query: Mapping[str, Any], fiscal_year: int) -> Any:
        """คะแนนตามภารกิจหลัก (5.1 และตัวชี้วัด 2.1) · The mission scores of a fiscal year (S1)"""
        with casework.reading() as reader:
            return missions_shown(reader, fiscal_year, **query)

    @documented(routes, "/scores/integration/<int:fiscal_year>", "scores", IntegrationAnswer)
    @routes.arguments(Moment, location="query")
    @routes.problems(HTTPStatus.CONFLICT)
    @routes.response(200, description="The steps of KPI 2.2: reached by which facts, or what is missing.")
    def integration_score(query: Mapping[str, Any], fiscal_year: int) -> Any:
        """ความสำเร็จในการบูรณาการ (ตัวชี้วัด 2.2) · KPI 2.2 of a fiscal year (S2)"""
        with casework.reading() as reader:
            return integration_shown(reader, fiscal_year, **query)

    @documented(routes, "/scores/<string:sheet>/<string:office>", "scores", SheetAnswer)
    @routes.arguments(Scored, location="query")
    @routes.problems(HTTPStatus.CONFLICT)
    @routes.response(200, description="Each community's milestones: reached by which facts, or what is missing.")
    def office_score(query: Mapping[str, Any], sheet: str, office: str) -> Any:
        """ใบคะแนนของหน่วยงาน · The sheet of a zone (zone-6m/08) or provincial office (province-12m/56) (S3, S4)"""
        asked = dict(query)
        with casework.reading() as reader:
            ruleset = asked.pop("ruleset", None)
            chosen = None if ruleset is None else activated(reader, ruleset)
            return sheet_shown(reader, sheet, office, **asked, chosen=chosen, person=caller())
