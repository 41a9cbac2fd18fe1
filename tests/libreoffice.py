"""Opens workbooks in LibreOffice, as an office does, without a screen."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
"""Comma, quotes, UTF-8, cells as they are shown, a file for each sheet."""
PATIENCE = 300

Lines = list[list[str]]


def opened(workbooks: Mapping[str, bytes], folder: Path) -> dict[str, dict[str, Lines]]:
    """Name of a workbook -> its sheets, each line by line, as LibreOffice shows them; without those it didn't open.

    It has nobody to ask whether it may repair a file, and so opens only what needs no repair.
    """
    assert PROGRAM is not None
    source, target = folder / "workbooks", folder / "sheets"
    source.mkdir()
    for name, content in workbooks.items():
        (source / f"{name}.xlsx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = sorted(str(file) for file in source.iterdir())
    command = [PROGRAM, profile, "--headless", "--convert-to", EVERY_SHEET, "--outdir", str(target), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    found: dict[str, dict[str, Lines]] = {}
    for file in sorted(target.glob("*.csv")):
        name, _, sheet = file.stem.partition("-")
        with file.open(encoding="utf-8", newline="") as lines:
            found.setdefault(name, {})[sheet] = list(csv.reader(lines))
    return found
