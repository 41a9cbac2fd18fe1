"""Every page of the route table with addresses of a store, by the user name of somebody who works with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

from workflows.rulesets import delivered

MANAGER, SUPERVISOR, AUDITOR, ADMINISTRATOR = "kanda", "somchai", "pranee", "wichai"
MANAGERS_PROVINCE = "56"
SPREAD = 8
"""How many cases stand for all of a kind: pages of one case are asked for with each in turn."""
SHEET, OFFICE, YEAR = "zone-12m", "09", 2564
MEASURES = ("stage", "out", "tier", "overdue", "level", "quota")
REGISTERS = ("meetings", "help", "carried-over")


class Page(NamedTuple):
    """A page as one role sees it, at one or more addresses."""

    name: str
    user: str
    addresses: tuple[str, ...]
    national: bool = False
    """Whether it tells of the whole country, so that its cost may grow with the number of cases."""
    names: bool = False
    """Whether it names people, so that it can't be asked for where copies of cases are in the store."""


def pages(connection: sqlite3.Connection) -> Iterator[Page]:
    """All of them; those of single cases are of the manager's province."""

    def of(kind: str) -> list[str]:
        rows = connection.execute(
            "SELECT case_id FROM caseload WHERE kind = ? AND province = ? ORDER BY case_id LIMIT ?",
            (kind, MANAGERS_PROVINCE, SPREAD),
        )
        return [str(row[0]) for row in rows]

    households, programs = of("household"), of("program")
    reviews = [str(row[0]) for row in connection.execute("SELECT case_id FROM caseload WHERE kind = 'zone_review'")]

    def each(cases: list[str], address: str) -> tuple[str, ...]:
        return tuple(address.format(case) for case in cases)

    yield Page("sign in", MANAGER, ("/login",))
    yield Page("my work", MANAGER, ("/work",))
    yield Page("work of the area", MANAGER, ("/work?whose=area",))
    yield Page("work of the nation", SUPERVISOR, ("/work?whose=area",), national=True, names=True)
    for user, national in ((MANAGER, False), (SUPERVISOR, True)):
        for kind in ("household", "program"):
            yield Page(f"list of {kind}s, {user}", user, (f"/list/{kind}",), national, kind == "household")
    yield Page(
        "list of overdue households", SUPERVISOR, ("/list/household?overdue=yes&sort=due",), national=True, names=True
    )
    yield Page("list of zone reviews", SUPERVISOR, ("/list/zone_review",))
    yield Page("household", MANAGER, each(households, "/case/household/{}"))
    yield Page("program", MANAGER, each(programs, "/case/program/{}"))
    yield Page("zone review", SUPERVISOR, each(reviews[:SPREAD], "/case/zone_review/{}"))
    yield Page("import", MANAGER, each(programs, "/case/program/{}/import"))
    yield Page("form: visit", MANAGER, each(households, "/case/household/{}/do/visit"))
    yield Page("form: new household", MANAGER, ("/open/household",))
    yield Page("correcting a fact", MANAGER, each(households, "/case/household/{}/fact/2"))
    yield Page("replay", AUDITOR, each(households, "/case/household/{}/replay"))
    yield Page("comparing moments", AUDITOR, each(households, "/case/household/{}/compare"))
    for measure in MEASURES:
        yield Page(f"overview: {measure}", SUPERVISOR, (f"/overview?measure={measure}",), national=True)
    yield Page("overview of programs", SUPERVISOR, ("/overview?kind=program",), national=True)
    yield Page("households that moved", SUPERVISOR, ("/overview/moved?first=red&latest=yellow",), national=True)
    yield Page("score board", SUPERVISOR, ("/scores",), national=True)
    yield Page("score sheet", SUPERVISOR, (f"/scores/{SHEET}/{OFFICE}",))
    yield Page("national scores", SUPERVISOR, ("/scores/national",), national=True)
    for name in REGISTERS:
        yield Page(f"register of {name}, {MANAGER}", MANAGER, (f"/registers/{name}",))
        yield Page(f"register of {name}, {SUPERVISOR}", SUPERVISOR, (f"/registers/{name}",), True, name != "meetings")
    yield Page("trail", AUDITOR, ("/trail",), national=True)
    yield Page("late facts of the trail", AUDITOR, ("/trail?late=yes",), national=True)
    yield Page("looks", AUDITOR, ("/looks",))
    yield Page("what-if, the form", SUPERVISOR, ("/what-if",))
    yield Page("rule sets", MANAGER, ("/rules",))
    yield Page("one rule set", MANAGER, (f"/rules/{sha256(delivered('2564').encode()).hexdigest()}",))
    yield Page("accounts", ADMINISTRATOR, ("/accounts",))
