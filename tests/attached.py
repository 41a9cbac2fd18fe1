"""Files that people attach: photographs with all that cameras write into them, and a PDF that only shows something."""

from __future__ import annotations

from functools import cache
from io import BytesIO

import pikepdf
from PIL import Image, ImageCms

GPS = b"19.1664N-99.9019E"
"""Where the photograph was taken, as it stands in the file."""
TURNED = 6
"""The orientation a phone writes when it is held upright."""


@cache
def photo(*, turned: bool = False, blue: int = 40, comment: str = "", size: tuple[int, int] = (320, 240)) -> bytes:
    """A JPEG with place, camera, comment and colour profile."""
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    picture.paste((200, 120, blue), (20, 20, 120, 90))
    exif = Image.Exif()
    exif[0x010F], exif[0x010E] = "Camera", comment or "x"
    if turned:
        exif[0x0112] = TURNED
    exif[0x9286] = b"ASCII\0\0\0" + GPS
    exif.get_ifd(0x8825).update({1: "N", 2: (19.0, 9.0, 59.0), 3: "E", 4: (99.0, 54.0, 6.0), 28: GPS})
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    buffer = BytesIO()
    picture.save(buffer, "JPEG", exif=exif, icc_profile=profile, comment=(comment or "taken by hand").encode())
    return buffer.getvalue()


@cache
def still_pdf(pages: int = 1, text: str = "") -> bytes:
    """A PDF that does nothing but show its pages."""
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=(300, 400))
    if text:
        made.docinfo["/Title"] = text
        made.pages[0].contents_add(f"% {text}".encode())
    buffer = BytesIO()
    made.save(buffer, deterministic_id=True, compress_streams=False)
    return buffer.getvalue()
