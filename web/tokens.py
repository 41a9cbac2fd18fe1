"""Bearer tokens from a configuration file, until there are accounts."""

from __future__ import annotations

import hmac
import json
import os
import secrets
import tomllib
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import msgspec

from engine.refusal import UnsafeStore
from engine.thai import canonical
from web.access import Person, Role, read_area

DEMO_PEOPLE: tuple[tuple[str, str, Role, str], ...] = (
    ("kanda", "กานดา ใจดี", "case_manager", "province:56"),
    ("somchai", "สมชาย รักชุมชน", "supervisor", "country"),
    ("pranee", "ปราณี ตรวจทาน", "auditor", "country"),
    ("wichai", "วิชัย ดูแลระบบ", "administrator", "country"),
)
HEADING = """\
# Who may use the API: one [[person]] for each token. Keep this file to yourself.
# role: case_manager, supervisor, auditor or administrator
# areas: country, zone:8, province:56, district:56/name, program:id
"""


class Holder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of the file."""

    token: str
    id: str
    name: str
    role: Role
    areas: tuple[str, ...]


class Tokens:
    """Finds the person behind a token; keeps and compares digests only, in constant time."""

    def __init__(self, holders: Iterable[Holder]) -> None:
        self._people: list[tuple[bytes, Person]] = []
        for holder in holders:
            areas = tuple(read_area(canonical(text)) for text in holder.areas)
            person = Person(id=holder.id, name=holder.name, role=holder.role, areas=areas)
            self._people.append((_digest(holder.token), person))

    def person(self, token: str) -> Person | None:
        """Whose token this is. Looks at every digest, whatever it finds."""
        given, found = _digest(token), None
        for digest, person in self._people:
            if hmac.compare_digest(digest, given):
                found = person
        return found


def read_tokens(path: Path) -> Tokens:
    """The tokens in ``path``; nobody's, when there is no such file. Raises UnsafeStore."""
    if not path.exists():
        return Tokens(())
    if path.stat().st_mode & 0o077:
        raise UnsafeStore(f"{path.name} may be read by others; make it readable by its owner only")
    try:
        people = tomllib.loads(path.read_text(encoding="utf-8")).get("person", [])
        return Tokens(msgspec.convert(people, tuple[Holder, ...]))
    except ValueError as error:
        raise UnsafeStore(f"{path.name} can't be used: {error}") from None


def create_tokens(path: Path) -> bool:
    """Write random tokens for the demo people, readable by the owner only; False when the file is there."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(HEADING)
        for id, name, role, area in DEMO_PEOPLE:
            token = secrets.token_urlsafe(32)
            written = {"token": token, "id": id, "name": name, "role": role, "areas": [area]}
            lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in written.items())
            file.write("\n[[person]]\n" + "\n".join(lines) + "\n")
    return True


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "surrogatepass")).digest()
