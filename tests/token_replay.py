"""A token replay of one's own, small enough to be seen through: does a history fit a net as PNML tells it?"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from typing import NamedTuple

PNML = "{http://www.pnml.org/version-2009/grammar/pnml}"


class Net(NamedTuple):
    """A net of one token: label -> ways between places; ``silent`` ways leave no event."""

    start: str
    end: str
    ways: dict[str, set[tuple[str, str]]]
    silent: set[tuple[str, str]]


def read_net(text: str) -> Net:
    """The net in a PNML file."""
    root = ET.fromstring(text)
    into, out_of = dict[str, str](), dict[str, str]()
    places = {place.attrib["id"] for place in root.iter(f"{PNML}place") if "id" in place.attrib}
    for arc in root.iter(f"{PNML}arc"):
        source, target = arc.attrib["source"], arc.attrib["target"]
        if source in places:
            into[target] = source
        else:
            out_of[source] = target
    ways, silent = dict[str, set[tuple[str, str]]](), set[tuple[str, str]]()
    for transition in root.iter(f"{PNML}transition"):
        id, way = transition.attrib["id"], (into[transition.attrib["id"]], out_of[transition.attrib["id"]])
        if transition.find(f"{PNML}toolspecific") is not None:
            silent.add(way)
        else:
            label = transition.findtext(f"{PNML}name/{PNML}text")
            assert label, id
            ways.setdefault(label, set()).add(way)
    marked = next(place for place in root.iter(f"{PNML}place") if place.find(f"{PNML}initialMarking") is not None)
    final = root.find(f"{PNML}net/{PNML}finalmarkings/{PNML}marking/{PNML}place")
    assert final is not None
    return Net(marked.attrib["id"], final.attrib["idref"], ways, silent)


def fits(net: Net, activities: Iterable[str]) -> bool:
    """Whether the token can come from the start to the end along these activities."""
    places = {net.start}
    for activity in activities:
        places = {target for source, target in net.ways.get(activity, ()) if source in places}
    return any(place == net.end or (place, net.end) in net.silent for place in places)
