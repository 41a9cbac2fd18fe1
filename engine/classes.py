"""What msgspec knows of our classes, found out before threads begin."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

_known: set[type[msgspec.Struct]] = set()


def know_classes() -> None:
    """Have msgspec find out what it must know to read into each class that is loaded by now.

    It does so when it first reads into one, without a lock: of two threads that first meet a class at once one finds
    half of it, which brings the process down. So whoever may begin threads calls this before.
    """
    for cls in classes(msgspec.Struct):
        if cls not in _known:
            _known.add(cls)
            try:
                msgspec.json.Decoder(cls)
            except NameError:
                # A field is of a type known to type checkers only: nobody reads into it.
                continue


def classes(of: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    """Every loaded class that derives from ``of``."""
    for cls in of.__subclasses__():
        yield cls
        yield from classes(cls)
