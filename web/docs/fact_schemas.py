"""The JSON Schema of every fact as it is stored."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from engine.kind import Kind


def fact_schemas(kinds: Sequence[Kind[Any]]) -> str:
    """One document: ``topics`` says which definition a fact of each topic follows."""
    every = list(dict.fromkeys(cls for kind in kinds for cls in kind.facts))
    schemas, definitions = msgspec.json.schema_components(every, ref_template="#/$defs/{name}")
    topics = {cls.spec.topic: schema for cls, schema in zip(every, schemas, strict=True)}
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Facts as they are stored",
        "topics": dict(sorted(topics.items())),
        "$defs": dict(sorted(definitions.items())),
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
