"""The page of commands: what can be asked of each kind of case, with what, and how."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, get_args

from aggregates.account_facts import Role
from engine.decision import Decision
from engine.kind import Kind
from web.access import role_may_do
from web.docs.examples import example
from web.docs.markdown import anchor, code, flowing, listed, page, table
from web.docs.shapes import fields, in_words, optional, part_tables, parts

STANDINGS = {
    "open": "only while the case is open",
    "suspended": "while the case is open or suspended",
    "closed": "always, also when the case is closed",
}
INTRODUCTION = """\
A command is decided by a pure function: it records facts, or it is refused with everything that is missing. Asked
twice, it records nothing new. Every command may also say `on` (the day it happened; today if left out) and
`because` (a reason; some commands need one). Dates are `2021-03-31` or `31/3/2564`.

On the command line:

```console
chumchon open KIND --by WHO --inputs '{...}' --on 31/3/2564
chumchon do CASE COMMAND --by WHO --inputs '{...}' --on 31/3/2564 --because 'เหตุผล'
```

Over HTTP, opening a case is `POST /api/v1/KIND` and every other command `POST /api/v1/KIND/CASE/COMMAND`:

```console
curl -X POST "$URL/api/v1/household/$CASE/advance" \\
  -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
  -H 'If-Match: "14"' -H 'Idempotency-Key: my-own-name-for-this-request' \\
  -d '{"on": "2021-03-31", "because": "...", "inputs": {"to": "selected"}}'
```

`If-Match` is the version you saw (the `ETag` of the case; not needed when opening one). The same
`Idempotency-Key` again gets the first answer again. Each example below is the least a command takes."""

Group = tuple[Decision, tuple[Kind[Any], ...]]


def commands_page(kinds: Sequence[Kind[Any]]) -> str:
    """Every command of every kind of case; one that several kinds share stands once."""
    groups = _groups(kinds)
    shared = [group for group in groups if len(group[1]) > 1]
    sections = [_section("Commands that kinds of case share", shared)]
    for kind in kinds:
        own = [group for group in groups if group[1] == (kind,)]
        sections.append(_section(f"{kind.label.th} · {kind.label.en} (`{kind.name}`)", own))
    found = parts(f.type for decision, _ in groups for f in fields(decision.form))
    tables = "\n\n".join(part_tables(found))
    return page("Commands · คำสั่ง", INTRODUCTION, *sections, "## What their inputs are made of", tables)


def heading(decision: Decision, kinds: Sequence[Kind[Any]]) -> str:
    """The title a command stands under; kinds may have commands of one name."""
    return f"{decision.name} ({', '.join(kind.name for kind in kinds)})"


def links(kinds: Sequence[Kind[Any]]) -> dict[tuple[str, str], str]:
    """Kind and command -> where its description stands, from another page of the reference."""
    return {
        (kind.name, decision.name): "commands.md" + anchor(heading(decision, among))
        for decision, among in _groups(kinds)
        for kind in among
    }


def _groups(kinds: Sequence[Kind[Any]]) -> list[Group]:
    found: dict[object, tuple[Decision, list[Kind[Any]]]] = {}
    for kind in kinds:
        for decision in kind.decisions.values():
            inputs = tuple((f.name, in_words(f.type), f.required) for f in fields(decision.form))
            alike = (decision.name, decision.label, decision.summary, inputs, decision.records, _givers(kind, decision))
            found.setdefault(alike, (decision, []))[1].append(kind)
    return [(decision, tuple(among)) for decision, among in found.values()]


def _givers(kind: Kind[Any], decision: Decision) -> str:
    """The roles a command belongs to, in their area (U5)."""
    if decision.authority == "apart":
        return "nobody; it has a door of its own, since something is kept beside the fact"
    return listed(role.replace("_", " ") for role in get_args(Role) if role_may_do(role, kind, decision))


def _section(title: str, groups: Iterable[Group]) -> str:
    commands = (_command(*group) for group in sorted(groups, key=lambda group: group[0].name))
    return "\n\n".join((f"## {title}", *commands))


def _command(decision: Decision, kinds: Sequence[Kind[Any]]) -> str:
    when = "opens a case" if decision.opens else STANDINGS[decision.standing]
    records = listed(f"[`{cls.spec.name}`](facts.md{anchor(cls.spec.topic)})" for cls in decision.records)
    rows = [(code(f.name), in_words(f.type), "optional" if optional(f) else "required") for f in fields(decision.form)]
    return "\n\n".join(
        filter(
            None,
            (
                f"### {heading(decision, kinds)}",
                f"**{decision.label.th} · {decision.label.en}.** {flowing(decision.summary)}",
                f"Possible: {when}. Given by: {_givers(kinds[0], decision)}. May record: {records}.",
                table(("input", "what it is", ""), rows),
                f"```json\n{json.dumps({'inputs': example(decision.form)}, ensure_ascii=False)}\n```",
            ),
        )
    )
