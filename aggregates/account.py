"""Who may work with the system: accounts, roles in areas, and the two people it takes to make an administrator (U5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from aggregates.account_facts import (
    AccountOpened,
    AccountReopened,
    AccountSuspended,
    Credential,
    CredentialsChanged,
    DetailsChanged,
    GrantDeclined,
    GrantEnded,
    GrantRequested,
    OfficerDetails,
    Role,
    RoleGranted,
    SessionsEnded,
    TokenId,
    TokenIssued,
    TokenWithdrawn,
    UserName,
)
from aggregates.account_state import ACCOUNT, Account, Grant
from aggregates.areas import COUNTRY, Area, read_area
from aggregates.asking import differs, reason_of
from aggregates.household_values import Short, Words
from aggregates.reference import REFERENCE, REFERENCE_CASE
from engine.kind import Act
from engine.refusal import BadInput, CaseNotFound, refuse
from engine.sealed import Sealed, sealed_for

LONGEST_TOKEN = timedelta(days=366)
RESERVED = frozenset({"delivery"})
"""Names under which no person acts."""


@ACCOUNT.decides(AccountOpened, th="เปิดบัญชีผู้ใช้", en="Open an account", opens=True, authority="administration")
def open_account(act: Act, *, user_name: UserName, name: Words, email: str = "") -> Iterator[AccountOpened]:
    """Open an account for an officer. The user name is that person's for ever; it may do nothing before a grant."""
    chosen = user_name.lower()
    if chosen in RESERVED:
        raise BadInput("user_name", "ชื่อนี้สงวนไว้", "this name is reserved")
    yield AccountOpened(user_name=chosen, details=_details(act.new_subject(), name, email))


@ACCOUNT.decides(DetailsChanged, th="แก้ไขชื่อผู้ใช้บัญชี", en="Change an officer's details", authority="administration")
def change_details(case: Account, act: Act, *, name: Words, email: str = "") -> Iterator[DetailsChanged]:
    """Say anew what the officer is called and how they are reached."""
    yield DetailsChanged(details=_details(case.details.key, name, email))


@ACCOUNT.decides(
    RoleGranted, GrantRequested, th="ให้บทบาท", en="Grant a role", standing="open", authority="administration"
)
def grant(
    case: Account, act: Act, *, role: Role, area: str, since: date | None = None, until: date | None = None
) -> Iterator[RoleGranted | GrantRequested]:
    """Give somebody else a role in an area such as "province:56"; it takes a second administrator to make another."""
    _expect_somebody_else(case, act)
    given = RoleGranted(role=role, area=_known(act, area), since=since or act.on, until=until)
    _expect_span(given.since, until, act)
    if any(known.same(given) for known in (*case.grants.values(), *case.requests.values())):
        return
    if role == "administrator":
        yield GrantRequested(role=role, area=given.area, since=given.since, until=until)
    else:
        yield given


@ACCOUNT.decides(RoleGranted, th="ยืนยันการให้บทบาท", en="Confirm a grant", standing="open", authority="administration")
def confirm_grant(case: Account, act: Act, *, request: int) -> Iterator[RoleGranted]:
    """Make somebody an administrator as asked at version ``request``; not by the one who asked, nor by that person."""
    _expect_somebody_else(case, act)
    asked = _asked(case, request)
    differs(asked.mark.by, act)
    yield RoleGranted(role=asked.role, area=asked.area, since=asked.since, until=asked.until, request=request)


@ACCOUNT.decides(GrantDeclined, th="ไม่ให้บทบาทที่ขอ", en="Decline a grant", authority="administration")
def decline_grant(case: Account, act: Act, *, request: int) -> Iterator[GrantDeclined]:
    """Decline the grant asked for at version ``request``, with a reason; whoever asked may think better of it."""
    reason_of(act)
    _asked(case, request)
    yield GrantDeclined(request=request)


@ACCOUNT.decides(
    RoleGranted, th="ตั้งผู้ดูแลระบบคนแรก", en="Make the first administrator", standing="open", authority="apart"
)
def make_first_administrator(case: Account, act: Act) -> Iterator[RoleGranted]:
    """Make this the one administrator nobody granted: by whoever holds the data folder, once in its life."""
    if not case.first_administrator:
        yield RoleGranted(role="administrator", area=COUNTRY, since=act.on, first=True)


@ACCOUNT.decides(GrantEnded, th="ยุติบทบาท", en="End a grant", authority="administration")
def end_grant(case: Account, act: Act, *, grant: int) -> Iterator[GrantEnded]:
    """End the role granted at version ``grant`` at once, with a reason."""
    reason_of(act)
    if grant not in case.grants:
        raise refuse("U5", "ไม่มีบทบาทที่ให้ไว้ในรายการนี้", f"no role granted in entry {grant} is in force")
    yield GrantEnded(grant=grant)


@ACCOUNT.decides(AccountSuspended, th="ระงับบัญชี", en="Suspend an account", authority="administration")
def suspend_account(case: Account, act: Act) -> Iterator[AccountSuspended]:
    """Keep the account from being used, with a reason: its sessions and tokens end at once."""
    reason_of(act)
    if case.suspended is None:
        yield AccountSuspended()


@ACCOUNT.decides(AccountReopened, th="เปิดใช้บัญชีอีกครั้ง", en="Reopen an account", authority="administration")
def reopen_account(case: Account, act: Act) -> Iterator[AccountReopened]:
    """Let a suspended account be used again, with a reason; by somebody else."""
    reason_of(act)
    _expect_somebody_else(case, act)
    if case.suspended is not None:
        yield AccountReopened()


@ACCOUNT.decides(
    CredentialsChanged, th="เปลี่ยนสิ่งที่ใช้เข้าสู่ระบบ", en="Change credentials", standing="open", authority="apart"
)
def change_credentials(
    case: Account, act: Act, *, credential: Credential, removed: bool = False
) -> Iterator[CredentialsChanged]:
    """Note that a way to sign in was set or removed; the secret itself never becomes a fact."""
    if not removed or credential in case.credentials:
        yield CredentialsChanged(credential=credential, removed=removed)


@ACCOUNT.decides(SessionsEnded, th="ออกจากระบบทุกเครื่อง", en="End all sessions", authority="apart")
def end_sessions(case: Account, act: Act) -> Iterator[SessionsEnded]:
    """Note that the account was signed out everywhere."""
    yield SessionsEnded()


@ACCOUNT.decides(TokenIssued, th="ออกโทเคน", en="Issue a token", standing="open", authority="apart")
def issue_token(case: Account, act: Act, *, token: TokenId, label: Short, expires: date) -> Iterator[TokenIssued]:
    """Note that a token for programs was issued, what it is for and its last day, a year ahead at most."""
    if not act.on <= expires <= act.on + LONGEST_TOKEN:
        raise BadInput("expires", "ต้องไม่ก่อนวันนี้และไม่เกิน 1 ปี", "must be from today to a year ahead")
    yield TokenIssued(token=token, label=label, expires=expires)


@ACCOUNT.decides(TokenWithdrawn, th="ถอนโทเคน", en="Withdraw a token", authority="administration")
def withdraw_token(case: Account, act: Act, *, token: TokenId) -> Iterator[TokenWithdrawn]:
    """End a token at once; by an administrator, or by its holder."""
    if token in case.tokens:
        yield TokenWithdrawn(token=token)


def _details(subject: str, name: str, email: str) -> Sealed[OfficerDetails]:
    return sealed_for(subject, OfficerDetails(name=name, email=email))


def _expect_somebody_else(case: Account, act: Act) -> None:
    """Nobody gives themselves anything. Raises Refused."""
    if act.by == case.user_name:
        raise refuse("U5", "ให้สิทธิ์แก่ตนเองไม่ได้", "nobody gives themselves a right")


def _expect_span(since: date, until: date | None, act: Act) -> None:
    if until is not None and until < max(since, act.on):
        raise BadInput("until", "ต้องไม่ก่อนวันเริ่มและไม่ใช่วันที่ผ่านมาแล้ว", "must not be before it begins, nor in the past")


def _asked(case: Account, version: int) -> Grant:
    found = case.requests.get(version)
    if found is None:
        raise refuse("U5", "ไม่มีคำขอที่รอการยืนยันลำดับนี้", f"no such request is waiting at version {version}")
    return found


def _known(act: Act, text: str) -> Area:
    """An area that exists. Raises BadInput."""
    area = read_area(text)
    match area.level:
        case "country":
            known = True
        case "program":
            known = act.cases.version(area.code) > 0
        case _:
            known = _on_the_map(act, area)
    if not known:
        raise BadInput("area", "ไม่มีพื้นที่นี้ในข้อมูลอ้างอิง", f"the reference data has no {area}")
    return area


def _on_the_map(act: Act, area: Area) -> bool:
    try:
        reference = act.cases.now.state(REFERENCE, REFERENCE_CASE)
    except CaseNotFound:
        return False
    if area.level == "zone":
        return area.code in map(str, reference.zones)
    province, _, district = area.code.partition("/")
    return province in reference.provinces and (area.level == "province") == (not district)
