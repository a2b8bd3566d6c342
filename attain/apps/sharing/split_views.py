"""The first of a pool's two steps as a page: the company's amount among its units, and what is left over."""

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.apps.sharing import queries
from attain.engine.decide.pool_shared import PoolSplit
from attain.runs import sharing
from attain.shell.languages import in_currency
from attain.wording import Wording
from attain.wording.rules import sentences


@dataclass(frozen=True)
class Line:
    """A unit with its weight, as the reader writes it, and its part. of_pool: the part as a ratio."""

    title: str
    weight: str
    part: Decimal | None
    of_pool: Decimal | None
    width: str
    url: str


def split_page(request: HttpRequest, run: results.RunView, name: str) -> HttpResponse | None:
    """How the company's pool goes to units; None where the run knows no such pool."""
    with results.explaining(run.key) as held:
        found = next((each for each in sharing.splits_of(held.computed) if each[0].pool == name), None)
    if found is None:
        return None
    pool, split = found
    rules = results.rules_of(run.bundle)
    wording = in_currency(request.wording, rules.settings.currency)
    told = sentences("pool", pool, rules, wording)
    weighed = any(weight > 0 for weight in split.weights.values())
    given = {
        "run": run,
        "split": split,
        "lines": _lines(split, run.period, name, wording),
        "wording": wording,
        "decimals": rules.settings.currency_decimals,
        "title": wording.title(pool.title, name.replace("_", " ")),
        "rule": ("" if wording.full_width else " ").join(each.text for each in told),
        "given": sum((part for part in split.parts.values() if part is not None), Decimal(0)),
        "known": None not in split.parts.values(),
        "left_words": wording.say(
            "left_over.said",
            amount=split.left,
            place=wording.say("left_over.company"),
            why=f"left_over.units.{'capped' if weighed else 'unweighed'}",
        ),
    }
    return render(request, "sharing/split.html", given)


def _lines(split: PoolSplit, period: str, pool: str, wording: Wording) -> list[Line]:
    titles = people.unit_titles(split.parts)
    widest = max((part or Decimal(0) for part in split.parts.values()), default=Decimal(0))
    found = []
    for unit, part in split.parts.items():
        weight = split.weights.get(unit)
        found.append(
            Line(
                titles.get(unit, unit),
                "" if weight is None else wording.number(weight),
                part,
                part / split.amount if part is not None and split.amount else None,
                f"{part * 100 / widest:.2f}" if part and widest > 0 else "0",
                reverse("sharing:pool", args=[period, pool, queries.word_of(unit)]),
            )
        )
    return sorted(found, key=lambda line: (line.title.casefold(), line.url))
