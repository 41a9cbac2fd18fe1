"""Where a list contradicts the record of a household: the record stands, and a person should look (P2.3)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bilingual import Text
from engine.keys import Vault
from engine.thai import search_key
from web.answers.called import content
from web.imports.commands import Import, stated_income
from web.imports.household import Household
from web.imports.known import Match

INCOME = Text("รายได้", "Income")
AREA = {"district": Text("อำเภอ", "District"), "subdistrict": Text("ตำบล", "Subdistrict")}
"""What everybody may know of where a household lives."""
HOUSE = {
    "village": Text("หมู่บ้าน", "Village"),
    "moo": Text("หมู่ที่", "Moo"),
    "house_number": Text("บ้านเลขที่", "House number"),
    "house_code": Text("รหัสบ้าน", "House code"),
}
"""What is sealed of it."""


def contradicted(given: Import, vault: Vault, match: Match, household: Household) -> Iterator[Text]:
    """The name of everything on record that the list says otherwise; what either leaves open contradicts nothing."""
    state = match.state
    on_record = {field: getattr(state, field) for field in AREA}
    on_record |= {field: content(state.details.get(field), field, vault) for field in HOUSE}
    for field, name in (AREA | HOUSE).items():
        told, known = getattr(household, field), on_record.get(field)
        if told and known and search_key(told) != search_key(known):
            yield name
    income = stated_income(household, given.source)
    if income and state.incomes and all(known.baht != income["baht"] for known in state.incomes):
        yield INCOME
    verdicts = state.latest.verdicts if state.latest else {}
    for dimension in given.rules.household.dimensions:
        if {household.dimensions.get(dimension.code), verdicts.get(dimension.code)} == {"passes", "fails"}:
            yield dimension.text
