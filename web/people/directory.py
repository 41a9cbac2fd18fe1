"""Finds accounts, and says who somebody is today: their grants of this day, and nobody once there are none."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from aggregates.account_facts import OfficerDetails
from aggregates.account_state import ACCOUNT, USER_NAME, Account
from engine.keys import KeyMissing, Vault
from engine.reader import Reader
from engine.refusal import CaseNotFound
from web.access import Grant, Person


def find(reader: Reader, user_name: str) -> str | None:
    """The account of a user name; capitals don't count."""
    # No user name holds a NUL, and not every store takes it in a question.
    return None if "\0" in user_name else reader.holder(USER_NAME, user_name.strip().lower())


def account_named(reader: Reader, user_name: str) -> tuple[str, Account]:
    """The same with its state. Raises CaseNotFound."""
    case = find(reader, user_name)
    if case is None:
        raise CaseNotFound(ACCOUNT.name, user_name)
    return case, reader.state(ACCOUNT, case)


def accounts(reader: Reader) -> Iterator[tuple[str, Account]]:
    """Every account, in the order they were opened."""
    rows = reader.connection.execute("SELECT originator_id FROM cases WHERE kind = ? ORDER BY leaf", (ACCOUNT.name,))
    for (case,) in rows.fetchall():
        yield case, reader.state(ACCOUNT, case)


def person(reader: Reader, case: str, purpose: str | None = None) -> Person | None:
    """Who an account makes its holder today; nobody while it is suspended, and for whom no grant is valid."""
    if reader.file(case) is None:
        return None  # credentials outlive an account when the facts come from an older backup
    account = reader.state(ACCOUNT, case)
    grants = tuple(Grant(grant.role, grant.area) for grant in account.grants_on(reader.on))
    if not grants:
        return None
    naming = partial(_name, reader.parts.vault, account)
    return Person(id=account.user_name, account=case, naming=naming, grants=grants, purpose=purpose)


def _name(vault: Vault, account: Account) -> str:
    try:
        return vault.open(account.details, OfficerDetails).name
    except KeyMissing:
        return OfficerDetails().name
