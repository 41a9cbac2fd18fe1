"""Figures by area over HTTP: progress, success of the program, quota; each caller sees the areas they may read."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from engine.casework import Casework
from projections.areas import LEVELS
from web.answers.counting import progress_shown
from web.answers.quota import quota_shown
from web.answers.success import success_shown
from web.api.doors import Blueprint, Moment, caller
from web.api.figure_answers import ProgressAnswer, QuotaAnswer, SuccessAnswer
from web.api.marks import documented
from web.fields import Choice, Count, Words, YesOrNo

AREA = "Only this area: 56, 56/เมืองพะเยา, 08, TH or a program's id."


class ByArea(Moment):
    """Which areas to count, and as of when."""

    level = Choice(LEVELS, load_default="province")
    area = Words(metadata={"description": AREA})


class Measured(ByArea):
    """Of which kind of case."""

    kind = Words(load_default="household")


class Succeeding(ByArea):
    """For whose eyes."""

    published = YesOrNo(load_default=False, metadata={"description": "Hide small cells, and what would tell them."})


class OfYear(Moment):
    """Of which fiscal year."""

    fiscal_year = Count(2500, 2700, required=True, description="The fiscal year (BE).")


def add_figures(routes: Blueprint, casework: Casework) -> None:
    """Add the questions that count cases by area."""

    @documented(routes, "/progress", "figures", ProgressAnswer)
    @routes.arguments(Measured, location="query")
    @routes.problems(HTTPStatus.CONFLICT)
    @routes.response(200, description="Cases by stage and phase, overdue, due soon, stuck; days spent in each stage.")
    def progress_by_area(query: Mapping[str, Any]) -> Any:
        """ความก้าวหน้าตามพื้นที่ · Cases by stage and area (S5)"""
        with casework.reading() as reader:
            return progress_shown(reader, person=caller(), **query)

    @documented(routes, "/success", "figures", SuccessAnswer)
    @routes.arguments(Succeeding, location="query")
    @routes.problems(HTTPStatus.CONFLICT)
    @routes.response(200, description="Target households out of poverty, dimensions resolved, tiers before and after.")
    def success_by_area(query: Mapping[str, Any]) -> Any:
        """ผลสำเร็จตามพื้นที่ · Success of the program by area; what is hidden is null (P6.4)"""
        with casework.reading() as reader:
            return success_shown(reader, person=caller(), **query)

    @documented(routes, "/quota", "figures", QuotaAnswer)
    @routes.arguments(OfYear, location="query")
    @routes.problems(HTTPStatus.CONFLICT)
    @routes.response(200, description="Communities running in each province, zone and the country; provinces below.")
    def quota_of_year(query: Mapping[str, Any]) -> Any:
        """เป้าหมายจำนวนชุมชน · Quota of running communities, and the provinces below it (P1.5)"""
        with casework.reading() as reader:
            return quota_shown(reader, person=caller(), **query)
