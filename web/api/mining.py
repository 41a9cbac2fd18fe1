"""The history for process mining over HTTP, and the nets it is replayed against (U3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from engine.casework import Casework
from web.api.doors import Blueprint, caller
from web.api.marks import documented
from web.fields import Choice, Form, Words
from web.mining.exporting import DETAILS, FORMS, LIVING, NETS, PNML, Wanted, net_text
from web.mining.sending import send_history


class Mining(Form):
    """What to take away."""

    scope = Words(required=True, metadata={"description": "ALL, an area such as province:56, or a case."})
    form = Choice(tuple(FORMS), load_default="ocel-json")
    kind = Choice(LIVING, load_default="household")
    detail = Choice(DETAILS, load_default="moves")


class Net(Form):
    """Which net."""

    kind = Choice(LIVING, load_default="household")
    net = Choice(NETS, load_default="intended")


def add_mining(routes: Blueprint, casework: Casework) -> None:
    """Add the routes under /mining."""

    @documented(routes, "/mining/history", "mining")
    @routes.arguments(Mining, location="query")
    @routes.response(200, content_type="application/octet-stream", description="A file of the form asked for.")
    def mining_history(query: Mapping[str, Any]) -> Any:
        """ประวัติสำหรับทำเหมืองกระบวนการ · The history as OCEL 2.0 or XES, no person in it (U3)"""
        wanted = Wanted(query["form"], query["kind"], query["detail"])
        return send_history(casework, caller(), query["scope"], wanted)

    @documented(routes, "/mining/net", "mining")
    @routes.arguments(Net, location="query")
    @routes.response(200, content_type=PNML, description="A Petri net in PNML.")
    def mining_net(query: Mapping[str, Any]) -> Any:
        """ผังขั้นตอนแบบเพทริเน็ต · The workflow as a Petri net (W1, W4)"""
        return Response(net_text(casework.kinds[query["kind"]], query["net"]), content_type=PNML)
