"""How figures are printed: a line each, as soon as there is one, beside the raw limit and the bound."""

from __future__ import annotations


def heading() -> None:
    print(f"{'figure':58} {'measured':>12} {'raw limit':>12} {'ratio':>7} {'bound':>9}", flush=True)


def say(what: str, of: str = "") -> None:
    """A line that holds no figure of its own."""
    print(f"{what:58} {of}".rstrip(), flush=True)


def row(
    name: str,
    measured: float,
    raw: float | None = None,
    ratio: float | None = None,
    bound: float | None = None,
    *,
    absolute: bool = False,
) -> None:
    """One figure. A bound is one of the ratio, unless it is ``absolute``."""
    shown = [f"{measured:,.1f}", "" if raw is None else f"{raw:,.1f}", "" if ratio is None else f"{ratio:.2f}"]
    limit = "" if bound is None else f"{bound:,g}" if absolute else f"{bound:g}x"
    print(f"{name:58} {shown[0]:>12} {shown[1]:>12} {shown[2]:>7} {limit:>9}", flush=True)
