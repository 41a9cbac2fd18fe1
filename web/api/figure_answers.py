"""What answers about figures and scores look like, for the API's document and the clients made from it."""

from __future__ import annotations

from marshmallow import Schema

from web.fields import Anything, Rows, Table, Whole, Words, YesNo


class ProgressAnswer(Schema):
    """Cases by stage, area by area."""

    on = Words(required=True)
    phases = Rows(Table(), required=True)
    items = Rows(Table(), required=True)


class UnderRules(Schema):
    """What every figure says of itself: as of when, by which rules, from how many facts."""

    on = Words(required=True)
    known = Anything(required=True, metadata={"description": "As it was asked: a place in the ledger or a moment."})
    ruleset = Table(required=True)
    ledger_size = Whole(required=True)


class SuccessAnswer(UnderRules):
    """What came of target households, area by area."""

    published = YesNo(required=True)
    items = Rows(Table(), required=True)


class OfYear(UnderRules):
    """The same of a fiscal year."""

    fiscal_year = Whole(required=True)


class QuotaAnswer(OfYear):
    """Communities running in each province, zone and the country."""

    per_province = Whole(required=True)
    below = Rows(Table(), required=True)
    provinces = Rows(Table(), required=True)
    zones = Rows(Table(), required=True)
    country = Table(required=True)


class MissionsAnswer(OfYear):
    """The mission scores."""

    results = Rows(Table(), required=True)
    mission_level = Table(required=True)
    kpi_2_1 = Table(required=True)


class IntegrationAnswer(OfYear):
    """KPI 2.2, step by step."""

    label = Table(required=True)
    weight = Whole(required=True)
    score = Whole(required=True)
    points = Table(required=True)
    steps = Rows(Table(), required=True)


class RankingAnswer(Schema):
    """The table a zone's panel chooses by."""

    zone = Whole(required=True)
    fiscal_year = Whole(required=True)
    criteria = Rows(Table(), required=True)
    counted = Rows(Table(), required=True)
    items = Rows(Table(), required=True)


class SheetAnswer(OfYear):
    """The sheet of an office, community by community."""

    sheet = Words(required=True)
    office = Words(required=True)
    cut_off = Words(required=True, allow_none=True)
    entered_afterwards = YesNo(required=True)
    weight = Whole(required=True)
    level_mean = Table(required=True, allow_none=True)
    level_min = Whole(required=True, allow_none=True)
    points = Table(required=True)
    communities = Rows(Table(), required=True)
    self_assessed = Table(required=True, allow_none=True)
    confirmed = Table(required=True, allow_none=True)
    round = Table(required=True, allow_none=True)


class WhatIfAnswer(Schema):
    """Every case and office that other rules would change."""

    ruleset = Words(required=True)
    version = Whole(required=True)
    on = Words(required=True)
    cases = Whole(required=True)
    changed = Rows(Table(), required=True)
    tiers = Rows(Table(), required=True)
    stuck = Rows(Words(), required=True)
    offices = Rows(Table(), required=True)
