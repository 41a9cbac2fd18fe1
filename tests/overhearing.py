"""What an application tells beside its pages: the addresses it is asked for and sends to, and its error pages."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, g, request, template_rendered

from web.problems import MEDIA_TYPE


class Overheard:
    """Listens to every answer of an application. A form that comes back with what was typed is no error page."""

    def __init__(self, app: Flask) -> None:
        self._lines: list[str] = []
        app.after_request(self._listen)
        template_rendered.connect(self._rendered, app)

    def take(self) -> str:
        """All of it since it was last taken."""
        told, self._lines = "\n".join(self._lines), []
        return told

    def _rendered(self, _: Flask, template: Any, **__: Any) -> None:
        if template.name == "problem.html":
            g.error_page = True

    def _listen(self, response: Response) -> Response:
        # What somebody types into the address bar is no address of ours when nothing is there.
        if response.status_code not in (404, 405):
            self._lines.append(f"{request.full_path} -> {response.headers.get('Location', '')}")
        if response.mimetype == MEDIA_TYPE:
            self._lines.append(response.get_data(as_text=True))
        elif g.get("error_page"):
            # Around it stands the name of whoever is signed in.
            self._lines.append(response.get_data(as_text=True).partition("<main")[2])
        return response
