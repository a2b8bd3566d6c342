"""The wizard's pages: a file brought, how it is read, where it goes, what would happen, what happened."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from attain.apps.house.api import rules_now, workplace
from attain.apps.intake import drafts, joins, loading, outcomes, showing, tasks
from attain.apps.intake.allowing import fitting, loadable, may_load
from attain.apps.intake.models import Incoming, Upload
from attain.apps.intake.uploads import MOST_BYTES, Refused, give_up, is_kept, keep, path_of
from attain.engine.faults import Faulty
from attain.engine.store import sheets_of
from attain.runs.guessing import Guess, guesses
from attain.runs.mapping_files import document
from attain.runs.sources import SUFFIXES
from attain.runs.workplace import Workplace
from attain.shell.audit import record
from attain.shell.permissions import permits
from attain.shell.work.asking import asked

#: Files up to this many bytes are checked at once, larger ones as work that can be left.
CHECKED_AT_ONCE = 4 << 20

#: So many other tables are proposed for a file.
MOST_OTHERS = 3


@permits("fact:load")
@require_http_methods(["GET", "HEAD", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Takes files, and leads on with them; those brought earlier can be gone on with."""
    wrong = ""
    if request.method == "POST":
        try:
            upload = keep(request, request.FILES.getlist("files"))
        except Refused as refused:
            wrong = request.wording.say(refused.message, **refused.values)
        else:
            files = list(upload.files.all())
            record(request, "facts_uploaded", "upload", upload.pk, after={"files": len(files)})
            house = workplace()
            for each in files:
                _begin(request, each, house)
            if len(files) == 1:
                return _first(request, files[0])
            return redirect("facts:load")
    given = {
        "errors": [wrong] if wrong else [],
        "suffixes": ",".join(SUFFIXES) + ",.gz",
        "most": MOST_BYTES >> 20,
        "uploads": showing.uploads(request),
    }
    return render(request, "intake/load.html", given, status=422 if wrong else 200)


def _first(request: HttpRequest, incoming: Incoming) -> HttpResponse:
    """One click for a file of which is known where it goes; else its first open question."""
    if incoming.table:
        return _check(request, incoming)
    return redirect("facts:reading", incoming.pk)


def _begin(request: HttpRequest, incoming: Incoming, house: Workplace) -> None:
    """The first guess for a file: the mapping or table that surely takes it."""
    try:
        found = fitting(_guesses(incoming, house), loadable(request, house.rules.tables))
    except Faulty:
        return
    if found and found[0].sure:
        _take(incoming, house, found[0].into)


def _guesses(incoming: Incoming, house: Workplace) -> list[Guess]:
    rules = house.rules
    return guesses(incoming.name, loading.looked(incoming), house.loaded.mappings, rules.tables)


def _take(incoming: Incoming, house: Workplace, name: str) -> None:
    """The draft goes by a remembered mapping, or into a table by the likeliest columns."""
    stated = {each: incoming.mapping[each] for each in drafts.STATED if incoming.mapping.get(each)}
    remembered = next((each for each in house.loaded.mappings if each.mapping == name), None)
    if remembered is not None:
        own = document(remembered)
        incoming.mapping = {key: value for key, value in own.items() if key not in ("mapping", "file")}
        incoming.into, incoming.table = remembered.mapping, remembered.into
    else:
        look = loading.looked(incoming)
        feeds = showing.feeds_of(look, house, name)
        columns = drafts.titles_read(drafts.guessed(feeds), look, house.rules.posts)
        incoming.mapping = {**stated, "into": name, "columns": columns}
        incoming.into, incoming.table = "", name
    incoming.preview = {}
    incoming.save()


@permits("fact:load")
@require_http_methods(["GET", "HEAD", "POST"])
def reading(request: HttpRequest, incoming: int) -> HttpResponse:
    """How the file is read; each property can be stated instead."""
    found = _found(request, incoming)
    faults: list[str] = []
    if request.method == "POST":
        stated = {name: request.POST.get(name, "").strip() for name in drafts.STATED}
        kept = {name: value for name, value in found.mapping.items() if name not in drafts.STATED}
        found.mapping = {**kept, **{name: value for name, value in stated.items() if value}}
        found.into = ""
        found.save()
    try:
        look = loading.looked(found)
    except Faulty as error:
        look, faults = None, [request.wording.fault(loading.named(fault)) for fault in error.faults]
    if request.method == "POST" and look is not None and request.POST.get("do") == "on":
        return redirect("facts:columns", found.pk)
    refused = bool(faults) and request.method == "POST"
    given = {
        **showing.steps(found, 1),
        "look": look,
        "faults": faults,
        "stated": found.mapping,
        "fields": showing.reading_fields(found, look, sheets_of(path_of(found))),
    }
    return render(request, "intake/reading.html", given, status=422 if refused else 200)


@permits("fact:load")
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, incoming: int) -> HttpResponse:
    """Where the file goes, and which of its columns feeds which."""
    found, house = _found(request, incoming), workplace()
    try:
        look = loading.looked(found)
    except Faulty:
        return redirect("facts:reading", found.pk)
    tables = loadable(request, house.rules.tables)
    known = fitting(guesses(found.name, look, house.loaded.mappings, house.rules.tables), tables)
    if request.method != "POST" or found.table not in tables:
        wanted = request.GET.get("into", "") or found.into or found.table or (known[0].into if known else "")
        names = {each.mapping for each in house.loaded.mappings if each.into in tables} | set(tables)
        if wanted in names and wanted not in (found.into, found.table):
            _take(found, house, wanted)
        return render(request, "intake/columns.html", showing.columns(request, found, look, house, known))
    table = house.rules.tables[found.table]
    stated = {name: found.mapping[name] for name in drafts.STATED if found.mapping.get(name)}
    typed = {"columns": drafts.columns_from(request.POST, table), **drafts.further_from(request.POST)}
    if "join" in typed:
        header = [each.name for each in look.columns]
        typed["join"] = joins.completed(typed["join"], found.mapping, found, header)
    draft = {**stated, "into": table.name, **typed}
    errors = showing.wrong(draft, table, request.POST.get("do") == "check", request.wording)
    found.into = showing.unchanged(found, draft, house)
    found.mapping, found.preview = draft, {}
    found.save()
    if errors or request.POST.get("do") != "check":
        given = showing.columns(request, found, look, house, known, errors)
        return render(request, "intake/columns.html", given, status=422 if errors else 200)
    return _check(request, found)


def _check(request: HttpRequest, found: Incoming) -> HttpResponse:
    """The file is checked: at once, or as work that can be left."""
    if found.size > CHECKED_AT_ONCE:
        work, _ = asked(request, tasks.CHECK, {"incoming": found.pk}, found.name)
        return redirect("work:one", work.pk)
    loading.check(found, lambda step, part: None)
    return redirect("facts:check", found.pk)


@permits("fact:load")
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, incoming: int) -> HttpResponse:
    """What loading would do: the first rows as they will land, faults at their cells; and the load."""
    found = _found(request, incoming)
    if not found.preview:
        return redirect("facts:columns", found.pk)
    house = workplace()
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        errors = showing.remember(request, found, house)
        if not errors:
            work, new = asked(request, tasks.LOAD, {"incoming": found.pk}, found.name)
            if new:
                Incoming.objects.filter(pk=found.pk).update(state=Incoming.State.LOADING, work=work.pk)
            return redirect("work:one", work.pk)
    given = {**showing.steps(found, 3), **outcomes.check(request, found, house, errors)}
    return render(request, "intake/check.html", given, status=422 if errors else 200)


@permits("fact:load")
@require_GET
def done(request: HttpRequest, incoming: int) -> HttpResponse:
    """What a load did."""
    found = get_object_or_404(Incoming.objects.select_related("upload"), pk=incoming)
    if not may_load(request, found.table):
        raise PermissionDenied(found.table)
    if not found.report:
        return redirect("facts:columns", found.pk)
    given = {**showing.steps(found, 4), **outcomes.done(request, found, rules_now())}
    return render(request, "intake/done.html", {**given, "others": _others(request, found)})


def _others(request: HttpRequest, found: Incoming) -> list[tuple[str, str]]:
    """Tables that the columns which are left over may fill: (name, title), the likeliest first."""
    if not found.report.get("unused") or not is_kept(found):
        return []
    house = workplace()
    tables = loadable(request, house.rules.tables)
    same = found.upload.files.filter(digest=found.digest, state=Incoming.State.LOADED)
    filled = set(same.values_list("table", flat=True))
    try:
        known = fitting(_guesses(found, house), tables)
    except Faulty:
        return []
    look, unused = loading.looked(found), set(found.report["unused"])
    about = {key for name in filled & set(tables) for key in tables[name].key if len(tables[name].key) == 1}
    left = [
        name
        for name in dict.fromkeys(each.table for each in known if each.table not in filled)
        if about & set(tables[name].columns)
        and showing.fills(showing.feeds_of(look, house, name), tables[name], unused)
    ]
    return [(name, showing.title_of(tables[name], request.wording)) for name in left][:MOST_OTHERS]


@permits("fact:load")
@require_POST
def again(request: HttpRequest, incoming: int) -> HttpResponse:
    """The same file once more, to another table: a chosen one, or whichever fits."""
    found, house = _found(request, incoming), workplace()
    copy = Incoming.objects.create(upload=found.upload, name=found.name, size=found.size, digest=found.digest)
    copy.mapping = {name: found.mapping[name] for name in drafts.STATED if found.mapping.get(name)}
    copy.save()
    if (into := request.POST.get("into", "")) in loadable(request, house.rules.tables):
        _take(copy, house, into)
        return redirect("facts:columns", copy.pk)
    return redirect("facts:reading", copy.pk)


@permits("fact:load")
@require_POST
def remove(request: HttpRequest, upload: int) -> HttpResponse:
    """Files that nobody goes on with are removed; what was loaded stays."""
    found = get_object_or_404(Upload, pk=upload)
    give_up(found)
    record(request, "facts_given_up", "upload", upload)
    messages.success(request, request.wording.say("intake.given_up"))
    return redirect("facts:load")


def _found(request: HttpRequest, key: int) -> Incoming:
    """The file. Raises Http404 where there is none, or it lies there no more; PermissionDenied where it goes
    into a table that is not for who asks."""
    found: Any = get_object_or_404(Incoming.objects.select_related("upload"), pk=key)
    if not is_kept(found):
        raise Http404
    if found.table and not may_load(request, found.table):
        raise PermissionDenied(found.table)
    return found
