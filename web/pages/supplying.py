"""What the households of a community lack, and the page on which it is supplied for all of them at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from flask import url_for

from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
from engine.bilingual import Text
from engine.decision import Decision
from engine.reader import Reader
from web.answers.household_rows import household_rows
from web.answers.lacking import Group, grouped
from web.answers.together import TOGETHER
from web.people.caller import caller

BY_THE_PROGRAM = {"H3.adoption": "adopt_households", "H3.order": "appoint_committee"}
"""Requirements of a household that a fact of its program meets."""


class Way(NamedTuple):
    """A command that supplies it, and the address of its form."""

    label: Text
    path: str


class Supplied(NamedTuple):
    """A group with the ways to supply what it lacks."""

    group: Group
    commands: list[Way]
    label: Text | None = None
    """Of the stage that those who lack nothing may enter."""

    @property
    def lack(self) -> object:
        return self.group.lack

    @property
    def cases(self) -> tuple[str, ...]:
        return self.group.cases


def lacking(reader: Reader, program: str) -> list[Group]:
    """What the households of a program lack, as far as the caller may read them."""
    adopted = reader.state(PROGRAM, program).adopted
    return grouped(household_rows(reader, caller(), reader, reader.members(program), adopted, now=False))


def supplied(program: str, groups: Iterable[Group]) -> list[Supplied]:
    """The groups with the forms that supply what is missing."""
    return [_supplied(program, group) for group in groups]


def _supplied(program: str, group: Group) -> Supplied:
    assert HOUSEHOLD.workflow is not None
    if group.lack is None:
        assert group.to is not None
        label = HOUSEHOLD.workflow.stage(group.to).label
        return Supplied(group, [_way(program, HOUSEHOLD.decisions["advance"], group)], label)
    requirement = HOUSEHOLD.workflow.requirement(group.lack.requirement)
    names = () if requirement is None else requirement.commands
    ways = [_way(program, HOUSEHOLD.decisions[name], group) for name in names if name in TOGETHER]
    of_program = BY_THE_PROGRAM.get(group.lack.requirement)
    if of_program is not None:
        path = url_for("forms.do", kind=PROGRAM.name, case=program, command=of_program)
        ways.append(Way(PROGRAM.decisions[of_program].label, path))
    return Supplied(group, ways)


def _way(program: str, decision: Decision, group: Group) -> Way:
    dimension = None if group.lack is None else group.lack.dimension
    path = url_for("programs.together", case=program, command=decision.name, lack=group.key, dimension=dimension)
    return Way(decision.label, path)
