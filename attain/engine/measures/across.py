"""The values of questions whose groups lie across owners: clients of named people, products of clients …

lots      the facts of each group that are owned alike, with the cells of all questions
stakes    what each place has of each group, with its share
groups    each group once, with how many stakes it has: a group with one stake counts where that stands
by_key    groups with several stakes, for each subject that they roll up to
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace

from sqlglot import exp

from attain.engine.formulas import Column
from attain.engine.measures.answers import cells_of, value_of, where_present
from attain.engine.measures.cells import Asked, Cells
from attain.engine.measures.clauses import (
    column,
    equal,
    filled,
    grouped,
    joined,
    named,
    number,
    relation,
    select,
    union,
    where,
    wide,
    with_relations,
)
from attain.engine.measures.credit import credited, owned
from attain.engine.measures.groups import again, counted, kept, kept_of_groups, mixed, parts_by_key
from attain.engine.measures.names import source_columns
from attain.engine.measures.parts import Part
from attain.engine.measures.places import COMPANY_PLACE
from attain.engine.measures.query import Plan, rolled_up
from attain.engine.measures.relations import WHO
from attain.engine.measures.selection import Question, aid_paths, aids_of, joined_with, within

STAKE = ("_place", "_share")


def across(questions: Iterable[Question]) -> tuple[list[list[Question]], list[Question]]:
    """Questions with groups across owners, those together that read and group alike; and the others."""
    together: dict[Hashable, list[Question]] = {}
    others: list[Question] = []
    for question in questions:
        if _fits(question):
            together.setdefault(_alike(question), []).append(question)
        else:
            others.append(question)
    return list(together.values()), others


def _fits(question: Question) -> bool:
    measure, plan = question.measure, Plan(question)
    parts = (*plan.value, *plan.having)
    simple = not any(part.kind == "count_distinct" for part in parts)
    named_ones = question.traits.named_credits(measure)
    return bool(question.per) and simple and not (measure.by or named_ones or plan.once)


def _alike(question: Question) -> Hashable:
    measure = question.measure
    return measure.of, question.per, measure.credit.model_dump_json(), question.days, question.period


def across_query(cells: Cells, asked: Sequence[Asked]) -> exp.Select:
    """Rows (number of the subject, a value for each question)."""
    question, names = asked[0].question, cells_of(asked)
    merged = cells.merged(names)
    who = column(WHO, "r")
    relations: dict[str, exp.Expression] = {"lots": _lots(question, cells, names)}
    relations |= {"owned": owned(question, "lots"), "credited": credited(question)}
    relations["stakes"] = _merged("credited", [*map(column, STAKE), column("_per")], merged)
    once = [named(exp.Max(this=column(name)), name) for name in (*STAKE, *names)]
    stakes = named(exp.Count(this=exp.Star()), "_stakes")
    relations["groups"] = _merged("stakes", [column("_per")], [stakes, *once])
    sole = where(
        select(column("_place"), *kept(asked, _of_stake), source=relation("groups")),
        equal(column("_stakes"), number(1)),
    )
    relations["whole"] = _merged("lots", [column("_per")], merged)
    company = select(
        named(number(COMPANY_PLACE), "_place"), *kept(asked, kept_of_groups), source=relation("whole")
    )
    relations["placed"] = union(grouped(sole, [column("_place")]), company)
    relations["by_key"] = _by_key(asked)
    alone = select(who, *again(asked), source=relation("placed"))
    alone = grouped(rolled_up(alone, "placed"), [who])
    relations["counted"] = union(alone, mixed(asked))
    made = [
        where_present(value_of(one, lambda part, shared, at=at: counted(part, shared, at)), f"n{at}", at)
        for at, one in enumerate(asked)
    ]
    query = select(column(WHO), *made, source=relation("counted"))
    return with_relations(grouped(query, [column(WHO)]), relations)


def _lots(question: Question, cells: Cells, names: Sequence[str]) -> exp.Select:
    of = source_columns(question.schema, question.fact, question.period)
    aids = aids_of(question, False)
    keys = {name: aids[name] for name in question.lot} | {"_per": of(question.per).sql}
    listed = [named(key.copy(), name) for name, key in keys.items()]
    listed += [named(cells.made[name].copy(), name) for name in names]
    paths = [*aid_paths(question), question.per, *(path for name in names for path in cells.paths[name])]
    rows = joined_with(select(*listed, source=relation(question.fact.name, "fact")), question, paths)
    rows = where(rows, *within(question.on, question.days), filled(keys["_per"].copy()))
    return grouped(rows, [key for key in keys.values() if not isinstance(key, exp.Literal)])


def _merged(source: str, keys: Sequence[exp.Expression], made: Sequence[exp.Expression]) -> exp.Select:
    listed = [*(key.copy() for key in keys), *(each.copy() for each in made)]
    return grouped(select(*listed, source=relation(source)), keys)


def _by_key(asked: Sequence[Asked]) -> exp.Select:
    """Groups with several stakes, for each subject that has one."""
    keys = [column(WHO, "r"), column("_per", "stakes")]
    query = select(*keys, *parts_by_key(asked, "stakes"), source=relation("stakes"))
    several = exp.GT(this=column("_stakes", "groups"), expression=number(1))
    same = equal(column("_per", "groups"), column("_per", "stakes"))
    query = joined(rolled_up(query, "stakes"), relation("groups"), same, several)
    return grouped(query, keys)


def _of_stake(part: Part, shared: bool) -> Column:
    """A part of a group that lies in one place, with the place's share of it."""
    if not shared:
        return kept_of_groups(part, shared)
    share = exp.Mul(this=wide(kept_of_groups(part, False).sql), expression=column("_share"))
    return replace(kept_of_groups(part, shared), sql=share)
