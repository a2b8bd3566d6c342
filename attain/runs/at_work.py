"""On which days people hold a post: only these can give them a part of a client's target."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property

from attain.runs.records import Records

#: (spell, since, until). Under the spell "" stand all days of the person, each once; of who is not there in
#: one spell all the time also those of each spell, under its first day.
Days = tuple[str, date, date]

TOUCHED = """
    SELECT person_id, "from", "to" FROM assignments WHERE "from" < $end AND "to" > $first
"""

DAYS = f"""
    WITH touched AS ({TOUCHED}), begun AS (
        SELECT *, CASE WHEN "from" <= MAX("to") OVER (
            PARTITION BY person_id ORDER BY "from", "to" ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) THEN 0 ELSE 1 END AS begins FROM touched
    ), numbered AS (
        SELECT *, SUM(begins) OVER (
            PARTITION BY person_id ORDER BY "from", "to" ROWS UNBOUNDED PRECEDING
        ) AS stretch FROM begun
    ), broken AS (
        SELECT person_id FROM touched GROUP BY person_id
        HAVING COUNT(*) > 1 OR MIN("from") > $first OR MAX("to") < $end
    )
    SELECT person_id, '' AS spell, MIN("from") AS since, MAX("to") AS until
    FROM numbered GROUP BY person_id, stretch
    UNION ALL
    SELECT person_id, CAST("from" AS VARCHAR), "from", MAX("to")
    FROM touched SEMI JOIN broken USING (person_id) GROUP BY person_id, "from"
"""


class AtWork:
    """Everybody's days at work from `first` to `last`."""

    def __init__(self, records: Records, first: date, last: date) -> None:
        self._records = records
        self._bound = {"first": first, "end": last + timedelta(days=1)}

    @cached_property
    def _rows(self) -> Sequence[tuple[str, str, date, date]]:
        return self._records.rows(DAYS, self._bound)

    @cached_property
    def _days(self) -> Mapping[str, list[Days]]:
        found: dict[str, list[Days]] = defaultdict(list)
        for person, *days in self._rows:
            found[person].append(tuple(days))
        return dict(found)

    def days(self, person: str) -> Sequence[Days]:
        """A person's days."""
        return self._days.get(person, ())

    def relation(self, name: str) -> None:
        """Makes them a temporary relation (person_id, spell, since, until)."""
        schema = {"person_id": "VARCHAR", "spell": "VARCHAR", "since": "DATE", "until": "DATE"}
        self._records.engine.table(name, self._rows, schema)
