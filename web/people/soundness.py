"""Whether each credential belongs to an account whose history says that it was given (U4, U5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from aggregates.account_state import Account
from engine.layout import Tables
from engine.reader import Reader
from engine.verification.faults import Fault, fault
from web.people.directory import accounts

GIVEN: dict[str, tuple[str, Callable[[Account, str], bool]]] = {
    "passwords": ("SELECT account, '' FROM passwords", lambda account, _: "password" in account.credentials),
    "code_secrets": ("SELECT account, '' FROM code_secrets", lambda account, _: "one_time_code" in account.credentials),
    "identities": ("SELECT account, '' FROM identities", lambda account, _: "identity" in account.credentials),
    "tokens": ("SELECT account, token FROM tokens", lambda account, token: token in account.tokens),
    "sessions": ("SELECT account, '' FROM sessions", lambda account, _: True),
}
"""Table -> whose credentials stand there, and whether the account's history knows of one: the fact comes first."""


def credential_faults(credentials: Tables, reader: Reader) -> Iterator[Fault]:
    """Yields credentials that nobody was given: a way in that no history speaks of."""
    try:
        known = dict(accounts(reader))
    except Exception:
        # The accounts' own faults are told where facts are looked at.
        return
    for table, (question, given) in GIVEN.items():
        for case, what in credentials.execute(question):
            if case not in known or not given(known[case], what):
                yield fault(
                    "credentials",
                    f"{table}: มีสิทธิ์เข้าใช้ของบัญชี {case} ที่ไม่มีบันทึกว่าได้ให้ไว้",
                    f"{table}: account {case} has a way in that it was never given",
                    where=case,
                )
