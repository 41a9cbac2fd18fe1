"""Letters go to a mail server over TLS after signing in, and to no server that isn't who it says it is (U1)."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path
from typing import Literal

import pytest

from tests.sealed_mail import HOST, PASSWORD, USER, certificate, sealed_mail
from web.mail.post import NotPosted, post
from web.operations.settings import Settings

Encryption = Literal["tls", "starttls"]
BOTH = pytest.mark.parametrize("encryption", ["tls", "starttls"])


def settings(port: int, encryption: Encryption | Literal["none"], password: str = PASSWORD) -> Settings:
    return Settings(mail_host=HOST, mail_port=port, mail_encryption=encryption, mail_user=USER, mail_password=password)


def letter() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "cases@example.go.th", "kanda@example.go.th", "งานของคุณ"
    message.set_content("มีงานเกินกำหนด ๓ เรื่อง")
    return message


@BOTH
def test_a_letter_is_sent_sealed_after_signing_in_u1(
    encryption: Encryption, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(shown.public))
    with sealed_mail(shown, encryption) as server:
        with post(settings(server.port, encryption)) as there:
            there.send(letter())
        assert server.letters.sealed == [True]
        assert b"Subject: =?utf-8?" in server.letters.kept[0]
        for wrong in ("another", "น้ำใจ-๙"):
            with post(settings(server.port, encryption, wrong)) as there, pytest.raises(NotPosted) as refused:
                there.send(letter())
            assert refused.value.problem == "not_admitted"
        assert len(server.letters.kept) == 1


@BOTH
def test_a_server_whose_certificate_nobody_vouches_for_gets_neither_password_nor_letter_u1(
    encryption: Encryption, tmp_path: Path
) -> None:
    """The same server as above: there, its certificate was among those that are trusted."""
    with sealed_mail(certificate(tmp_path), encryption) as server:
        with post(settings(server.port, encryption)) as there, pytest.raises(NotPosted) as refused:
            there.send(letter())
        assert refused.value.problem == "untrusted"
        assert server.letters.kept == []


def test_a_server_that_asks_for_tls_gets_no_letter_in_the_clear(tmp_path: Path) -> None:
    with sealed_mail(certificate(tmp_path), "starttls") as server:
        with post(settings(server.port, "none")) as there, pytest.raises(NotPosted):
            there.send(letter())
        assert server.letters.kept == []
