"""A mail server for tests: keeps every letter it is given, or refuses who it is for."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class MailServer(socketserver.ThreadingTCPServer):
    """What was received, letter by letter."""

    daemon_threads = True

    def __init__(self, *, refuses: bool = False) -> None:
        self.refuses = refuses
        self.letters: list[bytes] = []
        super().__init__(("127.0.0.1", 0), _Talk)

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline():
            match line.split()[0].upper():
                case b"RCPT" if self.server.refuses:
                    self._say("550 no such person")
                case b"DATA":
                    self._say("354 go on")
                    lines = iter(self.rfile.readline, b".\r\n")
                    self.server.letters.append(b"".join(lines))
                    self._say("250 kept")
                case b"QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 fine")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_server(**options: Any) -> Iterator[MailServer]:
    """A server on a port of its own, for as long as the block runs."""
    with MailServer(**options) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
