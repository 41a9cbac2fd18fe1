"""The front desk: proves who people are, by password, session, token or a sign-in elsewhere."""

from __future__ import annotations

from argon2 import PasswordHasher

from aggregates.account_state import ACCOUNT
from engine.casework import Casework
from engine.clock import Clock
from engine.layout import Place
from engine.tables import open_tables
from web.access import Person
from web.people.codes import Codes
from web.people.directory import find, person
from web.people.passwords import Passwords
from web.people.sessions import Sessions
from web.people.store import LAYOUT
from web.people.tokens import Identities, Tokens
from web.people.tries import Tries


class FrontDesk:
    """Everything by which people are known, over one casework and one database of credentials."""

    def __init__(
        self, casework: Casework, place: Place, hasher: PasswordHasher | None = None, clock: Clock | None = None
    ) -> None:
        self.casework = casework
        self.clock: Clock = clock or (lambda: casework.clock())
        """What sessions and one-time codes go by: that of facts, unless told."""
        self._store = open_tables(place, LAYOUT)
        self._store.check()
        self.passwords = Passwords(self._store, casework.vault, hasher or PasswordHasher())
        self.codes = Codes(self._store, casework.vault)
        self.sessions = Sessions(self._store)
        self.tokens = Tokens(self._store)
        self.identities = Identities(self._store)
        self.tries = Tries(self._store, casework.vault.digest)

    def close(self) -> None:
        self._store.close()

    def sign_in(self, user_name: str, password: str, code: str) -> str | None:
        """The secret of a new session; None whatever was wrong, after the same work."""
        at = self.clock()
        with self.casework.reading() as reader:
            account = find(reader, user_name)
            known = self.passwords.holds(account, password)
            if account is None or not known or person(reader, account) is None:
                return None
        return self.sessions.begin(account, at) if self.codes.holds(account, code, at) else None

    def vouched(self, issuer: str, subject: str) -> str | None:
        """The secret of a new session for somebody whom a provider of identities vouches for."""
        account = self.identities.account(issuer, subject)
        with self.casework.reading() as reader:
            if account is None or person(reader, account) is None:
                return None
        return self.sessions.begin(account, self.clock())

    def in_session(self, secret: str, purpose: str | None) -> Person | None:
        """Whose session this is."""
        account = self.sessions.account(secret, self.clock())
        if account is None:
            return None
        with self.casework.reading() as reader:
            return person(reader, account, purpose)

    def bearing(self, secret: str, purpose: str | None) -> Person | None:
        """Whose token this is, as long as it and the account are good."""
        held = self.tokens.holder(secret)
        if held is None:
            return None
        account, token = held
        with self.casework.reading() as reader:
            found = person(reader, account, purpose)
            issued = None if found is None else reader.state(ACCOUNT, account).tokens.get(token)
            return found if issued is not None and reader.on <= issued.expires else None
