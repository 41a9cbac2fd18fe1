"""What the command line works on: the data folder, and casework once something needs it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import click

from aggregates.account_state import ACCOUNT
from engine.casework import Casework
from engine.command import Command, Receipt
from engine.decision import Decision
from engine.keys import Vault
from engine.kind import Kind
from web.commands import command
from web.operations.safe_place import expect_safe_place
from web.people.front_desk import FrontDesk
from web.schemas import read_body
from web.wiring import open_casework, open_front_desk


class Desk:
    """A data folder in use."""

    def __init__(self, data: Path) -> None:
        self.data = data

    @cached_property
    def casework(self) -> Casework:
        """Checked casework. Raises UnsafeStore, for one when nobody has migrated yet."""
        expect_safe_place(self.data, os.environ)
        opened = open_casework(self.data)
        opened.check()
        return opened

    @cached_property
    def people(self) -> FrontDesk:
        """Accounts and what people sign in with."""
        return open_front_desk(self.data, self.casework)

    def vault(self, personal: bool) -> Vault | None:
        """What opens personal data, when it was asked for."""
        return self.casework.vault if personal else None

    def do(self, kind: Kind[Any], decision: Decision, given: dict[str, Any], **envelope: Any) -> Receipt:
        """Give a command from the words of the command line. Raises what casework raises."""
        body = {name: given[name] for name in ("inputs", "on", "because") if given.get(name) is not None}
        order: Command = command(
            kind, decision, read_body(kind, decision, body), id=given["id"] or secrets.token_hex(16), **envelope
        )
        return self.casework.do(order)

    def account_command(
        self, name: str, by: str, case: str | None = None, because: str | None = None, /, **inputs: Any
    ) -> str:
        """Give a command for an account, or open one; returns its case."""
        order = Command(
            id=secrets.token_hex(16), kind=ACCOUNT.name, name=name, by=by, case=case, inputs=inputs, because=because
        )
        return self.casework.do(order).case

    def close(self) -> None:
        if "people" in self.__dict__:
            self.people.close()
        if "casework" in self.__dict__:
            self.casework.close()
            self.casework.vault.close()


pass_desk = click.make_pass_decorator(Desk)


def answers(view: Callable[..., Any]) -> Callable[..., Any]:
    """The options every reading command has."""
    view = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")(view)
    return click.option("--lang", type=click.Choice(["th", "en"]), default="th", help="Language of the answer.")(view)
