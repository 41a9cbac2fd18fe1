"""How an exact score is shown: so many decimals, half up; nothing is ever compared or computed rounded (S1)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor


def half_up(value: Fraction, decimals: int) -> Decimal:
    """A score from 0 on with exactly so many decimals: 82.495 is 82.50 with two."""
    scaled = floor(value * 10**decimals + Fraction(1, 2))
    return Decimal(scaled).scaleb(-decimals)
