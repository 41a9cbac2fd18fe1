"""Looks into one file that somebody sent: what it is, a copy without metadata, a preview. Run in a process of its own.

Readers of pictures and PDFs are where hostile files strike. This process imports nothing of ours, is handed the file
and the limits on its standard input, may use little memory and time and write no file, and answers on its standard
output: a line of JSON, then the copy and the preview. Whatever ends it ends nothing else.
"""

from __future__ import annotations

import io
import json
import os
import struct
import sys
from typing import Any, NamedTuple

from PIL import Image, ImageCms, ImageFile, ImageOps, UnidentifiedImageError

SECONDS, MEMORY = 2, 200 * 1024 * 1024
PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
PDF = "application/pdf"
QUALITY = 85
ACTIVE = frozenset(
    {
        *("/JS", "/JavaScript", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/FileAttachment", "/AF", "/Filespec"),
        *("/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/RichMedia", "/RichMediaSettings", "/XFA", "/Rendition"),
        *("/Movie", "/Sound", "/Screen", "/3D", "/Trans3D", "/Collection", "/SetOCGState", "/Thread", "/Hide"),
    }
)
"""Keys and names by which a PDF does something, or carries another file."""


class Refusal(Exception):
    """The file isn't taken; its word says why."""


class Examined(NamedTuple):
    """A file as it will be kept, and what is shown in its place."""

    media_type: str
    content: bytes
    preview: bytes


def examine(content: bytes, limits: dict[str, int]) -> Examined:
    """What a file is by its content, whatever its name says. Raises Refusal."""
    if content.startswith(b"%PDF-"):
        return Examined(PDF, content, _of_pdf(content, limits))
    if (content[:4] == b"RIFF" and content[8:12] == b"WEBP") or content.startswith(
        (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
    ):
        return _of_picture(content, limits)
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
        raise Refusal("heic")
    raise Refusal("wrong_kind")


def _of_picture(content: bytes, limits: dict[str, int]) -> Examined:
    """The picture drawn anew: upright, in plain colours, with nothing but its pixels."""
    try:
        with Image.open(io.BytesIO(content), formats=tuple(PICTURES)) as found:
            width, height = found.size
            if width * height > limits["megapixels"] * 1_000_000:
                raise Refusal("too_many_pixels")
            edge, kind = limits["edge"], str(found.format)
            # A large JPEG is read at a half or a quarter of its size, without ever being held whole.
            shrunk = edge / max(width, height, edge)
            found.draft("RGB", (int(width * shrunk), int(height * shrunk)))
            smooth = found.convert("RGBA") if found.mode in ("1", "P") else found
            smooth.thumbnail((edge, edge), Image.Resampling.LANCZOS)
            picture = _plain(ImageOps.exif_transpose(smooth))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error, Image.DecompressionBombError):
        raise Refusal("broken") from None
    kept = "PNG" if kind == "PNG" and _few_colours(picture) else "WEBP" if picture.mode == "RGBA" else "JPEG"
    return Examined(PICTURES[kept], _written(picture, kept), _preview(picture, limits))


def _plain(picture: Image.Image) -> Image.Image:
    """In sRGB, so that the colours stay right without the profile the file carried."""
    profile = picture.info.get("icc_profile")
    clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    target = "RGBA" if clear else "RGB"
    if profile and picture.mode in ("RGB", "RGBA", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            found = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=target)
            if found is not None:
                picture = found
        except (ImageCms.PyCMSError, ValueError, OSError):
            pass  # a broken profile says nothing about the colours
    picture = picture.convert(target)
    picture.info.clear()  # what is found there would be written again: comments, profiles, text
    return picture


def _few_colours(picture: Image.Image) -> bool:
    """Whether it is a drawing or a screen, which stays sharper and smaller as PNG."""
    return picture.getcolors(4096) is not None


def _written(picture: Image.Image, kind: str) -> bytes:
    buffer = io.BytesIO()
    how: dict[str, Any] = {"optimize": True} if kind == "PNG" else {"quality": QUALITY}
    picture.save(buffer, kind, **how)
    return buffer.getvalue()


def _preview(picture: Image.Image, limits: dict[str, int]) -> bytes:
    small = picture.copy()
    small.thumbnail((limits["preview"], limits["preview"]), Image.Resampling.LANCZOS)
    return _written(small, "WEBP")


def _of_pdf(content: bytes, limits: dict[str, int]) -> bytes:
    """A preview of the first page of a PDF that only shows something."""
    # Only here: they take longer to load than most pictures to draw.
    import pikepdf
    import pypdfium2

    try:
        with pikepdf.open(io.BytesIO(content)) as found:
            if found.is_encrypted:
                raise Refusal("encrypted")
            if len(found.pages) > limits["pages"]:
                raise Refusal("too_many_pages")
            if not len(found.pages):
                raise Refusal("broken")
            for one in found.objects:
                _expect_still(one)
            _expect_still(found.trailer)
    except pikepdf.PasswordError:
        raise Refusal("encrypted") from None
    except (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, RuntimeError):
        # Some ciphers want a file that may not be opened here.
        raise Refusal("encrypted" if b"/Encrypt" in content else "broken") from None
    try:
        with pypdfium2.PdfDocument(content) as drawn:
            page = drawn[0]
            scale = limits["preview"] / max(*page.get_size(), 1)
            return _preview(page.render(scale=min(scale, 2)).to_pil().convert("RGB"), limits)
    except (pypdfium2.PdfiumError, ValueError, OSError):
        raise Refusal("broken") from None


def _expect_still(found: Any) -> None:
    """Refuse what acts, anywhere in an object; others it refers to are looked at in their own turn."""
    import pikepdf

    waiting = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Stream):
            one = one.stream_dict
        if isinstance(one, pikepdf.Dictionary):
            for key, value in one.items():
                if key in ACTIVE:
                    raise Refusal("active")
                _expect_named_still(value)
                if not getattr(value, "is_indirect", False):
                    waiting.append(value)
        elif isinstance(one, pikepdf.Array):
            for value in one:
                _expect_named_still(value)
                if not getattr(value, "is_indirect", False):
                    waiting.append(value)


def _expect_named_still(value: Any) -> None:
    import pikepdf

    if isinstance(value, pikepdf.Name) and str(value) in ACTIVE:
        raise Refusal("active")


def _load(content: bytes) -> None:
    """Load what reads such a file, while files may still be opened."""
    if content.startswith(b"%PDF-"):
        import pikepdf
        import pypdfium2

        pikepdf.Pdf.new().close()
        pypdfium2.PdfDocument.new().close()
    Image.init()
    Image.new("RGB", (1, 1)).save(io.BytesIO(), "WEBP")
    ImageCms.createProfile("sRGB")


def _confine() -> None:
    """Take away what this process could do harm with."""
    try:
        import resource
    except ImportError:  # not on Windows, where only the time is limited, by whoever waits for the answer
        return
    for what, most in (
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        # Whatever takes this process over can't open a file, the keys among them.
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(what, (most, most))


def main() -> None:
    """Answer for the file on standard input, before which a line of JSON gives the limits."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.MAX_IMAGE_PIXELS = None  # ours is the limit
    limits = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    # Whoever asks keeps to one processor; this takes none away from it.
    if on := limits.pop("processors"):
        os.sched_setaffinity(0, on)
    parts: tuple[bytes, ...]
    _load(content)
    _confine()
    try:
        found = examine(content, limits)
    except Refusal as refused:
        answer, parts = _said(refused=str(refused)), ()
    except MemoryError:
        answer, parts = _said(refused="too_much"), ()
    else:
        answer = _said(media_type=found.media_type, size=len(found.content))
        parts = (found.content, found.preview)
    sys.stdout.buffer.writelines((answer, *parts))


def _said(**answer: object) -> bytes:
    return json.dumps(answer).encode() + b"\n"


if __name__ == "__main__":
    main()
