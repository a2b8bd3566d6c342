"""Reading: which pools there are, how far their sharing is, and what hands have set."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from attain.apps.approvals import api as approvals
from attain.apps.house.api import rules_now, store
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.apps.sharing.contracts import OpenPool
from attain.apps.sharing.models import Sharing
from attain.engine.decide.rules import Rules
from attain.engine.decide.subject import COMPANY
from attain.engine.faults import Faulty
from attain.engine.store import DuckEngine, Store
from attain.runs.hand_shares import HandShare, hand_shares
from attain.runs.sharing import by_hand
from attain.shell.permissions import Reach
from attain.wording import Wording

#: The kind of proposals that share a pool.
SHARING = "sharing"

#: Persons whose weight is missing, by (pool, unit).
Lacking = dict[tuple[str, str], list[str]]


def chosen(period: str = "") -> results.RunView | None:
    """The run of a period; without one, of the newest that is open, else of the newest."""
    runs = results.runs()
    if period:
        return next((run for run in runs if run.period == period), None)
    return next((run for run in runs if run.state != "closed"), runs[0] if runs else None)


def rows_by_hand(period: str) -> tuple[HandShare, ...]:
    """The weights of the period as the store has them now."""
    return _rows_by_hand(str(settings.ATTAIN_STORE), store().snapshot().id, period)


@lru_cache(maxsize=16)
def _rows_by_hand(place: str, snapshot: str, period: str) -> tuple[HandShare, ...]:
    house = Store.open(Path(place))
    with DuckEngine() as engine:
        return tuple(hand_shares(engine, house.snapshot(snapshot), rules_now(), period))


def above(unit: str, paths: Mapping[str, tuple[str, str]]) -> tuple[str, ...]:
    """The unit and those above it, the nearest first. paths: unit → (kind, path)."""
    path = paths.get(unit, ("", f"/{unit}/"))[1]
    return tuple(reversed(path.strip("/").split("/")))


def pool_unit(rules: Rules, name: str, day: date, line: tuple[str, ...], kinds: Mapping[str, str]) -> str:
    """The unit whose pool somebody shares who works at the beginning of this line of units."""
    pool = rules.pool(name, day)
    kind = pool.units.kind if pool.units else pool.kind
    if pool.level == "company" and pool.units is None:
        return ""
    return next((unit for unit in line if not kind or kinds.get(unit) == kind), line[0])


def of_people(rows: Iterable[HandShare]) -> dict[str, list[HandShare]]:
    """The rows by person."""
    found: dict[str, list[HandShare]] = {}
    for row in rows:
        found.setdefault(row.person, []).append(row)
    return found


def weight_in(rows: Iterable[HandShare], pool: str, person: str, line: Collection[str]) -> HandShare | None:
    """The row that holds for a person: of the nearest unit of the line."""
    own = {row.unit: row for row in rows if row.person == person and row.pool in (pool, "")}
    return next((own[unit] for unit in line if unit in own), None)


def lacking(run: results.RunView) -> Lacking:
    """Whose pay a run holds and who has no weight in the store yet, by pool. No run is computed again."""
    rules = results.rules_of(run.bundle)
    posts_of = by_hand(rules, run.last_day, run.cycle)
    posts = set().union(*posts_of.values())
    if not posts or run.state == "closed":
        return {}
    sheets = results.people_sheets(run, None).filter(post__in=posts, paid=None)
    held = list(sheets.order_by("subject", "spell").values_list("subject", "post", "unit", "values__paid"))
    if not held:
        return {}
    lines = people.lines_of(unit for *_, unit, _ in held)
    units = {key: (each.kind, each.path) for key, each in lines.items()}
    kinds = {key: kind for key, (kind, _) in units.items()}
    rows = of_people(rows_by_hand(run.period))
    waits = {person for person, *_, paid in held if paid == ""}
    found: Lacking = {}
    for person, post, unit, _ in held:
        line = above(unit, units)
        for pool in posts_of:
            if post not in posts_of[pool] or person not in waits:
                continue
            if weight_in(rows.get(person, ()), pool, person, line) is None:
                own = found.setdefault((pool, pool_unit(rules, pool, run.last_day, line, kinds)), [])
                own += [person] if person not in own else []
    return found


def open_pools(run: results.RunView) -> list[OpenPool]:
    """The pools of a run's period that are not shared yet: a weight is missing, or waits for approval."""
    if run.state == "closed":
        return []
    found = lacking(run)
    made = sharings(run.period)
    waiting = waiting_for(made.values())
    listed = []
    for pool, unit in sorted({*found, *(key for key, each in made.items() if each.pk in waiting)}):
        own = made.get((pool, unit))
        proposal = waiting.get(own.pk) if own else None
        names = [row[0] for row in proposal.given["rows"]] if proposal else found[pool, unit]
        listed.append(OpenPool(pool, unit, tuple(names), state_of(own, proposal, False)))
    return listed


def to_share(reach: Reach, run: results.RunView) -> int:
    """How many pools wait for somebody of this reach to share them."""
    if not reach.everywhere and not reach.units:
        return 0
    mine = visible(reach)
    return sum(1 for each in open_pools(run) if each.state in ("open", "draft") and mine(each.unit))


def sharings(period: str) -> dict[tuple[str, str], Sharing]:
    """What was drafted or proposed in a period, by (pool, unit)."""
    rows = Sharing.objects.select_related("saved_by").filter(period=period)
    return {(row.pool, row.unit): row for row in rows}


def sharing(period: str, pool: str, unit: str) -> Sharing | None:
    return Sharing.objects.select_related("saved_by").filter(period=period, pool=pool, unit=unit).first()


def waiting_for(rows: Iterable[Sharing]) -> dict[int, approvals.ProposalView]:
    """Of these, the proposals that wait for a second person, by the sharing's number."""
    wanted = {row.proposal: row.pk for row in rows if row.proposal is not None}
    if not wanted:
        return {}
    found = approvals.proposals(kind=SHARING, states=["waiting"], most=100_000)
    return {wanted[each.id]: each for each in found if each.id in wanted}


def state_of(own: Sharing | None, proposal: approvals.ProposalView | None, shared: bool) -> str:
    """waiting, draft, approved or open."""
    if proposal is not None:
        return "waiting"
    if own is not None and own.weights:
        return "draft"
    return "approved" if shared else "open"


def visible(reach: Reach) -> Callable[[str], bool]:
    """unit → whether a reader of this reach sees its pool; the company's own only with the top unit."""
    if reach.everywhere:
        return lambda unit: True
    below = set(people.units_below(reach.units))
    tops = {each.key for each in people.units_named(reach.units).values() if each.depth == 0}
    return lambda unit: unit in below if unit else bool(tops)


def word_of(unit: str) -> str:
    """What addresses call a unit: the company's own pool has none."""
    return unit or COMPANY


def unit_of(word: str, known: Collection[str]) -> str:
    """The unit of an address's word."""
    return "" if word == COMPANY and word not in known else word


def about(period: str, pool: str, unit: str) -> str:
    return f"{period}|{pool}|{unit}"


def weights(rows: Iterable[HandShare], pool: str, lines: Mapping[str, Collection[str]]) -> dict[str, Decimal]:
    """Person → the weight that holds. lines: person → the units above them, the nearest first."""
    known = of_people(rows)
    found = {person: weight_in(known.get(person, ()), pool, person, line) for person, line in lines.items()}
    return {person: row.weight for person, row in found.items() if row is not None}


def summary(proposal: approvals.ProposalView, wording: Wording) -> str:
    """What a proposal shares, in a line."""
    given = proposal.given
    unit = given["unit"]
    place = people.unit_titles([unit]).get(unit, unit) if unit else wording.say("sharing.company")
    try:
        title = rules_now().title(given["pool"])
    except Faulty:
        title = {}
    name = wording.title(title, given["pool"].replace("_", " "))
    return f"{name}, {place}, {wording.period(given['period'])}"
