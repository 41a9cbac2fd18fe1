"""The working group is proposed, and the governor signs its order (P3)."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from web.demo.casting import Cast
from web.demo.choosing_area import STUDIED_BY
from web.demo.finding import Chapter
from web.demo.notebook import Notebook, after, before
from web.demo.people import person
from web.demo.words import chance, words

AGENDA = ("approach", "social_situation", "tpmap_analysis", "working_group")
CONVENED_BY = ("zone_office", "provincial_office", "one_home", "partners")
SEVERAL = ("one_home_heads", "local_leaders", "selected_volunteer")
"""Seats that more than one person holds here."""
MAY_LACK = ("private_sector", "ministry_bodies")
VACANT = "civil_society"
"""The seat that stays empty where the story waives that."""


def proposed(book: Notebook, cast: Cast) -> Chapter:
    """The mechanism is named, the community meets, people are proposed, and the issues summarised with them.

    Leaves the version of the first holder, the district chief in ``cast.first_holder``.
    """
    rng, start = cast.rng, cast.days.analyzed
    book.note("name_mechanism", start + timedelta(4))
    day = start + timedelta(9)
    book.note(
        "hold_community_meeting",
        before(rng, day),
        by=cast.zone_officer,
        convened_by=CONVENED_BY,
        agenda=AGENDA,
        attendees=rng.randint(40, 120),
    )
    yield from book.record(day)
    if not cast.reaches("committee_appointed") and cast.has("slow"):
        return
    day = start + timedelta(16)
    absent = rng.choice(MAY_LACK) if chance(rng, 30) else None
    if absent is not None:
        book.note("declare_seat_absent", day, seat=absent, reason="ไม่มีในพื้นที่")
    holders = list(_holders(cast, absent))
    place = book.note("propose_committee", day, holders=holders)
    versions = yield from book.record(day)
    cast.first_holder = versions[place] - len(holders)
    day = start + timedelta(24)
    issues = rng.choice(words().program.findings)
    participants = [*STUDIED_BY, "working_group"]
    book.note("summarise_issues", before(rng, day), participants=participants, findings=issues)
    yield from book.record(day)


def appointed(book: Notebook, cast: Cast) -> Chapter:
    """The order is signed; a vacant seat may be waived for the time being."""
    rng, day = cast.rng, cast.days.appointed
    number = f"{rng.randint(200, 4900)}/2564"
    name = f"คำสั่งจังหวัด {number.replace('/', '-')}.pdf"
    document = {"name": name, "sha256": sha256(f"{cast.community.province}/{number}".encode()).hexdigest()}
    book.note("appoint_committee", before(rng, day), number=number, document=document)
    if cast.has("waiver"):
        asked = book.note("request_waiver", day, because=words().because["waived_seat"], requirement="P3.4")
        versions = yield from book.record(day)
        book.note("confirm_waiver", day, by=cast.supervisor, request=versions[asked])
    book.note("advance", day, to="committee_appointed")
    yield from book.record(day)


def replaced(book: Notebook, cast: Cast) -> Chapter:
    """The district chief moves on, and the next one takes the seat."""
    day = after(book.recorded, cast.rng, 5, 12)
    post = words().posts["district_chief"]
    book.note("replace_holder", day, holder=cast.first_holder, name=person(cast.rng), post=post)
    yield from book.record(day)


def _holders(cast: Cast, absent: str | None) -> list[dict[str, str]]:
    found = []
    for seat, post in words().posts.items():
        if seat == absent or (seat == VACANT and cast.has("waiver")):
            continue
        people = cast.rng.randint(1, 3) if seat in SEVERAL else 1
        found += [{"seat": seat, "name": person(cast.rng), "post": post} for _ in range(people)]
    return found
