"""Cases whose officer can no longer work on them, by the accounts of today; passed on to somebody who can (U4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

from aggregates.account_facts import Role
from aggregates.account_state import ACCOUNT
from aggregates.areas import Area
from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
from engine.bilingual import Text
from engine.command import Command
from engine.reader import Reader
from web.access import Access, Grant, Person
from web.answers.called import SHORT, household_named
from web.opening import opener
from web.people.directory import accounts, find, person
from web.places import place_of, within

Why = Literal["suspended", "no_role", "out_of_reach", "no_account"]
WHY: Mapping[Why, Text] = {
    "suspended": Text("บัญชีถูกระงับ", "account suspended"),
    "no_role": Text("ไม่มีบทบาทแล้ว", "no role any more"),
    "out_of_reach": Text("บทบาทไม่ครอบคลุมพื้นที่ของเรื่อง", "role doesn't reach these cases"),
    "no_account": Text("ไม่มีบัญชี", "no account"),
}
CAN_WORK: frozenset[Role] = frozenset({"case_manager", "supervisor"})
TRANSFER = "transfer_manager"
OPEN = (
    "SELECT case_id, kind, officer, province, district FROM caseload WHERE officer IS NOT NULL AND status != 'closed' "
    "AND kind IN ('household', 'program') AND {area} ORDER BY province, district, kind DESC, case_id"
)
NOT_THERE = Text("ไม่มีเรื่องนี้ในคิว หรืออยู่นอกพื้นที่ของคุณ", "not in this queue, or not in your area")
CANT_WORK = Text("ผู้รับไม่มีบทบาทที่ครอบคลุมพื้นที่ของเรื่องนี้", "whoever is named has no role that reaches this case")


class Left(NamedTuple):
    """A case that its officer can't work on."""

    case: str
    kind: str
    officer: str
    province: str
    district: str
    why: Why


class Leaver(NamedTuple):
    """Somebody with such cases."""

    officer: str
    why: Why
    """Of most of them."""
    households: int
    programs: int
    provinces: list[str]


def left(reader: Reader, keeper: Person) -> list[Left]:
    """Every such case where ``keeper`` may pass cases on."""
    area, values = within(reader, _areas(keeper))
    rows = reader.connection.execute(OPEN.format(area=area), values).fetchall()
    known = {officer: _standing(reader, officer) for officer in {row[2] for row in rows}}
    found = []
    for case, kind, officer, province, district in rows:
        why = known[officer]
        if not isinstance(why, str):
            if _reaches(reader, why, case):
                continue
            why = "out_of_reach"
        found.append(Left(case, kind, officer, province, district, why))
    return found


def leavers(found: Iterable[Left]) -> list[Leaver]:
    """The same by officer: those who had an account first, then by how many cases wait."""
    groups: dict[str, list[Left]] = {}
    for one in found:
        groups.setdefault(one.officer, []).append(one)
    listed = [
        Leaver(
            officer,
            max((one.why for one in cases), key=[one.why for one in cases].count),
            sum(one.kind == HOUSEHOLD.name for one in cases),
            sum(one.kind == PROGRAM.name for one in cases),
            sorted({one.province for one in cases}),
        )
        for officer, cases in groups.items()
    ]
    return sorted(listed, key=lambda one: (one.why == "no_account", -one.households - one.programs, one.officer))


def successors(reader: Reader) -> list[tuple[str, list[Area]]]:
    """Who can work with cases today, and where; user name first."""
    found = []
    for _, account in accounts(reader):
        areas = [grant.area for grant in account.grants_on(reader.on) if grant.role in CAN_WORK]
        if areas:
            found.append((account.user_name, areas))
    return sorted(found)


def passing_on(
    reader: Reader, keeper: Person, officer: str, cases: Iterable[str], to: str, because: str, token: str
) -> dict[str, Command | Text]:
    """For each case the command that passes it on, or why there is none."""
    waiting = {one.case for one in left(reader, keeper) if one.officer == officer}
    standing = _standing(reader, to)
    found: dict[str, Command | Text] = {}
    for case in dict.fromkeys(cases):
        if case not in waiting:
            found[case] = NOT_THERE
        elif isinstance(standing, str) or not _reaches(reader, standing, case):
            found[case] = CANT_WORK
        else:
            found[case] = Command(
                id=f"{keeper.id}/leaver/{token}/{case}",
                kind=reader.kind_of(case).name,
                name=TRANSFER,
                by=keeper.id,
                case=case,
                inputs={"officer": to},
                because=because or None,
            )
    return found


def named(reader: Reader, keeper: Person, case: str) -> Text:
    """A case as ``keeper`` may know it; by the beginning of its id where cases are closed to them."""
    kind = reader.kind_of(case)
    access = Access(keeper, place_of(reader, case), kind.name)
    if not access.may_read:
        return Text(f"{kind.label.th} {case[:SHORT]}", f"{kind.label.en} {case[:SHORT]}")
    state: Any = reader.state(kind, case)
    return state.community if kind is PROGRAM else household_named(state, case, opener(reader, access, case))


def _areas(keeper: Person) -> list[Area]:
    return [grant.area for grant in keeper.grants if grant.role in ("supervisor", "administrator")]


def _standing(reader: Reader, officer: str) -> Why | tuple[Grant, ...]:
    """The grants by which somebody can work today, or why they can't."""
    account = find(reader, officer)
    if account is None:
        return "no_account"
    if reader.state(ACCOUNT, account).suspended is not None:
        return "suspended"
    known = person(reader, account)
    grants = () if known is None else tuple(grant for grant in known.grants if grant.role in CAN_WORK)
    return grants or "no_role"


def _reaches(reader: Reader, grants: Iterable[Grant], case: str) -> bool:
    place = place_of(reader, case)
    return any(grant.area.covers(place) for grant in grants)
