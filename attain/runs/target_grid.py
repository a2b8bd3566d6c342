"""Targets of a year as a grid is made of them: rows as set, and what the engine makes of longer periods."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from attain.engine.decide.rules import Rules
from attain.engine.decide.subject import COMPANY, Subject
from attain.engine.decide.target_table import TargetRow
from attain.engine.decide.targets import Target, Targets
from attain.engine.money import scaled
from attain.engine.period import CYCLES, Calendar, Period
from attain.engine.store import DuckEngine, Snapshot
from attain.runs.target_names import called_for

#: Decimals of the table's values.
PLACES = 6

#: Who a target is for: (kind, id); the company's id is "".
Who = tuple[str, str]

#: Of so many people at most, months are made of longer periods one by one; sums of more leave these out.
MOST_SPREAD = 20_000


@dataclass(frozen=True)
class Stored:
    """A target as the table has it."""

    kind: str
    subject: str
    period: str
    value: Decimal
    fixed: bool = False
    set_on: date | None = None
    set_by: str = ""
    reason: str = ""

    @property
    def who(self) -> Who:
        return self.kind, self.subject


@dataclass(frozen=True)
class Named:
    """What a target is set for: a measure or KPI, in the whole ("") or of one group."""

    name: str
    group: str = ""

    @property
    def key(self) -> str:
        return f"{self.name}|{self.group}" if self.group else self.name

    @classmethod
    def of(cls, key: str) -> "Named":
        name, _, group = key.partition("|")
        return cls(name, group)


class Grid:
    """The targets of one name and one year, of the subjects that were asked for."""

    def __init__(
        self, rows: Iterable[Stored], named: Named, year: int, rules: Rules, seasons: Mapping
    ) -> None:
        self.named, self.year, self.calendar = named, year, rules.calendar
        self.months = rules.calendar.periods_of_year(year, "month")
        self.rows: dict[tuple[Who, str], Stored] = {(row.who, row.period): row for row in rows}
        self.additive = rules.additive(named.name, self.months[0].start)
        made = [
            TargetRow(r.kind, r.subject or COMPANY, named.name, r.period, r.value, named.group, r.fixed)
            for r in self.rows.values()
        ]
        self._targets = Targets(made, rules.calendar, lambda _: self.additive, seasons)

    def stored(self, who: Who, period: str) -> Stored | None:
        return self.rows.get((who, period))

    def of(self, who: Who, period: Period) -> Target:
        """The target as a run would take it, of a subject who is there the whole period."""
        kind, key = who
        return self._targets.of(Subject(kind, key or COMPANY), self.named.name, period, self.named.group)

    @property
    def year_period(self) -> Period:
        return self.calendar.period(str(self.year))


def periods_of(calendar: Calendar, year: int) -> list[Period]:
    """Every period of a year that targets are set for, the year first."""
    return [p for cycle in reversed(CYCLES[1:]) for p in calendar.periods_of_year(year, cycle)]


def read(
    engine: DuckEngine, snapshot: Snapshot, rules: Rules, named: Named, year: int, whos: Sequence[Who]
) -> Grid:
    """The grid of these subjects. The table's files are read by kind, subject, name and period."""
    periods = [p.key for p in periods_of(rules.calendar, year)]
    found = []
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, key in whos:
        by_kind[kind].append(key)
    for kind, keys in by_kind.items():
        found += _rows(engine, snapshot, rules, named, periods, kind, keys)
    return Grid(found, named, year, rules, seasons(snapshot, rules))


def _rows(
    engine: DuckEngine,
    snapshot: Snapshot,
    rules: Rules,
    named: Named,
    periods: Sequence[str],
    kind: str,
    keys: Sequence[str],
) -> list[Stored]:
    relation = snapshot.relation(rules.tables["targets"])
    rows = engine.query(
        f"SELECT subject_id, period, value, fixed, set_on, set_by, reason FROM ({relation})"
        f" WHERE subject_kind = ? AND subject_id IN ({_marks(keys)}) AND subject_id BETWEEN ? AND ?"
        f' AND name = ? AND "group" = ? AND period IN ({_marks(periods)})',
        [kind, *keys, min(keys), max(keys), named.name, named.group, *periods],
    )
    return [
        Stored(kind, key or "", period, scaled(value, PLACES), fixed, on, by or "", reason or "")
        for key, period, value, fixed, on, by, reason in rows
    ]


def sums(
    engine: DuckEngine,
    snapshot: Snapshot,
    rules: Rules,
    named: Named,
    year: int,
    units: Sequence[str] | None,
    posts: Sequence[str] = (),
    longer: Sequence[Period] = (),
) -> dict[str, Decimal]:
    """Month → what the targets of all people in the units come to, and the year under its own key.

    units: None for all. longer: quarters or halves of the year, which get sums of their own: of people's own
    targets for them, else of their months.
    Kept for a table's files: the same question to the same store is answered at once.
    """
    parts = tuple(
        part.file for name in ("targets", "assignments", "seasonality") for part in snapshot.parts(name)
    )
    among = tuple(sorted(units or ("",)))
    between = tuple(period.key for period in longer)
    key = (str(snapshot.place.root), parts, named, year, among, tuple(sorted(posts)), between)
    if key not in _SUMS:
        while len(_SUMS) > 200:
            _SUMS.pop(next(iter(_SUMS)))
        _SUMS[key] = _summed(engine, snapshot, rules, named, year, units, posts, longer)
    return _SUMS[key]


_SUMS: dict[tuple, dict[str, Decimal]] = {}


def _summed(
    engine: DuckEngine,
    snapshot: Snapshot,
    rules: Rules,
    named: Named,
    year: int,
    units: Sequence[str] | None,
    posts: Sequence[str],
    between: Sequence[Period],
) -> dict[str, Decimal]:
    months = rules.calendar.periods_of_year(year, "month")
    longer = [p.key for p in periods_of(rules.calendar, year) if p.cycle != "month"]
    start, end = months[0].start, months[-1].end
    within = f" AND unit_id IN ({_marks(units)})" if units is not None else ""
    as_post = f" AND post IN ({_marks(posts)})" if posts else ""
    assignments = snapshot.relation(rules.tables["assignments"])
    among = f'SELECT person_id FROM ({assignments}) WHERE "from" < ? AND "to" > ?{within}{as_post}'
    given = [end, start, *(units or ()), *posts]
    targets = snapshot.relation(rules.tables["targets"])
    of = "subject_kind = 'person' AND name = ? AND \"group\" = ?"
    with_longer = [
        key
        for (key,) in engine.query(
            f"SELECT DISTINCT subject_id FROM ({targets}) WHERE {of} AND period IN ({_marks(longer)})"
            f" AND subject_id IN ({among})",
            [named.name, named.group, *longer, *given],
        )
    ]
    totals = {p.key: Decimal(0) for p in months}
    spread = with_longer[:MOST_SPREAD]
    rows = engine.query(
        f"SELECT period, sum(value) FROM ({targets}) WHERE {of} AND period IN ({_marks(months)})"
        f" AND subject_id IN ({among})"
        + (f" AND subject_id NOT IN ({_marks(spread)})" if spread else "")
        + " GROUP BY period",
        [named.name, named.group, *(p.key for p in months), *given, *spread],
    )
    for period, value in rows:
        totals[period] += scaled(int(value), PLACES)
    for period in between:
        own = rules.calendar.within(period, "month")
        totals[period.key] = sum((totals[month.key] for month in own), Decimal(0))
    if spread:
        grid = read(engine, snapshot, rules, named, year, [("person", key) for key in spread])
        for key in spread:
            for period in (*months, *between):
                totals[period.key] += grid.of(("person", key), period).value or 0
    totals[str(year)] = sum((totals[month.key] for month in months), Decimal(0))
    return totals


def seasons(snapshot: Snapshot, rules: Rules) -> Mapping[tuple[str, str], Decimal]:
    """Weights of the year's parts by (name, part)."""
    parts = tuple(part.file for part in snapshot.parts("seasonality"))
    return _seasons(snapshot, rules, parts)


def _seasons(snapshot: Snapshot, rules: Rules, parts: tuple[str, ...]) -> Mapping[tuple[str, str], Decimal]:
    if not parts or not snapshot.rows("seasonality"):
        return {}
    with DuckEngine() as engine:
        relation = snapshot.relation(rules.tables["seasonality"])
        rows = engine.query(f"SELECT name, part, weight FROM ({relation})")
    return {(name or "", part): scaled(weight, PLACES) for name, part, weight in rows}


@dataclass(frozen=True)
class Used:
    """A name that targets are set for: by whom (kinds), how many rows; posts: of people, the most first."""

    named: Named
    kinds: tuple[str, ...]
    rows: int
    posts: tuple[str, ...] = ()


def used(engine: DuckEngine, snapshot: Snapshot, rules: Rules, on: date) -> tuple[Used, ...]:
    """Every name that the table has, by name and group; then those that rules of posts held call for.

    Kept for the table's files and these rules.
    """
    parts = tuple(part.file for name in ("targets", "assignments") for part in snapshot.parts(name))
    key = (str(snapshot.place.root), parts, on)
    if not _USED or _USED[0][0] != key or _USED[0][1] is not rules:
        there = _used(engine, snapshot, rules)
        _USED[:] = [(key, rules, (*there, *_open(engine, snapshot, rules, there, on)))]
    return _USED[0][2]


_USED: list[tuple[tuple, Rules, tuple[Used, ...]]] = []


def _open(
    engine: DuckEngine, snapshot: Snapshot, rules: Rules, there: Sequence[Used], on: date
) -> Iterator[Used]:
    """What the rules call for and nobody has a target of yet."""
    assignments = snapshot.relation(rules.tables["assignments"])
    rows = engine.query(f"SELECT post FROM ({assignments}) GROUP BY 1 ORDER BY count(*) DESC, 1")
    known = {each.named.name for each in there}
    for name, posts in called_for(rules, [post for (post,) in rows], on).items():
        if name not in known:
            yield Used(Named(name), (), 0, posts)


def _used(engine: DuckEngine, snapshot: Snapshot, rules: Rules) -> tuple[Used, ...]:
    targets = snapshot.relation(rules.tables["targets"])
    assignments = snapshot.relation(rules.tables["assignments"])
    kinds: dict[Named, dict[str, int]] = defaultdict(dict)
    rows = engine.query(
        f'SELECT name, "group", subject_kind, count(*) FROM ({targets}) GROUP BY ALL ORDER BY ALL'
    )
    for name, group, kind, count in rows:
        kinds[Named(name, group or "")][kind] = count
    posts: dict[Named, list[str]] = defaultdict(list)
    rows = engine.query(
        f'SELECT t.name, t."group", a.post, count(*) FROM (SELECT DISTINCT name, "group", subject_id'
        f" FROM ({targets}) WHERE subject_kind = 'person') t"
        f" JOIN (SELECT DISTINCT person_id, post FROM ({assignments})) a ON a.person_id = t.subject_id"
        " GROUP BY ALL ORDER BY 4 DESC, 3"
    )
    for name, group, post, _ in rows:
        posts[Named(name, group or "")].append(post)
    return tuple(
        Used(named, tuple(sorted(found)), sum(found.values()), tuple(posts[named]))
        for named, found in sorted(kinds.items(), key=lambda each: (each[0].name, each[0].group))
    )


def wanted_names(rules: Rules) -> tuple[str, ...]:
    """Names of measures and KPIs, for which a target may be set."""
    return tuple(sorted({*rules.names("measure"), *rules.names("kpi")}))


def _marks(values: Sequence) -> str:
    return ", ".join("?" * len(values)) or "NULL"
