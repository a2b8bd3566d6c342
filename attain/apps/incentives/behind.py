"""What stands behind a change of pay: other rules, clients who came and went, targets, KPIs, components."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from attain.apps.house.api import store
from attain.apps.results import api as results
from attain.engine.decide.rules import Rules
from attain.engine.formulas import names
from attain.engine.pay.share import Share
from attain.engine.store import DuckEngine
from attain.rulebook.sites import sites
from attain.wording import Wording
from attain.wording.rules import Change, difference, sentences

TARGET = "target."

#: The rules that pay may come of, in the order in which they are read.
KINDS = ("plan", "pool", "scorecard", "kpi", "param", "measure")

Value = Callable[[str], Decimal | None]


@dataclass(frozen=True)
class Figure:
    """Something in either run. unit, decimals: how both are shown."""

    name: str
    title: str
    before: Decimal | None
    after: Decimal | None
    unit: str
    decimals: int

    @property
    def change(self) -> Decimal | None:
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True)
class Document:
    """A rule of the person's that differs. changes: sentences that are gone or have come."""

    kind: str
    name: str
    title: str
    since: date | None
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Clients:
    """The keys of clients who came to a person and who left them, sorted."""

    came: tuple[str, ...]
    left: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.came or self.left)


@dataclass(frozen=True)
class Side:
    """One of the two runs, as a person's numbers need it."""

    run: results.RunView
    rules: Rules
    sheets: tuple[results.SheetView, ...]

    @classmethod
    def of(cls, run: results.RunView, person: str) -> "Side":
        return cls(run, results.rules_of(run.bundle), tuple(results.sheets_of(person, run)))

    @property
    def posts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(sheet.post for sheet in self.sheets if sheet.post))

    def number(self, name: str) -> Decimal | None:
        """The sum over the person's spells of what adds up (pay), None where no spell has it."""
        found = [value for sheet in self.sheets if (value := sheet.number(name)) is not None]
        return sum(found, Decimal(0)) if found else None

    def last(self, name: str) -> Decimal | None:
        """The value of the last spell that has one."""
        return next((v for sheet in reversed(self.sheets) if (v := sheet.number(name)) is not None), None)


def components(first: Side, second: Side, wording: Wording) -> list[Figure]:
    """Every component that paid something in either run, in the order of the plan."""
    names = dict.fromkeys(
        part.component
        for side in (second, first)
        for post in side.posts
        for plan in side.rules.plans(post, side.run.last_day)
        for part in plan.components
    )
    both = first, second
    found = [figure(name, first.number, second.number, both, wording, money=True) for name in names]
    return [each for each in found if each.before or each.after]


def targets(first: Side, second: Side, wording: Wording) -> list[Figure]:
    """Targets of the person that are otherwise."""
    names = sorted({key for side in (first, second) for sheet in side.sheets for key in sheet.values})
    found = []
    for key in (key for key in names if key.startswith(TARGET) and "|" not in key):
        name = key.removeprefix(TARGET)
        unit, decimals = _unit(second.rules, name, second.run.last_day)
        title = wording.title(second.rules.title(name), name)
        found.append(Figure(name, title, first.last(key), second.last(key), unit, decimals))
    return [each for each in found if each.before != each.after]


def kpis(first: Side, second: Side, wording: Wording) -> list[Figure]:
    """The KPIs of the person's scorecards, in their order, those that are otherwise."""
    names = dict.fromkeys(
        line.kpi
        for post in second.posts
        for card in second.rules.scorecards(post, second.run.cycle, second.run.last_day)
        for line in card.lines
    )
    both = first, second
    found = [figure(name, first.last, second.last, both, wording) for name in names]
    return [each for each in found if each.before != each.after]


def documents(first: Side, second: Side, wording: Wording) -> list[Document]:
    """The plans and scorecards of the person's posts, and the rules they read, that are not as they were."""
    found = []
    own = {key for side in (first, second) for key in _own(side)}
    for kind, name in sorted(own, key=lambda key: (KINDS.index(key[0]), key[1])):
        was, now = (side.rules.version(kind, name, side.run.last_day) for side in (first, second))
        if was is not None and now is not None and was.rule == now.rule:
            continue
        told = [
            sentences(kind, version.rule, side.rules, wording) if version else []
            for version, side in ((was, first), (now, second))
        ]
        changes = tuple(change for change in difference(*told) if change.kind != "same")
        if changes:
            title = wording.title(second.rules.title(name) or first.rules.title(name), name)
            found.append(Document(kind, name, title, now.starts if now else None, changes))
    return found


def clients(first: results.RunView, second: results.RunView, person: str) -> Clients:
    """Whom the person covered on the last day of the one run and not on that of the other."""
    was, now = _covered(first, person), _covered(second, person)
    return Clients(tuple(sorted(now - was)), tuple(sorted(was - now)))


def _covered(run: results.RunView, person: str) -> set[str]:
    house, rules = store(), results.rules_of(run.bundle)
    with DuckEngine() as engine:
        engine.register(house.snapshot(run.snapshot), {"coverage": rules.tables["coverage"]})
        rows = engine.query(
            'SELECT client_id FROM coverage WHERE person_id = ? AND "from" <= ? AND "to" > ?',
            [person, run.last_day, run.last_day],
        )
    return {row[0] for row in rows}


def _own(side: Side) -> set[tuple[str, str]]:
    """(kind, name) of what pays and judges the person, and of all that these rules read."""
    day, rules = side.run.last_day, side.rules
    waiting = [("plan", plan.plan) for post in side.posts for plan in rules.plans(post, day)]
    cards = (card for post in side.posts for card in rules.scorecards(post, side.run.cycle, day))
    waiting += [("scorecard", card.scorecard) for card in cards]
    found: set[tuple[str, str]] = set()
    while waiting:
        key = waiting.pop()
        version = rules.version(*key, day)
        if key in found or version is None:
            continue
        found.add(key)
        read = {name.partition(".")[0] for site in sites(version.rule) for name in names(site.formula.tree)}
        read |= {line.kpi for line in version.rule.lines} if key[0] == "scorecard" else set()
        read |= {part.pool for part in getattr(version.rule, "components", ()) if isinstance(part, Share)}
        waiting += [(kind, name) for name in read if (kind := rules.kind_of(name)) in KINDS]
    return found


def figure(
    name: str, before: Value, after: Value, sides: tuple[Side, Side], wording: Wording, money: bool = False
) -> Figure:
    """Something by its name in both runs."""
    first, second = sides
    unit, decimals = _unit(second.rules, name, second.run.last_day)
    if money:
        unit, decimals = "money", second.rules.settings.currency_decimals
    title = wording.title(second.rules.title(name) or first.rules.title(name), name)
    return Figure(name, title, before(name), after(name), unit, decimals)


def _unit(rules: Rules, name: str, day: date) -> tuple[str, int]:
    """The unit of a name and how many decimals are shown."""
    kpi = rules.kpi(name, day)
    if kpi is not None:
        return kpi.unit, kpi.decimals
    unit = rules.unit_word(name, day) if rules.kind_of(name) else "number"
    return unit, rules.settings.currency_decimals if unit == "money" else 0
