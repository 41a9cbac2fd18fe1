"""The ledger's page: whether anything was altered, who says so, and a checkpoint to take away on paper (T1-T3)."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Flask, render_template
from markupsafe import Markup

from engine.casework import Casework
from web.answers.ledger import leaf_hash, ledger_told, standing_shown
from web.checkpoint_code import code, read_out
from web.pages.shell import way


def add_ledger(app: Flask, casework: Casework) -> None:
    """Give ``app`` the page, and every template ``ledger_place`` for the notice after a save."""
    pages = Blueprint("ledger", __name__)

    @pages.get("/ledger")
    def show() -> str:
        standing = casework.ledger.standing()
        checkpoint = casework.ledger.before(None)
        return render_template(
            "ledger.html",
            told=ledger_told(standing),
            ledger=standing_shown(standing),
            note=None if checkpoint is None else str(checkpoint),
            code=None if checkpoint is None else _qr(str(checkpoint)),
            digits="" if standing.checkpoint is None else read_out(standing.checkpoint.root),
        )

    def ledger_place(leaf: str) -> dict[str, Any] | None:
        """A place in the ledger, as an address gives it, with the hash of the fact there."""
        if not re.fullmatch("[0-9]{1,15}", leaf):
            return None
        with casework.reading() as reader:
            found = leaf_hash(reader, int(leaf))
        return None if found is None else {"leaf": int(leaf), "leaf_hash": found.hex()}

    app.jinja_env.globals["ledger_place"] = ledger_place
    app.register_blueprint(pages)
    way("ledger.show", "บัญชีข้อเท็จจริง", "Ledger", "auditor", "supervisor")


def _qr(note: str) -> Markup:
    return Markup(code(note).svg_inline(scale=4, border=4, light="#fff", svgclass="qr", lineclass=None, omitsize=True))
