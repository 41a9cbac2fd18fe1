"""Receipts of commands that recorded nothing: each speaks of a version its case really reached."""

from __future__ import annotations

from collections.abc import Iterator

from engine.database import Connection
from engine.verification.faults import Fault, fault

UNBACKED = """
SELECT command_id FROM receipts WHERE command_id IN (SELECT command_id FROM stored_events)
OR version > (SELECT count(*) FROM stored_events s WHERE s.originator_id = receipts.originator_id)
OR version < 0 OR typeof(digest) != 'blob' OR length(digest) != 32 OR typeof(version) != 'integer'
ORDER BY command_id
"""


def receipt_faults(connection: Connection) -> Iterator[Fault]:
    """Yields receipts that no command can have left behind."""
    for (command,) in connection.execute(UNBACKED):
        yield fault(
            "receipts", f"ใบรับคำสั่ง {command} ไม่มีที่มา", f"no command left the receipt {command} behind", where="receipts"
        )
