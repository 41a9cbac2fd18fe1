"""The supervisor's view of the ways cases really went, and how long they stayed on each stage (S5, U2)."""

from __future__ import annotations

from flask import Blueprint, Flask, render_template

from engine.casework import Casework
from projections.paths import Paths, paths
from web.answers.path_drawing import drawn
from web.fields import Choice, Form, Words
from web.pages.asked import asked
from web.people.caller import caller
from web.places import within
from web.scope import asked_scope, own_scopes


class Viewed(Form):
    """Which area, and which kind of case."""

    area = Words()
    kind = Choice(("household", "program"))


def add_paths(app: Flask, casework: Casework) -> None:
    """Give ``app`` the page."""
    pages = Blueprint("paths", __name__)

    @pages.get("/overview/paths")
    def show() -> str:
        query, person = asked(Viewed), caller()
        kind = casework.kinds[query.given.get("kind", "household")]
        assert kind.workflow is not None
        with casework.reading() as reader:
            scope = asked_scope(reader, person, query.given.get("area"))
            own = own_scopes(reader, person)
            found = paths(reader, kind, within(reader, (scope.area,)))
        return render_template(
            "paths.html",
            **{"asked": query, "scope": scope, "own": own, "kind": kind.name, "found": found},
            stages={stage.name: stage.label for stage in kind.workflow.stages},
            drawing=drawn(found),
            slowest=_slowest(found),
            longest=max((stay.p90_days or 0 for stay in found.stays), default=0) or 1,
        )

    app.register_blueprint(pages)


def _slowest(found: Paths) -> str | None:
    """The stage that half of the cases stay at longest."""
    over = [stay for stay in found.stays if stay.median_days is not None]
    return max(over, key=lambda stay: stay.median_days or 0).stage if over else None
