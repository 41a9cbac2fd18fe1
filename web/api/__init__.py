"""The HTTP API, generated from the kinds of case and their decisions."""

from __future__ import annotations

from flask import Flask

from aggregates.account_state import ACCOUNT
from aggregates.rights_state import RIGHTS
from web.api.accounts import add_account_list, add_read_log
from web.api.attachments import add_attachments
from web.api.cases import add_list, add_reads
from web.api.commands import add_commands
from web.api.doors import PREFIX, Api, Blueprint, configure
from web.api.figures import add_figures
from web.api.filling import add_filling
from web.api.imports import add_imports
from web.api.ledger import add_ledger
from web.api.me import add_me
from web.api.mining import add_mining
from web.api.questions import add_questions
from web.api.reading_page import docs_page
from web.api.reviews import add_reviews
from web.api.rights import add_export, add_request_list
from web.api.rounds import add_rounds
from web.api.scores import add_scores
from web.api.what_if import add_what_if
from web.attachments.store import Store
from web.people.front_desk import FrontDesk
from web.people.limits import Limits
from web.read_log import ReadLog


def add_api(app: Flask, desk: FrontDesk, limits: Limits, log: ReadLog, files: Store) -> None:
    """Give ``app`` the API and its documentation."""
    configure(app)
    api, casework = Api(app), desk.casework
    for kind in casework.kinds.values():
        routes = Blueprint(kind.name, __name__, url_prefix=PREFIX, description=kind.label.en)
        add_commands(routes, casework, kind)
        if kind is ACCOUNT:
            add_account_list(routes, casework)
        elif kind is RIGHTS:
            add_request_list(routes, casework)
            add_export(routes, casework, log)
        else:
            add_list(routes, casework, kind)
        add_reads(routes, casework, kind)
        api.register_blueprint(routes)
    routes = Blueprint("questions", __name__, url_prefix=PREFIX, description="Questions over many cases")
    add_questions(routes, casework)
    add_figures(routes, casework)
    add_imports(routes, casework)
    add_filling(routes, casework)
    add_attachments(routes, casework, files)
    add_reviews(routes, casework)
    add_scores(routes, casework)
    add_rounds(routes, casework)
    add_what_if(routes, casework)
    add_read_log(routes, log)
    add_ledger(routes, casework.ledger)
    add_mining(routes, casework)
    api.register_blueprint(routes)
    routes = Blueprint("me", __name__, url_prefix=PREFIX, description="One's own account")
    add_me(routes, desk, limits)
    api.register_blueprint(routes)
    page = app.route(f"{PREFIX}/docs", endpoint="documentation")
    page(lambda: docs_page(api.document()))
