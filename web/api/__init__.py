"""The HTTP API, generated from the kinds of case and their decisions."""

from __future__ import annotations

from flask import Flask

from engine.casework import Casework
from web.api.cases import add_reads
from web.api.commands import add_commands
from web.api.doors import PREFIX, Api, Blueprint, configure
from web.api.imports import add_imports
from web.api.questions import add_questions
from web.api.reading_page import docs_page
from web.api.reviews import add_reviews
from web.api.scores import add_scores

PUBLIC = frozenset({"api-docs.openapi_json", "questions.get_health", "documentation"})
"""Endpoints anybody may read; they say nothing of any case."""


def add_api(app: Flask, casework: Casework) -> None:
    """Give ``app`` the API and its documentation."""
    configure(app)
    api = Api(app)
    for kind in casework.kinds.values():
        routes = Blueprint(kind.name, __name__, url_prefix=PREFIX, description=kind.label.en)
        add_commands(routes, casework, kind)
        add_reads(routes, casework, kind)
        api.register_blueprint(routes)
    routes = Blueprint("questions", __name__, url_prefix=PREFIX, description="Questions over many cases")
    add_questions(routes, casework)
    add_imports(routes, casework)
    add_reviews(routes, casework)
    add_scores(routes, casework)
    api.register_blueprint(routes)
    page = app.route(f"{PREFIX}/docs", endpoint="documentation")
    page(lambda: docs_page(api.spec.to_dict()))
