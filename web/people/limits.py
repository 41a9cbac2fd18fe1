"""How often a wrong password may be tried: counted for each name from each address, so nobody locks out another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

V = TypeVar("V", bound=Callable[..., Any])

BY_NAME = "5 per 15 minutes"
"""For one name from one address."""
BY_ADDRESS = "60 per 15 minutes"
"""For all names from one address: an office of many people behind it still comes in, a list of names doesn't."""
SCOPE = "secrets"
"""All doors that ask for a secret count together."""


class Limits:
    """Counts failures only, in the memory of this process; the right password is never counted."""

    def __init__(self) -> None:
        self.limiter = Limiter(get_remote_address, storage_uri="memory://", strategy="moving-window")
        self._pardons: Counter[str] = Counter()

    def pardon(self, name: str) -> None:
        """Forget the wrong tries for a name, from every address; those for its address stand."""
        self._pardons[name] += 1

    def tries(self, name: Callable[[], str], on_breach: Callable[[Any], Response] | None = None) -> Callable[[V], V]:
        """Limit a view that answers 401 to a wrong secret of ``name()``."""

        def limited(view: V) -> V:
            by_name = self.limiter.shared_limit(
                BY_NAME,
                SCOPE,
                key_func=lambda: f"{get_remote_address()} {name()} {self._pardons[name()]}",
                deduct_when=_failed,
                on_breach=on_breach,
            )
            by_address = self.limiter.shared_limit(BY_ADDRESS, SCOPE, deduct_when=_failed, on_breach=on_breach)
            return cast(V, by_address(by_name(view)))

        return limited


def _failed(response: Response) -> bool:
    return response.status_code == 401


def name_typed() -> str:
    """The name in the form, as it is compared."""
    return request.form.get("user_name", "").strip().lower()
