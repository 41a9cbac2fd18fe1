"""Runs the shell blocks of a page, with ``chumchon`` being the checkout under test."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
LAUNCHER = f"""#!{sys.executable}
from web.cli import main
main()
"""


def shell_blocks(page: str) -> str:
    """What a reader would type: the blocks marked ``sh``, one after the other."""
    return "\n".join(re.findall(r"^```sh\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL | re.M))


def run(script: str, folder: Path, **variables: str) -> str:
    """What the script says, run in the checkout; fails the test at the first line that fails."""
    launcher = folder / "bin" / "chumchon"
    launcher.parent.mkdir(exist_ok=True)
    launcher.write_text(LAUNCHER, encoding="utf-8")
    launcher.chmod(0o755)
    environment = os.environ | {
        "PATH": f"{launcher.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "TMPDIR": str(folder),
        **variables,
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
