"""Reading cases: lists, states at any two moments, histories, open moves, findings, differences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec
from flask import Response, jsonify, request
from marshmallow.fields import Field

from engine.bundle.stored import stored_of
from engine.casework import Casework
from engine.history import fold
from engine.kind import Kind
from engine.reader import Reader
from engine.refusal import CaseNotFound
from projections.timeliness import TIMELINESS
from web.answers.caseload import FILTERS, cases
from web.answers.differing import differences
from web.answers.sentences import history_told
from web.answers.standing import findings_shown, moves_shown
from web.api.answers import (
    CaseAnswer,
    CasesAnswer,
    DifferencesAnswer,
    FindingsAnswer,
    HistoryAnswer,
    MovesAnswer,
    StoredAnswer,
)
from web.api.doors import Blueprint, Moment, Nothing, Page, caller
from web.api.marks import documented
from web.fields import Form, Known, Words, YesOrNo
from web.languages import language
from web.opening import Opener, note_export, opener
from web.places import access_to, within
from web.showing import shown


class Listed(Page):
    """Which cases to list."""

    after = Words(metadata={"description": "The cursor `next` of the page before."}, load_default="")


FILTERED: dict[str, Field[Any]] = {name: Words() for name in FILTERS} | {name: YesOrNo() for name in TIMELINESS}
ListedBy = Listed.from_dict(FILTERED, name="Listed")


class Between(Form):
    """Two moments to compare."""

    earlier = Known(data_key="from", required=True, metadata={"description": "A ledger size, or a date."})
    later = Known(data_key="to", metadata={"description": "A ledger size, or a date; now if left out."})


def add_list(routes: Blueprint, casework: Casework, kind: Kind[Any]) -> None:
    """Add the list of the cases of a kind."""

    @documented(routes, f"/{kind.name}", kind.name, CasesAnswer)
    @routes.arguments(ListedBy, location="query")
    @routes.response(200, description="One page of cases you may see, and the cursor of the next.")
    def listed(query: Mapping[str, Any]) -> Any:
        """รายการเรื่อง · List cases"""
        filters = {name: query[name] for name in FILTERED if name in query}
        page = {"after": query["after"], "limit": query["limit"]}
        with casework.reading() as reader:
            items, following = cases(reader, kind.name, filters, within(reader, caller().areas), **page)
        return {"items": items, "next": following}


def add_reads(routes: Blueprint, casework: Casework, kind: Kind[Any]) -> None:
    """Add the questions every kind of case answers."""
    one = f"/{kind.name}/<string:case>"

    @documented(routes, one, kind.name, CaseAnswer)
    @routes.arguments(Moment, location="query")
    @routes.response(200, description="The state. Its ETag, sent only for the present, is what If-Match takes.")
    @routes.alt_response(304, description="The case still stands at the version of If-None-Match.")
    def state(query: Mapping[str, Any], case: str) -> Response:
        """สถานะของเรื่อง ณ วันที่และความรู้ใด ๆ · The state of a case, as of any date, as known at any time"""
        with casework.reading() as reader:
            opens = _opener(reader, kind, case)
            version, found = _state(reader, kind, case, query.get("on"), query.get("known"))
        if not query and _has_seen(version):
            response = Response(status=304)
            response.set_etag(str(version))
            return response
        body = {"kind": kind.name, "case": case, "version": version, "state": shown(found, opens)}
        response = jsonify(body)
        if not query:
            response.set_etag(str(version))
        return response

    @documented(routes, f"{one}/history", kind.name, HistoryAnswer)
    @routes.arguments(Nothing, location="query")
    @routes.response(200, description="Every fact as recorded, in order, and as it counts now.")
    def history(query: Mapping[str, Any], case: str) -> Any:
        """ประวัติทุกข้อเท็จจริง · Every fact of a case, corrections shown beside what they correct"""
        with casework.reading() as reader:
            opens = _opener(reader, kind, case)
            return {"items": history_told(reader, case, opens)}

    @documented(routes, f"{one}/stored", kind.name, StoredAnswer)
    @routes.arguments(Nothing, location="query")
    @routes.response(200, description="Every fact with all that its hash is made from; nothing is opened.")
    def stored(query: Mapping[str, Any], case: str) -> Response:
        """ข้อเท็จจริงตามที่จัดเก็บจริง · The facts of a case as they are stored, as in a bundle (T4, U3)"""
        with casework.reading() as reader:
            access_to(reader, caller(), kind.name, case)
            items = list(stored_of(reader.connection, case, reader.size))
        note_export(caller(), kind.name, case, ())
        return Response(msgspec.json.encode({"items": items}), content_type="application/json")

    @documented(routes, f"{one}/diff", kind.name, DifferencesAnswer)
    @routes.arguments(Between, location="query")
    @routes.response(200, description="Each place where the two states differ, with both values.")
    def diff(query: Mapping[str, Any], case: str) -> Any:
        """เปรียบเทียบสองเวลา · What changed between two moments of recording"""
        with casework.reading() as reader:
            opens = _opener(reader, kind, case)
            before, after = (
                shown(fold(kind.evolve, reader.facts(case, reader.position(query.get(moment)))), opens)
                for moment in ("earlier", "later")
            )
        return {"differences": list(differences(before, after))}

    if kind.workflow is None:
        return

    @documented(routes, f"{one}/moves", kind.name, MovesAnswer)
    @routes.arguments(Nothing, location="query")
    @routes.response(200, description="Ways on with findings, ways back, and a mermaid diagram.")
    def moves(query: Mapping[str, Any], case: str) -> Any:
        """ทางไปต่อ · The ways on from where the case stands, and what each still needs"""
        with casework.reading() as reader:
            access_to(reader, caller(), kind.name, case)
            return moves_shown(reader, kind, case, language())

    @documented(routes, f"{one}/findings", kind.name, FindingsAnswer)
    @routes.arguments(Nothing, location="query")
    @routes.response(200, description="Every requirement before the next stage: met by which facts, or missing.")
    def findings(query: Mapping[str, Any], case: str) -> Any:
        """สิ่งที่ยังขาด · What is met and what is missing before the next stage"""
        with casework.reading() as reader:
            access_to(reader, caller(), kind.name, case)
            return findings_shown(reader, case)


def _opener(reader: Reader, kind: Kind[Any], case: str) -> Opener | None:
    """What the caller may open boxes with."""
    return opener(reader, access_to(reader, caller(), kind.name, case), case)


def _has_seen(version: int) -> bool:
    """Whether the caller says they hold this version. Who says what a look is for may see more of it than before."""
    return caller().purpose is None and request.if_none_match.contains_weak(str(version))


def _state(
    reader: Reader, kind: Kind[Any], case: str, on: date | None, known: int | datetime | None
) -> tuple[int, Any]:
    if on is None and known is None:
        file = reader.open_file(kind.name, case)
        return file.version, file.state
    records = reader.facts(case, reader.position(known))
    found = fold(kind.evolve, records, on)
    if found is None:
        raise CaseNotFound(kind.name, case)
    return len(records), found
