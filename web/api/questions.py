"""Questions over many cases: the audit trail; and what the workflows and rule sets say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aggregates.reference import REFERENCE, REFERENCE_CASE, Reference
from engine.casework import Casework
from engine.refusal import CaseNotFound
from web.answers.sentences import trail_told
from web.answers.standing import workflow_shown
from web.answers.trail import Search, hidden_from, trail
from web.api.answers import EntriesAnswer, HealthAnswer, ItemsAnswer, RuleSetAnswer
from web.api.doors import Blueprint, Nothing, Page, caller
from web.api.marks import documented
from web.fields import Count, Day, Form, Words
from web.languages import language
from web.places import within
from web.showing import shown, text_shown
from web.strict_json import LARGEST


class Sought(Page):
    """What to look for in the audit trail."""

    person = Words(metadata={"description": "Who recorded it."})
    since = Day(metadata={"description": "First day of recording."})
    until = Day(metadata={"description": "Last day of recording."})
    kind = Words(metadata={"description": "Kind of case."})
    topic = Words(metadata={"description": "Kind of fact, such as case.stage_reached."})
    before = Count(0, LARGEST, description="The cursor `next` of the page before.")


class Dated(Form):
    """The day whose rules are meant."""

    on = Day()


def add_questions(routes: Blueprint, casework: Casework) -> None:
    """Add the routes that belong to no single kind of case."""

    @documented(routes, "/audit", "audit", EntriesAnswer)
    @routes.arguments(Sought, location="query")
    @routes.response(200, description="One page of facts, newest first; personal data stays sealed.")
    def audit(query: Mapping[str, Any]) -> Any:
        """ร่องรอยการบันทึก · Search the audit trail within your area"""
        limit = query["limit"]
        search = Search(**{name: value for name, value in query.items() if name != "limit"})
        with casework.reading() as reader:
            area, hidden = within(reader, caller().areas), hidden_from(caller())
            records, following = trail(reader, search, area, limit=limit, hidden=hidden)
            return {"items": trail_told(reader, records), "next": following}

    @documented(routes, "/workflows", "workflows", ItemsAnswer)
    @routes.arguments(Dated, location="query")
    @routes.response(
        200, description="Stages, moves, gates and requirements of each workflow, under the rules in force."
    )
    def workflows(query: Mapping[str, Any]) -> Any:
        """ขั้นตอนและเงื่อนไข · The workflows and what each gate asks for"""
        with casework.reading() as reader:
            on = query.get("on") or reader.on
            items = [
                workflow_shown(kind.workflow, kind.rules(None, reader, on), language())
                for kind in casework.kinds.values()
                if kind.workflow is not None
            ]
        return {"items": items}

    @documented(routes, "/rules", "rules", ItemsAnswer)
    @routes.arguments(Nothing, location="query")
    @routes.response(200, description="Every rule set ever put into force, newest first.")
    def rules(query: Mapping[str, Any]) -> Any:
        """ชุดเกณฑ์ที่ประกาศใช้ · The activated rule sets (W6)"""
        items = [
            {**shown(a.rules), "fiscal_year": a.fiscal_year, "since": a.since.isoformat()}
            for a in _reference(casework).activations
        ]
        return {"items": items}

    @documented(routes, "/rules/<string:sha256>", "rules", RuleSetAnswer)
    @routes.arguments(Nothing, location="query")
    @routes.response(200, description="The text of a rule set, as it was activated.")
    def rule_set(query: Mapping[str, Any], sha256: str) -> Any:
        """ข้อความของชุดเกณฑ์ · The text behind a rule set's hash (W6)"""
        found = _reference(casework).activation(sha256)
        if found is None:
            raise CaseNotFound("rule set", sha256)
        return {**shown(found.rules), "fiscal_year": found.fiscal_year, "toml": found.text}

    @documented(routes, "/kinds", "workflows", ItemsAnswer)
    @routes.arguments(Nothing, location="query")
    @routes.response(200, description="The kinds of case and their commands.")
    def kinds(query: Mapping[str, Any]) -> Any:
        """ชนิดของเรื่องและคำสั่ง · The kinds of case and what can be done with each"""
        items = [
            {
                "kind": kind.name,
                "label": text_shown(kind.label),
                "commands": [
                    {"name": d.name, "label": text_shown(d.label), "summary": d.summary, "opens": d.opens}
                    for d in kind.decisions.values()
                ],
            }
            for kind in casework.kinds.values()
        ]
        return {"items": items}

    @documented(routes, "/health", "health", HealthAnswer)
    @routes.arguments(Nothing, location="query")
    @routes.response(200, description="The store can be read; how many facts it holds.")
    def health(query: Mapping[str, Any]) -> Any:
        """สถานะระบบ · Whether the store can be read"""
        with casework.reading() as reader:
            return {"status": "ok", "facts": reader.size}


def _reference(casework: Casework) -> Reference:
    return casework.state(REFERENCE, REFERENCE_CASE)
