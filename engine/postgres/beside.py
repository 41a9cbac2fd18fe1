"""What stands beside the facts, in PostgreSQL: a schema for each layout, the rights of who serves, and its guards."""

from __future__ import annotations

from collections.abc import Iterator

from engine.database import Connection
from engine.layout import Layout
from engine.postgres.connection import APPLICATION, may_not_serve
from engine.postgres.erasing import divided, made_by
from engine.postgres.guards import expect_durable
from engine.postgres.schema import carry_out, guard_fault, guards, missing_guards, role
from engine.refusal import UnsafeStore
from engine.verification.faults import Fault

MADE = "SELECT tablename::text FROM pg_tables WHERE schemaname = ?"
WITH_FACTS = "SELECT to_regnamespace('chumchon') IS NOT NULL"
MAY_CHANGE = """
SELECT relname::text FROM pg_class
WHERE relnamespace = CAST(? AS TEXT)::regnamespace AND relkind IN ('r', 'p')
  AND (has_table_privilege(oid, 'DELETE, TRUNCATE') OR has_any_column_privilege(oid, 'UPDATE'))
"""
OF_BYTES = """
SELECT attrelid::regclass::text, attname::text FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND atttypid = 'bytea'::regtype
  AND attstattarget IS DISTINCT FROM 0
"""


def schema_of(layout: Layout) -> str:
    """The schema in which the tables of a layout lie."""
    return f"chumchon_{layout.name}"


def create(connection: Connection, layout: Layout) -> None:
    """Create what is missing of ``layout``. Needs a transaction of who owns the tables. Raises UnsafeStore."""
    schema = schema_of(layout)
    if layout.apart:
        _expect_apart(connection, layout)
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    connection.execute("SELECT set_config('search_path', ?, true)", (schema,))
    carry_out(connection, divided(layout.tables, layout.erased))
    carry_out(connection, guards(layout.guarded) if layout.guarded else ())
    carry_out(connection, (*role(), *_grants(layout)))
    for table, column in connection.execute(OF_BYTES).fetchall():
        # What is sampled for the planner lies in another table, where no erasure looks for it.
        connection.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")


def check(connection: Connection, layout: Layout) -> None:
    """Refuse tables that aren't there, durable or guarded, or lie where they must not. Raises UnsafeStore."""
    _expect_made(connection, layout)
    if layout.apart:
        _expect_apart(connection, layout)
        expect_durable(connection)
    if connection.execute("SELECT current_user").fetchone()[0] != APPLICATION:
        raise may_not_serve()
    for (table,) in connection.execute(MAY_CHANGE, (schema_of(layout),)):
        if table not in _changeable(layout):
            raise UnsafeStore(f"{APPLICATION} may change {table}, to which it may only add")
    if missing_guards(connection, layout.guarded, schema_of(layout)):
        raise UnsafeStore(f"the triggers that keep {', '.join(layout.guarded)} append-only are missing or altered")


def faults(connection: Connection, layout: Layout) -> Iterator[Fault]:
    """Guards that are gone or altered. Raises UnsafeStore where the tables are gone."""
    _expect_made(connection, layout)
    for table in missing_guards(connection, layout.guarded, schema_of(layout)):
        yield guard_fault(layout.name, table)


def not_made(layout: Layout) -> UnsafeStore:
    """What to say where tables of a layout aren't there."""
    return UnsafeStore(f"the database has not all of the {layout.name} yet: run `chumchon migrate`")


def _expect_made(connection: Connection, layout: Layout) -> None:
    made = {name for (name,) in connection.execute(MADE, (schema_of(layout),))}
    if not made.issuperset(_names(layout)):
        raise not_made(layout)


def _expect_apart(connection: Connection, layout: Layout) -> None:
    if connection.execute(WITH_FACTS).fetchone()[0]:
        raise UnsafeStore(f"{layout.name} must lie in a database of their own: this one holds the facts")


def _grants(layout: Layout) -> Iterator[str]:
    schema = schema_of(layout)
    yield f"GRANT USAGE ON SCHEMA {schema} TO {APPLICATION}"
    for table in _names(layout):
        verbs = "SELECT, INSERT, UPDATE, DELETE" if table in _changeable(layout) else "SELECT, INSERT"
        yield f"GRANT {verbs} ON {table} TO {APPLICATION}"


def _names(layout: Layout) -> list[str]:
    return [name for statement in layout.tables for name in made_by(statement)]


def _changeable(layout: Layout) -> set[str]:
    return {*_names(layout)} - {*layout.guarded, *layout.add_only}
