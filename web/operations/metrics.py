"""What is counted, for Prometheus: by route and outcome, never by person, case or address."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from web.operations.together import FOLDER

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
Gauges = Callable[[], dict[str, tuple[str, float]]]
"""Name -> what it says and its value now."""


class Metrics:
    """The counters of one application."""

    def __init__(self, gauges: Gauges) -> None:
        self._gauges = gauges
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "chumchon_requests", "Answers by route and status.", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "chumchon_request_seconds", "How long answers took.", ("route",), buckets=SECONDS, registry=self.registry
        )
        self.security = Counter(
            "chumchon_security_events", "Lines of the security log.", ("event",), registry=self.registry
        )
        self.registry.register(self)
        # Which counter is meant is found out once for each route and outcome.
        self._of_outcome, self._of_route = cache(self.requests.labels), cache(self.seconds.labels)

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer and how long it took."""
        self._of_outcome(method, route, status).inc()
        self._of_route(route).observe(seconds)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges, read when they are asked for."""
        for name, (says, value) in self._gauges().items():
            yield GaugeMetricFamily(f"chumchon_{name}", says, value)

    def text(self) -> bytes:
        """Everything, in the text format of Prometheus; where processes count together, what all of them counted."""
        if FOLDER not in os.environ:
            return generate_latest(self.registry)
        everybody = CollectorRegistry()
        MultiProcessCollector(everybody)  # type: ignore[no-untyped-call]
        everybody.register(self)
        return generate_latest(everybody)
