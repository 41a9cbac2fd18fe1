"""The demo: made-up communities of every province, told through the same commands as a user's."""

from web.demo.build import DemoSummary, build

__all__ = ["DemoSummary", "build"]
