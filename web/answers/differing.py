"""What differs between two moments of a case, path by path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def differences(before: Any, after: Any, path: str = "") -> Iterator[dict[str, Any]]:
    """Every place where two shown states differ, with both values."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            yield from differences(before.get(key), after.get(key), f"{path}.{key}" if path else str(key))
    elif before != after:
        yield {"path": path, "before": before, "after": after}
