"""The load generator: clients in a process of their own, each with a connection that stays open, asking without pause.

Raw sockets and one loop over them: a client that parsed what it reads with care would take as long as the server.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

BODY = json.dumps({"on": "2021-04-01", "inputs": {"visitor": "มาลี", "seen": "บ้านมีหลังคาใหม่แล้ว น้ำดื่มสะอาด"}}).encode()
WARMING = 0.15
"""The share of the time that is not counted."""


class Client:
    """One caller with cases of its own, whose versions it knows from the answers."""

    def __init__(self, port: int, token: str, name: str, cases: Sequence[str], versions: dict[str, int]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = f"Host: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nAccept-Encoding: gzip\r\n"
        self._name, self._cases, self._versions = name, cases, versions
        self._count = 0
        self._heard = b""
        self.began = 0.0

    def read(self) -> None:
        """Ask for the state of the next case."""
        self._send(f"GET /api/v1/household/{self._next()} HTTP/1.1\r\n{self._head}\r\n".encode())

    def record(self) -> None:
        """Record a visit to the household of the next case, as one who has seen its latest version."""
        case = self._next()
        words = (
            f"POST /api/v1/household/{case}/visit HTTP/1.1\r\n{self._head}Content-Type: application/json\r\n"
            f'If-Match: "{self._versions[case]}"\r\nIdempotency-Key: {self._name}-{self._count}\r\n'
            f"Content-Length: {len(BODY)}\r\n\r\n"
        )
        self._send(words.encode() + BODY)

    def answered(self) -> int | None:
        """The status of the answer once all of it is here."""
        self._heard += (more := self.socket.recv(65536))
        if not more:
            raise ConnectionError("the server closed the connection")
        head, found, body = self._heard.partition(b"\r\n\r\n")
        if not found:
            return None
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        if len(body) < int(fields[b"content-length"]):
            return None
        status = int(head[9:12])
        if status == HTTPStatus.OK:
            self._versions[self._case] = int(fields[b"etag"].strip(b'"'))
        self._heard = b""
        return status

    def _next(self) -> str:
        self._count += 1
        self._case = self._cases[self._count % len(self._cases)]
        return self._case

    def _send(self, request: bytes) -> None:
        self.began = time.perf_counter()
        self.socket.sendall(request)


def press(clients: Sequence[Client], ask: Callable[[Client], None], seconds: float) -> dict[str, Any]:
    """Every client asks as soon as it was answered: the seconds of each good answer, how many had which status."""
    took: list[float] = []
    statuses: Counter[int] = Counter()
    begun = time.perf_counter()
    counted, until = begun + seconds * WARMING, begun + seconds
    with selectors.DefaultSelector() as waiting:
        for client in clients:
            waiting.register(client.socket, selectors.EVENT_READ, client)
            ask(client)
        while waiting.get_map():
            for key, _ in waiting.select():
                status = key.data.answered()
                if status is None:
                    continue
                at = time.perf_counter()
                if counted <= at < until:
                    statuses[status] += 1
                    if status == HTTPStatus.OK:
                        took.append(at - key.data.began)
                if at < until:
                    ask(key.data)
                else:
                    waiting.unregister(key.data.socket)
    return {"took": took, "seconds": until - counted, "statuses": statuses}


def main() -> None:
    """`python -m bench.load`, told what to do on standard input; answers on standard output."""
    told = json.load(sys.stdin)
    shares = [told["cases"][number :: told["clients"]] for number in range(told["clients"])]
    clients = [
        Client(told["port"], told["token"], f"{told['name']}-{number}", cases, told["versions"])
        for number, cases in enumerate(shares)
    ]
    json.dump(press(clients, Client.record if told["record"] else Client.read, told["seconds"]), sys.stdout)


if __name__ == "__main__":
    main()
