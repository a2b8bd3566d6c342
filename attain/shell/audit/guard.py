"""What makes the database itself refuse to change or remove entries: triggers, on SQLite and PostgreSQL.

The head moves forward only: by one entry, never back, and its row stays.
"""

from typing import Any

ENTRIES, HEAD = "shell_auditentry", "shell_audithead"

#: Trigger → its table, for both databases.
TRIGGERS = {
    "audit_unchanged": ENTRIES,
    "audit_unremoved": ENTRIES,
    "audit_head_forward": HEAD,
    "audit_head_unremoved": HEAD,
}
REFUSED = "the audit trail is append-only"

SQLITE = (
    f"""CREATE TRIGGER IF NOT EXISTS audit_unchanged BEFORE UPDATE ON {ENTRIES}
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS audit_unremoved BEFORE DELETE ON {ENTRIES}
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS audit_head_forward BEFORE UPDATE ON {HEAD}
    WHEN NEW.number <> OLD.number + 1 OR NEW.id <> OLD.id
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS audit_head_unremoved BEFORE DELETE ON {HEAD}
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",
)
POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$""",
    f"""CREATE OR REPLACE TRIGGER audit_unchanged BEFORE UPDATE OR DELETE ON {ENTRIES}
    FOR EACH ROW EXECUTE FUNCTION audit_refuses()""",
    f"""CREATE OR REPLACE TRIGGER audit_unremoved BEFORE TRUNCATE ON {ENTRIES}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()""",
    f"""CREATE OR REPLACE TRIGGER audit_head_forward BEFORE UPDATE ON {HEAD} FOR EACH ROW
    WHEN (NEW.number <> OLD.number + 1 OR NEW.id <> OLD.id) EXECUTE FUNCTION audit_refuses()""",
    f"""CREATE OR REPLACE TRIGGER audit_head_unremoved BEFORE DELETE ON {HEAD}
    FOR EACH ROW EXECUTE FUNCTION audit_refuses()""",
)


def guard(connection: Any) -> None:
    """Makes the triggers; does nothing where they are."""
    with connection.cursor() as cursor:
        for statement in POSTGRESQL if connection.vendor == "postgresql" else SQLITE:
            cursor.execute(statement)


def unguard(connection: Any) -> None:
    """Takes them away: for a migration that goes back, and nothing else."""
    with connection.cursor() as cursor:
        for name, table in TRIGGERS.items():
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def guarded(connection: Any) -> bool:
    """Whether all the triggers are there and switched on."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        found = {row[0] for row in cursor.fetchall()}
    return found >= set(TRIGGERS)
