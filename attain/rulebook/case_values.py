"""Values that a case gives or expects, and the names they are given to."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic_core import PydanticCustomError

from attain.engine.decide.by_hand import known
from attain.engine.declare import number, word
from attain.engine.formulas import Expr, FormulaError, Modified, Name, parse
from attain.engine.pay.scope import Event
from attain.engine.trace import Value

UNDEFINED = "undefined"

#: A value given to a name as formulas see it: (name, modifiers, outermost first).
Named = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Given:
    """What a case, or a period or person of it, starts from.

    values: (name, modifiers) → value; attributes: what params and peer groups choose by;
    events: measure ("" = the one that pays per event) → its events.
    """

    values: dict[Named, Value] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)
    events: dict[str, tuple[Event, ...]] = field(default_factory=dict)

    def names(self) -> set[str]:
        return {name for name, _ in self.values} | {name for name in self.events if name}


def wrong(id: str, **values: Any) -> PydanticCustomError:
    return PydanticCustomError(id, id, values)


def value(written: Any) -> Value:
    """A case's value: 95% is 0.95, `undefined` (or nothing) is None, other words are text."""
    if written is None or written == UNDEFINED:
        return None
    if isinstance(written, (bool, date)):
        return written
    if isinstance(written, (list, dict)):
        raise wrong("fault.case.value", value="…")
    try:
        return number(written)
    except ValueError:
        return str(written)


def expected(written: Any) -> dict[str, Any]:
    """Node → value or list of values; {A: {commission: 5}} is A.commission: 5."""
    if not isinstance(written, dict) or not written:
        raise wrong("fault.case.expect")
    found: dict[str, Any] = {}
    for key, each in written.items():
        if isinstance(each, dict):
            found |= {f"{key}.{name}": inner for name, inner in expected(each).items()}
        elif isinstance(each, list):
            found[str(key)] = tuple(value(item) for item in each)
        else:
            found[str(key)] = value(each)
    return found


@dataclass(frozen=True)
class Opened:
    """What a hand sets of a state: a value (None: as it was), and the period that pays it ("": as it was)."""

    value: Decimal | None = None
    due: str = ""


def opened(written: Any) -> dict[str, Opened]:
    """An `opening:` mapping: name → number, or name → {value: …, due: …}."""
    if not isinstance(written, dict):
        raise wrong("fault.case.opening")
    found = {}
    for name, each in written.items():
        if isinstance(each, Opened):
            found[str(name)] = each
            continue
        parts = each if isinstance(each, dict) else {"value": each}
        amount = value(parts.get("value"))
        if (
            not known(str(name))
            or not parts
            or {*parts} - {"value", "due"}
            or not isinstance(amount, Decimal | None)
        ):
            raise wrong("fault.case.opening")
        found[str(name)] = Opened(amount, str(parts.get("due") or ""))
    return found


def given(written: Any) -> Given:
    """A `given:` mapping; `target(x)`, `previous(x)` … are written as in formulas."""
    if isinstance(written, Given):
        return written
    if not isinstance(written, dict):
        raise wrong("fault.case.given")
    values: dict[Named, Value] = {}
    attributes: dict[str, str] = {}
    events: dict[str, tuple[Event, ...]] = {}
    for key, each in written.items():
        if key == "targets":
            values |= {(name, ("target", *how)): v for (name, how), v in _values(each).items()}
        elif key == "attributes":
            attributes = _attributes(each)
        elif key == "events":
            events = _events(each)
        else:
            values[_named(str(key))] = value(each)
    return Given(values, attributes, events)


def _values(written: Any) -> dict[Named, Value]:
    if not isinstance(written, dict):
        raise wrong("fault.case.given")
    return {_named(str(key)): value(each) for key, each in written.items()}


def _named(written: str) -> Named:
    try:
        tree: Expr = parse(written)
    except FormulaError:
        raise wrong("fault.case.name", name=written) from None
    if isinstance(tree, Name):
        return tree.key, ()
    if isinstance(tree, Modified):
        return tree.name.key, tree.modifiers
    raise wrong("fault.case.name", name=written)


def _attributes(written: Any) -> dict[str, str]:
    if not isinstance(written, dict):
        raise wrong("fault.case.given")
    return {str(key): word(each) for key, each in written.items()}


def _events(written: Any) -> dict[str, tuple[Event, ...]]:
    """A list of events, or events by measure."""
    by_measure = written if isinstance(written, dict) else {"": written}
    return {
        str(name): tuple(_event(e, at) for at, e in enumerate(each, 1)) for name, each in by_measure.items()
    }


_EVENT_KEYS = {"key", "on", "value", "attributes", "reverses", "due"}


def _event(written: Any, at: int) -> Event:
    if not isinstance(written, dict) or not isinstance(written.get("on"), date) or "value" not in written:
        raise wrong("fault.case.event", at=at)
    if strange := set(written) - _EVENT_KEYS:
        raise wrong("fault.case.event_key", at=at, name=str(sorted(map(str, strange))[0]))
    worth = value(written["value"])
    due = written.get("due")
    if isinstance(worth, bool) or not isinstance(worth, Decimal) or not isinstance(due, date | None):
        raise wrong("fault.case.event", at=at)
    return Event(
        key=str(written.get("key", at)),
        on=written["on"],
        value=worth,
        attributes=_attributes(written.get("attributes", {})),
        reverses=str(written.get("reverses", "")),
        due=due,
    )
