"""The account of an officer: who holds it, which roles in which areas, whether it may be used (U5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec
from msgspec.structs import replace

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
    TokenIssued,
    TokenWithdrawn,
)
from aggregates.areas import Area
from engine.bilingual import Text
from engine.decision import Decision
from engine.history import Mark
from engine.kind import Claim, Claims, Kind
from engine.refusal import refuse
from engine.sealed import Sealed

USER_NAME = "user_name"
"""The claim that gives a user name to one account for ever, and by which the account is found."""
FIRST_ADMINISTRATOR = "first_administrator"
"""The claim that lets one account only become administrator without a second person."""


class Grant(msgspec.Struct, frozen=True):
    """A role in an area, from a day on and perhaps up to one."""

    role: Role
    area: Area
    since: date
    until: date | None
    mark: Mark

    def valid(self, day: date) -> bool:
        """Whether it counts on this day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def same(self, other: Grant | RoleGranted | GrantRequested) -> bool:
        """Whether the other one gives the same."""
        terms = (self.role, self.area, self.since, self.until)
        return terms == (other.role, other.area, other.since, other.until)


class Token(msgspec.Struct, frozen=True):
    """What a program may sign in with, without the secret itself."""

    label: str
    expires: date
    mark: Mark


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """An officer's account."""

    user_name: str
    details: Sealed[OfficerDetails]
    opened: Mark
    suspended: Mark | None = None
    grants: Mapping[int, Grant] = {}
    """By the versions of their facts; only those that haven't been ended."""
    requests: Mapping[int, Grant] = {}
    """Grants that wait for a second administrator."""
    credentials: Mapping[Credential, Mark] = {}
    tokens: Mapping[str, Token] = {}
    first_administrator: bool = False

    def grants_on(self, day: date) -> tuple[Grant, ...]:
        """What this person may act as on a day; nothing while the account is suspended."""
        return () if self.suspended else tuple(grant for grant in self.grants.values() if grant.valid(day))


def claims(account: Account) -> Claims:
    """The user name, and having been the first administrator."""
    held = {Claim(USER_NAME, ""): account.user_name}
    if account.first_administrator:
        held[Claim(FIRST_ADMINISTRATOR, "")] = "first"
    return held


def guard(account: Account, decision: Decision) -> None:
    """While an account is suspended, nothing is given to it. Raises Refused."""
    if account.suspended and decision.standing == "open":
        raise refuse("U5", "บัญชีนี้ถูกระงับ ต้องเปิดใช้ก่อน", "the account is suspended: reopen it first")


ACCOUNT: Kind[Account] = Kind(
    "account",
    Text("บัญชีผู้ใช้", "Account"),
    claims=claims,
    claims_rest_on=lambda account: (account.user_name, account.first_administrator),
    guard=guard,
    subject=lambda account: account.details.key,
)

# Evolve


@ACCOUNT.evolves(AccountOpened)
def _opened(account: Account | None, fact: AccountOpened, mark: Mark) -> Account:
    return Account(user_name=fact.user_name, details=fact.details, opened=mark)


@ACCOUNT.evolves(DetailsChanged)
def _details(account: Account, fact: DetailsChanged, mark: Mark) -> Account:
    return replace(account, details=fact.details)


@ACCOUNT.evolves(CredentialsChanged)
def _credentials(account: Account, fact: CredentialsChanged, mark: Mark) -> Account:
    others = {name: when for name, when in account.credentials.items() if name != fact.credential}
    return replace(account, credentials=others if fact.removed else {**others, fact.credential: mark})


@ACCOUNT.evolves(RoleGranted)
def _granted(account: Account, fact: RoleGranted, mark: Mark) -> Account:
    grant = Grant(fact.role, fact.area, fact.since, fact.until, mark)
    return replace(
        account,
        grants={**account.grants, mark.version: grant},
        requests=_without(account.requests, fact.request),
        first_administrator=account.first_administrator or fact.first,
    )


@ACCOUNT.evolves(GrantRequested)
def _requested(account: Account, fact: GrantRequested, mark: Mark) -> Account:
    request = Grant(fact.role, fact.area, fact.since, fact.until, mark)
    return replace(account, requests={**account.requests, mark.version: request})


@ACCOUNT.evolves(GrantDeclined)
def _declined(account: Account, fact: GrantDeclined, mark: Mark) -> Account:
    return replace(account, requests=_without(account.requests, fact.request))


@ACCOUNT.evolves(GrantEnded)
def _ended(account: Account, fact: GrantEnded, mark: Mark) -> Account:
    return replace(account, grants=_without(account.grants, fact.grant))


@ACCOUNT.evolves(AccountSuspended)
def _suspended(account: Account, fact: AccountSuspended, mark: Mark) -> Account:
    return replace(account, suspended=mark)


@ACCOUNT.evolves(AccountReopened)
def _reopened(account: Account, fact: AccountReopened, mark: Mark) -> Account:
    return replace(account, suspended=None)


@ACCOUNT.evolves(SessionsEnded)
def _signed_out(account: Account, fact: SessionsEnded, mark: Mark) -> Account:
    return account


@ACCOUNT.evolves(TokenIssued)
def _issued(account: Account, fact: TokenIssued, mark: Mark) -> Account:
    return replace(account, tokens={**account.tokens, fact.token: Token(fact.label, fact.expires, mark)})


@ACCOUNT.evolves(TokenWithdrawn)
def _withdrawn(account: Account, fact: TokenWithdrawn, mark: Mark) -> Account:
    return replace(account, tokens={id: token for id, token in account.tokens.items() if id != fact.token})


def _without(grants: Mapping[int, Grant], version: int | None) -> Mapping[int, Grant]:
    return {number: grant for number, grant in grants.items() if number != version}
