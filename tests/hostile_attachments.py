"""Files that mean harm or are broken, as somebody might attach them: each by its name, with what becomes of it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pikepdf
from PIL import Image

from tests.attached import photo, still_pdf

SCRIPT = b"<script>alert(document.cookie)</script>"
TAKEN = ("image/jpeg", "image/png", "image/webp", "application/pdf")


class Hostile(NamedTuple):
    """A file, its name where somebody sends it from, and the answers that are right."""

    name: str
    content: bytes
    right: tuple[str, ...]
    filename: str = "photo.jpg"


def corpus() -> Iterator[Hostile]:
    """Every hostile file."""
    yield from _other_kinds()
    yield from _pictures()
    yield from _polyglots()
    yield from _documents()
    yield from _names()


def _other_kinds() -> Iterator[Hostile]:
    wrong = ("wrong_kind",)
    svg = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>"
    yield Hostile("nothing", b"", ("empty",))
    yield Hostile("an SVG with a script", svg, wrong, "map.svg")
    yield Hostile("an SVG named .jpg", svg, wrong)
    yield Hostile("a page", b"<!doctype html>" + SCRIPT, wrong)
    yield Hostile("a page behind blanks", b" " * 2000 + b"<html>" + SCRIPT, wrong)
    yield Hostile("a program", b"MZ" + bytes(500), wrong, "photo.jpg.exe")
    yield Hostile("a shell script", b"#!/bin/sh\nrm -rf /\n", wrong)
    yield Hostile("a GIF", _drawn("GIF"), wrong, "photo.gif")
    yield Hostile("a TIFF", _drawn("TIFF"), wrong, "scan.tif")
    yield Hostile("a BMP", _drawn("BMP"), wrong, "scan.bmp")
    yield Hostile("an icon", _drawn("ICO"), wrong, "icon.ico")
    yield Hostile("PostScript", b"%!PS-Adobe-3.0 EPSF\n(/etc/passwd) run", wrong, "scan.eps")
    yield Hostile("a HEIC", b"\0\0\0\x18ftypheic" + bytes(200), ("heic",), "IMG_1.HEIC")
    yield Hostile("an archive", _zipped(), wrong, "photos.zip")
    yield Hostile("a workbook", _zipped("xl/workbook.xml"), wrong, "list.xlsx")
    yield Hostile("an old Word file", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), wrong, "order.doc")
    yield Hostile("rich text", b"{\\rtf1\\object\\objdata}", wrong, "order.rtf")
    yield Hostile("a playlist", b"#EXTM3U\nfile:///etc/passwd", wrong)
    yield Hostile("zero bytes", bytes(100_000), wrong)
    yield Hostile("a larger one than is taken", b"\xff\xd8\xff" + bytes(9 * 1024 * 1024), ("too_large",))


def _pictures() -> Iterator[Hostile]:
    whole, png = photo(), _drawn("PNG")
    yield Hostile("the first three bytes of a JPEG", whole[:3], ("broken",))
    yield Hostile("half a JPEG", whole[: len(whole) // 2], ("broken",))
    yield Hostile("a JPEG without its end", whole[:-400], ("broken",))
    yield Hostile("a JPEG of noise", b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40, ("broken",))
    yield Hostile("half a PNG", png[: len(png) // 2], ("broken",))
    yield Hostile("a PNG with a wrong checksum", png[:40] + b"\xff" + png[41:], ("broken",))
    yield Hostile("half a WebP", _drawn("WEBP")[:60], ("broken",))
    yield Hostile("a PNG bomb of 400 megapixels", bare_png(20_000, 20_000), ("too_many_pixels",), "small.png")
    yield Hostile("a PNG bomb just inside the limit", bare_png(6_300, 6_300), ("too_much", "image/png"), "small.png")
    yield Hostile("a PNG of four billion pixels a side", bare_png(0x7FFFFFFF, 0x7FFFFFFF, 1), ("too_many_pixels",))
    yield Hostile("a PNG of no size", bare_png(0, 0, 1), ("broken",))
    yield Hostile("a JPEG that claims 65,500 pixels a side", _claiming(whole, 65_500), ("too_many_pixels",))
    yield Hostile("a PNG with a text bomb", _with_chunk(b"zTXt", b"x\0\0" + _packed(60_000_000)), ("broken", *TAKEN))
    yield Hostile("a PNG with a profile bomb", _with_chunk(b"iCCP", b"x\0\0" + _packed(60_000_000)), ("broken", *TAKEN))
    yield Hostile("a moving PNG of 5,000 frames", _moving("PNG"), TAKEN, "photo.png")
    yield Hostile("a moving WebP", _moving("WEBP"), TAKEN, "photo.webp")
    yield Hostile("a JPEG with place and camera", whole, TAKEN)
    yield Hostile("a JPEG with a script in its comment", photo(comment=SCRIPT.decode()), TAKEN)
    yield Hostile(
        "a JPEG with a broken profile",
        whole.replace(b"ICC_PROFILE\0", b"ICC_PROFILE\0" + SCRIPT[:8]),
        ("broken", *TAKEN),
    )
    yield Hostile("a JPEG with broken metadata", whole.replace(b"Exif\0\0MM", b"Exif\0\0\xff\xff"), ("broken", *TAKEN))
    for mode in ("CMYK", "L"):
        yield Hostile(f"a JPEG in {mode}", _drawn("JPEG", mode), TAKEN)
    yield Hostile("a PNG with a palette", _drawn("PNG", "P"), TAKEN)
    yield Hostile("a PNG of 16 bits", _drawn("PNG", "I;16"), ("broken", *TAKEN))


def _polyglots() -> Iterator[Hostile]:
    yield Hostile("a JPEG that is an archive too", photo() + _zipped(), TAKEN)
    yield Hostile("a JPEG that is a page too", photo() + b"<html>" + SCRIPT, TAKEN)
    yield Hostile("a PNG that is a page too", _drawn("PNG") + SCRIPT, TAKEN)
    yield Hostile("a PNG with a script as text", _with_chunk(b"tEXt", b"c\0" + SCRIPT), TAKEN)
    yield Hostile("a GIF with a script, named .jpg", b"GIF89a/*" + SCRIPT, ("wrong_kind",))
    yield Hostile("a JPEG's beginning on a page", b"\xff\xd8\xff" + SCRIPT * 50, ("broken",))
    yield Hostile("a PDF's beginning on a page", b"%PDF-1.7\n" + SCRIPT * 50, ("broken",))
    yield Hostile("a PDF behind a page", b"<html>" + still_pdf(), ("wrong_kind",))


def _documents() -> Iterator[Hostile]:
    scan = "scan.pdf"
    yield Hostile("a PDF named .jpg", still_pdf(), ("application/pdf",))
    yield Hostile("half a PDF", still_pdf()[:200], ("broken",), scan)
    yield Hostile("a PDF of no pages", _pdf(lambda pdf: pdf.pages.__delitem__(0)), ("broken",), scan)
    yield Hostile("a PDF of too many pages", still_pdf(pages=201), ("too_many_pages",), scan)
    yield Hostile("a PDF with a password", _encrypted("secret"), ("encrypted",), scan)
    yield Hostile("a PDF with an empty password", _encrypted(""), ("encrypted",), scan)
    for name, act in ACTING.items():
        yield Hostile(f"a PDF with {name}", _pdf(act), ("active",), scan)
        yield Hostile(f"a PDF with {name}, packed", _pdf(act, packed=True), ("active",), scan)
    hidden = _pdf(ACTING["a script on opening"]).replace(b"/JavaScript", b"/J#61vaScrip#74").replace(b"/JS", b"/J#53")
    yield Hostile("a PDF with a script in other letters", hidden, ("active", "broken"), scan)
    yield Hostile("a PDF with a page of 2 GB", _pdf(_bomb), ("too_much", "broken", "application/pdf"), scan)
    yield Hostile("a PDF whose pages hold themselves", _pdf(_circle), ("broken", "too_much", "too_many_pages"), scan)
    yield Hostile("a PDF of a page as large as a field", _pdf(_wide), ("application/pdf", "broken", "too_much"), scan)


def _names() -> Iterator[Hostile]:
    for place, name in enumerate(
        (
            "ก" * 251 + ".jpg",
            "../../../../etc/passwd",
            "..\\..\\windows\\system32\\x.jpg",
            "photo.jpg\0.exe",
            "\u202egpj.exe",
            "CON.jpg",
            "-rf.jpg",
            '"><script>.jpg',
            'a"; filename="b.exe',
            "%2e%2e%2fphoto.jpg",
            ".",
        )
    ):
        yield Hostile(f"name {place}", photo(), TAKEN, name)


def _script(pdf: pikepdf.Pdf) -> Any:
    return pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))


def _on_opening(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = _script(pdf)


def _by_name(pdf: pikepdf.Pdf) -> None:
    names = pikepdf.Dictionary(Names=pikepdf.Array(["x", _script(pdf)]))
    pdf.Root.Names = pikepdf.Dictionary(JavaScript=names)


def _on_a_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.AA = pikepdf.Dictionary(O=_script(pdf))


def _link(action: pikepdf.Dictionary) -> Callable[[pikepdf.Pdf], None]:
    def act(pdf: pikepdf.Pdf) -> None:
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=pikepdf.Array([0, 0, 300, 400]), A=action
        )
        pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(link)])

    return act


def _attached(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["x.exe"] = b"MZ"


def _form(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([]), XFA=pdf.make_stream(SCRIPT))


ACTING: dict[str, Callable[[pikepdf.Pdf], None]] = {
    "a script on opening": _on_opening,
    "a script by name": _by_name,
    "a script on a page": _on_a_page,
    "a link that starts a program": _link(pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")),
    "a link that sends a form": _link(pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F="http://x.example")),
    "a link into another file": _link(pikepdf.Dictionary(S=pikepdf.Name.GoToR, F="//x.example/a.pdf")),
    "a file inside": _attached,
    "a form of XML": _form,
}
"""What a PDF can do beside being read."""


def _bomb(pdf: pikepdf.Pdf) -> None:
    stream = pikepdf.Stream(pdf, zlib.compress(zlib.compress(bytes(400_000_000), 1), 1))
    stream.Filter = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
    pdf.pages[0].obj.Contents = pdf.make_indirect(stream)


def _circle(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.Kids.append(pdf.Root.Pages)


def _wide(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.MediaBox = pikepdf.Array([0, 0, 100_000_000, 1])


def _pdf(change: Callable[[pikepdf.Pdf], Any], *, packed: bool = False) -> bytes:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(still_pdf())) as made:
        change(made)
        mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
        made.save(buffer, object_stream_mode=mode, compress_streams=False)
    return buffer.getvalue()


def _encrypted(password: str) -> bytes:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(still_pdf())) as made:
        made.save(buffer, encryption=pikepdf.Encryption(owner="owner", user=password))
    return buffer.getvalue()


def _drawn(form: str, mode: str = "RGB") -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, (64, 48)).save(buffer, form)
    return buffer.getvalue()


def _moving(form: str) -> bytes:
    first, *others = (Image.new("RGB", (8, 8), (i % 256, 0, 0)) for i in range(500))
    buffer = io.BytesIO()
    first.save(buffer, form, save_all=True, append_images=others * 10 if form == "PNG" else others)
    return buffer.getvalue()


def _zipped(name: str = "x.txt") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr(name, "x")
    return buffer.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bare_png(width: int, height: int, rows: int | None = None) -> bytes:
    """A picture of nothing: as many rows as it says, unless ``rows`` says how many there really are."""
    line = bytes(1 + (min(width, 100_000) + 7) // 8)
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(line) for _ in range(height if rows is None else rows)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _with_chunk(kind: bytes, data: bytes) -> bytes:
    png = _drawn("PNG")
    return png[:33] + _chunk(kind, data) + png[33:]


def _packed(size: int) -> bytes:
    return zlib.compress(bytes(size), 9)


def _claiming(jpeg: bytes, edge: int) -> bytes:
    at = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:at] + struct.pack(">HH", edge, edge) + jpeg[at + 4 :]
