"""Why a KPI differs between two periods or two units: causes that add up, from published numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.apps.teams.causes import Part, against, by_input, by_part, shown
from attain.apps.teams.drawing import Scale, written
from attain.apps.teams.inputs import Quotient, computed, followed, inputs, quotient
from attain.apps.teams.places import Place
from attain.engine.formulas import Modified, Name, references
from attain.engine.kpis.declaration import Kpi

#: What is left between the parts and their whole: facts that no part has, or that several have.
REST = ""

#: The width of a cause's bar, to either side of the middle.
HALF = 60


@dataclass(frozen=True)
class Cause:
    """What one cause adds to the difference. before, after: its figures; node: what explains it."""

    title: str
    effect: Decimal
    before: tuple[Decimal | None, ...]
    after: tuple[Decimal | None, ...]
    unit: str
    decimals: int
    node: str
    subject: str
    bar: tuple[str, str]

    @property
    def way(self) -> str:
        return "up" if self.effect > 0 else "down" if self.effect < 0 else ""


@dataclass(frozen=True)
class Split:
    """One way to take the difference apart; the causes sum to it. id: the message that says how."""

    id: str
    causes: tuple[Cause, ...]
    total: Decimal


@dataclass(frozen=True)
class Why:
    """A difference. before, after: both sides, in words; good: whether it is for the better."""

    kpi: Kpi
    title: str
    before_title: str
    after_title: str
    before: Decimal
    after: Decimal
    splits: tuple[Split, ...]
    good: bool | None

    @property
    def change(self) -> Decimal:
        return self.after - self.before


@dataclass(frozen=True)
class Ends:
    """The two sheets that are compared, and those of the parts of each."""

    before: results.SheetView
    after: results.SheetView
    parts: tuple[tuple[str, str, results.SheetView | None, results.SheetView | None], ...]


def between_periods(place: Place, kpi: str, earlier: results.RunView) -> Why | None:
    """From an earlier period to the chosen one. None where one of them has no such number. One query."""
    unit = place.around.unit
    runs = [earlier, place.run]
    found = results.histories([unit.key, *(each.key for each in place.around.below)], runs, kind="unit")
    own = {sheet.run: sheet for sheet in found.get(unit.key, [])}
    rule = followed(kpi, place.rules, place.run.last_day)
    if len(own) < 2 or rule is None:
        return None
    sheets = {key: {sheet.run: sheet for sheet in each} for key, each in found.items()}
    parts = tuple(
        (
            each.key,
            each.title,
            sheets.get(each.key, {}).get(earlier.key),
            sheets.get(each.key, {}).get(place.run.key),
        )
        for each in place.around.below
    )
    ends = Ends(own[earlier.key], own[place.run.key], parts)
    words = place.wording.period
    return _why(place, rule, ends, (words(earlier.period), words(place.run.period)), _over_time)


def between_units(place: Place, kpi: str, other: people.UnitView) -> Why | None:
    """From another unit to the chosen one, in one period. One query."""
    unit = place.around.unit
    keys = [unit.key, other.key, *(each.key for each in place.around.below)]
    found = {key: own[-1] for key, own in results.histories(keys, [place.run], kind="unit").items()}
    rule = followed(kpi, place.rules, place.run.last_day)
    if unit.key not in found or other.key not in found or rule is None:
        return None
    parts = tuple((each.key, each.title, None, found.get(each.key)) for each in place.around.below)
    ends = Ends(found[other.key], found[unit.key], parts)
    return _why(place, rule, ends, (other.title, unit.title), _over_units)


def _why(
    place: Place,
    kpi: Kpi,
    ends: Ends,
    titles: tuple[str, str],
    by_parts: Callable[[Kpi, Ends, Decimal], dict[str, Fraction] | None],
) -> Why | None:
    before, after = ends.before.number(kpi.kpi), ends.after.number(kpi.kpi)
    if before is None or after is None:
        return None
    change = after - before
    splits = [_parts_split(place, kpi, ends, change, by_parts)]
    # Two units differ in size: how their sales differ says nothing of how their shares do, their parts do.
    if by_parts is _over_time or splits == [None]:
        splits.insert(0, _inputs_split(place, kpi, ends, change))
    better = {"higher": change > 0, "lower": change < 0}.get(kpi.better) if change else None
    title = place.wording.title(kpi.title, kpi.kpi)
    return Why(kpi, title, *titles, before, after, tuple(split for split in splits if split), better)


def _inputs_split(place: Place, kpi: Kpi, ends: Ends, change: Decimal) -> Split | None:
    """By what the formula reads."""
    tree = kpi.formula.tree
    before, after = inputs(tree, ends.before), inputs(tree, ends.after)
    if before is None or after is None or len(before) < 2:
        return None
    effects = by_input(lambda given: computed(tree, given), before, after)
    if effects is None:
        return None
    rounded = shown(effects, change, kpi.places)
    scale = _scale(rounded.values())
    causes = []
    for each, (key, effect) in zip(references(tree), rounded.items(), strict=True):
        title, unit, decimals = _named(place, each)
        figures = (_decimal(before[key]),), (_decimal(after[key]),)
        node = each.key if isinstance(each, Name) else ""
        causes.append(
            Cause(title, effect, *figures, unit, decimals, node, ends.after.subject, _bar(effect, scale))
        )
    return Split("teams.why.by_input", tuple(causes), change)


def _parts_split(
    place: Place,
    kpi: Kpi,
    ends: Ends,
    change: Decimal,
    by_parts: Callable[[Kpi, Ends, Decimal], dict[str, Fraction] | None],
) -> Split | None:
    """By the units below."""
    effects = by_parts(kpi, ends, change) if ends.parts else None
    if effects is None:
        return None
    rounded = shown(effects, change, kpi.places)
    if not rounded.get(REST, True):
        del rounded[REST]
    scale = _scale(rounded.values())
    titles = {key: title for key, title, _, _ in ends.parts} | {REST: place.wording.say("teams.why.rest")}
    sheets = {key: (before, after) for key, _, before, after in ends.parts}
    causes = []
    for key, effect in sorted(rounded.items(), key=lambda pair: (-abs(pair[1]), pair[0])):
        was, now = sheets.get(key, (None, None))
        values = ((was.number(kpi.kpi) if was else None,), (now.number(kpi.kpi) if now else None,))
        node = kpi.kpi if now is not None else ""
        causes.append(
            Cause(titles[key], effect, *values, kpi.unit, kpi.decimals, node, key, _bar(effect, scale))
        )
    return Split("teams.why.by_unit", tuple(causes), change)


def _over_time(kpi: Kpi, ends: Ends, change: Decimal) -> dict[str, Fraction] | None:
    form = quotient(kpi.formula.tree)
    whole_before, whole_after = _both(form, ends.before), _both(form, ends.after)
    if whole_before is None or whole_after is None:
        return None
    parts = [
        Part(key, _both(form, before) or _NONE, _both(form, after) or _NONE)
        for key, _, before, after in ends.parts
    ]
    if any(part.before == part.after == _NONE for part in parts) and len(parts) == 1:
        return None
    rest = [
        tuple(whole[at] - sum(((part[side])[at] for part in parts), Fraction(0)) for at in (0, 1))
        for side, whole in ((1, whole_before), (2, whole_after))
    ]
    parts.append(Part(REST, *rest))
    if form.below is None:
        effects = {part.name: part.after[0] - part.before[0] for part in parts}
    else:
        found = by_part(parts)
        if found is None:
            return None
        effects = found
    return {name: effect * form.scale for name, effect in effects.items()}


def _over_units(kpi: Kpi, ends: Ends, change: Decimal) -> dict[str, Fraction] | None:
    """Only a quotient can be held against another unit's: what a sum is depends on the unit's size alone."""
    form = quotient(kpi.formula.tree)
    whole, other = _both(form, ends.after), _both(form, ends.before)
    if form.below is None or whole is None or other is None or not other[1]:
        return None
    parts = [(key, *(_both(form, after) or _NONE)) for key, _, _, after in ends.parts]
    rest = [whole[at] - sum((part[at + 1] for part in parts), Fraction(0)) for at in (0, 1)]
    found = against([*parts, (REST, *rest)], other[0] / other[1])
    return {name: effect * form.scale for name, effect in found.items()} if found else None


_NONE = (Fraction(0), Fraction(0))


def _both(form: Quotient, sheet: results.SheetView | None) -> tuple[Fraction, Fraction] | None:
    """What stands above and below the fraction line of a unit."""
    if sheet is None:
        return None
    found = []
    for tree in (form.above, form.below):
        given = inputs(tree, sheet) if tree is not None else {}
        value = Fraction(0) if tree is None else computed(tree, given) if given is not None else None
        if value is None:
            return None
        found.append(value)
    return found[0], found[1]


def _named(place: Place, each: Name | Modified) -> tuple[str, str, int]:
    """An input's title, unit and decimals."""
    name = each.name.key if isinstance(each, Modified) else each.key
    rules, day = place.rules, place.run.last_day
    unit = rules.unit_word(name, day)
    kpi = rules.kpi(name, day)
    decimals = kpi.decimals if kpi else rules.settings.currency_decimals if unit == "money" else 0
    title = place.wording.title(rules.title(name), name)
    for modifier in reversed(each.modifiers if isinstance(each, Modified) else ()):
        id = f"kpis.modifier.{modifier}"
        title = place.wording.say(id, name=title) if place.wording.knows(id) else f"{modifier}({title})"
    return title, unit, decimals


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _scale(effects: Sequence[Decimal]) -> Scale:
    longest = max((abs(effect) for effect in effects), default=Decimal(0)) or Decimal(1)
    return Scale(Decimal(0), longest, Decimal(0), Decimal(HALF))


def _bar(effect: Decimal, scale: Scale) -> tuple[str, str]:
    """Where a cause's bar begins, and how wide it is."""
    width = scale.at(abs(effect))
    return written(Decimal(HALF) - width if effect < 0 else Decimal(HALF)), written(width)
