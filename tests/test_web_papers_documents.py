"""Every document in both languages, from the demo: whole, keepable, and with no people where people are closed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.papers import NO_EXAMPLE, OF_KIND, PRINTER, Store, demo
from tests.test_web_papers import pages, squeezed, text
from web.papers.pen import Exact, Pen
from web.papers.press import NOT_DRAWN, drawable, press
from web.papers.registry import DOCUMENTS

EACH = [code for code in DOCUMENTS if code not in NO_EXAMPLE]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with demo(tmp_path_factory.mktemp("demo") / "data") as made:
        yield made


@pytest.mark.parametrize("document", EACH)
@pytest.mark.parametrize("lang", ["th", "en"])
def test_every_document_is_set_in_both_languages_and_can_be_kept(store: Store, document: str, lang: str) -> None:
    """PDF/A-2a and PDF/UA-1, as it says of itself; data position, who printed, and the checkpoint on every part."""
    pen = Pen(lang)
    made = store.paper(document, pen)
    pdf = press(DOCUMENTS[document].template, made)
    for claimed in (
        b"<pdfaid:part>2</pdfaid:part>",
        b"<pdfaid:conformance>A</pdfaid:conformance>",
        b"<pdfuaid:part>1<",
    ):
        assert claimed in pdf
    found, other = pages(pdf), "en" if lang == "th" else "th"
    root = squeezed(made["checkpoint"]["root"])
    assert any(root in page for page in found)
    for page in found:
        assert squeezed(PRINTER) in page
        assert squeezed(pen.said(DOCUMENTS[document].title)) in page
        assert squeezed(DOCUMENTS[document].title[other]) not in page


@pytest.fixture(scope="module")
def names(store: Store) -> set[str]:
    """Whoever is named in a family folder or an order."""
    found = _names(store.paper("family-folder", Pen("th"))) | _names(store.paper("appointment-order", Pen("th")))
    assert len(found) > 12
    return found


@pytest.mark.parametrize("document", EACH)
def test_no_document_names_anybody_to_whom_people_are_closed_u5(store: Store, names: set[str], document: str) -> None:
    pen = Pen("th")
    closed = text(store.pdf(document, pen, personal=False))
    assert [name for name in names if squeezed(name) in closed] == []
    if document in ("family-folder", "appointment-order", "meeting-agenda", "meeting-minutes"):
        opened = text(store.pdf(document, pen))
        assert any(squeezed(name) in opened for name in names), "the control"


def _names(paper: dict[str, object]) -> set[str]:
    found = set()

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("name"), str) and ("post" in value or "relation" in value):
                found.add(value["name"])
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(paper)
    return found


def test_what_the_typeface_draws_is_drawn_and_the_rest_is_named_by_its_code(store: Store) -> None:
    """Every sign that isn't replaced can be set: PDF/A refuses one that the typeface lacks. And one that it lacks."""
    drawn = "".join(sign for sign in map(chr, range(32, 0x2300)) if not NOT_DRAWN.match(sign))
    made = store.paper("family-folder", Pen("th"), personal=False)
    assert press("family_folder.typ", {**made, "title": drawn})
    assert drawable("ก漢\tข😀") == "ก[U+6F22] ข[U+1F600]"


def test_thai_digits_reach_everything_but_words_with_latin_letters_u1() -> None:
    pen = Pen("th", True)
    assert pen.finished(["31 มี.ค. 2564", "manager-56-1 บ้าน 12", {"a": "1,234"}]) == [
        "๓๑ มี.ค. ๒๕๖๔",
        "manager-56-1 บ้าน ๑๒",
        {"a": "๑,๒๓๔"},
    ]
    assert Pen("en", True).finished("31 Mar 2021") == "31 Mar 2021"


def test_a_hash_without_letters_keeps_its_digits_too_u3() -> None:
    assert Pen("th", True).finished({"hash": Exact("723020369376"), "leaf": "458"}) == {
        "hash": "723020369376",
        "leaf": "๔๕๘",
    }


def test_a_paper_is_printed_of_every_kind_it_names() -> None:
    assert {kind for document in DOCUMENTS.values() for kind in document.kinds} == set(OF_KIND)
