"""The generated pages of the handbook: written from the code, checked in, and compared by a test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from web.app import create_app
from web.docs.commands import commands_page, links
from web.docs.coverage import coverage_page, untested
from web.docs.fact_schemas import fact_schemas
from web.docs.facts import facts_page
from web.docs.milestones import milestones_page
from web.docs.personal import personal_page
from web.docs.routes import routes_page
from web.docs.rows import descriptions, rows_page
from web.docs.rules import rules_page
from web.docs.story import script, story_page
from web.docs.workflows import workflows_page
from web.operations.watch import Watch
from web.register import register
from web.wiring import KINDS, RULE_SETS, open_casework, open_front_desk, open_read_log
from workflows.rules import decode_rules
from workflows.rulesets import delivered

__all__ = ["generate", "stale", "untested", "write"]

REFERENCE = "docs/reference"


def generate(root: Path) -> dict[str, str]:
    """Every generated page of the checkout at ``root``: its path there, and what it should say."""
    return dict(_pages(root))


def write(root: Path) -> list[str]:
    """Write the pages that aren't as they should be. Returns their paths."""
    pages = generate(root)
    changed = [path for path, text in pages.items() if not _says(root / path, text)]
    for path in changed:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(pages[path], encoding="utf-8", newline="\n")
    return changed


def stale(root: Path) -> list[str]:
    """The paths of the pages that aren't as they should be."""
    return [path for path, text in generate(root).items() if not _says(root / path, text)]


def _pages(root: Path) -> Iterator[tuple[str, str]]:
    rules = {id: decode_rules(delivered(id)) for id in RULE_SETS}
    latest = rules[RULE_SETS[-1]]
    yield f"{REFERENCE}/facts.md", facts_page(KINDS)
    yield f"{REFERENCE}/facts.schema.json", fact_schemas(KINDS)
    yield f"{REFERENCE}/commands.md", commands_page(KINDS)
    yield f"{REFERENCE}/workflows.md", workflows_page(KINDS, latest, links(KINDS))
    for id, each in rules.items():
        yield f"{REFERENCE}/rules-{id}.md", rules_page(each, f"workflows/rulesets/{id}.toml")
        yield f"{REFERENCE}/milestones-{id}.md", milestones_page(each, f"rules-{id}.md", links(KINDS))
    yield f"{REFERENCE}/personal-data.md", personal_page(KINDS, register())
    yield from _of_a_store()
    with TemporaryDirectory() as folder:
        yield "docs/story.md", story_page(Path(folder), script(), latest)
    yield "docs/coverage.md", coverage_page(root)


def _of_a_store() -> Iterator[tuple[str, str]]:
    """The pages that are read from a data folder and the doors before it."""
    with TemporaryDirectory() as folder:
        casework = open_casework(Path(folder))
        casework.migrate()
        desk, log = open_front_desk(Path(folder), casework), open_read_log(Path(folder))
        app = create_app(desk, log, Watch(casework, Path(folder)))
        document = app.test_client().get("/api/v1/openapi.json").get_json()
        for opened in (log, desk, casework):
            opened.close()
        yield f"{REFERENCE}/read-rows.md", rows_page(Path(folder), descriptions())
        yield f"{REFERENCE}/api.md", routes_page(document)


def _says(file: Path, text: str) -> bool:
    return file.exists() and file.read_text(encoding="utf-8") == text
