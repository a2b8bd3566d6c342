"""A pool's sheet in the reader's words: its people with weights, parts, limits and what is remarked on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.apps.sharing import queries
from attain.apps.sharing.contracts import Line
from attain.apps.sharing.rules import moved, remarks
from attain.engine.decide.rules import Rules
from attain.engine.pay.plan import Plan
from attain.engine.pay.share import Share
from attain.runs import sharing
from attain.shell.languages import in_currency
from attain.wording import Wording
from attain.wording.rules import sentences

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Basis:
    """What is needed to share a pool by hand: the run's sheet, and what is suggested, set and was before.

    stored: the weights that hold in the store now. lines: person → the units at which these are looked for.
    entered: the unit that new rows name.
    """

    run: results.RunView
    sheet: sharing.Sheet
    suggested: Mapping[str, Mapping[str, Decimal]]
    stored: Mapping[str, Decimal]
    lines: Mapping[str, tuple[str, ...]]
    targets: Mapping[str, str]

    @property
    def names(self) -> list[str]:
        """The people whose weight a hand sets."""
        return [each.person for each in self.sheet.people if each.by_hand]

    @property
    def shared(self) -> bool:
        """Whether everybody has a weight in the store."""
        return all(person in self.stored for person in self.names)

    @property
    def computed_with(self) -> bool:
        """Whether the run has computed with the weights that the store has now."""
        return all(each.weight == self.stored.get(each.person) for each in self.sheet.people if each.by_hand)

    def first(self) -> str:
        """The suggestion that one begins with: by score where everybody has one."""
        return "score" if set(self.suggested["score"]) >= set(self.names) else "alike"


def basis(run: results.RunView, pool: str, unit: str) -> Basis | None:
    """None where the run knows no such pool of the unit."""
    with results.explaining(run.key) as held:
        computed = held.computed
        found = sharing.sheet(computed, pool, unit)
        if found is None:
            return None
        names = [each.person for each in found.people if each.by_hand]
        every = sharing.holding(computed, pool, unit)
        lines = {name: every[name] for name in names}
        before = sharing.before(computed)
        last = queries.weights(queries.rows_by_hand(before), pool, lines)
        suggested = {how: sharing.suggested(found.people, how, last) for how in sharing.SUGGESTED}
        entered = sharing.entry_unit(lines.values(), unit) if names else unit
    rows = queries.rows_by_hand(run.period)
    stored, own = queries.weights(rows, pool, lines), queries.of_people(rows)
    targets = {
        name: row.unit if (row := queries.weight_in(own.get(name, ()), pool, name, line)) else entered
        for name, line in lines.items()
    }
    return Basis(run, found, suggested, stored, lines, targets)


def tried(found: Basis, weights: Mapping[str, Decimal]) -> sharing.Sheet:
    """The sheet with these weights, by the engine's own distribution."""
    with results.explaining(found.run.key) as held:
        made = sharing.sheet(held.computed, found.sheet.pool.pool, found.sheet.unit, weights)
    assert made is not None
    return made


def lines_of(
    sheet: sharing.Sheet,
    wording: Wording,
    rules: Rules,
    texts: Mapping[str, str],
    suggested: Mapping[str, Decimal],
    reasons: Mapping[str, str],
    errors: Mapping[str, Iterable[str]],
    reader: str,
) -> list[Line]:
    """A line a person, in the order of names. texts: weights as typed, of those whom a hand weighs."""
    known = people.people(each.person for each in sheet.people)
    widest = max((each.part or Decimal(0) for each in sheet.people), default=Decimal(0))
    found = [
        _line(each, sheet, wording, rules, texts, suggested, widest, known.get(each.person))
        for each in sheet.people
    ]
    found.sort(key=lambda line: (line.name.casefold(), line.person))
    return [
        replace(
            line,
            at=at,
            reason=reasons.get(line.person, ""),
            errors=tuple(wording.say(id) for id in errors.get(line.person, ())),
            unfounded="sharing.wrong.reason" in errors.get(line.person, ()),
            own=bool(reader) and line.person == reader,
        )
        for at, line in enumerate(found)
    ]


def _line(
    each: sharing.Person,
    sheet: sharing.Sheet,
    wording: Wording,
    rules: Rules,
    texts: Mapping[str, str],
    suggested: Mapping[str, Decimal],
    widest: Decimal,
    view: people.PersonView | None,
) -> Line:
    own = suggested.get(each.person)
    told = "" if each.weight is None else wording.number(each.weight)
    weight = texts.get(each.person, "") if each.by_hand else told
    limited = each.capped or each.floored
    return Line(
        at=0,
        person=each.person,
        name=view.shown(wording) if view else each.person,
        posts=wording.list(
            wording.title(rules.posts.get(post, {}), post.replace("_", " ").capitalize())
            for post in each.posts
        ),
        days=each.days,
        of_days=each.of_days,
        score=each.score,
        grade=each.grade,
        by_hand=each.by_hand,
        weight=weight,
        weight_shown=told or weight,
        suggested="" if own is None else wording.number(own),
        reason="",
        part=each.part,
        of_pool=each.part / sheet.amount if each.part is not None and sheet.amount else None,
        width=f"{each.part * HUNDRED / widest:.2f}" if each.part and widest > 0 else "0",
        floor=each.floor,
        cap=each.cap,
        moves=each.plain - each.part
        if limited and each.plain is not None and each.part is not None
        else None,
        moved=each.by_hand and each.weight is not None and moved(each.weight, own),
    )


def remarks_on(sheet: sharing.Sheet, rules: Rules) -> tuple[str, ...]:
    """What a second person should look at, of a pool that a hand shares."""
    parts = [each.part for each in sheet.people if each.part is not None]
    return remarks(parts, rules.settings.currency_decimals) if sheet.by_hand and not sheet.held else ()


def left_words(sheet: sharing.Sheet, place: str, wording: Wording) -> str:
    """What nobody gets of a pool, why, and with whom it stays; "" where everything is given."""
    if not sheet.left:
        return ""
    place = place if sheet.unit else wording.say("left_over.company")
    why = f"left_over.{'capped' if sheet.weights else 'unweighed'}"
    return wording.say("left_over.said", amount=sheet.left, place=place, why=why)


def rule_words(shares: Iterable[tuple[Plan, Share]], rules: Rules, wording: Wording) -> str:
    """How a pool is shared, in sentences; the same sentence of several posts once."""
    worded = in_currency(wording, rules.settings.currency)
    told: dict[str, None] = {}
    for plan, share in shares:
        at = next(n for n, part in enumerate(plan.components) if part is share)
        for each in sentences("plan", plan, rules, worded):
            if each.paths and each.paths[0][:2] == ("components", at) and each.paths[0][2:] != ("prorate",):
                told[each.text] = None
    return ("" if wording.full_width else " ").join(told)
