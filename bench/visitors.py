"""Sixteen people at a server as `chumchon serve` starts it: what they ask for, and how long it took."""

from __future__ import annotations

import gzip
import http.client
import os
import random
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode

from bench.page_list import Page
from bench.places import ROOT

SERVE = "from web.cli import main; main()"
USERS = 16
PAUSE = (0.5, 1.5)
"""Seconds somebody looks at a page before asking for the next: few, people read longer."""
PATIENCE = 60.0
IDLE = 0.5
"""Seconds without work after which a server is ready."""
TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')
ASSET = re.compile(rb'(?:href|src)="(/static/[^"]+)"')
FONT = re.compile(rb"url\(['\"]?(/static/[^'\")]+|[a-z][^'\")]+\.woff2[^'\")]*)['\"]?\)")


class Visit(NamedTuple):
    """One page asked for: which, and the seconds until all of it was there."""

    page: str
    took: float


@contextmanager
def serving(data: Path, *asked: str) -> Iterator[Server]:
    """The server over a data folder, in a process of its own, begun with what else is ``asked``."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", SERVE, "--data", str(data), "serve", "--port", str(port), *asked]
    with (data / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
    try:
        _expect_answer(port)
        yield Server(port, process.pid)
    except BaseException:
        print((data / "server.log").read_text(encoding="utf-8")[-2_000:], file=sys.stderr)
        raise
    finally:
        process.terminate()
        process.wait()


class Server(NamedTuple):
    """Where it listens, and its first process."""

    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of CPU its processes have used so far."""
        return sum(_cpu(pid) for pid in (self.pid, *_children(self.pid)))

    def rest(self) -> None:
        """Wait until it uses no processor: the door is open before those behind it are ready and warm."""
        used = -1.0
        while used < (now := self.cpu()):
            used = now
            time.sleep(IDLE)


class Visitor:
    """One browser: a connection that stays open, and the cookie of each user it is signed in as."""

    def __init__(self, port: int, passwords: Mapping[str, str], patience: float = PATIENCE) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
        self._cookies = {user: self._sign_in(user, password) for user, password in passwords.items()}

    def see(self, page: Page, address: str) -> Visit:
        """Ask for a page and read all of it."""
        begun = time.perf_counter()
        status, _, _ = self.get(page.user, address)
        took = time.perf_counter() - begun
        assert status == 200, f"{address} answered {status}"
        return Visit(page.name, took)

    def get(self, user: str | None, address: str) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body as it was sent."""
        headers = {"Accept-Encoding": "gzip", "Accept": "text/html,*/*", "Accept-Language": "th"}
        if user is not None:
            headers["Cookie"] = self._cookies[user]
        self._connection.request("GET", quote(address, safe="/?=&:%"), headers=headers)
        answer = self._connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()

    def weight(self, user: str, address: str) -> tuple[int, int]:
        """Bytes sent for a page at the first visit with all it draws in, and at a later one."""
        _, headers, body = self.get(user, address)
        first = later = len(body)
        page = gzip.decompress(body) if headers.get("Content-Encoding") == "gzip" else body
        seen: set[str] = set()
        waiting = [found.decode() for found in ASSET.findall(page)]
        while waiting:
            asset = waiting.pop()
            if asset in seen:
                continue
            seen.add(asset)
            _, headers, body = self.get(None, asset)
            first += len(body)
            later += 0 if "immutable" in headers.get("Cache-Control", "") else len(body)
            if asset.partition("?")[0].endswith(".css"):
                text = gzip.decompress(body) if headers.get("Content-Encoding") == "gzip" else body
                folder = asset.rpartition("/")[0]
                fonts = (found.decode() for found in FONT.findall(text))
                waiting += [font if font.startswith("/") else f"{folder}/{font}" for font in fonts]
        return first, later

    def _sign_in(self, user: str, password: str) -> str:
        self._connection.request("GET", "/login")
        answer = self._connection.getresponse()
        token = TOKEN.search(answer.read())
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        assert token is not None
        form = urlencode({"csrf_token": token[1].decode(), "user_name": user, "password": password, "code": ""})
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request("POST", "/login", form, headers)
        answer = self._connection.getresponse()
        answer.read()
        assert answer.status == 303, f"{user} could not sign in: {answer.status}"
        return (answer.getheader("Set-Cookie") or "").partition(";")[0]


def visits(visitors: Sequence[Visitor], pages: Sequence[Page], seconds: float, *, pause: bool) -> list[Visit]:
    """What all visitors at once saw in that time, each asking for the pages in an order of its own."""
    until = time.perf_counter() + seconds
    seen: list[Visit] = []
    failed: list[BaseException] = []

    def wander(visitor: Visitor, number: int) -> None:
        order = random.Random(number)
        try:
            while time.perf_counter() < until:
                for page in order.sample(pages, len(pages)):
                    seen.append(visitor.see(page, order.choice(page.addresses)))
                    if pause:
                        time.sleep(order.uniform(*PAUSE))
                    if time.perf_counter() >= until:
                        break
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=wander, args=(one, number)) for number, one in enumerate(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return seen


def _expect_answer(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the server did not come up")


def _children(pid: int) -> list[int]:
    found = (path.read_text().split() for path in Path(f"/proc/{pid}/task").glob("*/children"))
    return [int(child) for children in found for child in children]


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
