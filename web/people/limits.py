"""A limit on wrong secrets: counted for each name from each address, so nobody locks out another."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Response, after_this_request, request

from web.people.tries import Tries
from web.problems import Problem

V = TypeVar("V", bound=Callable[..., Any])


class Limits:
    """Counts failures only; the right secret is never counted. All doors that ask for a secret count together."""

    def __init__(self, tries: Tries) -> None:
        self._tries = tries

    def pardon(self, name: str) -> None:
        """Forget the wrong tries for a name, from every address; those for its address stand."""
        self._tries.pardon(name)

    def tries(self, name: Callable[[], str], on_breach: Callable[[int], Response] | None = None) -> Callable[[V], V]:
        """Limit a view that answers 401 to a wrong secret of ``name()``.

        ``on_breach`` answers instead of a problem; it is given the seconds to wait.
        """

        def limited(view: V) -> V:
            @wraps(view)
            def tried(*args: Any, **kwargs: Any) -> Any:
                who, where = name(), request.remote_addr or ""
                wait = self._tries.wait(who, where)
                if wait and on_breach is not None:
                    return on_breach(wait)
                if wait:
                    raise Problem("too-many", headers={"Retry-After": str(wait)})

                @after_this_request
                def count(response: Response) -> Response:
                    if response.status_code == 401:
                        self._tries.add(who, where)
                    return response

                return view(*args, **kwargs)

            return cast(V, tried)

        return limited


def name_typed() -> str:
    """The name in the form, as it is compared."""
    return request.form.get("user_name", "").strip().lower()
