"""What the walk over all addresses puts in place of <parameters>: one sample a parameter or a page.

A new page whose parameters are person, unit, period or kpi, or whose <key> stands behind people/, units/
or kpis/, is covered already. Another parameter gets
a line in SAMPLES (what stands for <this name> whoever asks); a page with objects of its own gets one in PAGES
by its url name (its parameters for this asker, own or foreign; None where there is no such object).
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.utils import timezone

from attain.apps.approvals import api as approvals
from attain.apps.approvals.models import Proposal
from attain.apps.clients import api as clients
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.shell.api.models import ApiToken
from attain.shell.models import User
from attain.shell.permissions import TABLE, Reach, Scope
from attain.shell.work.job import folder_of
from attain.shell.work.kinds import Kind, Outcome, add
from attain.shell.work.models import Work
from tests.web import (
    boards_addresses,
    changes,
    closing_addresses,
    dispute_addresses,
    fact_addresses,
    payroll_addresses,
    rule_addresses,
    sharing_addresses,
)


@dataclass(frozen=True)
class Asker:
    """Who asks. scope: how far the page's permission reaches for the role."""

    user: User
    scope: Scope
    unit: str

    def persons(self) -> tuple[str, str]:
        """A person whom the asker reaches and one whom they don't, "" where there is none."""
        everyone = _people()
        if self.scope == Scope.ALL:
            return everyone[0], ""
        if self.scope == Scope.UNIT:
            inside = [key for key in everyone if _within(self.unit, key)]
            return next(iter(inside), ""), next((key for key in everyone if key not in inside), "")
        own = self.user.person
        return own, next(key for key in everyone if key != own)

    def units(self) -> tuple[str, str]:
        """A unit that the asker reaches and one that they don't."""
        every = [unit.key for unit in people.units()]
        if self.scope == Scope.ALL:
            return every[-1], ""
        below = people.units_below([self.unit]) if self.scope == Scope.UNIT else []
        return (below or [""])[-1], next((key for key in every if key not in below), "")


Sample = Callable[[Asker, bool], dict[str, object] | None]


#: Parameters that mean the same for whoever asks.
SAMPLES: dict[str, Callable[[], object]] = {
    "period": lambda: results.runs()[0].period,
    "kpi": lambda: "sales_plan_fulfilment",
    "form": lambda: "pdf",
    "measure": lambda: "sales_amount",
}


def _number(asker: Asker, foreign: bool) -> dict[str, object] | None:
    """The first number of a person's scorecard."""
    person = asker.persons()[1 if foreign else 0]
    sheets = results.sheets_of(person, results.runs()[0]) if person else []
    return {"kind": "person", "subject": person, "node": sheets[0].card} if sheets else None


def _rows(asker: Asker, foreign: bool) -> dict[str, object] | None:
    """The facts behind a person's sales."""
    person = asker.persons()[1 if foreign else 0]
    number = {"kind": "person", "subject": person, "node": "sales_plan_fulfilment"}
    return {**number, "measure": "sales_amount"} if person else None


def _story(asker: Asker, foreign: bool) -> dict[str, object] | None:
    """The accountability of a person's scorecard."""
    number = _number(asker, foreign)
    return {"key": number["subject"], "card": number["node"]} if number else None


def _passkey(asker: Asker, foreign: bool) -> dict[str, object]:
    """A passkey. The own one goes before the foreign is tried: with it, allauth would first ask who it is."""
    Authenticator.objects.filter(user=asker.user).delete()
    owner = User.objects.exclude(pk=asker.user.pk).first() if foreign else asker.user
    made = Authenticator(user=owner, type=Authenticator.Type.WEBAUTHN, data={"name": "key", "credential": {}})
    made.save()
    return {"pk": made.pk}


def _work(asker: Asker, foreign: bool, kind: str = "walk") -> dict[str, object] | None:
    """A piece of work that failed and left a file, of the asker or of another."""
    if foreign and asker.scope == Scope.ALL:
        return None
    add(Kind("walk", "work.title", "account:manage", lambda job: Outcome("work.title")))
    owner = User.objects.exclude(pk=asker.user.pk).first() if foreign else asker.user
    made = Work.objects.create(kind=kind, state="failed", asked_by=owner, files=["a.txt"])
    folder_of(made.pk).mkdir(parents=True, exist_ok=True)
    (folder_of(made.pk) / "a.txt").write_text("left")
    return {"work": made.pk}


def _work_file(asker: Asker, foreign: bool) -> dict[str, object] | None:
    made = _work(asker, foreign)
    return {**made, "name": "a.txt"} if made else None


def _comparison(asker: Asker, foreign: bool) -> dict[str, object] | None:
    """What a comparison found: that nothing differs."""
    made = None if foreign else _work(asker, False, "compare_runs")
    if made:
        sums = {"first": "", "second": "", "currency": "", "before": "0", "after": "0", "change": "0"}
        told = json.dumps({**sums, "causes": {}, "rows": []})
        (folder_of(made["work"]) / "comparison.json").write_text(told)
    return made


def _run(_asker: Asker, foreign: bool) -> dict[str, object] | None:
    return None if foreign else {"run": results.runs()[0].key}


def _token(asker: Asker, foreign: bool) -> dict[str, object]:
    owner = User.objects.exclude(pk=asker.user.pk).first() if foreign else asker.user
    expires = timezone.now() + timedelta(days=1)
    made = ApiToken.objects.create(user=owner, name="t", digest=uuid4().hex, hint="", expires_at=expires)
    return {"token": made.pk}


def _proposal(asker: Asker, foreign: bool) -> dict[str, object]:
    """A proposal of the asker, or a draft of another, which nobody else may see."""
    may = "account:manage"
    approvals.add(approvals.Kind("walk", "approvals.title", may, may, lambda *_: {}, "approvals/plain.html"))
    owner = User.objects.exclude(pk=asker.user.pk).first() if foreign else asker.user
    state = "draft" if foreign else "waiting"
    made = Proposal.objects.create(kind="walk", about="walk", made_by=owner, state=state)
    return {"proposal": made.pk}


def _client(asker: Asker, foreign: bool) -> dict[str, object] | None:
    """A client whom the asker sees, or one whom they do not."""
    reach = Reach(
        everywhere=asker.scope == Scope.ALL,
        person=asker.user.person,
        units=(asker.unit,) if asker.scope == Scope.UNIT else (),
    )
    rows = clients.visible(reach, timezone.localdate()).order_by("key")
    if not foreign:
        found = rows.first()
    else:
        everyone = clients.visible(Reach(everywhere=True), timezone.localdate())
        found = everyone.exclude(key__in=list(rows.values_list("key", flat=True))).first()
    return {"client": found.key} if found else None


def _handover(asker: Asker, foreign: bool) -> dict[str, object]:
    """A draft of a hand-over, of the asker or of another."""
    owner = User.objects.exclude(pk=asker.user.pk).first() if foreign else asker.user
    given = {"clients": ["C00001"], "receiver": "", "giver": "", "day": "2026-12-01"}
    made = Proposal.objects.create(kind="handover", given=given, state="draft", made_by=owner)
    return {"draft": made.pk}


#: url name → its parameters for an asker; foreign: those of an object that is not theirs.
PAGES: dict[str, Sample] = {
    "results:explain": _number,
    "results:rows": _rows,
    "scorecards:story": _story,
    "shell:user": lambda asker, foreign: None if foreign else {"user": asker.user.pk},
    "mfa_edit_webauthn": _passkey,
    **dict.fromkeys(("work:one", "work:progress", "work:cancel", "work:retry"), _work),
    "work:file": _work_file,
    **dict.fromkeys(("approvals:one", "approvals:decide"), _proposal),
    **rule_addresses.PAGES,
    "rulebook:bundle": lambda _, foreign: None if foreign else {"hash": results.runs()[0].bundle},
    **dispute_addresses.PAGES,
    **fact_addresses.PAGES,
    **payroll_addresses.PAGES,
    **closing_addresses.PAGES,
    **boards_addresses.PAGES,
    **sharing_addresses.PAGES,
    **dict.fromkeys(("people:change", "people:undo"), changes.change),
    **dict.fromkeys(("targets:draft", "targets:discard"), changes.draft),
    **dict.fromkeys(("targets:one_save", "targets:undo"), changes.save),
    "clients:one": _client,
    "clients:change": _client,
    "clients:draft": _handover,
    "runs:one": _run,
    "runs:export": _run,
    "runs:comparison": _comparison,
    "tokens:revoke": _token,
    "mfa_remove_webauthn": _passkey,
}

#: Pages that are there for some alone of those who may: url name → for whom. Others get 403 or 404.
SOMETIMES = {
    "targets:cell": "a target that is named",
    "targets:export": "a form that is named",
    "targets:clients": "who reaches a unit",
    "scorecards:mine": "who is judged",
    "incentives:mine": "who is paid by the rulebook",
    "scorecards:story": "a scorecard with accountability",
    "ledger:period": "a period that is posted",
    **dispute_addresses.SOMETIMES,
    **fact_addresses.SOMETIMES,
    **closing_addresses.SOMETIMES,
    **sharing_addresses.SOMETIMES,
    "web:at_plan": "an account manager in the running month",
    "rulebook:compare": "a rule with two versions",
    "teams:why": "two units that are named",
    "mfa_deactivate_totp": "who has an app",
    "mfa_view_recovery_codes": "who has recovery codes",
    "mfa_download_recovery_codes": "who has recovery codes",
}

#: What <key> is behind the first word of an address.
KEYS = {"people": "person", "units": "unit", "kpis": "kpi"}


def parameters(name: str, route: str, asker: Asker, foreign: bool) -> dict[str, object] | None:
    """The page's parameters, of its url name and route. Raises LookupError for a page without a sample."""
    if name in PAGES:
        return PAGES[name](asker, foreign)
    found: dict[str, object] = {}
    owned = False
    for each in re.findall(r"<(?:\w+:)?(\w+)>", route):
        kind = KEYS.get(route.split("/")[0], each) if each == "key" else each
        if kind in ("person", "unit"):
            found[each] = (asker.persons() if kind == "person" else asker.units())[1 if foreign else 0]
            owned = True
        elif kind in SAMPLES:
            found[each] = SAMPLES[kind]()
        else:
            raise LookupError(f"{name}: <{each}> has no sample; add one in tests/web/addresses.py")
    return None if (foreign and not owned) or "" in found.values() else found


def asker(user: User, permission: str) -> Asker:
    grant = user.grants.first()
    return Asker(user, TABLE[permission].get(grant.role, Scope.NONE), grant.unit)


def _people() -> list[str]:
    """Those who were judged in the newest month."""
    rows = results.people_sheets(results.runs()[0], None, "account_manager").order_by("subject")
    return [row.subject for row in rows]


def _within(unit: str, person: str) -> bool:
    on = results.runs()[0].last_day
    return people.works_within(Reach(units=(unit,)), person, on.replace(day=1), on + timedelta(days=1))
