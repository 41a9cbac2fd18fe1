"""Where letters are posted: a mail server, a folder, or nowhere yet."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from engine.bilingual import Text
from web.operations.settings import Settings

PATIENCE = 20.0
"""Seconds a mail server may take to answer."""
NO_SERVER = Text("ยังไม่ได้ตั้งเซิร์ฟเวอร์อีเมล", "no mail server is set up")
UNREACHABLE = Text("ติดต่อเซิร์ฟเวอร์อีเมลไม่ได้", "the mail server can't be reached")
REFUSED = Text("เซิร์ฟเวอร์อีเมลไม่รับจดหมาย", "the mail server refused the letter")
UNWRITTEN = Text("เขียนลงโฟลเดอร์จดหมายไม่ได้", "the mail folder can't be written to")
UNTRUSTED = Text("ใบรับรองของเซิร์ฟเวอร์อีเมลไม่น่าเชื่อถือ", "the mail server's certificate isn't trusted")
NOT_ADMITTED = Text("เซิร์ฟเวอร์อีเมลไม่รับชื่อหรือรหัสผ่าน", "the mail server doesn't take our user name and password")
PROBLEMS = {
    "no_server": NO_SERVER,
    "unreachable": UNREACHABLE,
    "untrusted": UNTRUSTED,
    "not_admitted": NOT_ADMITTED,
    "refused": REFUSED,
    "unwritten": UNWRITTEN,
}


class NotPosted(Exception):
    """A letter that has to wait; ``problem`` is one of ``PROBLEMS``. It says nothing of whom it was for."""

    def __init__(self, problem: str) -> None:
        super().__init__(PROBLEMS[problem].en)
        self.problem = problem


class Post(Protocol):
    """Takes letters, one after the other."""

    def send(self, message: EmailMessage) -> None:
        """Raises NotPosted."""
        ...


class Nowhere:
    """No server and no folder: every letter waits."""

    def __init__(self, problem: str = "no_server") -> None:
        self._problem = problem

    def send(self, message: EmailMessage) -> None:
        raise NotPosted(self._problem)


class Folder:
    """A file for each letter, named by its id: written again, it replaces itself."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage) -> None:
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        draft = self._folder / f"{name}.part"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft.touch(mode=0o600)
            draft.write_bytes(message.as_bytes())
            os.replace(draft, self._folder / f"{name}.eml")
        except OSError:
            raise NotPosted("unwritten") from None


class Server:
    """A mail server that has been greeted."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self._smtp = smtp

    def send(self, message: EmailMessage) -> None:
        try:
            self._smtp.send_message(message)
        except smtplib.SMTPServerDisconnected:
            raise NotPosted("unreachable") from None
        except (smtplib.SMTPException, ValueError):
            raise NotPosted("refused") from None
        except OSError:
            raise NotPosted("unreachable") from None


@contextmanager
def post(settings: Settings) -> Iterator[Post]:
    """What the settings say letters are posted with. A server that can't be reached is tried once a run."""
    if settings.mail_folder:
        yield Folder(Path(settings.mail_folder))
        return
    if not settings.mail_host:
        yield Nowhere()
        return
    try:
        smtp = _greeted(settings)
    except ssl.SSLCertVerificationError:
        yield Nowhere("untrusted")
        return
    except (smtplib.SMTPAuthenticationError, UnicodeEncodeError):
        # The protocol's login knows ASCII alone.
        yield Nowhere("not_admitted")
        return
    except (OSError, smtplib.SMTPException):
        yield Nowhere("unreachable")
        return
    with smtp:
        yield Server(smtp)


def _greeted(settings: Settings) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if settings.mail_encryption == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(settings.mail_host, settings.mail_port, timeout=PATIENCE, context=context)
    else:
        smtp = smtplib.SMTP(settings.mail_host, settings.mail_port, timeout=PATIENCE)
    try:
        if settings.mail_encryption == "starttls":
            smtp.starttls(context=context)
        if settings.mail_user:
            smtp.login(settings.mail_user, settings.mail_password)
    except BaseException:
        smtp.close()
        raise
    return smtp
