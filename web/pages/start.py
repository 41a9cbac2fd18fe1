"""The start page: what this is, both workflows drawn, and the way to the API; somebody signed in goes to their work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask, g, redirect, render_template
from flask.typing import ResponseReturnValue

from aggregates.account_facts import Role
from engine.casework import Casework
from engine.refusal import CaseNotFound, Refused
from engine.workflow import Workflow
from web.access import Person
from web.answers.standing import gates_of

HOMES: Mapping[Role, str] = {
    "case_manager": "/work",
    "supervisor": "/overview",
    "auditor": "/trail",
    "administrator": "/accounts",
}
"""Where each role begins; somebody of several with the first of them."""
SECTION = re.compile(r"[A-Z]+[0-9]+(?:\.[0-9]+)*")


def add_start(app: Flask, casework: Casework) -> None:
    """Give ``app`` its start page."""

    @app.get("/")
    def start() -> ResponseReturnValue:
        home = _home()
        if home is not None:
            return redirect(home)
        with casework.reading() as reader:
            rails = [
                _rail(kind.workflow, _gates(kind, reader))
                for kind in casework.kinds.values()
                if kind.workflow is not None
            ]
        return render_template("start.html", rails=rails)


def _home() -> str | None:
    """Where somebody signed in begins; nowhere yet without a role."""
    person: Person | None = g.person
    return None if person is None else next((home for role, home in HOMES.items() if role in person.roles), None)


def _rail(workflow: Workflow, gates: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    steps = [{"label": stage.label, "gate": _sections(gates.get(stage.name, ()))} for stage in workflow.stages]
    return {"label": workflow.label, "steps": steps}


def _sections(ids: Iterable[str]) -> list[str]:
    """The numbers of the guideline behind requirement ids: P3.3.proposed and P3.3.signed are both of P3.3."""
    return list(dict.fromkeys(found[0] for id in ids if (found := SECTION.match(id))))


def _gates(kind: Any, reader: Any) -> dict[str, tuple[str, ...]]:
    """What each gate asks for; nothing before a rule set is in force."""
    try:
        return dict(gates_of(kind.workflow, kind.rules(None, reader, reader.on)))
    except (Refused, CaseNotFound):
        return {}
