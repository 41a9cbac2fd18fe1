"""How the fields of a row of reference data are written: codes by their names, in a page or a cell."""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from aggregates.reference import Reference
from engine.bilingual import Text
from web.forms.labels import choice_labels, field_label
from web.reference.tables import ReferenceTable


def headers(table: ReferenceTable) -> dict[str, Text]:
    """Field -> what its column is called."""
    return {field: field_label(table.row.__name__, field) for field in table.fields}


def codes(row: type[msgspec.Struct], field: str) -> dict[str, Text]:
    """The codes a field takes, with their names; none where it is written freely."""
    annotation = get_type_hints(row)[field]
    return choice_labels(get_args(annotation)) if get_origin(annotation) is Literal else {}


def province_names(reference: Reference) -> dict[str, Text]:
    """Province code -> name, as listed last."""
    return {code: Text(listed[0].value.th, listed[0].value.en) for code, listed in reference.provinces.items()}


def said(row: msgspec.Struct, field: str, reference: Reference) -> Text | None:
    """A field of a row in words; None where nothing stands."""
    value: Any = getattr(row, field)
    if value is None or value == "":
        return None
    found = codes(type(row), field).get(value)
    if found is not None:
        return found
    if field == "province" or (field == "area" and getattr(row, "area_kind", "") == "province"):
        found = province_names(reference).get(value)
    elif field == "area" and getattr(row, "area_kind", "") == "region":
        found = choice_labels([value]).get(value)
    elif field in ("zone", "baht_per_person_month"):
        found = Text(f"{value:,}", f"{value:,}")
    return found or Text(str(value), str(value))
