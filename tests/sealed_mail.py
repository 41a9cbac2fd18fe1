"""A mail server that speaks TLS and asks who one is, with a certificate made for it."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "chumchon", "correct-horse"
HOST = "127.0.0.1"


class Letters:
    """Keeps what is delivered."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []
        self.sealed: list[bool] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.kept.append(envelope.content)
        self.sealed.append(server.transport.get_extra_info("sslcontext") is not None)
        return "250 kept"


class Certificate(NamedTuple):
    """A certificate for this machine that nobody has signed but itself, and its key."""

    public: Path
    key: Path


def certificate(folder: Path) -> Certificate:
    """Make one, valid for a day."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    found = Certificate(folder / "server.pem", folder / "server.key")
    found.public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    found.key.write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))
    return found


class Sealed(NamedTuple):
    """Where it listens, and what it was given."""

    port: int
    letters: Letters


@contextmanager
def sealed_mail(shown: Certificate, encryption: str) -> Iterator[Sealed]:
    """Listens with ``tls`` from the first byte, or with ``starttls``; takes letters of one user alone."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(shown.public, shown.key)
    letters = Letters()
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    # The library can't ask for a password where TLS is there from the first byte without warning that it may not be.
    how: dict[str, Any] = {"ssl_context": context, "auth_require_tls": False}
    if encryption == "starttls":
        how = {"tls_context": context, "require_starttls": True, "auth_required": True}
    admits = {"authenticator": _admits, "auth_exclude_mechanism": ["LOGIN"]}
    controller = Controller(letters, HOST, port, **admits, **how)
    controller.start()
    try:
        yield Sealed(port, letters)
    finally:
        controller.stop()


def _admits(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
    known = isinstance(given, LoginPassword) and given == LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)
