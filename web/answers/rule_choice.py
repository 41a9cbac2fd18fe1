"""Rules to score under other than those in force: an activated rule set by its id, or the text of a file (W6)."""

from __future__ import annotations

from hashlib import sha256

from aggregates.lifecycle_facts import RulePin
from aggregates.reference import sound_rules
from aggregates.rules_in_force import reference, rules_of
from engine.reader import Reader
from engine.refusal import BadInput
from projections.sheet_moment import Chosen


def activated(reader: Reader, ruleset: str) -> Chosen:
    """The rule set of this id, in its latest version or in one named like 2564/1. Raises BadInput, naming the known."""
    pins = sorted((one.rules for one in reference(reader).activations), key=lambda pin: pin.version)
    found = {name: pin for pin in pins for name in (pin.id, str(pin))}
    if ruleset not in found:
        listed = ", ".join(sorted(found))
        raise BadInput("ruleset", f"ไม่มีชุดเกณฑ์นี้ ให้ใช้: {listed}", f"must be one of: {listed}")
    return Chosen(found[ruleset], rules_of(reader, found[ruleset].sha256))


def of_text(text: str) -> Chosen:
    """A rule set that was never activated. Raises BadInput naming the part that isn't sound, and why."""
    rules = sound_rules(text)
    return Chosen(RulePin(rules.id, rules.version, sha256(text.encode()).hexdigest()), rules)
