"""Which plans a person has today and will have, and which of them were accepted."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from hashlib import sha256

from django.utils import timezone

from attain.apps.acceptance.contracts import AcceptedView, Content, OwnPlan, Pending
from attain.apps.acceptance.models import Accepted
from attain.apps.house.api import bundle_now, loaded_now, rules_now
from attain.apps.people import api as people
from attain.engine.declare import OPEN_END
from attain.runs.plan_versions import Digests, PlanVersion, Told, digests, told, versions
from attain.shell.languages import in_currency
from attain.wording import Wording


def versions_of(post: str, day: date, until: date = OPEN_END) -> list[PlanVersion]:
    """The plans of a post from a day on, by the rulebook as it is now. Raises Faulty for one with errors."""
    rules_now()  # tells the errors
    return list(_versions(bundle_now(), post, day, until))


@lru_cache(maxsize=512)
def _versions(bundle: str, post: str, day: date, until: date) -> tuple[PlanVersion, ...]:
    return tuple(versions(rules_now(), _digests(bundle), post, day, until))


@lru_cache(maxsize=4)
def _digests(bundle: str) -> Digests:
    return digests(loaded_now())


def paid_posts() -> list[str]:
    """The posts that some plan pays."""
    rules = rules_now()
    return sorted({each.rule.post for name in rules.names("plan") for each in rules.versions("plan", name)})


def own_plans(person: str, today: date | None = None) -> list[OwnPlan]:
    """Every plan of a person's posts, of today and of later; the same content once."""
    today = today or timezone.localdate()
    known = _accepted(person)
    by_content = {(each.plan, each.digest): each for each in known}
    found: dict[tuple[str, str], OwnPlan] = {}
    for held in people.assignments(person):
        if held.until <= today:
            continue
        first = max(today, held.since)
        traits = {
            "post": held.post,
            "class": held.grade,
            "market_type": held.market_type,
            "unit": held.unit,
            "person": person,
        }
        for version in versions_of(held.post, first, held.until):
            key = version.plan, version.digest
            before = [each for each in known if each.plan == version.plan and each.digest != version.digest]
            own = OwnPlan(
                version,
                max(version.since, held.since),
                traits,
                by_content.get(key),
                before[-1] if before else None,
            )
            found.setdefault(key, own)
    return sorted(found.values(), key=lambda each: (each.from_day, each.version.plan))


def pending(person: str) -> list[Pending]:
    """What the person has still to accept."""
    today = timezone.localdate()
    return [
        Pending(each.version.plan, each.from_day, each.before is not None, each.from_day > today)
        for each in own_plans(person, today)
        if each.accepted is None
    ]


def worded(own: OwnPlan, wording: Wording) -> list[Told]:
    """The plan as its person reads it, with the figures of the day from which it is theirs."""
    rules = rules_now()
    day = max(own.from_day, own.version.since)
    return told(own.version, rules, in_currency(wording, rules.settings.currency), day, own.traits)


def content(text: Iterable[Told]) -> Content:
    """A text as it is kept."""
    return [[each.kind, each.name, each.title, [list(line) for line in each.lines]] for each in text]


def fingerprint(text: Iterable[Told]) -> str:
    """SHA-256 of a text as it is kept."""
    kept = json.dumps(content(text), ensure_ascii=False, separators=(",", ":"))
    return sha256(kept.encode()).hexdigest()


def restored(kept: Content) -> tuple[Told, ...]:
    return tuple(
        Told(kind, name, title, tuple((text, part, depth) for text, part, depth in lines))
        for kind, name, title, lines in kept
    )


def accepted_digests(persons: Iterable[str]) -> Mapping[str, dict[tuple[str, str], Accepted]]:
    """Person → what they have accepted, by (plan, digest); without the texts."""
    found: dict[str, dict[tuple[str, str], Accepted]] = {}
    for row in Accepted.objects.filter(person__in=list(persons)).defer("text"):
        found.setdefault(row.person, {})[row.plan, row.digest] = row
    return found


def _accepted(person: str) -> list[AcceptedView]:
    """The oldest first."""
    rows = Accepted.objects.filter(person=person).order_by("made_at", "pk")
    return [
        AcceptedView(
            row.plan, row.digest, row.since, row.language, restored(row.text), row.fingerprint, row.made_at
        )
        for row in rows
    ]
