"""Styles, scripts and fonts: kept by browsers for good under an address that names their content, sent compressed."""

from __future__ import annotations

import gzip
import mimetypes
import re
from functools import cached_property, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, request

STATIC = Path(__file__).parent / "static"
ENDPOINT = "static"
FOR_GOOD = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
PACKED = frozenset({".css", ".js", ".svg"})
"""What gets smaller; fonts are compressed already."""
DRAWN_IN = re.compile(rb"url\((?![\"']?data:)[\"']?([^\"')]+)[\"']?\)")


class Asset:
    """One file as it is sent."""

    def __init__(self, content: bytes, kind: str, *, packs: bool) -> None:
        self.content, self.kind, self.packs = content, kind, packs
        self.version = blake2b(content, digest_size=8).hexdigest()

    @cached_property
    def packed(self) -> bytes:
        return gzip.compress(self.content, 9, mtime=0)


class Assets:
    """Every file of a folder. Read once: what is served is what lay there when the process began."""

    def __init__(self, folder: Path) -> None:
        files = [path for path in folder.rglob("*") if path.is_file()]
        self._known: dict[str, Asset] = {}
        # Styles come last, because they name what they draw in by its version.
        for path in sorted(files, key=lambda path: path.suffix == ".css"):
            name, content = path.relative_to(folder).as_posix(), path.read_bytes()
            if path.suffix == ".css":
                content = DRAWN_IN.sub(partial(self._named, name), content)
            kind = mimetypes.guess_type(name)[0] or "text/plain"
            self._known[name] = Asset(content, kind, packs=path.suffix in PACKED)

    def __getitem__(self, name: str) -> Asset:
        """Raises KeyError."""
        return self._known[name]

    def version(self, name: str) -> str:
        """What the address of a file carries. Raises KeyError."""
        return self._known[name].version

    def _named(self, style: str, found: re.Match[bytes]) -> bytes:
        """A file that a style draws in, which lies beside it, by its version."""
        drawn_in = found[1].decode()
        name = (Path(style).parent / drawn_in).as_posix()
        return f"url({drawn_in}?v={self.version(name)})".encode()


def add_assets(app: Flask) -> None:
    """Give ``app`` its files, and ``url_for("static", ...)`` their versions."""
    assets = Assets(STATIC)

    @app.url_defaults
    def versioned(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == ENDPOINT:
            values["v"] = assets.version(values["filename"])

    @app.get("/static/<path:filename>", endpoint=ENDPOINT)
    def send(filename: str) -> Response:
        try:
            asset = assets[filename]
        except KeyError:
            abort(404)
        packed = asset.packs and request.accept_encodings["gzip"] > 0
        response = Response(asset.packed if packed else asset.content, mimetype=asset.kind)
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        response.headers["Cache-Control"] = FOR_GOOD if request.args.get("v") == asset.version else ASK_AGAIN
        response.set_etag(f"{asset.version}{'-gzip' if packed else ''}")
        response.make_conditional(request)
        return response
