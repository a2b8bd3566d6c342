"""The page on which a change is written: numbers in a form or all as text, checked, tried, proposed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from attain.apps.approvals import api as approvals
from attain.apps.approvals.api import ProposalView, Refused
from attain.apps.house.api import loaded_now
from attain.apps.rulebook.changing import (
    RULE,
    about,
    begins,
    change_of,
    considered,
    document,
    first_day,
    given_of,
    starting,
    versions,
)
from attain.apps.rulebook.forms import Form, form
from attain.apps.rulebook.preview import kept, previewed_run
from attain.apps.rulebook.proposal_views import found_or_404
from attain.apps.rulebook.proposals import faults_of, sentences_of, summary
from attain.apps.rulebook.sentences import said
from attain.apps.rulebook.tasks import PREVIEW
from attain.apps.rulebook.typed import read
from attain.rulebook.documents import Document
from attain.rulebook.editing import Wrong, changed, dated, problems
from attain.rulebook.placing import own_text
from attain.rulebook.text_parts import document_text, joined, parts
from attain.runs.proposing import Change
from attain.shell.languages import in_currency
from attain.shell.permissions import permits
from attain.shell.work.asking import asked
from attain.wording import Wording


@dataclass
class Sent:
    """What came of a sent page: the text as it is now, and what can't be taken from the form."""

    text: str
    reason: str
    wrong: Sequence[Wrong] = ()
    wrong_day: bool = False
    typed: QueryDict | None = None
    errors: list[str] = field(default_factory=list)


@permits("rulebook:propose")
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """A change of a rule, as it would be from the next period on. Nothing is kept before it is checked."""
    try:
        text = starting(kind, name)
    except KeyError:
        raise Http404 from None
    if request.method != "POST":
        return _page(request, None, text, "")
    return _sent(request, None, Change(text))


@permits("rulebook:propose")
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, proposal: int) -> HttpResponse:
    """A draft, as it was left."""
    found = found_or_404(request, proposal)
    if found.state != "draft":
        return redirect(approvals.url(found))
    change = change_of(found.given)
    if request.method != "POST":
        return _page(request, found, change.text, found.reason)
    return _sent(request, found, change)


def _sent(request: HttpRequest, found: ProposalView | None, change: Change) -> HttpResponse:
    do = request.POST.get("do", "check")
    if do == "drop" and found is not None:
        approvals.withdraw(request, found.id)
        messages.success(request, request.wording.say("rule.dropped"))
        return redirect("rule_changes:list")
    sent = _read(request.POST, change.text)
    if sent.wrong or sent.wrong_day:
        return _page(request, found, sent.text, sent.reason, sent, 422)
    new = Change(sent.text, change.removes)
    loaded = loaded_now()
    if do == "cases":
        broken = [result.case.case for result in considered(new, loaded).broken]
        cases = [own_text(d) for d in loaded.documents if d.kind == "case" and d.name in broken]
        new = Change(joined([new.text, *cases]), change.removes)
    given, day = given_of(new, loaded), first_day(new)
    try:
        if found is None:
            found = approvals.propose(request, RULE, about(new), given, sent.reason, day, draft=True)
        else:
            found = approvals.redraft(request, found.id, given, sent.reason, day)
    except Refused as refused:
        raise PermissionDenied(refused.args[0]) from None
    if do == "preview":
        return _preview(request, found, new)
    if do == "propose":
        return _propose(request, found, new, sent.reason)
    address = reverse("rule_changes:draft", args=[found.id])
    as_text = do in ("text", "cases") or (do == "check" and "form" not in request.POST)
    return redirect(f"{address}{'?as=text' if as_text else ''}{'#check' if do == 'check' else ''}")


def _read(typed: QueryDict, before: str) -> Sent:
    """The text that was sent, with the numbers of the form in its first document."""
    text = typed.get("text", before).replace("\r\n", "\n")
    reason = typed.get("reason", "").strip()
    if "form" not in typed:
        return Sent(text, reason)
    first, rest = _first(text)
    if first is None:
        return Sent(text, reason)
    numbers, tables = read(first, typed)
    wrong = problems(first, numbers, tables)
    day, wrong_day = None, False
    if typed.get("from"):
        try:
            day = date.fromisoformat(typed["from"])
        except ValueError:
            wrong_day = True
    if wrong or wrong_day:
        return Sent(text, reason, wrong, wrong_day, typed)
    first = changed(first, numbers, tables)
    found = document(first)
    if day is not None and found is not None and begins(found) not in (None, day):
        first = dated(first, day)
    return Sent(joined([first, rest]) if rest else first, reason)


def _first(text: str) -> tuple[str | None, str]:
    """The first document of a text, and all others as they are. None where it is no YAML."""
    try:
        found = parts(text)
    except yaml.YAMLError:
        return None, ""
    if not found:
        return None, ""
    rest = text[found[0].end :].removeprefix("---").removeprefix("\n")
    return document_text(text, found[0]), rest


def _preview(request: HttpRequest, found: ProposalView, change: Change) -> HttpResponse:
    """Tries the change on the newest run's period, in the background."""
    if not considered(change).loaded:
        messages.error(request, request.wording.say("rule.preview.faulty"))
        return redirect("rule_changes:draft", found.id)
    run = previewed_run()
    if run is None:
        messages.error(request, request.wording.say("rule.preview.no_run"))
        return redirect("rule_changes:draft", found.id)
    given = {"text": change.text, "removes": [list(one) for one in change.removes], "period": run.period}
    work, _ = asked(request, PREVIEW, {**given, "proposal": found.id}, summary(found, request.wording)[:200])
    return redirect("work:one", work.pk)


def _propose(request: HttpRequest, found: ProposalView, change: Change, reason: str) -> HttpResponse:
    """Asks a second person, if the check finds nothing and there is a reason."""
    say = request.wording.say
    checked = considered(change)
    if not checked.ok or not reason:
        sent = Sent(change.text, reason, errors=[] if reason else [say("rule.reason.none")])
        return _page(request, found, change.text, reason, sent, 422)
    made = approvals.redraft(request, found.id, found.given, reason, first_day(change), submit=True)
    messages.success(request, say("rule.proposed"))
    return redirect(approvals.url(made))


def _page(
    request: HttpRequest,
    found: ProposalView | None,
    text: str,
    reason: str,
    sent: Sent | None = None,
    status: int = 200,
) -> HttpResponse:
    loaded = loaded_now()
    rules = loaded.rules
    wording = in_currency(request.wording, rules.settings.currency)
    first, rest = _first(text)
    head = document(first) if first else None
    known = versions(head.kind, head.name) if head else []
    starts = begins(head)
    older = [d for d in known if not starts or d.starts is None or d.starts <= starts]
    before = own_text(older[-1]) if older else ""
    made: Form | None = None
    if first is not None and head is not None:
        made = form(
            first, head, before, rules, wording, sent.typed if sent else None, sent.wrong if sent else ()
        )
    as_text = request.GET.get("as") == "text" or made is None or made.empty
    change = change_of(found.given) if found else Change(text)
    checked = considered(Change(text, change.removes)) if found else None
    run = previewed_run(getattr(getattr(head, "rule", None), "cycle", None) or "month")
    given = {
        "proposal": found,
        "head": head,
        "title": _title(head, older, wording),
        "form": made,
        "as_text": as_text,
        "text": text,
        "numbers": [(n, n in _lines(checked)) for n in range(1, text.count("\n") + 2)],
        "rest": rest,
        "day": sent.typed.get("from", "") if sent and sent.typed else starts.isoformat() if starts else "",
        "wrong_day": [wording.say("rule.from.wrong")] if sent and sent.wrong_day else [],
        "reason": reason,
        "errors_sent": sent.errors if sent else [],
        "wrong_fields": bool(sent and sent.wrong),
        "checked": checked,
        **faults_of(checked, wording),
        "told": sentences_of(found.given, wording, checked) if found and not (sent and sent.wrong) else (),
        "said": said(before, wording) if before and not found else (),
        "run": run,
        "preview": kept(change.digest, run.period) if found and run else None,
        "wording": wording,
    }
    return render(request, "rulebook/propose.html", given, status=status)


def _lines(checked: Any) -> set[int]:
    return {fault.line for fault in checked.errors} if checked else set()


def _title(head: Document | None, older: Sequence[Document], wording: Wording) -> str:
    """What the document is called; by the version before it where its own text can't be read."""
    if head is None:
        return wording.say("rule.untitled")
    known = [d.rule for d in (head, *reversed(older)) if d.rule is not None]
    return wording.title(getattr(known[0], "title", None) or {}, head.name) if known else head.name
