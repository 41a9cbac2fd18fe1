"""Doors for whoever runs the service: /healthz, /readyz, /metrics; they say nothing of any person or case."""

from __future__ import annotations

import hmac

from flask import Blueprint, Flask, Response, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST

from web.operations.watch import Watch
from web.problems import Problem


def add_routes(app: Flask, watch: Watch) -> None:
    """Give ``app`` its doors for operations."""
    doors = Blueprint("operations", __name__)

    @doors.get("/healthz")
    def alive() -> Response:
        """The process answers."""
        return jsonify(status="alive")

    @doors.get("/readyz")
    def ready() -> tuple[Response, int]:
        """Ready, degraded (somebody should look, reading goes on), or 503."""
        checks = watch.readiness.checks()
        states = set(checks.values())
        status = "not ready" if "failed" in states else "degraded" if "warning" in states else "ready"
        return jsonify(status=status, checks=checks), 503 if "failed" in states else 200

    @doors.get("/metrics")
    def metrics() -> Response:
        """For the one who bears the token of the settings. Without one there is nothing here."""
        wanted = watch.settings.metrics_token
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        if not wanted or scheme.lower() != "bearer" or not hmac.compare_digest(given.encode(), wanted.encode()):
            raise Problem("not-found")
        return Response(watch.metrics.text(), content_type=CONTENT_TYPE_LATEST)

    app.register_blueprint(doors)
