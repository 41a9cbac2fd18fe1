"""Signing in with an account elsewhere (OpenID Connect), where the deployment names a provider."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask.typing import ResponseReturnValue

from engine.refusal import UnsafeStore
from web.problems import Problem

NAMES = ("CHUMCHON_OIDC_ISSUER", "CHUMCHON_OIDC_CLIENT_ID", "CHUMCHON_OIDC_CLIENT_SECRET")


class Provider:
    """One provider of identities: it vouches for a subject, and an account says which subject its holder is."""

    def __init__(self, app: Flask, issuer: str, client_id: str, client_secret: str) -> None:
        # Optional: only deployments that name a provider install it (the extra ``oidc``).
        from authlib.integrations.flask_client import OAuth

        self.issuer = issuer
        self._client = OAuth(app).register(
            "elsewhere",
            client_id=client_id,
            client_secret=client_secret,
            server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid", "code_challenge_method": "S256"},
        )

    def send(self, back: str) -> ResponseReturnValue:
        """Send the browser to the provider; it comes back to the address ``back``. Raises Problem while it is down."""
        from requests import RequestException

        try:
            answer: ResponseReturnValue = self._client.authorize_redirect(back)
        except RequestException:
            raise Problem("not-ready") from None
        return answer

    def subject(self) -> str | None:
        """Whom the provider vouches for in the present request; None when it doesn't, or can't be asked."""
        from authlib.common.errors import AuthlibBaseError
        from joserfc.errors import JoseError
        from requests import RequestException

        try:
            token: Mapping[str, Any] = self._client.authorize_access_token()
        except (AuthlibBaseError, JoseError, RequestException):
            return None
        claims = token.get("userinfo") or {}
        return str(claims["sub"]) if claims.get("sub") else None


def configured(app: Flask, environment: Mapping[str, str] = os.environ) -> Provider | None:
    """The provider that $CHUMCHON_OIDC_ISSUER, _CLIENT_ID and _CLIENT_SECRET name. Raises UnsafeStore for a part."""
    given = [environment.get(name, "") for name in NAMES]
    if not any(given):
        return None
    if not all(given):
        raise UnsafeStore(f"set all of {', '.join(NAMES)}, or none")
    return Provider(app, *given)
