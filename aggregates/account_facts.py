"""What can happen to the account of somebody who works with the system (U4, U5); no secret ever stands here."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec

from aggregates.areas import Area
from aggregates.household_values import Sealable
from engine.facts import Fact, fact
from engine.sealed import Sealed

Role = Literal["case_manager", "supervisor", "auditor", "administrator"]
Credential = Literal["password", "one_time_code", "identity"]
"""What somebody proves with who they are: a password, a code from their phone, a sign-in elsewhere (OIDC)."""
UserName = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9][A-Za-z0-9._-]{1,39}$")]
"""What somebody signs in with, and what stands as ``by`` beside each of their facts. Capitals don't count."""
TokenId = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]

# The names and fields below are a storage format: what is written stays for ever. All are ordered, so that
# nothing about who may do what can be dated back behind what was decided since.


class OfficerDetails(Sealable, frozen=True):
    """Who holds an account."""

    name: str = ""
    email: str = ""


@fact("account.opened", ordered=True, boxes={"details": 1})
class AccountOpened(Fact, frozen=True):
    """An account was opened for an officer; it may do nothing yet."""

    user_name: str
    details: Sealed[OfficerDetails]


@fact("account.details_changed", ordered=True, boxes={"details": 1})
class DetailsChanged(Fact, frozen=True):
    """The officer's name or e-mail address changed; this is all of it."""

    details: Sealed[OfficerDetails]


@fact("account.credentials_changed", ordered=True)
class CredentialsChanged(Fact, frozen=True):
    """A password, one-time code or sign-in elsewhere was set or removed. What it is stands elsewhere."""

    credential: Credential
    removed: bool = False


@fact("account.role_granted", ordered=True)
class RoleGranted(Fact, frozen=True):
    """From ``since`` up to and including ``until``, if that is said, this person holds a role in an area."""

    role: Role
    area: Area
    since: date
    until: date | None = None
    request: int | None = None
    """The version at which another administrator asked for it."""
    first: bool = False
    """Of the first administrator: there was nobody who could have granted it."""


@fact("account.grant_requested", ordered=True)
class GrantRequested(Fact, frozen=True):
    """An administrator asked that this person become one, too; another administrator decides."""

    role: Role
    area: Area
    since: date
    until: date | None = None


@fact("account.grant_declined", ordered=True)
class GrantDeclined(Fact, frozen=True):
    """The grant asked for at version ``request`` was declined."""

    request: int


@fact("account.grant_ended", ordered=True)
class GrantEnded(Fact, frozen=True):
    """The role granted at version ``grant`` ended; it no longer counts, from this very moment."""

    grant: int


@fact("account.suspended", ordered=True)
class AccountSuspended(Fact, frozen=True):
    """The account may not be used: its sessions and tokens end at once."""


@fact("account.reopened", ordered=True)
class AccountReopened(Fact, frozen=True):
    """The suspended account may be used again."""


@fact("account.sessions_ended", ordered=True)
class SessionsEnded(Fact, frozen=True):
    """Whoever was signed in to the account was signed out everywhere."""


@fact("account.token_issued", ordered=True)
class TokenIssued(Fact, frozen=True):
    """A token for programs was issued: what it is for, and its last day. What it reads stands nowhere."""

    token: str
    label: str
    expires: date


@fact("account.token_withdrawn", ordered=True)
class TokenWithdrawn(Fact, frozen=True):
    """A token may not be used any more."""

    token: str
