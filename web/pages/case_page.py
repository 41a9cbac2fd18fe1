"""What the page of every case begins with: whose it is to see, when, where it stands, what is missing, its history."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, NamedTuple

from flask import request

from engine.decision import Decision
from engine.kind import Kind
from engine.reader import Reader
from web.access import Access
from web.answers.gate import gates_then
from web.answers.rail import rail
from web.answers.standing import unsupported_shown
from web.answers.timeline import timeline
from web.opening import Opener, opener
from web.pages.moments import Moment, asked_moment, state_then
from web.pages.requests import requests_shown
from web.people.caller import caller
from web.places import access_to, reach


class Here(NamedTuple):
    """The page itself, for links that come back to it."""

    endpoint: str
    case: str


class CasePage(NamedTuple):
    """One case as one person may see it at one moment."""

    reader: Reader
    kind: Kind[Any]
    here: Here
    allowed: Access
    """What this person may do with it."""
    moment: Moment
    state: Any
    """None while nothing was known of it."""
    opens: Opener | None

    @property
    def rules(self) -> Any:
        return self.kind.rules(self.state, self.reader, self.reader.on)

    def may(self, decision: Decision) -> bool:
        """Whether a command is this person's to give; nothing is, away from now."""
        return not self.moment.away and self.allowed.may_do(self.kind, decision)

    def shown(self) -> dict[str, Any]:
        """What the parts that all these pages share are drawn from."""
        workflow, case, state, moment = self.kind.workflow, self.here.case, self.state, self.moment
        assert workflow is not None
        may: Callable[[Decision], bool] = self.may
        decisions = self.kind.decisions
        return {
            "kind": self.kind,
            "here": self.here,
            "asked_for_purpose": self.allowed.asked_for_purpose,
            "moment": moment,
            "state": state,
            "rules": self.rules,
            "version": self.reader.version(case),
            "key": secrets.token_hex(16),
            "rail": rail(workflow, state.life.stage, state.life, moment.cases.on),
            "gates": gates_then(self.kind, case, state, moment.cases, self.reader, may),
            "unsupported": [] if moment.away else unsupported_shown(self.reader, self.kind, case),
            "requests": requests_shown(self.kind, state.life, may),
            "may_move": state.life.status == "open" and may(decisions["advance"]),
            "correctable": self.kind.name if may(decisions["correct"]) else "",
            "told": timeline(
                self.reader,
                case,
                self.opens,
                on=moment.on,
                size=moment.size,
                by=request.args.get("by", ""),
                mark=request.args.get("mark", ""),
                whole="all" in request.args,
            ),
        }


def case_page(reader: Reader, kind: Kind[Any], endpoint: str, case: str) -> CasePage:
    """The page of a case for whoever asks. Raises CaseNotFound for somebody else's like for none at all."""
    access = access_to(reader, caller(), kind.name, case)
    moment = asked_moment(reader)
    state = state_then(moment, reader, kind, case)
    opens = None if state is None else opener(reader, access, case)
    allowed = reach(reader, caller(), kind.name, case)
    return CasePage(reader, kind, Here(endpoint, case), allowed, moment, state, opens)
