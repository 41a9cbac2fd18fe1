"""What the answers about cases look like, for the API's document and the clients made from it."""

from __future__ import annotations

from marshmallow import Schema

from web.fields import Rows, Table, Whole, Words


class CasesAnswer(Schema):
    """One page of a list."""

    items = Rows(Table(), required=True)
    next = Words(required=True, allow_none=True, metadata={"description": "The cursor of the next page."})


class CaseAnswer(Schema):
    """A case as it stands, or stood."""

    kind = Words(required=True)
    case = Words(required=True)
    version = Whole(required=True, metadata={"description": "How many facts it is made of: what If-Match takes."})
    state = Table(required=True)


class HistoryAnswer(Schema):
    """The facts of a case."""

    items = Rows(Table(), required=True)


class DifferencesAnswer(Schema):
    """What changed between two moments."""

    differences = Rows(Table(), required=True)


class MovesAnswer(Schema):
    """The ways on from where a case stands."""

    stage = Words(required=True)
    label = Table(required=True)
    moves = Rows(Table(), required=True)
    returns = Rows(Table(), required=True)
    unsupported = Rows(Table(), required=True)
    diagram = Words(required=True)


class FindingsAnswer(Schema):
    """What is met and what is missing before the next stage."""

    missing = Whole(required=True)
    findings = Rows(Table(), required=True)
    unsupported = Rows(Table(), required=True)
