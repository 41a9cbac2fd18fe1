"""The same command through any door: straight to casework, or over the API; and the same refusal from either."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import count
from typing import Any, Protocol

import msgspec
from flask.testing import FlaskClient

from engine.casework import Casework
from engine.refusal import Refused
from web.commands import command as command_for
from web.schemas import Asked

Finding = Mapping[str, Any]


class Denied(Exception):
    """A refusal, whichever door it came through."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(self.needed.values()))

    @property
    def suppliers(self) -> dict[str, str | None]:
        """Requirement id -> who supplies what is missing; None where nobody is named."""
        return {f["id"]: f["supplier"]["en"] if f["supplier"] else None for f in self.findings}

    @property
    def needed(self) -> dict[str, str]:
        """Requirement id -> what is missing."""
        return {f["id"]: (f["needed"] or f["label"])["en"] for f in self.findings}


class Door(Protocol):
    """Gives a command for a case (None: opens one) and says which case and version came of it."""

    def do(
        self,
        kind: str,
        case: str | None,
        command: str,
        inputs: Mapping[str, Any],
        *,
        on: date,
        by: str,
        because: str | None = None,
    ) -> tuple[str, int]: ...


class CaseworkDoor:
    """Commands given to casework itself."""

    def __init__(self, casework: Casework, name: str = "story") -> None:
        self.casework, self.name, self._number = casework, name, count(1)

    def do(
        self,
        kind: str,
        case: str | None,
        command: str,
        inputs: Mapping[str, Any],
        *,
        on: date,
        by: str,
        because: str | None = None,
    ) -> tuple[str, int]:
        of = self.casework.kinds[kind]
        given = Asked(inputs, on, because)
        id = f"{self.name}/{next(self._number)}"
        try:
            receipt = self.casework.do(command_for(of, of.decisions[command], given, id=id, by=by, case=case))
        except Refused as refused:
            raise Denied(msgspec.to_builtins(finding) for finding in refused.findings) from None
        return receipt.case, receipt.version


class ApiDoor:
    """Commands sent to the API by people known by their tokens."""

    def __init__(self, client: FlaskClient, token_of: Callable[[str], str]) -> None:
        self.client, self.token_of, self._number = client, token_of, count(1)

    def do(
        self,
        kind: str,
        case: str | None,
        command: str,
        inputs: Mapping[str, Any],
        *,
        on: date,
        by: str,
        because: str | None = None,
    ) -> tuple[str, int]:
        headers = {**self._headers(by), "Idempotency-Key": f"story-{next(self._number)}"}
        path = f"/api/v1/{kind}"
        if case is not None:
            seen = self.client.get(f"{path}/{case}", headers=self._headers(by)).headers["ETag"]
            headers["If-Match"], path = seen, f"{path}/{case}/{command}"
        body = msgspec.to_builtins({"inputs": inputs, "on": on, "because": because})
        answer = self.client.post(path, headers=headers, json=body)
        told = answer.get_json()
        if answer.status_code == 409:
            raise Denied(told["findings"])
        assert answer.status_code in (200, 201), told
        return told["case"], told["version"]

    def ask(self, path: str, by: str, **query: Any) -> Any:
        """The answer to a question."""
        answer = self.client.get(f"/api/v1/{path}", headers=self._headers(by), query_string=query)
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def _headers(self, by: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token_of(by)}"}
