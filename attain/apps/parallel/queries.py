"""The board of a period: the old way's amounts beside those of its run."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256

from attain.apps.house.api import register, rules_of
from attain.apps.parallel.models import Naming, OldAmount, OldName, SignOff, Upload
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.engine.decide.rules import Rules
from attain.engine.store import DuckEngine
from attain.runs.compute import Computation
from attain.runs.parallel import (
    Compared,
    Difference,
    Name,
    alike,
    compare,
    paid,
    reopened,
    summed,
    with_names,
)
from attain.runs.records import Records

ZERO = Decimal(0)

Amounts = dict[tuple[str, str], Decimal]


@dataclass(frozen=True)
class Board:
    """A period. upload: None until a file is taken. reopened: named before, another difference now.

    signed: of exactly this run and file; before: the newest sign-off of the period, if it is another.
    """

    run: results.RunView
    upload: Upload | None
    found: Compared
    reopened: tuple[Difference, ...] = ()
    unknown: int = 0
    signed: SignOff | None = None
    before: SignOff | None = None

    @property
    def state(self) -> str:
        if self.upload is None:
            return "empty"
        return "signed" if self.signed else "named" if not self.found.unnamed else "open"


EMPTY = Compared((), 0, 0, ZERO, ZERO)


def board(run: results.RunView) -> Board:
    """What is known of a period. Reads the run's files once a run and process."""
    upload = Upload.objects.filter(period=run.period, taken=True).defer("content").first()
    signed = list(SignOff.objects.filter(period=run.period).order_by("-pk"))
    if upload is None:
        return Board(run, None, EMPTY, before=signed[0] if signed else None)
    names = dict(OldName.objects.values_list("name", "component"))
    old: Amounts = {}
    unknown = set()
    rows = OldAmount.objects.filter(upload=upload)
    for person, written, amount, known in rows.values_list("person", "component", "amount", "known"):
        key = person, (names.get(written) or written)
        old[key] = old.get(key, ZERO) + amount.quantize(Decimal(1).scaleb(-_decimals(run)))
        if not known:
            unknown.add(person)
    new, later, adjusted = _paid(run.key)
    given = {
        (row.person, row.component): Name(row.amount, row.cause, row.note)
        for row in Naming.objects.filter(period=run.period)
    }
    bare = compare(old, new, _decimals(run), adjusted, later)
    found = with_names(bare, given)
    now = run.key, upload.pk, digest(found)
    here = next((each for each in signed if (each.run, each.upload_id, each.digest) == now), None)
    before = None if here else next(iter(signed), None)
    return Board(run, upload, found, tuple(reopened(found, given)), len(unknown), here, before)


def digest(found: Compared) -> str:
    """SHA-256 of what was compared: every difference with its cause, and the sums."""
    lines = [f"{found.people} {found.alike} {found.old} {found.new}"]
    for each in sorted(found.differences, key=lambda line: (line.person, line.component)):
        lines.append(f"{each.person}\t{each.component}\t{each.old}\t{each.new}\t{each.cause}\t{each.note}")
    return sha256("\n".join(lines).encode()).hexdigest()


def _decimals(run: results.RunView) -> int:
    return rules_of(run.bundle).settings.currency_decimals


@lru_cache(maxsize=2)
def _paid(key: str) -> tuple[Amounts, Amounts, Amounts]:
    """(person, component) → what the run pays, what comes later, what a hand has added; it never changes."""
    known = register()
    run = known.get(key)
    with DuckEngine() as engine:
        calendared, _ = Computation(engine, known.snapshot(run)).period(rules_of(run.bundle), run.period)
        rows = list(Records(engine, calendared).of("adjustments"))
    adjusted: Amounts = {}
    for row in rows:
        if row["period"] == run.period and row["approved_by"]:
            who = row["person_id"], row["component"]
            adjusted[who] = adjusted.get(who, ZERO) + row["amount"]
    due, later = paid(known, run, {row["adjustment_id"]: row["component"] for row in rows})
    return due, later, adjusted


def people_of(written: Iterable[str]) -> dict[str, str]:
    """What a file writes of people → their keys: by key, else by a name that only one has."""
    texts = set(written)
    found = {key: key for key in people.people(texts)}
    named = people.keys_named(texts - found.keys())
    return found | {name: keys[0] for name, keys in named.items() if len(keys) == 1}


def alike_to(
    run: results.RunView, lines: Iterable[tuple[str, str, Decimal]], decimals: int
) -> dict[str, str]:
    """A file's component → ours that pays its people the same sums."""
    lines = list(lines)
    keys = people_of({person for person, _, _ in lines})
    old = summed(((keys.get(person, person), name, amount) for person, name, amount in lines), decimals)
    return alike(old, _paid(run.key)[0])


def components(rules: Rules, run: results.RunView) -> dict[str, Mapping[str, str]]:
    """Our components with their titles by language."""
    found = {
        part.component: rules.title(part.component) or {}
        for plan in rules.in_force("plan", run.last_day)
        for part in plan.components
    }
    return found | {"draw": {}, "adjustment": {}}
