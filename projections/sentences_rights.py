"""What the facts of requests, legal holds and erasures say; who asked and who was erased is never named (PDPA)."""

from __future__ import annotations

from aggregates.erasing import HoldLifted, HoldPlaced
from aggregates.rights_facts import (
    Completed,
    Decided,
    DecisionDeclined,
    DecisionProposed,
    ErasureCarriedOut,
    Extended,
    IdentityChecked,
    RequestReceived,
    StepTaken,
    Withdrawn,
)
from engine.erasure import SubjectErased
from projections.names import Names
from projections.telling import Tellings, Values, count

TOLD = Tellings()

TOLD.add(
    RequestReceived,
    "รับคำขอ: {right} ต้องแจ้งผลภายใน {due}",
    "Received a request: {right}; to be answered by {due}",
    lambda fact, names: {"right": names.within("right", fact.right)},
)
TOLD.add(
    IdentityChecked,
    "ตรวจตัวตนผู้ขอด้วย{by_what}",
    "Made sure who asks: {by_what}",
    lambda fact, names: {"by_what": names.within("identified_by", fact.by_what)},
)
TOLD.add(
    StepTaken,
    "ดำเนินการตามคำขอ[: {note}]",
    "Took a step[: {note}]",
    lambda fact, names: {"note": names.box(fact.note).get("text")},
)
TOLD.add(Extended, "ขยายเวลาแจ้งผลถึง {due}", "Extended the deadline to {due}")


def _ruling(fact: Decided | DecisionProposed, names: Names) -> Values:
    group = "refusing_ground" if fact.outcome == "refused" else "granting_ground"
    return {
        "outcome": names.within("outcome", fact.outcome),
        "ground": names.term(group, fact.ground),
        "note": names.box(fact.note).get("text"),
    }


TOLD.add(
    DecisionProposed,
    "เสนอให้{outcome} เหตุ: {ground}[ ({note})]",
    "Proposed to decide: {outcome}, on the ground: {ground}[ ({note})]",
    _ruling,
)
TOLD.add(
    DecisionDeclined, "ไม่เห็นชอบคำตัดสินที่เสนอในรายการที่ {proposal}", "Declined the decision proposed in entry {proposal}"
)
TOLD.add(
    Decided,
    "ตัดสิน: {outcome} เหตุ: {ground}[ ({note})][ ตามที่เสนอในรายการที่ {proposal}]",
    "Decided: {outcome}, on the ground: {ground}[ ({note})][, as proposed in entry {proposal}]",
    _ruling,
)
TOLD.add(
    ErasureCarriedOut,
    "ลบข้อมูลแล้ว {erased}",
    "Erased {erased}",
    lambda fact, names: {"erased": count(len(fact.erased), "ราย", "subject")},
)
TOLD.add(Completed, "แจ้งผลแก่ผู้ขอแล้ว", "Told whoever asked what was decided and done")
TOLD.add(Withdrawn, "ผู้ขอถอนคำขอ", "Whoever asked took the request back")
TOLD.add(HoldPlaced, "สั่งห้ามลบข้อมูลของเรื่องนี้", "Placed a legal hold: nothing of this case may be erased")
TOLD.add(HoldLifted, "ยกเลิกการห้ามลบที่สั่งในรายการที่ {hold}", "Lifted the legal hold placed in entry {hold}")
TOLD.add(
    SubjectErased,
    "ลบข้อมูลส่วนบุคคลตามคำขอแล้ว เหตุ: {ground}",
    "Erased personal data on request, on the ground: {ground}",
    lambda fact, names: {"ground": names.term("granting_ground", fact.ground)},
)
