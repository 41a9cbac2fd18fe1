"""The auditor's search: every fact by who recorded it, when, of what kind, where; late ones marked (U3)."""

from __future__ import annotations

from flask import Blueprint, Flask, render_template
from flask.typing import ResponseReturnValue

from aggregates.rules_in_force import pin_in_force, rules_of
from engine.casework import Casework
from web.answers.fact_words import fact_words
from web.answers.ledger import ledger_told
from web.answers.sentences import trail_told
from web.answers.trail import Search, hidden_from, trail
from web.audited import audited
from web.fields import Choice, Count, Day, Form, Words
from web.pages.asked import asked
from web.pages.shell import way
from web.people.caller import caller
from web.places import within
from web.scope import asked_scope
from web.strict_json import LARGEST
from web.tables.taking import file_asked, take
from web.tables.trail import trail_table

PAGE = 50


class Sought(Form):
    """What to look for, and the cursor of the page before."""

    person = Words()
    since = Day()
    until = Day()
    kind = Words()
    topic = Words()
    area = Words()
    late = Choice(("yes",))
    before = Count(0, LARGEST)


def add_trail(app: Flask, casework: Casework) -> None:
    """Give ``app`` the search of the trail."""
    pages = Blueprint("trail", __name__)
    words = dict(sorted(fact_words(casework.kinds.values()).items(), key=lambda item: item[1].th))

    @pages.get("/trail")
    def search() -> ResponseReturnValue:
        query, person = asked(Sought), caller()
        with casework.reading() as reader:
            late_days = rules_of(reader, pin_in_force(reader, reader.on).sha256).process.late_days
            wanted = {name: query.given[name] for name in Search.__struct_fields__ if name in query.given}
            if "late" in query.given:
                wanted["later_than"] = late_days
            asks = query.given.get("area")
            scope = query.answer(lambda: asked_scope(reader, person, asks)) if asks else None
            areas = person.areas if scope is None else (scope.area,)
            hidden = hidden_from(person)
            kinds = {kind.name: kind.label for kind in casework.kinds.values() if kind.name not in hidden}
            if file_asked():
                table = query.answer(
                    lambda: trail_table(reader, Search(**wanted), within(reader, areas), hidden, kinds)
                )
                if table is not None and not query.wrong:
                    given = {**query.given, "area": None if scope is None else scope.name}
                    return take(reader, "trail", "", [table], given)
            found = query.answer(
                lambda: trail(reader, Search(**wanted), within(reader, areas), limit=PAGE, hidden=hidden)
            )
            records, following = found or ([], None)
            items = trail_told(reader, records)
            size = reader.size
            takeaways = audited(reader, person)
        more = None if following is None else query.address("trail.search", before=following)
        return render_template(
            "trail.html",
            **{"asked": query, "items": items, "more": more, "words": words, "size": size},
            told=ledger_told(casework.ledger.standing()),
            takeaways=takeaways,
            **{"late_days": late_days, "scope": scope, "labels": kinds},
        )

    app.register_blueprint(pages)
    way("trail.search", "ร่องรอยการบันทึก", "Audit trail", "auditor", "supervisor")
