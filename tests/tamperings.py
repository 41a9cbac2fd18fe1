"""What somebody with full access to the database may do to it: each takes a copy and changes one thing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tests.tampered_store import COLUMNS, Copy

Tampering = Callable[[Copy], Any]
"""Returns the leaf that was touched, where there is just one."""

SOME_LEAF = "SELECT rowid - 1 FROM stored_events"
HISTORY: dict[str, Tampering] = {}
"""Changes to what was recorded. They can be covered up by whoever works hashes and rows out anew."""
BESIDE: dict[str, Tampering] = {}
"""Changes to what stands beside it, and to the guards."""


def history(given: Tampering) -> Tampering:
    HISTORY[given.__name__] = given
    return given


def beside(given: Tampering) -> Tampering:
    BESIDE[given.__name__] = given
    return given


def _edit(copy: Copy, column: str, value: Any, where: str = "1") -> int:
    (leaf,) = copy.some(f"{SOME_LEAF} WHERE {where}")
    copy.run(f"UPDATE stored_events SET {column} = ? WHERE rowid = ?", value, leaf + 1)
    return int(leaf)


# What a fact says


@history
def edit_content(copy: Copy) -> int:
    leaf, state = copy.some("SELECT rowid - 1, state FROM stored_events WHERE topic = 'plain.noted@1'")
    fact = json.loads(state)
    fact["n"] += 1 + copy.rng.randrange(9)
    copy.run("UPDATE stored_events SET state = ? WHERE rowid = ?", json.dumps(fact).encode(), leaf + 1)
    return int(leaf)


@history
def flip_one_bit(copy: Copy) -> int:
    leaf, state = copy.some("SELECT rowid - 1, state FROM stored_events")
    place, altered = copy.rng.randrange(len(state)), bytearray(state)
    altered[place] ^= 1 << copy.rng.randrange(8)
    copy.run("UPDATE stored_events SET state = ? WHERE rowid = ?", bytes(altered), leaf + 1)
    return int(leaf)


@history
def edit_who(copy: Copy) -> int:
    return _edit(copy, "by", "malee")


@history
def edit_field_date(copy: Copy) -> int:
    day = date(2021, 1, 1) + timedelta(days=copy.rng.randrange(4))
    return _edit(copy, "occurred_on", day.isoformat(), "originator_version > 1")


@history
def edit_recorded_at(copy: Copy) -> int:
    leaf = int(copy.some(SOME_LEAF)[0])
    copy.run(
        "UPDATE stored_events SET recorded_at = recorded_at + ? WHERE rowid = ?", copy.rng.choice([-1, 1]), leaf + 1
    )
    return leaf


@history
def drop_the_reason(copy: Copy) -> int:
    return _edit(copy, "because", None, "because IS NOT NULL")


@history
def edit_digest(copy: Copy) -> int:
    return _edit(copy, "digest", copy.rng.randbytes(32), "digest IS NOT NULL")


@history
def edit_command(copy: Copy) -> int:
    return _edit(copy, "command_id", f"forged-{copy.rng.random()}", "command_id IS NOT NULL")


@history
def edit_number_of_facts(copy: Copy) -> int:
    return _edit(copy, "facts", 7, "facts IS NOT NULL")


@history
def retype(copy: Copy) -> int:
    """The same content under the name of another fact."""
    return _edit(copy, "topic", "plain.reopened@1", "topic = 'plain.closed@1'")


@history
def unknown_topic(copy: Copy) -> int:
    """A name that only another program would know (F5)."""
    return _edit(copy, "topic", "os:system")


@history
def empty_reason(copy: Copy) -> int:
    """What hashes like no reason at all, but isn't."""
    return _edit(copy, "because", b"", "because IS NULL")


# Which facts there are, and in what order


@history
def delete_from_the_middle(copy: Copy) -> int:
    size = copy.rows(SOME_LEAF)[-1][0]
    leaf = copy.rng.randrange(size)
    copy.run("DELETE FROM stored_events WHERE rowid = ?", leaf + 1)
    return leaf


@history
def delete_the_tail(copy: Copy) -> None:
    copy.run(
        "DELETE FROM stored_events WHERE rowid > (SELECT max(rowid) - ? FROM stored_events)", copy.rng.randint(1, 5)
    )


@history
def cut_short(copy: Copy) -> None:
    share = copy.rng.uniform(0.2, 0.8)
    copy.run("DELETE FROM stored_events WHERE rowid > (SELECT max(rowid) * ? FROM stored_events)", share)


@history
def delete_a_case(copy: Copy) -> None:
    (case,) = copy.some("SELECT originator_id FROM cases")
    for table in ("stored_events", "cases", "claims", "said"):
        copy.run(f"DELETE FROM {table} WHERE originator_id = ?", case)
    copy.run("DELETE FROM standing WHERE case_id = ?", case)


@history
def insert_dated_back(copy: Copy) -> None:
    """A command of its own, put where nobody had acted, in a case that goes on from there."""
    (leaf,) = copy.some(f"{SOME_LEAF} WHERE command_id IS NOT NULL AND originator_version > 1")
    case, version = copy.rows("SELECT originator_id, originator_version FROM stored_events WHERE rowid = ?", leaf + 1)[
        0
    ]
    for (rowid,) in copy.rows("SELECT rowid FROM stored_events WHERE rowid > ? ORDER BY rowid DESC", leaf):
        copy.run("UPDATE stored_events SET rowid = rowid + 1 WHERE rowid = ?", rowid)
    later = "SELECT rowid FROM stored_events WHERE originator_id = ? AND originator_version >= ? ORDER BY rowid DESC"
    for (rowid,) in copy.rows(later, case, version):
        copy.run("UPDATE stored_events SET originator_version = originator_version + 1 WHERE rowid = ?", rowid)
    like = f"SELECT recorded_at FROM stored_events WHERE rowid = {leaf + 2}"
    copy.run(
        f"INSERT INTO stored_events (rowid, leaf_hash, {COLUMNS}) VALUES (?, ?, ?, ?, 'plain.noted@1', ?, 'somchai', "
        f"'2021-02-02', ({like}), NULL, ?, ?, 1)",
        *(leaf + 1, bytes(32), case, version, b'{"n":1}', f"forged-{leaf}", bytes(32)),
    )


@history
def add_at_the_end(copy: Copy) -> None:
    case, version, at = copy.some(
        "SELECT originator_id, max(originator_version), max(recorded_at) FROM stored_events GROUP BY 1"
    )
    copy.run(
        f"INSERT INTO stored_events (leaf_hash, {COLUMNS}) VALUES (?, ?, ?, 'plain.noted@1', ?, 'x', '2021-02-02', ?, "
        "NULL, NULL, NULL, NULL)",
        *(bytes(32), case, version + 1, b'{"n":1}', at),
    )


@history
def swap_two_contents(copy: Copy) -> int:
    """Of the same type, so that both can still be read (F4)."""
    of = "SELECT rowid, state FROM stored_events WHERE topic = 'plain.noted@1'"
    (one, first), (other, second) = copy.some(of), copy.some(of)
    while first == second:
        other, second = copy.some(of)
    copy.run("UPDATE stored_events SET state = ? WHERE rowid = ?", second, one)
    copy.run("UPDATE stored_events SET state = ? WHERE rowid = ?", first, other)
    return int(min(one, other)) - 1


@history
def swap_two_places(copy: Copy) -> int:
    one = int(copy.some("SELECT rowid FROM stored_events WHERE rowid < (SELECT max(rowid) FROM stored_events)")[0])
    for source, target in ((one, -1), (one + 1, one), (-1, one + 1)):
        copy.run("UPDATE stored_events SET rowid = ? WHERE rowid = ?", target, source)
    return one - 1


@history
def renumber_a_case(copy: Copy) -> None:
    (case,) = copy.some("SELECT originator_id FROM cases")
    versions = "SELECT rowid FROM stored_events WHERE originator_id = ? ORDER BY originator_version DESC"
    for (rowid,) in copy.rows(versions, case):
        copy.run("UPDATE stored_events SET originator_version = originator_version + 1 WHERE rowid = ?", rowid)


@history
def move_to_another_case(copy: Copy) -> int:
    one, case = copy.some("SELECT rowid, originator_id FROM stored_events WHERE originator_version > 1")
    other, version = copy.some(
        "SELECT originator_id, max(originator_version) FROM stored_events WHERE originator_id != ? GROUP BY 1", case
    )
    copy.run(
        "UPDATE stored_events SET originator_id = ?, originator_version = ? WHERE rowid = ?", other, version + 1, one
    )
    return int(one) - 1


@history
def restore_an_old_copy(copy: Copy) -> None:
    copy.become(copy.past.old)
    copy.sealed = copy.sealed[:1]


# Personal data


@history
def swap_sealed_values(copy: Copy) -> int:
    """Whose is whose, exchanged between two people."""
    of = "SELECT rowid, state FROM stored_events WHERE topic = 'plain.opened@1'"
    (one, first), (other, second) = copy.some(of), copy.some(of)
    while one == other:
        other, second = copy.some(of)
    copy.run("UPDATE stored_events SET state = ? WHERE rowid = ?", second, one)
    copy.run("UPDATE stored_events SET state = ? WHERE rowid = ?", first, other)
    return int(min(one, other)) - 1


@beside
def forge_an_erasure(copy: Copy) -> None:
    """Somebody's key destroyed, so that their facts read as erased, which nobody decided (F10)."""
    (state,) = copy.some("SELECT state FROM stored_events WHERE topic = 'plain.opened@1'")
    copy.copy_keys().execute("DELETE FROM keys WHERE id = ?", (json.loads(state)["owner"]["k"],))


@beside
def exchange_two_keys(copy: Copy) -> None:
    keys = copy.copy_keys()
    subjects = [
        json.loads(state)["owner"]["k"]
        for (state,) in copy.rows("SELECT state FROM stored_events WHERE topic = 'plain.opened@1'")
    ]
    one, other = copy.rng.sample(subjects, 2)
    (wrapped,) = keys.execute("SELECT wrapped FROM keys WHERE id = ?", (other,)).fetchone()
    keys.execute("UPDATE keys SET wrapped = ? WHERE id = ?", (wrapped, one))


# What stands beside the facts


@beside
def change_a_read_row(copy: Copy) -> None:
    (case,) = copy.some("SELECT case_id FROM standing WHERE n IS NOT NULL")
    copy.run("UPDATE standing SET n = n + 1 WHERE case_id = ?", case)


@beside
def delete_a_read_row(copy: Copy) -> None:
    copy.run(
        "DELETE FROM said WHERE (originator_id, version, key) = (?, ?, ?)",
        *copy.some("SELECT originator_id, version, key FROM said"),
    )


@beside
def add_a_read_row(copy: Copy) -> None:
    copy.run("INSERT INTO standing VALUES (?, 'done', 99, 1)", f"{copy.rng.getrandbits(128):032x}")


@beside
def pass_a_claim_on(copy: Copy) -> None:
    kind, key, _, case, _ = copy.some("SELECT * FROM claims WHERE share = ''")
    (other,) = copy.some("SELECT originator_id FROM cases WHERE originator_id != ?", case)
    copy.run("UPDATE claims SET originator_id = ? WHERE kind = ? AND key = ?", other, kind, key)


@beside
def drop_a_claim(copy: Copy) -> None:
    copy.run(
        "DELETE FROM claims WHERE (kind, key, share) = (?, ?, ?)", *copy.some("SELECT kind, key, share FROM claims")
    )


@beside
def claim_without_ground(copy: Copy) -> None:
    (case,) = copy.some("SELECT originator_id FROM cases")
    copy.run("INSERT INTO claims VALUES ('number', ?, '', ?, 'person')", f"{copy.rng.getrandbits(256):064x}", case)


@beside
def move_a_case_under_another(copy: Copy) -> None:
    (case,), (other,) = copy.some("SELECT originator_id FROM cases"), copy.some("SELECT originator_id FROM cases")
    copy.run("UPDATE cases SET parent = ? WHERE originator_id = ?", other, case)


@beside
def hide_a_case(copy: Copy) -> None:
    copy.run("DELETE FROM cases WHERE originator_id = ?", *copy.some("SELECT originator_id FROM cases"))


@beside
def invent_a_case(copy: Copy) -> None:
    copy.run("INSERT INTO cases VALUES (?, 'plain', NULL, 3)", f"{copy.rng.getrandbits(128):032x}")


@beside
def forge_a_receipt(copy: Copy) -> None:
    """Of a command that is on its way: it would be answered with nothing done."""
    copy.run("INSERT INTO receipts VALUES ('command-to-come', ?, ?, 1)", bytes(32), f"{copy.rng.getrandbits(128):032x}")


@beside
def change_a_receipt(copy: Copy) -> None:
    copy.run(
        "UPDATE receipts SET version = version + 99 WHERE command_id = ?", *copy.some("SELECT command_id FROM receipts")
    )


@beside
def leave_the_guards_off(copy: Copy) -> None:
    copy.run("CREATE TEMP TABLE IF NOT EXISTS unguarded (x)")


@beside
def add_a_trigger(copy: Copy) -> None:
    copy.run("CREATE TRIGGER quiet AFTER INSERT ON cases BEGIN DELETE FROM claims; END")


@beside
def drop_an_index(copy: Copy) -> None:
    copy.run(f"DROP INDEX {copy.rng.choice(['one_fact_a_version', 'one_use_a_command', 'standing_stage_n'])}")


@beside
def alter_a_leaf_hash(copy: Copy) -> int:
    return _edit(copy, "leaf_hash", copy.rng.randbytes(32))


UNGUARDED = frozenset({"leave_the_guards_off"})
"""Those after which the triggers aren't put back: that is the tampering."""
