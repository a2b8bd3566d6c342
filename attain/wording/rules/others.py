"""Pools, posts, fact tables, added columns, mappings and the rulebook itself in sentences."""

from attain.engine.decide.settings import FiscalMonths, Settings
from attain.engine.facts import FactTable, Mapping
from attain.engine.facts.columns import ColumnType
from attain.engine.pay.plan import Pool
from attain.rulebook.cases import Case
from attain.rulebook.post import Post
from attain.rulebook.table_columns import TableColumns
from attain.wording.days import day_alone, month_alone
from attain.wording.rules.dated import dated
from attain.wording.rules.ranges import step
from attain.wording.rules.sentence import Telling
from attain.wording.rules.teller import words


def pool(tell: Telling, rule: Pool) -> None:
    teller, say = tell.teller, tell.teller.wording.say
    often = say(f"kpis.often.{rule.cycle}")
    sum_ = teller.sum_of(rule.amount)
    tell.add(f"rules.pool.{rule.level}", "amount", "level", "cycle", often=often, sum=sum_)
    dated(tell, rule)
    if rule.kind:
        tell.add("rules.pool.kind", "kind", kind=teller.quoted(rule.kind))
    if rule.decimals is not None:
        tell.add("rules.rounded", "decimals", step=step(rule.decimals, teller))
    if rule.units is None:
        return
    split = rule.units
    tell.add("rules.pool.units", ("units", "weight"), weight=teller.formula(split.weight))
    if split.kind:
        tell.add("rules.pool.kind", ("units", "kind"), kind=teller.quoted(split.kind))
    for id, key, part in (("least", "floor", split.floor), ("most", "cap", split.cap)):
        if part is not None:
            tell.add(f"rules.pool.{id}", ("units", key), part=teller.figure(part, "percent"))


def post(tell: Telling, rule: Post) -> None:
    """The card of the post, as it is written."""
    title = tell.teller.wording.title
    for key in ("duties", "rights", "liability", "requirements"):
        if text := title(getattr(rule, key)):
            tell.add(f"rules.post.{key}", key, text=text)
    who = tell.teller.wording.say(f"kpis.influence.{rule.answers_for}")
    tell.add("rules.post.answers_for", "answers_for", who=who)


def fact(tell: Telling, rule: FactTable) -> None:
    teller = tell.teller
    tell.add("rules.fact.grain", "grain", grain=teller.quoted(rule.grain))
    tell.add("rules.fact.date", "date", column=_column(tell, rule.date))
    for key, column in (("client", rule.client), ("employee", rule.employee)):
        if column:
            tell.add(f"rules.fact.{key}", key, column=_column(tell, column))
    if rule.owned_on:
        tell.add("rules.fact.owned_on", "owned_on", column=_column(tell, rule.owned_on))
    if rule.reverses:
        tell.add("rules.fact.reverses", "reverses", column=_column(tell, rule.reverses))
    keys = teller.wording.list([_column(tell, each) for each in rule.key])
    tell.add("rules.fact.key", "key", columns=keys)
    _columns(tell, rule.columns)


def table(tell: Telling, rule: TableColumns) -> None:
    tell.add("rules.table", "table", table=tell.teller.quoted(words(rule.table)))
    _columns(tell, rule.columns)


def _columns(tell: Telling, columns: dict[str, ColumnType]) -> None:
    say = tell.teller.wording.say
    tell.add("rules.fact.columns", "columns")
    for name, kind in columns.items():
        tell.add(
            "rules.fact.column",
            ("columns", name),
            depth=1,
            column=_column(tell, name),
            type=say(f"rules.type.{kind.kind}"),
            digits=tell.teller.figure(kind.decimals) if kind.decimals is not None else "",
            choices=tell.teller.wording.list([tell.teller.trait_value(name, each) for each in kind.choices])
            if kind.choices
            else "",
            optional=kind.optional,
            default=_default(tell, kind),
        )


def _default(tell: Telling, kind: ColumnType) -> str:
    """What an empty cell stands for."""
    if kind.default is None or kind.kind != "boolean":
        return words(kind.default or "")
    return tell.teller.wording.value(kind.default == "true")


def _column(tell: Telling, name: str) -> str:
    return tell.teller.quoted(tell.teller.trait(name))


def mapping(tell: Telling, rule: Mapping) -> None:
    teller = tell.teller
    tell.add("rules.mapping", "into", "file", file=teller.quoted(rule.file), table=teller.table(rule.into))
    for name, feed in rule.columns.items():
        origin = teller.quoted(feed.source or feed.constant or "")
        told = teller.formula(feed.formula) if feed.formula is not None else origin
        tell.add("rules.mapping.column", ("columns", name), depth=1, column=_column(tell, name), origin=told)


def case(tell: Telling, rule: Case) -> None:
    """What a worked case tries; its numbers stand in its own text."""
    tell.add("rules.case", rule.tried[0], rule=tell.teller.named(rule.tried[1]))
    if rule.math:
        tell.text(rule.math, "math")


def rulebook(tell: Telling, rule: Settings) -> None:
    teller = tell.teller
    tell.add(
        "rules.book.currency",
        "currency",
        "decimals",
        currency=rule.currency,
        step=step(rule.currency_decimals, teller),
    )
    tell.add("rules.book.zone", "time_zone", zone=rule.time_zone)
    if isinstance(rule.periods, FiscalMonths):
        month = month_alone(rule.periods.first_month, teller.wording.locale)
        tell.add("rules.book.months", "calendar", month=month)
    else:
        weeks = rule.periods.pattern.split("-")
        told = teller.wording.list([teller.figure(int(each)) for each in weeks])
        tell.add("rules.book.weeks", "calendar", weeks=told, day=rule.periods.first_day)
    days = teller.wording.list([day_alone(each, teller.wording.locale) for each in rule.weekend])
    if rule.weekend:
        tell.add("rules.book.weekend", "weekend", days=days)
    if rule.include:
        tell.add("rules.book.standard", "include")
    for at, waiver in enumerate(rule.lint.waivers):
        tell.add(
            "rules.book.waiver",
            ("lint", "waivers", at),
            kpi=teller.named(waiver.kpi),
            because=teller.wording.title(waiver.because),
        )
