"""The same with the library's cache of aggregates, which one process that writes alone may trust."""

from __future__ import annotations

import os

from bench.peers.course import run
from bench.peers.stock_eventsourcing import stock

if __name__ == "__main__":
    os.environ |= {"AGGREGATE_CACHE_MAXSIZE": "1000", "AGGREGATE_CACHE_FASTFORWARD": "n"}
    run(stock)
