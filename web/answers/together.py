"""One command for many households: what all share, what each answers for itself, and an answer row by row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

from aggregates.household_record import HouseholdCase
from aggregates.household_state import HOUSEHOLD
from engine.bilingual import Text
from engine.casework import Answer
from engine.command import Receipt
from engine.reader import Reader
from engine.refusal import BadInput, CommandReused, Refused, StaleVersion
from projections.household_names import name_parts
from web.access import Access, Person
from web.answers.gate import section
from web.answers.household_rows import household_name
from web.opening import opener
from web.places import place_of
from web.showing import Opens, finding_shown

NOT_THERE = Text("ไม่มีครัวเรือนนี้ในโครงการ หรืออยู่นอกพื้นที่ของคุณ", "not a household of this program, or not in your area")
NOT_YOURS = Text("คุณไม่มีสิทธิ์บันทึกเรื่องนี้", "this is not yours to record")
AT_THE_END = Text("อยู่ขั้นสุดท้ายแล้ว", "it stands at the last stage")
NOT_FAILED = Text("ไม่ตกเกณฑ์ด้านนี้", "it does not fail this dimension")
ALL_IN_TPMAP = Text("ไม่มีการช่วยเหลือที่ยังไม่ลง TPMAP", "no help is left to record in TPMAP")
CHANGED = Text("มีคนบันทึกเพิ่มหลังจากเปิดหน้านี้ ดูแล้วบันทึกอีกครั้งได้", "somebody recorded more meanwhile; look, then save again")
SENT_BEFORE = Text("บันทึกไปแล้วด้วยข้อมูลอื่น", "this was sent before with other contents")
Given = Mapping[str, Any]


class Together(NamedTuple):
    """A command that may be given for many households at once."""

    command: str
    each: tuple[str, ...] = ()
    """Fields that every household answers for itself."""
    unasked: tuple[str, ...] = ()
    """Fields that follow from where a household stands, or that are for one household alone."""
    follows: Callable[[HouseholdCase, Given], Given | Text] = lambda state, shared: {}
    """What follows; or why there is nothing to say of this household."""
    begins: Callable[[HouseholdCase], Given] = lambda state: {}
    """What stands in a household's own fields to begin with."""


def _onward(state: HouseholdCase, shared: Given) -> Given | Text:
    assert HOUSEHOLD.workflow is not None
    ways = (move.target for move in HOUSEHOLD.workflow.ways_from(state.life.stage) if not move.back)
    to = next(ways, None)
    return AT_THE_END if to is None else {"to": to}


def _failing(state: HouseholdCase, shared: Given) -> Given | Text:
    about = shared.get("dimension")
    return NOT_FAILED if about and about not in state.failed else {}


def _outside_tpmap(state: HouseholdCase, shared: Given) -> Given | Text:
    left = [version for version in state.help if version not in state.tpmap and version not in state.tpmap_ruled_out]
    return {"help": left} if left else ALL_IN_TPMAP


def _headed(state: HouseholdCase) -> Given:
    people = [member.person for member in state.present]
    return {"person": state.head if state.head in people else people[0]} if people else {}


TOGETHER: Mapping[str, Together] = {
    one.command: one
    for one in (
        Together("assess_dimensions", each=("verdicts",), unasked=("indicators",)),
        Together("assign_manager"),
        Together("set_goal", unasked=("family",), follows=_failing),
        Together("agree_plan", each=("person",), unasked=("name",), begins=_headed),
        Together("deliver_help", unasked=("person",)),
        Together("visit"),
        Together("advance", unasked=("to",), follows=_onward),
        Together("give_privacy_notice"),
        Together("state_income", each=("baht",)),
        Together("note_problem"),
        Together("note_help_received"),
        Together("add_source"),
        Together("rule_out_help", follows=_failing),
        Together("send_referral"),
        Together("record_in_tpmap", each=("reference",), unasked=("help",), follows=_outside_tpmap),
        Together("choose_as_example"),
        Together("carry_over"),
        Together("put_off"),
        Together("suspend"),
        Together("resume"),
        Together("close"),
    )
}
"""By command. Judging the criteria needs words for every one of them, so it stays with the single household."""


class Household(NamedTuple):
    """A household of the program that this person may read."""

    case: str
    name: str
    version: int
    state: HouseholdCase
    access: Access
    opens: Opens | None

    def command(self, together: Together, shared: Given) -> str:
        """The command to give: somebody in charge already makes an assignment a transfer."""
        officer = self.state.life.officer
        if together.command == "assign_manager" and officer not in (None, shared.get("officer")):
            return "transfer_manager"
        return together.command


class Told(NamedTuple):
    """What came of a row; blank as long as nothing was asked."""

    result: Literal["", "left", "done", "unchanged", "refused"] = ""
    reasons: tuple[Text, ...] = ()
    findings: tuple[dict[str, Any], ...] = ()


def household_of(reader: Reader, person: Person, program: str, case: str) -> Household | None:
    """One of the program's households; none answers like one that is not this person's to read."""
    access = Access(person, place_of(reader, case), HOUSEHOLD.name)
    file = reader.file(case) if access.may_read else None
    if file is None or file.kind is not HOUSEHOLD or file.state.program != program:
        return None
    opens = opener(reader, access, case)
    return Household(case, household_name(name_parts(file.state), opens), file.version, file.state, access, opens)


def refused(*reasons: Text) -> Told:
    """A row that no command was given for, or whose command was refused."""
    return Told("refused", reasons)


def told(answer: Answer, before: int) -> Told:
    """What came of a row's command; a receipt of the ledger's first ``before`` facts was given earlier."""
    match answer:
        case Receipt(leaf=leaf):
            return Told("unchanged" if leaf is None or leaf < before else "done")
        case Refused(findings=findings):
            shown = tuple({**finding_shown(one), "number": section(one.id)} for one in findings)
            return Told("refused", tuple(finding.needed or finding.label for finding in findings), shown)
        case BadInput(text=text):
            return refused(text)
        case StaleVersion():
            return refused(CHANGED)
        case CommandReused():
            return refused(SENT_BEFORE)
    return refused(NOT_THERE)
