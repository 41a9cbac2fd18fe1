"""Who sends the present request: by a token they bear, or by the session in their cookie."""

from __future__ import annotations

from urllib.parse import unquote

from flask import Flask, Request, Response, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

from engine.inputs import canonical_input
from engine.refusal import BadInput
from web.access import Person
from web.people.front_desk import FrontDesk

SECRET = "session"
SHORTEST, LONGEST = 3, 200


class Cookies(SecureCookieSessionInterface):
    """Signed cookies that no script reads, no other site sends along, and no plain line carries where there is TLS."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Nothing is made ready to check a signature where there is none, as in every request that bears a token."""
        if "Cookie" not in request.headers:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Nothing is made ready to set a cookie by a request that never looked at its session."""
        if session.accessed or session.modified:
            super().save_session(app, session, response)


class Callers:
    """Finds out who asks."""

    def __init__(self, app: Flask, desk: FrontDesk) -> None:
        self._desk = desk
        app.session_interface = Cookies()
        app.secret_key = desk.casework.vault.digest(b"cookies")
        app.config.update(SESSION_COOKIE_NAME="chumchon", SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax")

    def identify(self) -> bool:
        """Set ``g.person``, None for nobody; returns whether a cookie said so.

        ``g.must_choose`` says whether they signed in with a password that only lets them choose another.
        """
        g.person, g.must_choose = None, False
        if "Authorization" in request.headers:
            scheme, _, secret = request.headers["Authorization"].partition(" ")
            if scheme.lower() == "bearer":
                g.person = self._desk.bearing(secret.strip(), _purpose())
            return False
        mine = present()
        g.person = self._desk.in_session(mine, _purpose()) if mine else None
        g.must_choose = g.person is not None and self._desk.passwords.passing(g.person.account)
        return g.person is not None


def begin(secret: str) -> None:
    """Put a new session into the cookie; nothing that was in it before remains."""
    session.clear()
    session[SECRET] = secret


def present() -> str:
    """The secret of the session in the cookie; empty where there is none."""
    return str(session.get(SECRET, ""))


def caller() -> Person:
    """Who is asking; the gate has made sure that somebody is."""
    person: Person = g.person
    return person


def _purpose() -> str | None:
    """What the look is for: the Purpose header, in UTF-8 percent-encoding; on a page also ``?purpose=``."""
    header = request.headers.get("Purpose")
    given = None if header is None else unquote(header)
    if given is None and not request.path.startswith("/api/"):
        # A page has a field for it, which most send empty.
        given = request.args.get("purpose", "").strip() or None
    if given is None:
        return None
    text = str(canonical_input(given, "Purpose"))
    if not SHORTEST <= len(text) <= LONGEST:
        th, en = f"ต้องบอกเหตุผล {SHORTEST}-{LONGEST} ตัวอักษร", f"say what for in {SHORTEST}-{LONGEST} characters"
        raise BadInput("Purpose", th, en)
    return text
