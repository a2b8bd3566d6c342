"""On which days people hold a post: only these can give them a part of a client's target."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property

from attain.runs.records import Records

#: (spell, since, until). Under the spell "" stand all days of the person; of who is not there in one spell
#: all the time also those of each spell, under its first day.
Days = tuple[str, date, date]

DAYS = """
    WITH touched AS (
        SELECT person_id, "from", "to" FROM assignments WHERE "from" < $end AND "to" > $first
    ), broken AS (
        SELECT person_id FROM touched GROUP BY person_id
        HAVING COUNT(*) > 1 OR MIN("from") > $first OR MAX("to") < $end
    )
    SELECT person_id, '' AS spell, "from" AS since, "to" AS until FROM touched
    UNION ALL
    SELECT person_id, CAST("from" AS VARCHAR), "from", "to" FROM touched SEMI JOIN broken USING (person_id)
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
