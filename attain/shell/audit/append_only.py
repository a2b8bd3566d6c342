"""Tables that only grow: triggers by which the database itself refuses to change or remove their rows."""

from typing import Any

REFUSED = "this table is append-only"


def protect(connection: Any, *tables: str) -> None:
    """Makes the triggers of the tables, on SQLite and PostgreSQL; does nothing where they are."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION append_only_refuses() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
            )
        for table in tables:
            for statement in _statements(connection.vendor, table):
                cursor.execute(statement)


def unprotect(connection: Any, *tables: str) -> None:
    """Takes them away: for a migration that goes back, and nothing else."""
    with connection.cursor() as cursor:
        for table in tables:
            for name in _names(table):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def protected(connection: Any, *tables: str) -> bool:
    """Whether all their triggers are there and switched on."""
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')"
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {row[0] for row in cursor.fetchall()}
    return all(name in found for table in tables for name in _names(table))


def _names(table: str) -> tuple[str, str]:
    return f"{table}_unchanged", f"{table}_unremoved"


def _statements(vendor: str, table: str) -> tuple[str, str]:
    unchanged, unremoved = _names(table)
    if vendor == "postgresql":
        run = "EXECUTE FUNCTION append_only_refuses()"
        return (
            f"CREATE OR REPLACE TRIGGER {unchanged} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {run}",
            f"CREATE OR REPLACE TRIGGER {unremoved} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {run}",
        )
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    return (
        f"CREATE TRIGGER IF NOT EXISTS {unchanged} BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER IF NOT EXISTS {unremoved} BEFORE DELETE ON {table} {refuse}",
    )
