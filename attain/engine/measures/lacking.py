"""What a family's facts lack of credit, by unit and reason, from what was gathered.

Each row is weighed with the parts per million of it that are missing; of a key that nobody owned, all of it.
"""

from collections.abc import Sequence

from sqlglot import exp

from attain.engine.measures.answers import Gathered
from attain.engine.measures.cells import Asked
from attain.engine.measures.clauses import (
    column,
    equal,
    grouped,
    joined,
    named,
    number,
    or_else,
    relation,
    select,
    subquery,
    text,
    union,
    where,
    wide,
    with_relations,
)
from attain.engine.measures.gathering import unit_by_key
from attain.engine.measures.standing import nowhere
from attain.engine.measures.uncredited import NO_OWNER, OWNER_LEFT
from attain.engine.money import PPM


def lacking_query(gathered: Gathered, asked: Sequence[Asked]) -> exp.Select | None:
    """Rows (unit, reason, then facts, share, value for each question), as `uncredited_query` has them apart.

    None where nothing can lack credit.
    """
    names = cells_lacking(asked)
    parts = []
    relations: dict[str, exp.Expression] = {}
    if unit_by_key(gathered.family):
        parts.append(_of_keys(gathered, names))
    if gathered.lots:
        relations = _weighed(gathered.kept_lot, names)
        parts += [_of_lots(gathered, names, reason) for reason in (NO_OWNER, OWNER_LEFT)]
    if not parts:
        return None
    relations["lacking"] = union(*parts)
    made: list[exp.Expression] = []
    for at, one in enumerate(asked):
        made.append(named(_sum(f"n_{one.present}"), f"facts_{at}"))
        made.append(named(_sum(one.present), f"share_{at}"))
        made.append(named(one.lacking.copy() if one.lacking is not None else number(0), f"value_{at}"))
    keys = [column("unit"), column("reason")]
    return with_relations(grouped(select(*keys, *made, source=relation("lacking")), keys), relations)


def cells_lacking(asked: Sequence[Asked]) -> list[str]:
    """The cells that tell what facts lack."""
    return list(dict.fromkeys(name for one in asked for name in (one.present, *_cells(one))))


def _cells(one: Asked) -> list[str]:
    return [found.name for found in one.lacking.find_all(exp.Column)] if one.lacking is not None else []


def _of_keys(gathered: Gathered, names: Sequence[str]) -> exp.Select:
    """Keys that nobody owned in the window, or whose owner held no post in it."""
    place = column("_place", "totals")
    nobody = exp.Is(this=place, expression=exp.Null())
    reason = exp.Case(ifs=[exp.If(this=nobody, true=text(NO_OWNER))], default=text(OWNER_LEFT))
    query = select(
        named(_unit(), "unit"), named(reason, "reason"), *_weights(names, "totals", number(PPM)),
        source=relation(gathered.totals, "totals"),
    )  # fmt: skip
    return where(_with_unit(query, gathered, column("_key", "totals")), nowhere(place))


def _of_lots(gathered: Gathered, names: Sequence[str], reason: str) -> exp.Select:
    by_key = unit_by_key(gathered.family)
    query = select(
        named(_unit() if by_key else column("_unit", "weighed"), "unit"),
        named(text(reason), "reason"),
        *_weights(names, "weighed", column(reason, "weighed")),
        source=relation("weighed"),
    )
    if by_key:
        query = _with_unit(query, gathered, column(gathered.lot[0], "weighed"))
    return where(query, exp.NEQ(this=column(reason, "weighed"), expression=number(0)))


def _weights(names: Sequence[str], table: str, missing: exp.Expression) -> list[exp.Expression]:
    """Each cell as it is, and times the parts per million that are missing."""
    plain = [named(column(name, table), f"n_{name}") for name in names]
    return plain + [
        named(exp.Mul(this=wide(column(name, table)), expression=missing.copy()), name) for name in names
    ]


def _weighed(lot: Sequence[str], names: Sequence[str]) -> dict[str, exp.Expression]:
    """Each lot with the parts per million of it that nobody owns, and that its owners lost by leaving."""
    keys = [column(name) for name in lot]
    share, none = column("_share"), number(0)
    given = [
        select(
            *map(column, lot),
            named(owns.copy(), "owned"),
            named(gets.copy(), "credited"),
            source=relation(source),
        )
        for source, owns, gets in (("owned", share, none), ("credited", none, share))
    ]
    sums = [named(_sum(name), name) for name in ("owned", "credited")]
    shares = grouped(select(*keys, *sums, source=subquery(union(*given), "given")), keys)
    had, kept = (or_else(column(name, "shares"), number(0)) for name in ("owned", "credited"))
    weighed = select(
        *(column(name, "lots") for name in (*lot, *names)),
        named(exp.Sub(this=number(PPM), expression=had), NO_OWNER),
        named(exp.Sub(this=had.copy(), expression=kept), OWNER_LEFT),
        source=relation("lots"),
    )
    same = [equal(column(name, "shares"), column(name, "lots")) for name in lot]
    weighed = joined(weighed, relation("shares"), *same, left=True)
    all_owned, all_kept = (equal(each.copy(), number(PPM)) for each in (had, kept))
    some_missing = exp.Not(this=exp.Paren(this=exp.And(this=all_owned, expression=all_kept)))
    return {"shares": shares, "weighed": where(weighed, some_missing)}


def _unit() -> exp.Expression:
    return or_else(column("unit_id", "client"), text(""))


def _with_unit(query: exp.Select, gathered: Gathered, key: exp.Expression) -> exp.Select:
    same = equal(column("client_id", "client"), key)
    return joined(query, relation("clients", "client"), same, left=True)


def _sum(name: str) -> exp.Expression:
    return or_else(exp.Sum(this=column(name)), number(0))
