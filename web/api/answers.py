"""What answers look like, for the API's document and the clients made from it."""

from __future__ import annotations

from marshmallow import Schema

from web.fields import Part, Rows, Table, Whole, Words, YesNo


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


class StoredFact(Schema):
    """A fact as it is stored, as it stands in a bundle."""

    leaf = Whole(required=True, metadata={"description": "Its place in the ledger, from 0."})
    case = Words(required=True)
    version = Whole(required=True)
    topic = Words(required=True)
    by = Words(required=True)
    on = Words(required=True, metadata={"description": "The day it happened."})
    at = Whole(required=True, metadata={"description": "When it was recorded, microseconds since 1970 UTC."})
    because = Words(required=True, allow_none=True)
    command = Words(required=True, allow_none=True, metadata={"description": "Only on a command's first fact."})
    digest = Words(required=True, allow_none=True)
    facts = Whole(required=True, allow_none=True)
    state = Words(required=True, metadata={"description": "Its content to the byte; personal data under lock."})
    hash = Words(required=True, metadata={"description": "The leaf hash (RFC 6962) over all of the above."})


class StoredAnswer(Schema):
    """The facts of a case, to be checked by whoever has them."""

    items = Rows(Part(StoredFact), required=True)


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


class ItemsAnswer(Schema):
    """A whole list."""

    items = Rows(Table(), required=True)


class EntriesAnswer(Schema):
    """One page of what was recorded, newest first."""

    items = Rows(Table(), required=True)
    next = Whole(required=True, allow_none=True, metadata={"description": "The cursor of the next page."})


class RuleSetAnswer(Schema):
    """A rule set as it was activated."""

    id = Words(required=True)
    version = Whole(required=True)
    sha256 = Words(required=True)
    fiscal_year = Whole(required=True)
    toml = Words(required=True)


class HealthAnswer(Schema):
    """How the store stands."""

    status = Words(required=True)
    facts = Whole(required=True)


class InclusionAnswer(Schema):
    """The proof that a fact is in the ledger."""

    leaf = Whole(required=True)
    size = Whole(required=True)
    proof = Rows(Words(), required=True)


class ConsistencyAnswer(Schema):
    """The proof that the ledger only grew."""

    first = Whole(required=True)
    second = Whole(required=True)
    proof = Rows(Words(), required=True)


class LedgerKeysAnswer(Schema):
    """What signatures are verified with."""

    log = Words(required=True, allow_none=True)
    witnesses = Rows(Words(), required=True)
    needed = Whole(required=True)


class MeAnswer(Schema):
    """Who somebody is, and what they may do today."""

    case_id = Words(required=True)
    version = Whole(required=True)
    user_name = Words(required=True)
    details = Table(required=True)
    suspended = YesNo(required=True)
    grants = Rows(Table(), required=True)
    requests = Rows(Table(), required=True)
    credentials = Rows(Words(), required=True)
    tokens = Rows(Table(), required=True)
    today = Rows(Table(), required=True)


class ImportAnswer(Schema):
    """What became of each row of a sheet, and what was found in it."""

    dry_run = YesNo(required=True)
    counts = Table(required=True)
    rows = Rows(Table(), required=True)
    findings = Rows(Table(), required=True)


class ListImportAnswer(ImportAnswer):
    """The same of a list of households."""

    source = Words(required=True, allow_none=True)
