"""Facts: what happened, in the past tense, each under a stable topic and a version.

The registry is the allow-list: a topic that no kind of case has registered is refused, never imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, ClassVar, NamedTuple, TypeVar

import msgspec
from msgspec.structs import force_setattr

from engine.refusal import UnsafeStore
from engine.sealed import Note, Origin, Sealed

F = TypeVar("F", bound="type[Fact]")
Upcast = Callable[[dict[str, Any]], dict[str, Any]]


class FactSpec(NamedTuple):
    """How a class of facts is stored: topic name, version, and what the fold must know of it."""

    name: str
    version: int
    ordered: bool
    boxes: Mapping[str, int]
    upcasts: Mapping[int, Upcast]
    topic: str
    two_persons: bool


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """Base of every fact. Fields carry the inputs of a decision and its outcome, never a rule.

    Facts are trees: nothing in them points back, so the garbage collector needn't look at them.
    """

    spec: ClassVar[FactSpec]


def fact(
    name: str,
    *,
    version: int = 1,
    ordered: bool = False,
    boxes: Mapping[str, int] | None = None,
    upcasts: Mapping[int, Upcast] | None = None,
    two_persons: bool = False,
) -> Callable[[F], F]:
    """Give a class of facts its permanent topic.

    ``ordered`` facts (opened, stage reached, closed ...) may not be dated before the previous ordered one.
    ``boxes`` maps each sealed field to a slot number that never changes, even when the field is renamed.
    ``upcasts`` maps an older version to a function from its fields to those of the next version.
    What ``two_persons`` decided, nobody undoes alone.
    """

    def give(cls: F) -> F:
        topic = f"{name}@{version}"
        cls.spec = FactSpec(name, version, ordered, dict(boxes or {}), dict(upcasts or {}), topic, two_persons)
        return cls

    return give


class Recorded(msgspec.Struct, frozen=True, gc=False):
    """A fact in its envelope: which case and version, when it happened, when and by whom it was recorded.

    ``on`` is the field date, ``at`` microseconds since 1970 UTC, ``leaf`` the position in the ledger.
    """

    case: str
    version: int
    leaf: int
    on: date
    at: int
    by: str
    because: Sealed[Note] | str | None
    fact: Fact
    replacement: Fact | None = None
    """For a correction: the content that takes the place of the corrected fact's."""


class Registry:
    """Decodes facts, and only those of the classes it was built from."""

    def __init__(self, classes: Iterable[type[Fact]]) -> None:
        self.classes: dict[str, type[Fact]] = {}
        self._known: dict[str, tuple[Callable[[bytes], Fact], tuple[tuple[str, int], ...]]] = {}
        for cls in classes:
            spec = cls.spec
            if self.classes.setdefault(spec.name, cls) is not cls:
                raise TypeError(f"two classes of facts claim the topic {spec.name}")
            if sorted(spec.upcasts) != list(range(1, spec.version)):
                raise TypeError(f"{spec.topic} needs an upcast from each version before {spec.version}")
            boxes = tuple(spec.boxes.items())
            self._known[spec.topic] = msgspec.json.Decoder(cls).decode, boxes
            for older in spec.upcasts:
                self._known[f"{spec.name}@{older}"] = _upcasting(cls, older), boxes

    @property
    def topics(self) -> frozenset[str]:
        """Every topic that may stand in the store, older versions included."""
        return frozenset(self._known)

    def topics_of(self, classes: Iterable[type[Fact]]) -> frozenset[str]:
        """Every topic, older versions included, under which facts of these classes stand in the store."""
        names = {cls.spec.name for cls in classes}
        return frozenset(topic for topic in self._known if topic.partition("@")[0] in names)

    def decode(self, topic: str, state: bytes, case: str, version: int) -> Fact:
        """The fact stored under ``topic``; its boxes know where they were sealed.

        Raises UnsafeStore for a topic that isn't registered.
        """
        try:
            decode, boxes = self._known[topic]
        except KeyError:
            raise UnsafeStore(f"the store holds the unknown topic {topic!r}") from None
        found = decode(state)
        for name, slot in boxes:
            box = getattr(found, name)
            if box is not None:
                force_setattr(box, "origin", Origin(case, version, topic, slot))
        return found

    def read(self, topic: str, state: bytes) -> Fact:
        """What ``state`` says under ``topic``, wherever it stands."""
        return self._known[topic][0](state)


def located(given: Fact, case: str, version: int) -> Fact:
    """``given`` as it will be stored: its boxes, sealed for this place, know it from now on."""
    for name, slot in given.spec.boxes.items():
        box = getattr(given, name)
        if box is not None:
            force_setattr(box, "origin", Origin(case, version, given.spec.topic, slot))
    return given


def boxes_of(record: Recorded) -> Iterator[Sealed[Any]]:
    """Every box of a fact, of what it puts in another's place, and of its reason."""
    for said in (record.fact, record.replacement):
        if said is not None:
            yield from (box for name in said.spec.boxes if (box := getattr(said, name)) is not None)
    if isinstance(record.because, Sealed):
        yield record.because


def _upcasting(cls: type[Fact], older: int) -> Callable[[bytes], Fact]:
    def decode(state: bytes) -> Fact:
        fields = msgspec.json.decode(state)
        for version in range(older, cls.spec.version):
            fields = cls.spec.upcasts[version](fields)
        return msgspec.convert(fields, cls)

    return decode
