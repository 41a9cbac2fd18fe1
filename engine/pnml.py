"""Petri nets in PNML, the interchange format of ISO/IEC 15909-2."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from engine.petri import END, START, PetriNet

GRAMMAR = "http://www.pnml.org/version-2009/grammar"
SILENT = '<toolspecific tool="ProM" version="6.4" activity="$invisible$"/>'
"""How tools are told that a transition leaves no event behind; the standard itself has no word for it."""
FINAL = f'<finalmarkings><marking><place idref="{END}"><text>1</text></place></marking></finalmarkings>'
"""Nor has the standard for where a life ends: written as ProM does, which others read too."""


def pnml(net: PetriNet) -> str:
    """The net as a place/transition net, without positions."""
    return "\n".join(_lines(net)) + "\n"


def _lines(net: PetriNet) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<pnml xmlns="{GRAMMAR}/pnml">'
    yield f'<net id={quoteattr(net.id)} type="{GRAMMAR}/ptnet"><name><text>{escape(net.id)}</text></name>'
    yield '<page id="page">'
    for place in net.places:
        marking = "<initialMarking><text>1</text></initialMarking>" if place == START else ""
        yield f"<place id={quoteattr(place)}>{_name(place)}{marking}</place>"
    for one in net.transitions:
        silent = SILENT if one.label is None else ""
        yield f"<transition id={quoteattr('do-' + one.id)}>{_name(one.label or one.id)}{silent}</transition>"
    for one in net.transitions:
        yield _arc(one.source, f"do-{one.id}")
        yield _arc(f"do-{one.id}", one.target)
    yield f"</page>{FINAL}</net></pnml>"


def _name(name: str) -> str:
    return f"<name><text>{escape(name)}</text></name>"


def _arc(source: str, target: str) -> str:
    return f"<arc id={quoteattr(f'{source}--{target}')} source={quoteattr(source)} target={quoteattr(target)}/>"
