"""A store of attached files in a bucket that speaks S3."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from engine.refusal import UnsafeStore
from web.attachments.store import NAME, SUBJECT, Kept, Missing, Unreachable, expect_named, name_of

ENDPOINT_VARIABLE = "AWS_ENDPOINT_URL"


class Bucket:
    """A store at ``s3://bucket/prefix``; endpoint, region and keys stand in the variables every S3 client reads.

    Raises UnsafeStore for another address, and where the bucket isn't there or refuses us; Unreachable where nobody
    answers: a file is then not kept, and its fact is not recorded.
    """

    def __init__(self, address: str) -> None:
        if urlsplit(address).scheme != "s3" or not urlsplit(address).netloc:
            raise UnsafeStore("attached files lie in a folder, or in a bucket such as s3://bucket/prefix")
        with _answered():
            self._objects = S3Store.from_url(
                address,
                # Whoever names an endpoint without TLS, such as one on the same machine, means it.
                client_options={
                    "allow_http": os.environ.get(ENDPOINT_VARIABLE, "").startswith("http://"),
                    "connect_timeout": timedelta(seconds=3),
                    "timeout": timedelta(seconds=30),
                },
                # A thread of the server waits meanwhile, and somebody before a page.
                retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=20)},
            )

    def put(self, subject: str, sealed: bytes) -> str:
        name = name_of(sealed)
        try:
            with _answered():
                # In one piece, so that it is there whole or not at all.
                self._objects.put(_key(subject, name), sealed, use_multipart=False)
        except FileNotFoundError:
            raise UnsafeStore("there is no such bucket") from None
        return name

    def get(self, subject: str, name: str) -> bytes:
        try:
            with _answered():
                return bytes(self._objects.get(_key(subject, name)).bytes())
        except FileNotFoundError:
            raise Missing(name) from None

    def remove(self, subject: str, name: str, before: datetime) -> None:
        with suppress(FileNotFoundError), _answered():
            if self._objects.head(_key(subject, name))["last_modified"] < before:
                self._objects.delete(_key(subject, name))

    def forget(self, subjects: Iterable[str]) -> None:
        for subject in subjects:
            if SUBJECT.fullmatch(subject):
                with _answered():
                    for found in self._objects.list(f"{subject}/"):
                        self._objects.delete([one["path"] for one in found])

    def kept(self) -> Iterator[Kept]:
        pages = iter(self._objects.list())
        while True:
            with _answered():
                page = next(pages, None)
            if page is None:
                return
            for one in page:
                subject, _, name = one["path"].partition("/")
                # What else lies there isn't ours.
                if SUBJECT.fullmatch(subject) and NAME.fullmatch(name):
                    yield Kept(subject, name, one["last_modified"])


def _key(subject: str, name: str) -> str:
    expect_named(subject, name)
    return f"{subject}/{name}"


@contextmanager
def _answered() -> Iterator[None]:
    """Says in our terms that the bucket refuses us, or that nobody answers; their words may quote a request."""
    try:
        yield
    except (PermissionDeniedError, UnauthenticatedError):
        raise UnsafeStore("the bucket of attached files refuses our key") from None
    except BaseError:
        raise Unreachable from None
