"""Which room each command is in; a room takes up to a second to load, so it is loaded when its command is given."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from pkgutil import resolve_name

import click

ROOMS: Mapping[str, str] = {
    "migrate": "store:migrate",
    "demo": "store:demo",
    "rebuild": "store:rebuild",
    "docs": "store:docs",
    "serve": "serving:serve",
    "user": "people:user",
    "kinds": "recording:kinds",
    "open": "recording:open_case",
    "do": "recording:do_command",
    "show": "cases:show",
    "history": "cases:history",
    "moves": "cases:moves",
    "findings": "cases:findings",
    "attach": "attachments:attach_file",
    "attachments": "attachments:list_files",
    "attachment": "attachments:take_file",
    "sweep-attachments": "attachments:sweep_files",
    "list": "lists:list_cases",
    "audit": "lists:audit",
    "print": "papers:print_paper",
    "progress": "figures:progress",
    "success": "figures:success",
    "quota": "figures:quota",
    "table": "reviews:table",
    "rights": "rights:rights",
    "scores": "scores:scores",
    "what-if": "what_if:what_if",
    "clock": "clock:clock",
    "import": "imports:importing",
    "reference": "reference:reference",
    "seal": "sealing:seal",
    "witness": "sealing:witness",
    "ledger": "ledger:ledger",
    "verify": "verifying:verify",
    "bundle": "verifying:bundle",
    "remind": "mail:remind_all",
    "mining": "mining:mining",
    "dump": "dump:dump",
    "backup": "backups:backup",
    "restore": "backups:restore",
}
"""Command -> its room and its function there."""


class Named(click.Command):
    """A command of which only the name is known: enough to list it, and to load it once it is given."""

    def __init__(self, name: str, place: str) -> None:
        super().__init__(name)
        self._place = place

    def load(self) -> click.Command:
        """The command itself."""
        found: click.Command = resolve_name(f"{__package__}.{self._place}")
        return found

    def get_short_help_str(self, limit: int = 45) -> str:
        """What the command says of itself: the docstring, read without running the room."""
        room, _, name = self._place.partition(":")
        written = ast.parse(Path(__file__).with_name(f"{room}.py").read_text(encoding="utf-8")).body
        self.help = next(
            ast.get_docstring(one) for one in written if isinstance(one, ast.FunctionDef) and one.name == name
        )
        return super().get_short_help_str(limit)


NAMED = [Named(name, place) for name, place in ROOMS.items()]
