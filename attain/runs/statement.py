"""A person's statement for a period: what is paid, line by line, with the tree behind each number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from attain.engine.decide.settlement import PersonPay
from attain.engine.decide.subject import Subject
from attain.engine.period import Period
from attain.engine.scoring.result import CardResult
from attain.engine.trace import Node
from attain.runs.compute import Computed
from attain.runs.explain import card_trees, plan_trees, settlement_nodes

#: Facts of a node that hold the key of a person.
PEOPLE = ("person", "made_by", "approved_by", "confirmed_by", "set_by")


@dataclass(frozen=True, slots=True)
class Origin:
    """Of which facts, up to when, by which rules, in which state: what every page of results says.

    state: "calculated" or "closed". facts_until: the last day of the period
    that its facts have reached.
    """

    company: str
    run: str
    bundle: str
    snapshot: str
    state: str
    facts_until: date | None
    currency: str
    currency_decimals: int


@dataclass(frozen=True, slots=True)
class Person:
    """Who the statement is for. Names are personal data: they come from the store at the last moment."""

    id: str
    name: str = ""
    given_name: str = ""
    family_name: str = ""
    language: str = ""


@dataclass(frozen=True)
class Statement:
    """Everything that a statement shows, without a word of any language.

    cards: each spell's scorecards with result and tree. plans: each spell's plan with its tree (children:
    components, then guarantee and cap). settlement: what stands between earned and paid.
    titles: name → title by language, for every name in the trees. passed_over: plan or scorecard → the days
    from which its documents hold that did not apply. names: the other people whom the trees mention.
    """

    person: Person
    period: Period
    origin: Origin
    pay: PersonPay
    spells: tuple[Subject, ...]
    cards: tuple[tuple[Subject, CardResult, Node], ...]
    plans: tuple[tuple[Subject, Node], ...]
    settlement: tuple[Node, ...]
    titles: Mapping[str, Mapping[str, str]]
    passed_over: Mapping[str, tuple[date, ...]] = field(default_factory=dict)
    names: Mapping[str, Person] = field(default_factory=dict)

    @property
    def paid(self) -> Decimal | None:
        return self.pay.paid


def statement(
    computed: Computed, person: Person, origin: Origin, people: Mapping[str, Person] | None = None
) -> Statement:
    """The statement of one person, computed with its explanation. people: whose names may be shown."""
    cards = []
    for subject, node in card_trees(computed, person.id):
        result = computed.evaluation.card(subject, node.facts["card"], computed.period)
        cards.append((subject, result, node))
    plans = tuple(plan_trees(computed, person.id))
    pay = computed.pays[person.id]
    settlement = tuple(settlement_nodes(pay))
    nodes = [*(node for _, _, node in cards), *(node for _, node in plans), *settlement]
    return Statement(
        person=person,
        period=computed.period,
        origin=origin,
        pay=pay,
        spells=tuple(computed.payroll.spells(person.id)),
        cards=tuple(cards),
        plans=plans,
        settlement=settlement,
        titles=titles(computed, nodes),
        passed_over=passed_over(computed, nodes),
        names=names(nodes, pay, people or {}),
    )


def titles(computed: Computed, nodes: Sequence[Node]) -> dict[str, Mapping[str, str]]:
    """The titles of posts and units, and of all names and fact tables that the nodes mention.

    A post is called what the rulebook calls it, else what the store's table does.
    """
    found: dict[str, Mapping[str, str]] = {key: {"": title} for key, title in computed.places.items()}
    found |= {post: title for post, title in computed.rules.posts.items() if title}
    for node in _walk(nodes):
        for key in ("name", "kpi", "card"):
            name: Any = node.facts.get(key)
            if isinstance(name, str) and name and name not in found:
                found[name] = computed.rules.title(name)
        table = computed.rules.facts.get(str(node.facts.get("of", "")))
        if table is not None:
            found.setdefault(table.fact, table.title)
    return found


def names(nodes: Sequence[Node], pay: PersonPay, people: Mapping[str, Person]) -> dict[str, Person]:
    """Those of `people` whom the trees, or the reasons why pay waits, mention."""
    told = [note.facts for note in pay.held]
    told += [note.facts for spell in pay.spells for part in spell.components for note in part.notes]
    keys = people_in(nodes) | _people(told)
    return {key: people[key] for key in sorted(keys) if key in people}


def people_in(nodes: Sequence[Node]) -> set[str]:
    """The keys of people whom the trees mention."""
    return _people(node.facts for node in _walk(nodes))


def _people(told: Iterable[Mapping[str, Any]]) -> set[str]:
    return {str(facts[name]) for facts in told for name in PEOPLE if facts.get(name)}


def passed_over(computed: Computed, nodes: Sequence[Node]) -> dict[str, tuple[date, ...]]:
    """The dated documents that did not apply, of every plan and scorecard among the nodes."""
    found: dict[str, tuple[date, ...]] = {}
    for node in nodes:
        kind = {"plan": "plan", "scorecard": "scorecard"}.get(node.id)
        name = node.facts.get("name" if kind == "plan" else "card")
        if kind and name:
            found[name] = computed.rules.versions_passed_over(kind, name, computed.period.last_day)
    return found


def _walk(nodes: Sequence[Node]) -> Sequence[Node]:
    found = list(nodes)
    for node in found:
        found.extend(node.children)
    return found
