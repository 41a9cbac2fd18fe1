"""Any case event by event, as it was known at each; and what differs between two moments of it (U3, S3.4)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, render_template, url_for

from aggregates.score_round_state import SCORE_ROUND
from engine.casework import Casework
from engine.history import fold
from engine.kind import Kind
from engine.reader import Reader
from engine.refusal import CaseNotFound
from web.answers.differing import differences
from web.answers.replay import replay_shown, stood
from web.answers.sentences import history_told
from web.fields import Count, Form, Known
from web.opening import opener
from web.pages.asked import Asked, asked
from web.pages.naming import OWN_PAGES, TOGETHER, case_path
from web.people.caller import caller
from web.places import access_to
from web.showing import Opens, shown
from workflows.labels import codes, text

TIERS = tuple(codes("tier"))


class Step(Form):
    """After which fact; the last one unless told."""

    step = Count(1, 1_000_000)


class Between(Form):
    """Two moments of recording."""

    earlier = Known()
    later = Known()


def add_replay(app: Flask, casework: Casework) -> None:
    """Give ``app`` the replay of a case, and the comparison of two moments of it."""
    pages = Blueprint("replay", __name__, url_prefix="/case/<string:kind>/<string:case>")

    @pages.get("/replay")
    def show(kind: str, case: str) -> str:
        query, found = asked(Step), _kind(casework, kind)
        with casework.reading() as reader:
            opens = opener(reader, access_to(reader, caller(), kind, case), case)
            records, told = reader.facts(case), history_told(reader, case, opens)
            number = min(query.given.get("step", len(records)), len(records))
            steps = replay_shown(reader, found, case)
            changed = _changed(found, records, number, opens)
            home = _home(reader, found, case)
        return render_template(
            "replay.html",
            **{"asked": query, "kind": found, "case": case, "number": number, "told": told, "fact": told[number - 1]},
            **{"steps": steps, "here": steps[number - 1], "changed": changed, "stages": _stages(found), "home": home},
            tiers={code: text("tier", code) for code in TIERS},
        )

    @pages.get("/compare")
    def compare(kind: str, case: str) -> str:
        query, found = asked(Between), _kind(casework, kind)
        with casework.reading() as reader:
            opens = opener(reader, access_to(reader, caller(), kind, case), case)
            told = history_told(reader, case, opens)
            ends = [_end(reader, found, case, opens, query, name) for name in ("earlier", "later")]
        before, after = ends
        between = told[before["number"] : after["number"]]
        return render_template(
            "compare.html",
            **{"asked": query, "kind": found, "case": case, "before": before, "after": after, "between": between},
            differing=list(differences(before["state"], after["state"])),
            tiers={code: text("tier", code) for code in TIERS},
        )

    app.register_blueprint(pages)


def _kind(casework: Casework, name: str) -> Kind[Any]:
    found = casework.kinds.get(name)
    if found is None:
        raise CaseNotFound("kind", name)
    return found


def _home(reader: Reader, kind: Kind[Any], case: str) -> str | None:
    """Where the case is worked on, if not here; a scoring round on the sheet of its office."""
    if kind is SCORE_ROUND:
        round = reader.state(SCORE_ROUND, case)
        return url_for("scores.office", sheet=round.sheet, office=round.office, year=round.fiscal_year)
    return case_path(kind.name, case) if kind.name in OWN_PAGES.keys() | TOGETHER.keys() else None


def _changed(kind: Kind[Any], records: Any, number: int, opens: Opens | None) -> list[dict[str, Any]]:
    """What the fact changed in the case."""
    before, after = (shown(fold(kind.evolve, records[:end]), opens) for end in (number - 1, number))
    return list(differences(before, after))


def _end(reader: Reader, kind: Kind[Any], case: str, opens: Opens | None, query: Asked, name: str) -> dict[str, Any]:
    """The case at one of the two moments: how many of its facts were known, and what they made of it."""
    records = reader.facts(case, reader.position(query.given.get(name)))
    where = stood(reader, kind, records[-1]) if records else None
    return {"number": len(records), "where": where, "state": shown(fold(kind.evolve, records), opens)}


def _stages(kind: Kind[Any]) -> list[Any]:
    return [] if kind.workflow is None else list(kind.workflow.stages)
