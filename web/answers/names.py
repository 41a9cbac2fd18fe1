"""Names for what a page shows by its code: terms of a case's rules, agencies, provinces, programs."""

from __future__ import annotations

from aggregates.program_state import PROGRAM
from aggregates.rules_in_force import reference
from engine.bilingual import Text
from engine.reader import Reader
from engine.refusal import CaseNotFound
from projections.names import Names
from workflows.rules import Rules


def names_of(reader: Reader, rules: Rules | None) -> Names:
    """Names under a rule set, for somebody who may open nothing."""

    def named(kind: str, code: str) -> Text | None:
        match kind:
            case "program":
                return community_name(reader, code)
            case "province":
                return province_name(reader, code)
        agency = reference(reader).agencies.get(code)
        return None if agency is None else Text(agency.th, agency.en)

    return Names(rules, None, named)


def community_name(reader: Reader, program: str) -> Text | None:
    """What the community of a program is called."""
    try:
        return reader.state(PROGRAM, program).community
    except CaseNotFound:
        return None


def province_name(reader: Reader, code: str) -> Text | None:
    """What a province is called today."""
    province = reference(reader).province(code, reader.on)
    return None if province is None else Text(province.th, province.en)
