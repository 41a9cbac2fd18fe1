"""Why a written value can't be read, said once for every reader of text, dates and numbers."""

from __future__ import annotations

from engine.bilingual import Text


class Unreadable(ValueError):
    """A written value can't be read: why, as a stable code and in both languages. Never holds the value."""

    def __init__(self, code: str, th: str, en: str) -> None:
        super().__init__(en)
        self.code = code
        self.text = Text(th, en)
