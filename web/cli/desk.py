"""What the command line works on: the data folder, and casework once something needs it."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.refusal import ErasureUnfinished
from web.operations.safe_place import expect_safe_place

if TYPE_CHECKING:
    from engine.casework import Casework
    from engine.keys import Vault
    from web.people.front_desk import FrontDesk


class Desk:
    """A data folder in use. Every kind of case is loaded with the casework, so not before that is needed."""

    def __init__(self, data: Path) -> None:
        self.data = data

    @cached_property
    def casework(self) -> Casework:
        """Checked casework. Raises UnsafeStore, for one when nobody has migrated yet."""
        from web.cli.complaints import complain
        from web.wiring import open_casework

        expect_safe_place(self.data, os.environ)
        opened = open_casework(self.data)
        opened.check()
        if opened.forgetting.unfinished:
            complain(ErasureUnfinished())
        return opened

    @cached_property
    def people(self) -> FrontDesk:
        """Accounts and what people sign in with."""
        from web.wiring import open_front_desk

        return open_front_desk(self.data, self.casework)

    def vault(self, personal: bool) -> Vault | None:
        """What opens personal data, when it was asked for."""
        return self.casework.vault if personal else None

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


def acting(view: Callable[..., Any]) -> Callable[..., Any]:
    """Who gives the command: it stands in the history."""
    return click.option("--by", required=True, envvar="CHUMCHON_BY", help="Who asks ($CHUMCHON_BY).")(view)
