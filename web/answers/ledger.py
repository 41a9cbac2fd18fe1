"""The ledger's checkpoints, proofs and standing as JSON-ready values, for every door (T1-T4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, NamedTuple

from engine.bilingual import Text
from engine.calendar import show_date
from engine.command import Receipt
from engine.ledger.checkpoint import Checkpoint
from engine.ledger.ledger import Ledger, Standing
from engine.ledger.note import base64
from engine.ledger.policy import Witnessed
from engine.reader import Reader
from web.showing import moment, shown, text_shown

SECOND = 1_000_000
DIGITS = 16
"""Hexadecimal digits of a root that people compare by eye: nobody makes a second tree that agrees in these."""

DISAGREES = Text("ต้นไม้ของบัญชีไม่ตรงกับจุดตรวจที่ลงนาม", "the ledger's tree isn't the one that was signed")
UNSEALED = Text(
    "ยังไม่มีจุดตรวจที่ลงนาม จึงยังยืนยันไม่ได้ว่าไม่มีการแก้ไข", "No checkpoint is signed yet: nothing can be proven so far"
)

NO_WITNESS = Text("ยังไม่ได้ตั้งพยาน", "no witnesses are named yet")
FEW_WITNESSES = Text("พยานยังลงนามไม่ครบ", "not enough witnesses have cosigned it yet")


class Told(NamedTuple):
    """Whether the history can be believed, in one word for the page's looks and one sentence for people."""

    word: Literal["intact", "unwitnessed", "unsealed", "broken"]
    text: Text


def ledger_told(standing: Standing) -> Told:
    """The first thing to know of the ledger. It says what the sealer found, not what this server believes."""
    if standing.refused or not standing.agrees:
        why = standing.refusal.text if standing.refused and standing.refusal else DISAGREES
        return Told("broken", Text(f"ประวัติถูกเปลี่ยน: {why.th}", f"The history was altered: {why.en}"))
    if standing.sealed_at is None or standing.checkpoint is None:
        return Told("unsealed", UNSEALED)
    size = f"{standing.checkpoint.size:,}"
    th, en = (_when(standing.sealed_at, lang) for lang in ("th", "en"))
    text = Text(
        f"ข้อเท็จจริง {size} รายการ ไม่ถูกแก้ไขนับแต่จุดตรวจเมื่อ {th}",
        f"Nothing altered since the checkpoint of {en}, which covers {size} facts",
    )
    if standing.valid and standing.witnessed:
        return Told("intact", text)
    lacking = NO_WITNESS if not standing.witnessed else FEW_WITNESSES
    return Told("unwitnessed", Text(f"{text.th} · {lacking.th}", f"{text.en} · {lacking.en}"))


def leaf_hash(reader: Reader, leaf: int) -> bytes | None:
    """The hash of the fact at a place in the ledger; none beyond its end."""
    row = reader.connection.execute("SELECT leaf_hash FROM stored_events WHERE rowid = ?", (leaf + 1,)).fetchone()
    return None if row is None else bytes(row[0])


def receipt_shown(receipt: Receipt, ledger: Ledger) -> dict[str, Any]:
    """A receipt with the last checkpoint before its facts."""
    note = ledger.before(receipt.leaf)
    return {**shown(receipt), "checkpoint": None if note is None else str(note)}


def submission(ledger: Ledger, old: int) -> str:
    """What a witness that saw ``old`` facts is asked to cosign (C2SP tlog-witness, add-checkpoint); "" without any."""
    note = ledger.checkpoint()
    if note is None:
        return ""
    proof = ledger.consistency(old, Checkpoint.read(note.text).size)
    return "".join((f"old {old}\n", *(f"{base64(step)}\n" for step in proof), f"\n{note}"))


def inclusion_shown(ledger: Ledger, leaf: int, size: int) -> dict[str, Any]:
    """The proof that a leaf is in the ledger of ``size`` facts; hashes in hexadecimal."""
    return {"leaf": leaf, "size": size, "proof": [step.hex() for step in ledger.inclusion(leaf, size)]}


def consistency_shown(ledger: Ledger, first: int, second: int) -> dict[str, Any]:
    """The proof that nothing of the first was altered in the second; hashes in hexadecimal."""
    return {"first": first, "second": second, "proof": [step.hex() for step in ledger.consistency(first, second)]}


def keys_shown(ledger: Ledger) -> dict[str, Any]:
    """The keys checkpoints are verified with, and how many witnesses are needed."""
    key = ledger.key()
    witnesses = [str(witness) for witness in ledger.policy.witnesses]
    return {"log": None if key is None else str(key), "witnesses": witnesses, "needed": ledger.policy.needed}


def standing_shown(standing: Standing) -> dict[str, Any]:
    """How the ledger stands, with moments as a clock in Bangkok shows them."""
    checkpoint, round, refusal = standing.checkpoint, standing.round, standing.refusal
    return {
        "size": standing.size,
        "sealed": 0 if checkpoint is None else checkpoint.size,
        "root": None if checkpoint is None else checkpoint.root.hex(),
        "agrees": standing.agrees,
        "sealed_at": _moment(standing.sealed_at),
        "witnesses": [_witnessed(one) for one in standing.witnessed],
        "needed": standing.needed,
        "valid": standing.valid,
        "unsealed": standing.unsealed,
        "unsealed_since": _moment(standing.unsealed_since),
        "checked_at": None if round is None else moment(round.at),
        "reread_since": None if round is None else _moment(round.since),
        "refused": standing.refused,
        "refusal": None if refusal is None else {"at": moment(refusal.at), **text_shown(refusal.text)},
    }


def _when(microseconds: int, lang: str) -> str:
    at = datetime.fromisoformat(moment(microseconds))
    return f"{show_date(at.date(), lang)} {at:%H:%M}"


def _witnessed(one: Witnessed) -> dict[str, Any]:
    return {"name": one.witness.name, "at": _moment(None if one.at is None else one.at * SECOND)}


def _moment(microseconds: int | None) -> str | None:
    return None if microseconds is None else moment(microseconds)
