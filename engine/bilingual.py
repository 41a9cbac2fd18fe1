"""One piece of text in the two languages every reader may choose."""

from __future__ import annotations

import msgspec


class Text(msgspec.Struct, frozen=True):
    """A sentence or label in Thai and in English; both are complete, Thai comes first."""

    th: str
    en: str

    def filled(self, **values: object) -> Text:
        """The same text with its ``{named}`` places filled."""
        return Text(self.th.format(**values), self.en.format(**values))

    def __getitem__(self, lang: str) -> str:
        return self.en if lang == "en" else self.th
