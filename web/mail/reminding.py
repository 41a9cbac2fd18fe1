"""The daily round: a digest for everybody who works with cases, once a day, and again where it couldn't be sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from aggregates.account_facts import OfficerDetails
from engine.casework import Casework
from engine.keys import KeyMissing
from engine.reader import Reader
from web.access import Person
from web.mail.digest import Digest, digest
from web.mail.letter import letter
from web.mail.outbox import Outbox, State
from web.mail.post import NotPosted, Post
from web.operations.settings import Settings
from web.people.directory import accounts, person

WORKING = frozenset({"case_manager", "supervisor"})
Outcome = Literal["sent", "nothing", "waiting", "no_address"]
OUTCOMES: tuple[Outcome, ...] = ("sent", "nothing", "waiting", "no_address")


class Addressee(NamedTuple):
    """Somebody who works with cases, and where they are written to."""

    account: str
    person: Person
    email: str


def remind(casework: Casework, box: Outbox, post: Post, settings: Settings) -> Mapping[Outcome, int]:
    """Write to everybody whose digest of today isn't dealt with. Returns how many were sent, had nothing to say,
    wait, and had no address; whoever was dealt with already, or wants none, isn't counted.

    Whoever's digest can't be made keeps nobody else from theirs: what went wrong first is raised after all the others.
    """
    with casework.reading() as reader:
        everybody = list(_addressees(reader))
        today = reader.on
    came: Counter[Outcome] = Counter(dict.fromkeys(OUTCOMES, 0))
    failed: list[Exception] = []
    for one in everybody:
        if not box.wish(one.account).wanted:
            continue
        if not one.email:
            came["no_address"] += 1
        elif box.take(one.account, today, casework.clock()):
            try:
                with casework.reading() as reader:
                    found = digest(reader, one.person, box.seen(one.account))
            except Exception as error:
                failed.append(error)
                continue
            problem = _posted(casework, box, post, settings, one, found) if found.worth_sending else None
            state: State = "waiting" if problem else "sent" if found.worth_sending else "nothing"
            box.settle(one.account, today, state, seen=found.seen, problem=problem)
            came[state] += 1
    if failed:
        raise failed[0]
    return came


def _posted(
    casework: Casework, box: Outbox, post: Post, settings: Settings, one: Addressee, found: Digest
) -> str | None:
    """Post a letter; returns what kept it from leaving. The same day's letter has the same id, so that a second copy,
    after a crash in between, is known as one.
    """
    host = settings.mail_from.rpartition("@")[2] or "chumchon.invalid"
    message = letter(
        found,
        box.wish(one.account).lang,
        to=one.email,
        sender=settings.mail_from or f"chumchon@{host}",
        id=f"<{found.day.isoformat()}-{one.account}@{host}>",
        at=casework.clock(),
        address=settings.address.rstrip("/"),
    )
    try:
        post.send(message)
    except NotPosted as error:
        return error.problem
    return None


def _addressees(reader: Reader) -> Iterator[Addressee]:
    for case, account in accounts(reader):
        who = person(reader, case)
        if who is not None and who.roles & WORKING:
            try:
                email = reader.parts.vault.open(account.details, OfficerDetails).email
            except KeyMissing:
                continue
            yield Addressee(case, who, email.strip())
