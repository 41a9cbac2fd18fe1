"""An example of each paper from a small demo store: `make papers` writes them into docs/papers."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from aggregates.program_state import PROGRAM
from engine.casework import Casework
from engine.ledger.note import SIGNATURE, SigningKey
from engine.ledger.record import FILE, Record
from engine.ledger.sealer import Sealer, in_file
from tests.served import Clock
from web.cli.papers import Holder
from web.databases import FACTS
from web.demo import build
from web.demo.dates import TODAY
from web.papers.document import copy_of
from web.papers.imprint import paper
from web.papers.meeting_minutes import MEETING_MINUTES
from web.papers.pen import Pen
from web.papers.press import press
from web.papers.registry import DOCUMENTS
from web.wiring import open_casework

FOLDER = Path(__file__).parents[1] / "docs" / "papers"
PRINTER = "กานดา ใจดี (kanda)"
SEALED_AT = 1_636_776_000_000_000
NO_EXAMPLE = {"family-folders"}
"""A batch of all is the same family folder many times over."""
OF_KIND = {
    "household": "kind = 'household' AND stage = 'best_practice'",
    "program": "kind = 'program'",
    "score_round": "kind = 'score_round' AND province <> ''",
    "zone_review": "kind = 'zone_review'",
}
"""Which case of the demo a paper is printed of, by the kind of case."""


class Store(NamedTuple):
    """The demo of one province, sealed; and a case of each kind."""

    casework: Casework
    cases: dict[str, str]
    adoption: int
    """The version at which the households were adopted: the meeting whose minutes are printed."""

    def paper(self, document: str, pen: Pen, personal: bool = True) -> dict[str, Any]:
        """What the press takes, of the case a paper is printed of here."""
        found = DOCUMENTS[document]
        with self.casework.reading() as reader:
            eyes = Holder(self.casework.vault if personal else None)
            copy = copy_of(reader, eyes, pen, of=self.adoption if document == MEETING_MINUTES.code else None)
            return paper(found, copy, self.cases[found.kinds[0]], self.casework.ledger, PRINTER)

    def pdf(self, document: str, pen: Pen, personal: bool = True) -> bytes:
        return press(DOCUMENTS[document].template, self.paper(document, pen, personal))


@contextmanager
def demo(folder: Path) -> Iterator[Store]:
    """The demo of Phayao in ``folder``."""
    with closing(open_casework(folder)) as casework:
        build(casework, provinces=("56",))
        casework.clock = Clock(TODAY)
        key = SigningKey.new("demo.example.go.th", SIGNATURE)
        with closing(Record(folder.parent / f"sealer-{FILE}")) as own, closing(Record(folder / FILE)) as shown:
            Sealer(in_file(folder / FACTS), own, shown, key, lambda: SEALED_AT).seal()
        with casework.reading() as reader:
            cases = {
                kind: reader.connection.execute(
                    f"SELECT case_id FROM caseload WHERE {which} ORDER BY case_id LIMIT 1"
                ).fetchone()[0]
                for kind, which in OF_KIND.items()
            }
            adoption = reader.state(PROGRAM, cases["program"]).adoption_meetings[0].mark.version
        yield Store(casework, cases, adoption)
        casework.vault.close()


def main() -> None:
    """Write every example anew: Thai with Thai digits, and English."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    lines = [
        "# Papers · เอกสาร",
        "",
        "*Written by `make papers` from a demo of one province; its people are made up.*",
        "",
    ]
    with tempfile.TemporaryDirectory() as scratch, demo(Path(scratch) / "data") as store:
        for document in DOCUMENTS.values():
            if document.code in NO_EXAMPLE:
                continue
            for pen in (Pen("th", True), Pen("en")):
                name = f"{document.code}-{pen.lang}.pdf"
                (FOLDER / name).write_bytes(store.pdf(document.code, pen))
                lines.append(f"- [{pen.said(document.title)}]({name})")
    (FOLDER / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
