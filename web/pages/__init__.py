"""The pages people work in: each module gives the application some of them."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from web.attachments.store import Store
from web.demo_day import demo_day
from web.pages import (
    account,
    accounts,
    attachments,
    bundles,
    correcting,
    filling,
    finding,
    forms,
    household,
    leavers,
    ledger,
    lists,
    looks,
    mining,
    overview,
    papers,
    password,
    paths,
    programs,
    reference,
    registers,
    reminding,
    replay,
    reviews,
    rights,
    rule_sets,
    scores,
    shell,
    start,
    trail,
    what_if,
    work,
)
from web.people.front_desk import FrontDesk
from web.people.limits import Limits
from web.read_log import ReadLog


def add_pages(app: Flask, desk: FrontDesk, limits: Limits, log: ReadLog, files: Store) -> None:
    """Give ``app`` its pages."""
    casework = desk.casework
    shell.add_shell(app, demo_day(Path(casework.path).parent))
    start.add_start(app, casework)
    overview.add_overview(app, casework)
    paths.add_paths(app, casework)
    trail.add_trail(app, casework)
    bundles.add_bundles(app, casework)
    mining.add_mining(app, casework)
    work.add_work(app, casework)
    household.add_household(app, casework)
    forms.add_forms(app, casework)
    correcting.add_correcting(app, casework)
    lists.add_lists(app, casework)
    filling.add_filling(app, casework)
    attachments.add_attachments(app, casework, files)
    finding.add_finding(app, casework)
    programs.add_programs(app, casework)
    reviews.add_reviews(app, casework)
    registers.add_registers(app, casework)
    scores.add_scores(app, casework)
    reminding.add_reminding(app, casework)
    replay.add_replay(app, casework)
    what_if.add_what_if(app, casework)
    accounts.add_accounts(app, casework)
    account.add_account(app, desk, limits)
    password.add_password(app, desk, limits)
    leavers.add_leavers(app, casework)
    reference.add_reference(app, casework)
    rule_sets.add_rule_sets(app, casework)
    looks.add_looks(app, casework, log)
    ledger.add_ledger(app, casework)
    rights.add_rights(app, casework, log)
    papers.add_papers(app, casework)
