"""Opens boxes for one reader: no field of a class that is closed to them, and a note of every look that is observed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from flask import g, request

from engine.facts import Registry
from engine.reader import Reader
from engine.sealed import Sealed
from web.access import Access, Person
from web.read_log import Look, ReadLog
from web.register import purposes
from web.showing import SEALED


class Opener:
    """What may be opened with ``access``; knows afterwards which boxes were."""

    def __init__(self, reader: Reader, access: Access, subject: str) -> None:
        self._vault, self._registry = reader.parts.vault, reader.parts.mapper.registry
        self.access, self.subject = access, subject
        self._all = "sensitive" in access.sees
        self.opened: set[str] = set()
        self._contents: dict[Sealed[Any], Mapping[str, Any]] = {}

    def open_raw(self, box: Sealed[Any]) -> Mapping[str, Any]:
        """The content of a box; a sensitive field only says that it is sealed, for whom it is closed. As Vault's."""
        # A state holds the same box under each of its fields.
        found = self._contents.get(box)
        if found is None:
            found = self._contents[box] = self._open(box)
        return found

    def _open(self, box: Sealed[Any]) -> Mapping[str, Any]:
        assert box.origin is not None
        name = _named(self._registry, box.origin.topic, box.origin.slot)
        content = self._vault.open_raw(box)
        self.opened.add(name)
        said = purposes().get(name)
        if said is None or self._all:
            return content
        return {field: dict(SEALED) if field in said.sensitive else value for field, value in content.items()}


@cache
def _named(registry: Registry, topic: str, slot: int) -> str:
    """A box's name in the register of personal data, topic and field; that of a reason is none of a fact's."""
    topic = topic.partition("@")[0]
    boxes = registry.classes[topic].spec.boxes if topic in registry.classes else {}
    return next((f"{topic}.{field}" for field, at in boxes.items() if at == slot), topic)


def opener(reader: Reader, access: Access, subject: str) -> Opener | None:
    """What the present request may open boxes of ``subject`` with; nothing when people are closed to it."""
    made = Opener(reader, access, subject)
    if access.observed:
        _observed().append(made)
    return made if access.may_open else None


def note_export(person: Person, kind: str, subject: str, fields: tuple[str, ...]) -> None:
    """Note that whoever asks takes a list or file away, whatever their role; ``subject`` says which."""
    _looks().append(_look(person, kind, subject, fields))
    g.setdefault("exported", []).append(kind)


def write_looks(log: ReadLog) -> None:
    """Record what this request saw. An answer leaves only after that."""
    looks = _looks()
    looks += [
        _look(seen.access.person, seen.access.kind, seen.subject, tuple(sorted(seen.opened)))
        for seen in _observed()
        if seen.opened or seen.access.person.purpose is not None
    ]
    log.write(looks)
    looks.clear()
    _observed().clear()


def _look(person: Person, kind: str, subject: str, fields: tuple[str, ...]) -> Look:
    return Look(
        by=person.id,
        roles=tuple(sorted(person.roles)),
        act=request.endpoint or "",
        kind=kind,
        subject=subject,
        fields=fields,
        purpose=person.purpose,
    )


def _observed() -> list[Opener]:
    found: list[Opener] = g.setdefault("observed", [])
    return found


def _looks() -> list[Look]:
    found: list[Look] = g.setdefault("looks", [])
    return found
