"""The pages people work in: each module gives the application some of them."""

from __future__ import annotations

from flask import Flask

from engine.casework import Casework
from web.pages import (
    accounts,
    correcting,
    forms,
    household,
    ledger,
    lists,
    looks,
    overview,
    programs,
    reference,
    registers,
    replay,
    reviews,
    rule_sets,
    scores,
    shell,
    start,
    trail,
    what_if,
    work,
)
from web.read_log import ReadLog


def add_pages(app: Flask, casework: Casework, log: ReadLog) -> None:
    """Give ``app`` its pages."""
    shell.add_shell(app)
    start.add_start(app, casework)
    overview.add_overview(app, casework)
    trail.add_trail(app, casework)
    work.add_work(app, casework)
    household.add_household(app, casework)
    forms.add_forms(app, casework)
    correcting.add_correcting(app, casework)
    lists.add_lists(app, casework)
    programs.add_programs(app, casework)
    reviews.add_reviews(app, casework)
    registers.add_registers(app, casework)
    scores.add_scores(app, casework)
    replay.add_replay(app, casework)
    what_if.add_what_if(app, casework)
    accounts.add_accounts(app, casework)
    reference.add_reference(app, casework)
    rule_sets.add_rule_sets(app, casework)
    looks.add_looks(app, casework, log)
    ledger.add_ledger(app, casework)
