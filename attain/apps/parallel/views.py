"""Pages of a parallel run: periods, the board of one, the file's columns, naming, signing."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from attain.apps.ledger import api as ledger
from attain.apps.parallel import actions, reading
from attain.apps.parallel.models import OldName, Upload
from attain.apps.parallel.queries import Board, alike_to, board, components
from attain.apps.parallel.tables import TABLE, columns
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.engine.decide.rules import Rules
from attain.runs.parallel import CHOICES, Difference
from attain.runs.target_sheets import NoSheet
from attain.shell.languages import in_currency
from attain.shell.permissions import allowed, permits
from attain.wording import Wording
from attain.wording.typed import parsed

#: An upload is no larger, in bytes.
LARGEST = 20 * 2**20

SHOWS = ("all", "unnamed", "named")

#: Figures of a workbook that are larger are no money.
MOST = Decimal(10) ** 15


@permits("parallel:read")
@require_GET
def periods(request: HttpRequest) -> HttpResponse:
    """Every period with what its parallel run has come to."""
    boards = [board(run) for run in results.runs()[:12]]
    given = {"boards": boards, "wording": _wording(request, boards[0].run) if boards else request.wording}
    return render(request, "parallel/periods.html", given | {"decimals": _decimals(boards)})


def _decimals(boards: Sequence[Board]) -> int:
    return results.rules_of(boards[0].run.bundle).settings.currency_decimals if boards else 2


@permits("parallel:read")
@require_GET
def one(request: HttpRequest, period: str) -> HttpResponseBase:
    """A period: how many are alike, every difference with its cause, and what is still to be named."""
    found = board(_run(period))
    rules = results.rules_of(found.run.bundle)
    request.wording = wording = _wording(request, found.run)
    show = request.GET.get("show", "")
    show = show if show in SHOWS else "unnamed" if found.found.unnamed else "all"
    component = request.GET.get("component", "")
    rows = [line for line in _shown(found, show) if not component or line.component == component]
    titles = _titles(found, rules, wording)
    given = {
        "board": found,
        "run": found.run,
        "wording": wording,
        "decimals": rules.settings.currency_decimals,
        "show": show,
        "shows": [(name, len(_shown(found, name))) for name in SHOWS],
        "component": component,
        "components": sorted(titles.items(), key=lambda each: each[1]),
        "by_component": _by_component(found, titles),
        "choices": CHOICES,
        "may_compare": _may(request, "parallel:compare"),
        "may_sign": _may(request, "parallel:sign"),
        "amount_named": sum((line.amount for line in found.found.named), Decimal(0)),
        "amount_unnamed": sum((line.amount for line in found.found.unnamed), Decimal(0)),
    }
    chosen = columns(rules.settings.currency_decimals, titles, found.run, given["may_compare"])
    return TABLE.response(request, _called(rows, wording), "parallel/one.html", given, columns=chosen)


def _called(lines: Sequence[Difference], wording: Wording) -> list[dict[str, Any]]:
    """Rows with the names of their people."""
    known = people.people({line.person for line in lines})
    names = {key: view.shown(wording) for key, view in known.items()}
    return [{"line": line, "called": names.get(line.person, line.person)} for line in lines]


def _shown(found: Board, show: str) -> Sequence[Difference]:
    lines = {"unnamed": found.found.unnamed, "named": found.found.named}
    return lines.get(show, list(found.found.differences))


def _titles(found: Board, rules: Rules, wording: Wording) -> dict[str, str]:
    names = {line.component for line in found.found.differences if line.component}
    return {name: ledger.component_title(name, rules, wording) for name in names}


def _by_component(found: Board, titles: Mapping[str, str]) -> list[tuple[str, str, int, Decimal]]:
    """(component, title, how many are to be named, their sum) of each with something to name."""
    open_: dict[str, list[Decimal]] = {}
    for line in found.found.unnamed:
        open_.setdefault(line.component, []).append(line.amount)
    return [
        (name, titles.get(name, ""), len(own), sum(own, Decimal(0))) for name, own in sorted(open_.items())
    ]


@permits("parallel:compare")
@require_POST
def bring(request: HttpRequest, period: str) -> HttpResponse:
    """A file of the old way; which of its columns are what comes next."""
    run, file = _run(period), request.FILES.get("file")
    if file is None or (file.size or 0) > LARGEST:
        messages.error(request, request.wording.say("parallel.no_file"))
        return redirect("parallel:one", run.period)
    content = file.read()
    try:
        head, _ = reading.table(content)
    except NoSheet as no:
        messages.error(request, request.wording.say(str(no)))
        return redirect("parallel:one", run.period)
    if len(head) < 2:
        messages.error(request, request.wording.say("parallel.empty_file"))
        return redirect("parallel:one", run.period)
    made = actions.bring(request, run.period, file.name or "", content)
    return redirect("parallel:columns", made.pk)


@permits("parallel:compare")
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, upload: int) -> HttpResponse:
    """Which columns are what, and what the old way's components are called here."""
    made = Upload.objects.filter(pk=upload).first()
    if made is None:
        raise Http404
    run = _run(made.period)
    rules = results.rules_of(run.bundle)
    wording = _wording(request, run)
    number = _number(wording)
    head, rows = reading.table(bytes(made.content))
    given = request.POST if request.method == "POST" else request.GET
    chosen = _columns(given, head) or reading.guessed(head, rows, number)
    known = dict(OldName.objects.values_list("name", "component"))
    own = components(rules, run)
    lines = reading.read(head, rows, chosen, number).lines
    written = sorted({name for _, name, _ in lines if name})
    guessed = alike_to(run, lines, rules.settings.currency_decimals)
    names = {
        name: given.get(f"c-{at}", known.get(name, reading.ours(own, name) or guessed.get(name, "")))
        for at, name in enumerate(written)
    }
    names = {name: component if component in own else "" for name, component in names.items()}
    wrong = None
    if request.method == "POST" and given.get("do") == "take":
        wrong = actions.take(request, made, chosen, names, number, rules.settings.currency_decimals)
        if not wrong.count and wrong.lines:
            messages.success(request, wording.say("parallel.taken", count=len(wrong.lines)))
            return redirect("parallel:one", run.period)
    shown = {
        "upload": made,
        "run": run,
        "head": list(enumerate(head)),
        "rows": [[str(cell) for cell in row[: len(head)]] for row in rows[:5]],
        "count": len(rows),
        "chosen": chosen,
        "names": [(at, name, names[name]) for at, name in enumerate(written)],
        "own": [(name, ledger.component_title(name, rules, wording)) for name in own],
        "wrong": wrong,
    }
    return render(request, "parallel/columns.html", shown, status=422 if wrong else 200)


def _columns(given: Mapping[str, str], head: Sequence[str]) -> reading.Columns | None:
    """The columns that the form has; None where it does not say."""
    if "person" not in given:
        return None

    def at(name: str) -> int | None:
        text = given.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and int(text[:4]) < len(head) else None

    return reading.Columns(at("person") or 0, at("component"), at("amount"))


def _number(wording: Wording) -> Callable[[Any], Decimal]:
    """A cell → money: workbooks have numbers, texts are as the reader writes figures."""

    def money(cell: Any) -> Decimal:
        text = isinstance(cell, str)
        found = parsed(_machine(cell), wording, "money") if text else Decimal(str(cell))
        if found is None or not found.is_finite() or abs(found) >= MOST:
            raise ValueError(cell)
        return found

    return money


def _machine(text: str) -> str:
    """A text with more decimals than figures are typed with is cut to them by rounding."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return text
    return f"{value:.6f}" if value.is_finite() and value.as_tuple().exponent < -6 else text  # type: ignore[operator]


@permits("parallel:compare")
@require_POST
def name(request: HttpRequest, period: str) -> HttpResponse:
    """Gives differences a cause: those that are ticked, or all of a component that wait for one."""
    found = board(_run(period))
    ticked = set(request.POST.getlist("line"))
    bulk = request.POST.get("bulk")
    lines = [
        line
        for line in found.found.differences
        if (not line.named and line.component == bulk if bulk is not None else key_of(line) in ticked)
    ]
    cause, note = request.POST.get("cause", ""), request.POST.get("note", "").strip()
    if cause == "other" and not note:
        messages.error(request, request.wording.say("parallel.note_needed"))
    elif cause not in ("", *CHOICES) or not lines:
        messages.error(request, request.wording.say("parallel.nothing_chosen"))
    else:
        count = actions.name(request, found, lines, cause, note)
        messages.success(request, request.wording.say("parallel.was_named", count=count))
    return redirect("parallel:one", period)


def key_of(line: Difference) -> str:
    """A difference as a tick box names it, with its amount: nobody names another one than was shown."""
    return f"{line.person}|{line.component}|{line.amount:f}"


@permits("parallel:sign")
@require_POST
def sign(request: HttpRequest, period: str) -> HttpResponse:
    """Signs that every difference is named."""
    found = board(_run(period))
    if actions.sign(request, found, request.POST.get("note", "").strip()) is None:
        messages.error(request, request.wording.say("parallel.not_all_named", count=len(found.found.unnamed)))
    else:
        messages.success(request, request.wording.say("parallel.was_signed"))
    return redirect("parallel:one", period)


def _run(period: str) -> results.RunView:
    found = results.run(period)
    if found is None:
        raise Http404
    return found


def _wording(request: HttpRequest, run: results.RunView) -> Wording:
    return in_currency(request.wording, results.rules_of(run.bundle).settings.currency)


def _may(request: HttpRequest, permission: str) -> bool:
    return allowed(permission, request.user.held_roles(on=timezone.localdate()))
