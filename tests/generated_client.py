"""A client of the API as anybody would make one: generated from the document that the application serves."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any


class NotGenerated(ValueError):
    """The generator had something to say against the document."""


def generate(document: dict[str, Any], folder: Path, name: str) -> None:
    """Make the package ``name`` in ``folder``. Raises NotGenerated for a document with any fault."""
    source, settings = folder / f"{name}.json", folder / f"{name}.settings.json"
    source.write_text(json.dumps(document), encoding="utf-8")
    settings.write_text('{"post_hooks": []}', encoding="utf-8")
    options = ["--meta", "none", "--fail-on-warning", "--config", str(settings)]
    place = ["--path", str(source), "--output-path", str(folder / name)]
    command = [sys.executable, "-m", "openapi_python_client", "generate", *options, *place]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise NotGenerated(done.stdout + done.stderr)
