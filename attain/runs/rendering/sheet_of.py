"""From a statement's data to a sheet: every sentence and figure of it, in one language."""

from decimal import Decimal

from attain.engine.trace import Node
from attain.runs.rendering.card_part import card_parts
from attain.runs.rendering.pay_part import plan_parts, whose
from attain.runs.rendering.people import name_of
from attain.runs.rendering.reader import Reader
from attain.runs.rendering.sheet import Fact, Row, Sheet
from attain.runs.statement import Origin, Statement
from attain.wording import Wording

#: How many characters of a hash a narrow place shows.
SHORT = 12


def reader_of(slip: Statement, wording: Wording) -> Reader:
    return Reader(wording, slip.titles, slip.origin.currency_decimals, slip.names)


def sheet_of(slip: Statement, wording: Wording) -> Sheet:
    """Everything that the statement shows. wording: the reader's, with the currency of the origin."""
    reader = reader_of(slip, wording)
    steps = [node for node in slip.settlement if node.id != "paid.difference"]
    state = "held" if slip.paid is None else slip.origin.state
    later = [node for node in slip.settlement if node.id == "paid.difference"]
    return Sheet(
        language=wording.language,
        company=slip.origin.company,
        person=name_of(slip.person, wording),
        person_id=slip.person.id,
        posts="; ".join(dict.fromkeys(whose(spell, slip, reader) for spell in slip.spells)),
        period=wording.period(slip.period),
        state=state,
        state_text=state_of(state, reader),
        currency=slip.origin.currency,
        decimals=slip.origin.currency_decimals,
        paid=reader.money(slip.paid),
        number=slip.paid,
        held=tuple(dict.fromkeys(reader.note(note) for note in slip.pay.held)),
        plans=plan_parts(slip, reader),
        earned=_row(reader.say("statement.earned"), slip.pay.earned, reader),
        steps=tuple(_step(node, reader) for node in steps),
        differences=tuple(_step(node, reader) for node in later),
        total=_row(reader.say("statement.paid"), slip.paid, reader),
        balance=_balance(slip, reader),
        cards=card_parts(slip, reader),
        origin=origin_facts(slip.origin, reader),
    )


def state_of(state: str, reader: Reader) -> str:
    """The state of a run in words."""
    known = {
        "calculated": "statement.state.calculated",
        "closed": "statement.state.closed",
        "held": "statement.state.held",
    }
    return reader.say(known[state]) if state in known else state


def _row(text: str, amount: Decimal | None, reader: Reader) -> Row:
    return Row(text, reader.amount(amount), amount)


def _step(node: Node, reader: Reader) -> Row:
    return Row(reader.branch(node).text, reader.amount(node.value), node.value, node.id)


def _balance(slip: Statement, reader: Reader) -> Row | None:
    """What is still owed of draws."""
    if slip.pay.draw is None or not slip.pay.draw.balance:
        return None
    return _row(reader.say("statement.balance"), slip.pay.draw.balance, reader)


def origin_facts(origin: Origin, reader: Reader) -> tuple[Fact, ...]:
    """Of which facts, up to when, by which rules, in which run: what every page of results says."""
    until = reader.wording.date(origin.facts_until) if origin.facts_until else "–"
    named = [
        ("statement.origin.facts", until, ""),
        ("statement.origin.rulebook", origin.bundle, origin.bundle[:SHORT]),
        ("statement.origin.snapshot", origin.snapshot, origin.snapshot[:SHORT]),
        ("statement.origin.run", origin.run, origin.run[:SHORT]),
        ("statement.origin.currency", origin.currency, ""),
    ]
    return tuple(Fact(reader.say(id), value, short or value) for id, value, short in named)
