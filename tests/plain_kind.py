"""A small kind of case that needs nothing but the engine, for the engine's own tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from engine.bilingual import Text
from engine.decision import Decision
from engine.erasure import SubjectErased
from engine.facts import Fact, fact
from engine.history import Corrected, CorrectionConfirmed, CorrectionDeclined, CorrectionProposed, Mark
from engine.kind import Act, Also, Claim, Claims, Kind, Secret
from engine.refusal import Cite, refuse
from engine.requirement import Judgement, met, missing, requirement
from engine.rulebook import Rulebook, findings
from engine.sealed import Note, Sealed, sealed_for
from engine.workflow import Gate, Move, Stage, Workflow


class Person(msgspec.Struct, frozen=True):
    """What is private in a plain case."""

    name: str
    number: str = ""


# Facts


@fact("plain.opened", ordered=True, boxes={"owner": 1})
class Opened(Fact, frozen=True):
    owner: Sealed[Person]
    parent: str | None = None


@fact("plain.noted", boxes={"remark": 1})
class Noted(Fact, frozen=True):
    n: int
    remark: Sealed[Note] | None = None


@fact("plain.counted")
class Counted(Fact, frozen=True):
    total: int
    weight: float = 0.0


@fact("plain.moved", ordered=True)
class Moved(Fact, frozen=True):
    to: str
    cites: tuple[Cite, ...] = ()


@fact("plain.named", boxes={"person": 1})
class Named(Fact, frozen=True):
    person: Sealed[Person]


@fact("plain.closed", ordered=True)
class Closed(Fact, frozen=True):
    pass


@fact("plain.reopened", ordered=True)
class Reopened(Fact, frozen=True):
    pass


# State


class Plain(msgspec.Struct, frozen=True):
    owner: Sealed[Person]
    parent: str | None
    stage: str = "new"
    closed: bool = False
    n: int | None = None
    notes: tuple[int, ...] = ()
    counted: Mark | None = None
    total: int = 0
    named: Sealed[Person] | None = None
    proposals: Mapping[int, str] = {}
    """Version of a proposed correction -> who proposed it."""
    erased: frozenset[str] = frozenset()


@requirement(
    "count",
    th="นับแล้ว",
    en="Counted",
    supplier=Text("คนนับ", "the counter"),
    met_by=("plain.counted",),
    commands=("count",),
)
def is_counted(view: Plain, around: Any, rules: Any) -> Judgement:
    return met(view.counted) if view.counted else missing("ต้องนับก่อน", "count first")


def gate(move: Move, view: Any, rules: Any) -> Gate:
    return () if move.back else (is_counted,)


WORKFLOW = Workflow(
    "plain",
    Text("เรื่องทดลอง", "Plain case"),
    (
        Stage("new", Text("เริ่มต้น", "New")),
        Stage("done", Text("เสร็จแล้ว", "Done"), final=True),
    ),
    (
        Move("finish", "new", "done", Text("จบงาน", "Finish")),
        Move("back_to_new", "done", "new", Text("ย้อนกลับ", "Go back"), back=True),
    ),
    (is_counted,),
    gate,
)
RULEBOOK = Rulebook(WORKFLOW)


def claims(state: Plain) -> Claims:
    held: dict[Claim, str | Secret] = {}
    if state.owner.key not in state.erased:
        held[Claim("owner", "owner", shared=True)] = Secret(state.owner, "name")
    if state.named is not None and not state.closed and state.named.key not in state.erased:
        held[Claim("number", "person")] = Secret(state.named, "number")
    return held


def guard(state: Plain, decision: Decision) -> None:
    if state.closed and decision.standing != "closed":
        raise refuse("closed", "เรื่องนี้ปิดแล้ว", "the case is closed")


PLAIN: Kind[Plain] = Kind(
    "plain",
    Text("เรื่องทดลอง", "Plain case"),
    WORKFLOW,
    stage=lambda state: state.stage,
    guard=guard,
    claims=claims,
    parent=lambda state: state.parent,
    subject=lambda state: state.owner.key,
    recognised=lambda state, subject: (
        {"number": Secret(state.named, "number")} if state.named is not None and state.named.key == subject else {}
    ),
)

# Evolve


@PLAIN.evolves(Opened)
def _(state: None, fact: Opened, mark: Mark) -> Plain:
    return Plain(fact.owner, fact.parent)


@PLAIN.evolves(Noted)
def _(state: Plain, fact: Noted, mark: Mark) -> Plain:
    return msgspec.structs.replace(state, n=fact.n, notes=(*state.notes, fact.n))


@PLAIN.evolves(Counted)
def _(state: Plain, fact: Counted, mark: Mark) -> Plain:
    return msgspec.structs.replace(state, counted=mark, total=fact.total)


@PLAIN.evolves(Moved)
def _(state: Plain, fact: Moved, mark: Mark) -> Plain:
    return msgspec.structs.replace(state, stage=fact.to)


@PLAIN.evolves(Named)
def _(state: Plain, fact: Named, mark: Mark) -> Plain:
    return msgspec.structs.replace(state, named=fact.person)


@PLAIN.evolves(Closed, Reopened)
def _(state: Plain, fact: Closed | Reopened, mark: Mark) -> Plain:
    return msgspec.structs.replace(state, closed=isinstance(fact, Closed))


@PLAIN.evolves(SubjectErased)
def _(state: Plain, fact: SubjectErased, mark: Mark) -> Plain:
    return msgspec.structs.replace(state, erased=state.erased | {fact.subject})


@PLAIN.evolves(CorrectionProposed)
def _(state: Plain, fact: CorrectionProposed, mark: Mark) -> Plain:
    return msgspec.structs.replace(state, proposals={**state.proposals, mark.version: mark.by})


# Decisions


@PLAIN.decides(Opened, th="เปิดเรื่อง", en="Open", opens=True)
def open_plain(act: Act, *, owner: str, parent: str | None = None) -> Iterator[Opened]:
    yield Opened(owner=sealed_for(act.new_subject(), Person(owner)), parent=parent)


@PLAIN.decides(Noted, th="จดเลข", en="Note")
def note(case: Plain, act: Act, *, n: int, remark: str | None = None) -> Iterator[Noted]:
    """Note a number, with a remark about somebody if there is one."""
    yield Noted(n=n, remark=None if remark is None else sealed_for(act.new_subject(), Note(remark)))


@PLAIN.decides(Counted, th="นับ", en="Count")
def count(case: Plain, act: Act, *, total: int, weight: float = 0.0) -> Iterator[Counted]:
    """Count; asked twice for the same total, nothing is new."""
    if case.counted is None or case.total != total:
        yield Counted(total=total, weight=weight)


@PLAIN.decides(Moved, th="เลื่อนขั้น", en="Move", standing="open")
def move(case: Plain, act: Act, *, to: str) -> Iterator[Moved]:
    """Go to another stage, citing what its gate found."""
    way = WORKFLOW.way(case.stage, to)
    if way is None:
        raise refuse("way", "ไม่มีทางไปขั้นนั้น", f"no way leads from {case.stage} to {to}")
    found = findings(WORKFLOW, way, case, None, None, {})
    if RULEBOOK.judge(way, found).stage != to:
        raise refuse("gate", "ยังไม่ครบ", "the gate doesn't hold")
    yield Moved(to=to, cites=tuple(cite for finding in found for cite in finding.cites))


@PLAIN.decides(Named, th="ตั้งชื่อ", en="Name")
def name(case: Plain, act: Act, *, number: str, person: str = "สมชาย") -> Iterator[Named]:
    """Say whose case this is, by a registered number that only one case may hold."""
    yield Named(person=sealed_for(act.new_subject(), Person(person, number)))


@PLAIN.decides(Closed, th="ปิด", en="Close")
def close(case: Plain, act: Act) -> Iterator[Closed]:
    yield Closed()


@PLAIN.decides(Reopened, th="เปิดใหม่", en="Reopen", standing="closed")
def reopen(case: Plain, act: Act) -> Iterator[Reopened]:
    yield Reopened()


@PLAIN.decides(Noted, th="จดทั้งสองเรื่อง", en="Note in both")
def note_both(case: Plain, act: Act, *, n: int, other: str) -> Iterator[Noted | Also]:
    yield Noted(n=n)
    yield Also(PLAIN, other, "note", {"n": n})


@PLAIN.decides(th="ส่งชื่อต่อ", en="Name the other")
def name_other(case: Plain, act: Act, *, number: str, other: str) -> Iterator[Also]:
    """Nothing new for this case, only for the other one."""
    yield Also(PLAIN, other, "name", {"number": number})


@PLAIN.decides(Noted, Named, th="จดแล้วตั้งชื่อ", en="Note, then name")
def note_and_name(case: Plain, act: Act, *, n: int, number: str) -> Iterator[Noted | Named]:
    """Two facts; a claim that is taken refuses both."""
    yield Noted(n=n)
    yield Named(person=sealed_for(act.new_subject(), Person("สมหญิง", number)))


@PLAIN.decides(SubjectErased, th="ลบ", en="Erase", standing="closed")
def erase(case: Plain, act: Act, *, subject: str, until: date = date(2031, 9, 30)) -> Iterator[SubjectErased]:
    """Erase a subject of the case."""
    yield SubjectErased(subject=subject, request="e" * 32, ground="asked", remembered_until=until)


# Corrections: of one's own facts at once, of somebody else's with a second person


@PLAIN.decides(Corrected, CorrectionProposed, th="แก้ไข", en="Correct", standing="closed")
def correct(
    case: Plain, act: Act, *, version: int, happened: date | None = None, inputs: Mapping[str, Any] | None = None
) -> Iterator[Fact]:
    """Say when the fact at ``version`` really happened, or from which inputs, or both."""
    found = act.redecide(version, happened, inputs)
    replacement: Any = found.replacement
    form = Corrected if found.record.by == act.by else CorrectionProposed
    yield form(target=version, on=happened, replacement=replacement)


@PLAIN.decides(Corrected, CorrectionProposed, th="เพิกถอน", en="Retract", standing="closed")
def retract(case: Plain, act: Act, *, version: int) -> Iterator[Fact]:
    found = act.redecide(version, None, None)
    if found.fact.spec.ordered:
        raise refuse("retract", "เพิกถอนไม่ได้", "a move can't be retracted")
    form = Corrected if found.record.by == act.by else CorrectionProposed
    yield form(target=version, retracted=True)


@PLAIN.decides(CorrectionConfirmed, th="ยืนยัน", en="Confirm", standing="closed")
def confirm_correction(case: Plain, act: Act, *, proposal: int) -> Iterator[CorrectionConfirmed]:
    if case.proposals.get(proposal, act.by) == act.by:
        raise refuse("second person", "ต้องให้คนที่สองยืนยัน", "a second person must confirm")
    yield CorrectionConfirmed(proposal=proposal)


@PLAIN.decides(CorrectionDeclined, th="ไม่รับ", en="Decline", standing="closed")
def decline_correction(case: Plain, act: Act, *, proposal: int) -> Iterator[CorrectionDeclined]:
    yield CorrectionDeclined(proposal=proposal)
