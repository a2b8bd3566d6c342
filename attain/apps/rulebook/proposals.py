"""The kind of proposal that changes the rulebook: how it is shown, approved, applied and taken back."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from attain.apps.approvals import api as approvals
from attain.apps.approvals.api import ProposalView
from attain.apps.house.api import loaded_now, store
from attain.apps.rulebook.changing import (
    RULE,
    befores,
    change_of,
    considered,
    document,
    documents,
    folder,
    titles,
    undone,
)
from attain.apps.rulebook.preview import kept, previewed_run
from attain.apps.rulebook.sentences import Told, told
from attain.engine.faults import Faulty
from attain.rulebook.bundle import publish
from attain.runs.proposing import Considered, enter
from attain.shell.audit import record
from attain.shell.languages import in_currency
from attain.wording import Wording


def applied(proposal: ProposalView, by: HttpRequest) -> Mapping[str, Any]:
    """Writes the change into the folder. Raises Faulty, with nothing written, where the check finds fault."""
    before = publish(loaded_now()).hash
    written = enter(folder(), change_of(proposal.given), store())
    after = publish(written.loaded).hash
    told_to = {"bundle": after, "files": ", ".join(written.files)}
    record(by, "rulebook_changed", "rulebook", proposal.about, {"bundle": before}, told_to)
    return {"files": list(written.files), "bundle": after}


def context(proposal: ProposalView, request: HttpRequest) -> Mapping[str, Any]:
    """What the page of a proposal shows: sentences that differ, faults, what it would have done."""
    change = change_of(proposal.given)
    found = considered(change) if proposal.state in ("draft", "waiting") else None
    run = previewed_run()
    return {
        "told": sentences_of(proposal.given, request.wording, found),
        "found": found,
        **faults_of(found, request.wording),
        "preview": kept(change.digest, run.period) if run else None,
        "wording": in_currency(request.wording, loaded_now().rules.settings.currency),
        "text": change.text,
        "files": proposal.outcome.get("files", ()),
        "cases": sum(1 for each in documents(change)[0] if each.kind == "case"),
    }


def sentences_of(given: Mapping[str, Any], wording: Wording, found: Considered | None = None) -> list[Told]:
    """Every document of a kept change in words."""
    rules = found.loaded.rules if found and found.loaded else None
    return [told(each, wording, rules) for each in befores(given) if _whole(each.text_after or each.text)]


def _whole(text: str) -> bool:
    found = document(text) if text else None
    return found is not None and found.rule is not None


def faults_of(found: Considered | None, wording: Wording) -> dict[str, Any]:
    """Errors, warnings and cases that would break, in words."""
    if found is None:
        return {"errors": (), "warnings": (), "broken": ()}
    return {
        "errors": [(wording.fault(each), each.line) for each in found.errors],
        "warnings": [wording.fault(each) for each in found.faults if each.severity != "error"],
        "broken": [wording.fault(fault) for result in found.broken for fault in result.as_faults()],
    }


def summary(proposal: ProposalView, wording: Wording) -> str:
    """The titles of what it changes."""
    return wording.list(titles(proposal.given, wording, proposal.about))


def taken_back(proposal: ProposalView) -> Mapping[str, Any] | None:
    try:
        found = undone(proposal.given, proposal.outcome)
    except Faulty:
        return None
    days = [each["starts"] for each in (found or {}).get("before", ()) if each["starts"] and each["after"]]
    return {**found, "from": min(days)} if found and days else found


def add_kind() -> None:
    """Makes the kind known to the pages of approvals."""
    approvals.add(
        approvals.Kind(
            RULE,
            "rule.kind",
            "rulebook:propose",
            "rulebook:approve",
            applied,
            "rulebook/proposal.html",
            context,
            summary,
            undo=taken_back,
        )
    )
