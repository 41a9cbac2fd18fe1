"""What every page shares: language, navigation by role, and how days, moments and numbers are written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Flask, Response, g, request
from werkzeug.datastructures import MultiDict

from aggregates.account_facts import Role
from engine.bilingual import Text
from engine.calendar import BANGKOK, show_date
from web.access import Person, over_the_country
from web.languages import CHOSEN, LANGUAGES, language
from web.pages.choosing import Choosing
from web.pages.counted import counted
from web.pages.drafts import seal_of
from web.people.caller import LONGEST, SHORTEST
from web.tables.taking import as_file
from workflows.labels import text

YEAR = 365 * 24 * 3600


class Way(NamedTuple):
    """A page in the navigation, and the roles it is for."""

    endpoint: str
    label: Text
    roles: frozenset[Role]
    country: bool = False
    """Whether it is only for those whose area is the whole country."""
    given: Mapping[str, str] = {}

    def open_to(self, person: Person | None) -> bool:
        """Whether it leads somebody anywhere."""
        if person is None or not self.roles & person.roles:
            return False
        return over_the_country(person) if self.country else True


FINDERS: frozenset[Role] = frozenset({"case_manager", "supervisor"})
"""Those who look for a household by the name of its people."""
WAYS: list[Way] = []
"""The navigation; each module of pages adds its own."""
DAILY = ("work.mine", "overview.show", "scores.board", "lists.show", "trail.search", "ledger.show", "accounts.show")
"""The pages people go to most, in this order; all others come after them."""
IN_SIGHT = 5
"""How many fit beside one another; the others wait behind "more"."""


def way(endpoint: str, th: str, en: str, *roles: Role, country: bool = False, **given: str) -> None:
    """Put a page into the navigation of some roles; or only of those of them whose area is the whole country."""
    WAYS.append(Way(endpoint, Text(th, en), frozenset(roles), country, given))


def add_shell(app: Flask, demo_day: date | None) -> None:
    """Teach the templates to write days, moments, numbers and texts; remember a chosen language.

    In a demo every page announces its day, and every answer bears it.
    """
    app.jinja_env.code_generator_class = Choosing
    app.jinja_env.filters.update(counted=counted, day=_day, moment=_moment, number=_number, said=_said)
    app.jinja_env.globals.update(term=text, purpose_lengths=(SHORTEST, LONGEST))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def around() -> dict[str, Any]:
        person = getattr(g, "person", None)
        roles = frozenset() if person is None else person.roles
        ways = sorted((one for one in WAYS if one.open_to(person)), key=_daily)
        seal = None if person is None else seal_of(app, person)
        return {
            "demo_day": demo_day,
            "lang": language(),
            "th": language() == "th",
            "person": person,
            "ways": ways[:IN_SIGHT],
            "more_ways": ways[IN_SIGHT:],
            "may_find": bool(roles & FINDERS),
            "seal": seal,
            "as_file": as_file,
            "in_language": _in_language,
        }

    @app.after_request
    def remember(response: Response) -> Response:
        if demo_day is not None:
            response.headers["Chumchon-Demo-Day"] = demo_day.isoformat()
        if not request.path.startswith("/api/") and (chosen := request.args.get("lang")) in LANGUAGES:
            response.set_cookie(CHOSEN, chosen, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure)
        return response


def _in_language(lang: str) -> str:
    """The present page in a language, with all else it was asked for."""
    asked = MultiDict(request.args)
    asked["lang"] = lang
    return f"?{urlencode(list(asked.items(multi=True)))}"


def _daily(one: Way) -> int:
    return DAILY.index(one.endpoint) if one.endpoint in DAILY else len(DAILY)


def _day(value: date | str | None) -> str:
    """A day as people write it: 31 มี.ค. 2564."""
    if value is None or value == "":
        return ""
    return _written(value[:10] if isinstance(value, str) else value, language())


@lru_cache(maxsize=2048)
def _written(day: date | str, lang: str) -> str:
    """The same few days stand on every page, some of them hundreds of times."""
    return show_date(date.fromisoformat(day) if isinstance(day, str) else day, lang)


def _moment(value: datetime | str) -> str:
    """A day and a time of it in Bangkok."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    local = moment.astimezone(BANGKOK)
    return f"{show_date(local.date(), language())} {local:%H:%M}"


def _number(value: float | str | None) -> str:
    """With commas; an exact figure comes as text."""
    return "" if value is None else f"{Decimal(value) if isinstance(value, str) else value:,}"


def _said(value: Any) -> str:
    """A text of both languages in the reader's; anything else as it is."""
    if isinstance(value, Text):
        return value[language()]
    if isinstance(value, Mapping) and {"th", "en"} <= value.keys():
        return str(value[language()])
    return "" if value is None else str(value)
