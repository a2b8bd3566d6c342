"""Master data of a client, changed as a file would have changed them."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from attain.apps.clients import queries
from attain.apps.clients.contracts import ClientView
from attain.apps.clients.views import seen
from attain.apps.house.api import Entry, changed, enter, workplace
from attain.engine.faults import Faulty
from attain.shell.audit import record
from attain.shell.permissions import permits

#: Column of the table → field of the client. Names and addresses are personal: the trail tells which alone.
FIELDS = {
    "name": "name",
    "class": "klass",
    "segment": "segment",
    "market_type": "market_type",
    "unit_id": "unit",
    "address": "address",
    "phone": "phone",
    "opened_on": "opened",
    "closed_on": "closed",
    "key_account": "key_account",
}
PERSONAL = frozenset({"name", "address", "phone"})
DAYS = frozenset({"opened_on", "closed_on"})


@permits("client:change")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, client: str) -> HttpResponse:
    """The form, and what was typed into it entered."""
    found = seen(request, client)
    before = _texts(found)
    typed, errors, wrong = dict(before), {}, ()
    if request.method == "POST":
        typed = {name: request.POST.get(name, "").replace("\0", "").strip()[:1000] for name in FIELDS}
        typed["key_account"] = "true" if request.POST.get("key_account") else "false"
        differ = {name: text for name, text in typed.items() if text != before[name]}
        try:
            if differ:
                enter(
                    workplace(),
                    [Entry("clients", [{"client_id": found.key, **differ}])],
                    f"client {found.key}",
                )
        except Faulty as error:
            for fault in error.faults:
                column = str(fault.values.get("column", ""))
                errors.setdefault(column if column in FIELDS else "", []).append(request.wording.fault(fault))
            wrong = tuple(errors.pop("", ()))
        else:
            _told(request, found, before, differ)
            return redirect("clients:one", found.key)
    choices = queries.choices()
    given = {
        "client": found,
        "fields": [
            {
                "name": name,
                "title": f"clients.{'class' if field == 'klass' else field}",
                "value": typed[name],
                "type": "date" if name in DAYS else "text",
                "options": choices.get(field, ()),
                "errors": errors.get(name, []),
            }
            for name, field in FIELDS.items()
            if name != "key_account"
        ],
        "key_account": typed["key_account"] == "true",
        "wrong": wrong,
    }
    return render(request, "clients/change.html", given, status=422 if errors or wrong else 200)


def _texts(found: ClientView) -> dict[str, str]:
    """The client's row as a file has it."""
    texts = {}
    for name, field in FIELDS.items():
        value: Any = getattr(found, field)
        if name == "key_account":
            texts[name] = "true" if value else "false"
        else:
            texts[name] = "" if value is None else str(value)
    return texts


def _told(
    request: HttpRequest, found: ClientView, before: Mapping[str, str], differ: Mapping[str, str]
) -> None:
    if not differ:
        messages.info(request, request.wording.say("clients.change.nothing"))
        return
    changed({"clients"})
    plain = [name for name in differ if name not in PERSONAL]
    personal = sorted(set(differ) & PERSONAL)
    after: dict[str, Any] = {name: differ[name] for name in plain}
    if personal:
        after["personal"] = personal
    record(
        request,
        "client_changed",
        "client",
        found.key,
        before={name: before[name] for name in plain},
        after={**after, "on": timezone.localdate().isoformat()},
    )
    messages.success(request, request.wording.say("clients.change.done"))
