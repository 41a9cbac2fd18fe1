"""The rule sets that were put into force, and the text of each, letter by letter (W6)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, render_template

from aggregates.reference import REFERENCE, REFERENCE_CASE
from engine.casework import Casework
from engine.refusal import CaseNotFound
from web.access import Access, over_the_country
from web.pages.shell import way
from web.people.caller import caller
from web.places import EVERYWHERE

ACTIVATE = "activate_rule_set"


def add_rule_sets(app: Flask, casework: Casework) -> None:
    """Give ``app`` the list of rule sets and the page of each."""
    pages = Blueprint("rule_sets", __name__, url_prefix="/rules")

    @pages.get("")
    def every() -> str:
        items = casework.state(REFERENCE, REFERENCE_CASE).activations
        return render_template("rule_sets.html", items=items, case=REFERENCE_CASE, **_may())

    @pages.get("/<string:sha256>")
    def one(sha256: str) -> str:
        found = casework.state(REFERENCE, REFERENCE_CASE).activation(sha256)
        if found is None:
            raise CaseNotFound("rule set", sha256)
        return render_template("rule_set.html", found=found, **_may())

    app.register_blueprint(pages)
    way("rule_sets.every", "ชุดเกณฑ์", "Rule sets", "administrator", "supervisor", "auditor")


def _may() -> dict[str, Any]:
    """Whether the reader may put a rule set into force, and try one."""
    access = Access(caller(), EVERYWHERE, REFERENCE.name)
    return {
        "activate": access.may_do(REFERENCE, REFERENCE.decisions[ACTIVATE]),
        "command": ACTIVATE,
        "may_try": over_the_country(caller()),
    }
