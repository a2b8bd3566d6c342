"""Where one person stands before an open period: what comes later, what waits, what is owed of draws."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from attain.engine.decide.by_hand import WAITING, about, applied
from attain.engine.decide.evaluation import Evaluation
from attain.engine.decide.payroll import Payroll
from attain.engine.decide.rules import Rules
from attain.engine.decide.settlement import PersonPay, settle
from attain.engine.decide.world import Held, Instalment, Opening, Setting
from attain.engine.pay.spread import NEVER
from attain.engine.store import DuckEngine, Snapshot
from attain.runs.compute import Computed
from attain.runs.opening import from_records
from attain.runs.records import Records

ZERO = Decimal(0)


@dataclass(frozen=True)
class Part:
    """Amounts of a component for a period that are due in one period ("": they wait for a day).

    name: by which a hand decides on it. lost: a hand took it back. by: the decision on it, if any.
    terms: "employed" where leaving loses it. event: of one that waits.
    """

    name: str
    component: str
    for_period: str
    due: str
    amount: Decimal
    lost: bool = False
    terms: str = ""
    event: str = ""
    by: Setting | None = None


@dataclass(frozen=True)
class Standing:
    """settings: what hands have set for the period. before: without that; state: with it."""

    person: str
    period: str
    settings: tuple[Setting, ...]
    before: Opening
    state: Opening
    parts: tuple[Part, ...]

    @property
    def later(self) -> Decimal:
        """What periods after this one pay."""
        parts = (p for p in self.parts if p.due not in ("", self.period) and not p.lost)
        return sum((p.amount for p in parts), ZERO)

    @property
    def waiting(self) -> Decimal:
        return sum((p.amount for p in self.parts if not p.due and not p.lost), ZERO)

    @property
    def owed(self) -> Decimal:
        return sum(self.state.draws.values(), ZERO)

    @property
    def on_draw(self) -> tuple[Setting, ...]:
        """What hands have decided about the draw."""
        return tuple(each for each in self.settings if each.decided and each.name.startswith("draw."))

    def part(self, name: str) -> Part | None:
        """What a name that a hand may set speaks of, all of it together."""
        found = [each for each in self.parts if each.name == name]
        if not found:
            return None
        return replace(found[0], amount=sum((each.amount for each in found), ZERO))


def standing(
    person: str, period: str, before: Opening, settings: Sequence[Setting], decimals: int
) -> Standing:
    """before: the person's own state as the period before left it."""
    held = tuple(each for each in settings if each.holds)
    state = applied(before, held, period, decimals)
    own = (*state.instalments.get(person, ()), *state.held.get(person, ()))
    return Standing(person, period, held, before, state, tuple(sorted(_parts(own, held), key=_order)))


def _parts(own: Iterable[Instalment | Held], settings: Sequence[Setting]) -> list[Part]:
    found: dict[tuple[str, str, str, bool], Part] = {}
    for each in own:
        if not each.amount:
            continue
        held = isinstance(each, Held)
        due = "" if held else each.due
        lost = not held and each.vesting == NEVER
        name = _name(each)
        key = name, each.for_period, due, lost
        by = next((s for s in settings if s.decided and about(s, each)), None)
        terms = "" if held or each.vesting != "employed" else "employed"
        new = Part(name, each.component, each.for_period, due, each.amount, lost, terms, each.event, by)
        there = found.get(key)
        found[key] = new if there is None else replace(there, amount=there.amount + each.amount)
    return list(found.values())


def _name(part: Instalment | Held) -> str:
    if part.event:
        return f"{part.component}.{WAITING}.{part.event}"
    return f"{part.component}.deferred.{part.for_period}"


def _order(part: Part) -> tuple[bool, str, str, str, str]:
    return not part.due, part.due, part.component, part.for_period, part.event


def settings_of(
    engine: DuckEngine, snapshot: Snapshot, rules: Rules, people: Collection[str], period: str
) -> dict[str, list[Setting]]:
    """What hands have set of these people's state for a period, approved or not. Raises Faulty."""
    if "openings" not in snapshot.tables():
        return {}
    engine.register(snapshot, {"openings": rules.tables["openings"]})
    found: dict[str, list[Setting]] = {}
    for each in from_records(Records(engine, rules), period):
        if each.person in people:
            found.setdefault(each.person, []).append(each)
    return found


def decided(computed: Computed, found: Standing, new: Sequence[Setting] = ()) -> tuple[PersonPay, Standing]:
    """The person's pay with what hands have set, and `new` in place of what they set by the same name."""
    names = {each.name for each in new}
    kept = [each for each in found.settings if each.name not in names]
    decimals = computed.rules.settings.currency_decimals
    other = standing(found.person, found.period, found.before, [*kept, *new], decimals)
    world = computed.evaluation.world
    told = tuple(each for each in world.by_hand if each.person != found.person) + other.settings
    opening = _with(world.opening, other.state, found.person)
    inputs = replace(world, opening=opening, by_hand=told)
    payroll = Payroll(Evaluation(computed.rules, inputs, computed.period))
    return settle(payroll, found.person), other


def _with(everybody: Opening, own: Opening, person: str) -> Opening:
    """The state of everybody with one person's own in its place; what counts to date stays."""
    parts = {}
    for name in ("instalments", "held", "forgiven", "recover"):
        parts[name] = {k: v for k, v in getattr(everybody, name).items() if k != person}
        parts[name] |= getattr(own, name)
    draws = {key: sum_ for key, sum_ in everybody.draws.items() if key[0] != person} | own.draws
    return replace(everybody, draws=draws, **parts)
