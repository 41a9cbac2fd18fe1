"""The pages people work in: each module gives the application some of them."""

from __future__ import annotations

from flask import Flask

from engine.casework import Casework
from web.pages import shell, start


def add_pages(app: Flask, casework: Casework) -> None:
    """Give ``app`` its pages."""
    shell.add_shell(app)
    start.add_start(app, casework)
