"""How connections to the database begin."""

from typing import Any

from django.db.backends.signals import connection_created
from django.dispatch import receiver


@receiver(connection_created)
def one_process_a_question(connection: Any, **_: Any) -> None:
    """PostgreSQL answers pages without helpers: starting them takes longer than a page's question does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0")
