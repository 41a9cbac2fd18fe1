"""What whoever runs the service may set, by environment variables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

import msgspec

from engine.refusal import UnsafeStore


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Each is read from ``CHUMCHON_`` and its name in capitals."""

    metrics_token: str = ""
    """What a reader of /metrics must bear; without one nobody reads them."""
    clock_seconds: float = 5.0
    """By how many seconds the clock may be off before it is said."""
    free_megabytes: int = 500
    """With less room than this on the disk the service says so."""
    unsealed_minutes: int = 15
    """So long may the first fact after the last checkpoint wait for the next one."""
    address: str = ""
    """Where people find the pages, such as https://cases.example.go.th: links in mail begin with it."""
    mail_host: str = ""
    """The mail server; without one, and without a folder, mail is kept until there is."""
    mail_port: int = 587
    mail_encryption: Literal["starttls", "tls", "none"] = "starttls"
    mail_user: str = ""
    mail_password: str = ""
    mail_from: str = ""
    """Whom mail comes from, such as chumchon@example.go.th."""
    mail_folder: str = ""
    """Instead of a server: mail is laid into this folder, one .eml file each."""

    @property
    def clock_tolerance(self) -> timedelta:
        return timedelta(seconds=self.clock_seconds)


def settings_from(environment: Mapping[str, str]) -> Settings:
    """The settings of an environment. Raises UnsafeStore, naming the variable that isn't right."""
    given = {}
    for field in msgspec.structs.fields(Settings):
        variable = f"CHUMCHON_{field.name.upper()}"
        if variable in environment:
            try:
                given[field.name] = msgspec.convert(environment[variable], field.type, strict=False)
            except msgspec.ValidationError:
                raise UnsafeStore(f"{variable} must be {getattr(field.type, '__name__', 'a value')}") from None
    return Settings(**given)
