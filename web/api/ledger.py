"""The ledger for whoever wants to check it: checkpoints, proofs and keys; nothing of any case, so open to all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from engine.ledger.checkpoint import Checkpoint
from engine.ledger.ledger import Ledger
from web.answers.ledger import consistency_shown, inclusion_shown, keys_shown, submission
from web.api.answers import ConsistencyAnswer, InclusionAnswer, LedgerKeysAnswer
from web.api.doors import Blueprint, Nothing
from web.api.marks import documented
from web.fields import Count, Form
from web.problems import Problem
from web.strict_json import LARGEST

SIZE = "How many facts; the latest checkpoint if left out."


class Sized(Form):
    """Which checkpoint."""

    size = Count(1, LARGEST, description=SIZE)


class Placed(Form):
    """Which leaf, in a ledger of which size."""

    leaf = Count(0, LARGEST, required=True, description="A place in the ledger, from 0.")
    size = Count(1, LARGEST, description=SIZE)


class Grown(Form):
    """From which size to which."""

    first = Count(0, LARGEST, required=True, description="The older size.")
    second = Count(0, LARGEST, description="The newer size; that of the latest checkpoint if left out.")


class Seen(Form):
    """What a witness knows already."""

    old = Count(0, LARGEST, load_default=0, description="The size of the last checkpoint the witness cosigned.")


def add_ledger(routes: Blueprint, ledger: Ledger) -> None:
    """Add the routes under /ledger."""

    def latest() -> int:
        note = ledger.checkpoint()
        if note is None:
            raise Problem("not-found")
        return Checkpoint.read(note.text).size

    @documented(routes, "/ledger/checkpoint", "ledger")
    @routes.arguments(Sized, location="query")
    @routes.response(200, content_type="text/plain", description="The signed checkpoint with its cosignatures.")
    def ledger_checkpoint(query: Mapping[str, Any]) -> Any:
        """จุดตรวจของบัญชีที่ลงนามแล้ว · A signed checkpoint of the ledger, as a C2SP note (T1)"""
        note = ledger.checkpoint(query.get("size"))
        if note is None:
            raise Problem("not-found")
        return _plain(str(note))

    @documented(routes, "/ledger/submission", "ledger")
    @routes.arguments(Seen, location="query")
    @routes.response(200, content_type="text/plain", description="The latest checkpoint and its consistency proof.")
    def ledger_submission(query: Mapping[str, Any]) -> Any:
        """สิ่งที่ส่งให้พยานลงนามรับรอง · What a witness is asked to cosign (C2SP tlog-witness, add-checkpoint)"""
        latest()
        return _plain(submission(ledger, query["old"]))

    @documented(routes, "/ledger/proof/inclusion", "ledger", InclusionAnswer)
    @routes.arguments(Placed, location="query")
    @routes.response(200, description="Hashes in hexadecimal, in the order of RFC 6962 section 2.1.1.")
    def ledger_inclusion(query: Mapping[str, Any]) -> Any:
        """หลักฐานว่าข้อเท็จจริงอยู่ในบัญชี · The proof that a fact is in the ledger (T4)"""
        return inclusion_shown(ledger, query["leaf"], query.get("size") or latest())

    @documented(routes, "/ledger/proof/consistency", "ledger", ConsistencyAnswer)
    @routes.arguments(Grown, location="query")
    @routes.response(200, description="Hashes in hexadecimal, in the order of RFC 6962 section 2.1.2.")
    def ledger_consistency(query: Mapping[str, Any]) -> Any:
        """หลักฐานว่าบัญชีเพิ่มขึ้นเท่านั้น · The proof that the ledger only grew (T2)"""
        second = query.get("second")
        return consistency_shown(ledger, query["first"], latest() if second is None else second)

    @documented(routes, "/ledger/keys", "ledger", LedgerKeysAnswer)
    @routes.arguments(Nothing, location="query")
    @routes.response(200, description="Verifier keys of the ledger and its witnesses, and how many must cosign.")
    def ledger_keys(query: Mapping[str, Any]) -> Any:
        """กุญแจสำหรับตรวจลายเซ็น · The keys signatures are verified with; compare them with what you were given"""
        return keys_shown(ledger)


def _plain(text: str) -> Response:
    return Response(text, content_type="text/plain; charset=utf-8")
