"""A signed checkpoint of the ledger as a QR code, for a page or a paper to carry outside (T1-T3)."""

from __future__ import annotations

import segno

from web.answers.ledger import DIGITS

FOUR = 4
"""Hexadecimal digits read out at a time."""


def code(note: str) -> segno.QRCode:
    """The signed checkpoint as a code a telephone reads; medium correction survives a fold in the paper."""
    return segno.make(note, error="m", micro=False, encoding="utf-8")


def read_out(root: bytes) -> str:
    """As much of a root as people compare by eye."""
    digits = root.hex()[:DIGITS]
    return " ".join(digits[at : at + FOUR] for at in range(0, DIGITS, FOUR))
