"""Samples of the pages of rules for the walk over all addresses: a rule, a change of one, its preview."""

import json
from typing import Any

from django.utils import timezone

from attain.apps.approvals.models import Proposal
from attain.apps.house import api as house
from attain.apps.rulebook import changing
from attain.runs import proposing
from attain.runs.page import write_page
from attain.shell.models import User
from attain.shell.work.job import folder_of
from attain.shell.work.models import Work


def _rule(_asker: Any, foreign: bool) -> dict[str, object] | None:
    """A rule that everybody may read."""
    return None if foreign else {"kind": "plan", "name": "sales_manager_pay"}


def _rule_change(asker: Any, foreign: bool) -> dict[str, object]:
    """A draft of a change of a rule, the asker's own or another's."""
    owner = User.objects.exclude(pk=asker.user.pk).first() if foreign else asker.user
    change = proposing.Change("param: walked\nfrom: 2031-01-01\nvalue: 1\n")
    given = changing.given_of(change, house.loaded_now())
    made = Proposal.objects.create(
        kind="rule", about="param/walked", made_by=owner, given=given, state="draft"
    )
    return {"proposal": made.pk}


def _preview(_asker: Any, foreign: bool) -> dict[str, object] | None:
    """What a change would have done: nothing to anybody."""
    if foreign:
        return None
    told = {"digest": "walked", "period": "2026-10", "currency": "EUR", "lines": []}
    told["made_at"] = timezone.now().isoformat()
    write_page(folder_of(0).parents[1] / "previews" / "walked-2026-10.json", json.dumps(told))
    return {"digest": "walked", "period": "2026-10"}


def _beside(asker: Any, foreign: bool) -> dict[str, object] | None:
    """One change beside none."""
    if foreign:
        return None
    _preview(asker, False)
    change = {"digest": "walked", "title": "walked", "url": "", "text": "", "removes": []}
    given = {"changes": [change], "period": "2026-10"}
    return {"work": Work.objects.create(kind="rules_beside", given=given, asked_by=asker.user).pk}


PAGES = {
    **{f"rulebook:{page}": _rule for page in ("document", "trials", "compare", "text")},
    "rule_changes:start": _rule,
    **dict.fromkeys(("rule_changes:draft", "rule_changes:patch"), _rule_change),
    "rule_changes:preview": _preview,
    "rule_changes:beside": _beside,
}
