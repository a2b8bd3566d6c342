"""What each kind of change asks for, and what is planned of the answers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from django.http import Http404, HttpRequest
from django.utils import timezone

from attain.apps.house.api import rules_now
from attain.apps.people.changing import known
from attain.apps.people.contracts import UnitView
from attain.apps.people.forms import Field, Form, day_text, percent_text, written
from attain.apps.people.models import Person, Unit
from attain.apps.people.person_views import clients_of
from attain.apps.people.places import Called, called, post_titles
from attain.engine.declare import LANGUAGES, OPEN_END
from attain.runs import moves
from attain.runs.moves import Effect, Planned
from attain.runs.spells import Held, Spell
from attain.shell.languages import OWN_NAMES

Begun = tuple[Callable[[], Form], Callable[[Form], Planned]]

REASON = Field("reason", "reason", "organisation.reason", help="organisation.reason.help")


def first_of_next_month() -> date:
    today = timezone.localdate()
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1)


def joining(request: HttpRequest) -> Begun:
    """Somebody new."""
    languages = [("", "–"), *((key, OWN_NAMES[key]) for key in LANGUAGES)]
    fields = (
        Field("key", "text", "organisation.key", help="organisation.key.help"),
        Field("given_name", "text", "organisation.given_name", False),
        Field("family_name", "text", "organisation.family_name"),
        Field("email", "text", "organisation.email", False),
        Field("language", "choice", "organisation.language", False, choices=languages),
        Field("day", "date", "organisation.first_day"),
        *_post(request),
        Field("manager", "person", "organisation.manager", False),
        REASON,
    )
    typed = {"day": day_text(first_of_next_month()), "workload": percent_text(1_000_000, request.wording)}
    typed["unit"] = _written_unit(request.GET.get("unit", ""))

    def plan(form: Form) -> Planned:
        if Person.objects.filter(key=form["key"]).exists():
            form.wrong("key", request.wording.say("organisation.form.taken", value=form["key"]))
        names = {name: form[name] for name in ("given_name", "family_name", "email", "language")}
        whole = request.wording.person_name(form["given_name"], form["family_name"])
        person = {"person_id": form["key"], "name": whole, **names}
        return moves.joining(person, _spell(form, form["key"], form["day"]), form["manager"])

    return lambda: Form(fields, typed), plan


def moving(request: HttpRequest, key: str) -> Begun:
    """Another post, unit, class or workload."""
    held, names = _held(request, key)
    today = timezone.localdate()
    spells = [spell for spell in held.spells if spell.until > today] or list(held.spells[-1:])
    if not spells:
        raise Http404
    now = next((spell for spell in spells if spell.since <= today), spells[0])
    choices = [(_mark(spell), _called_spell(spell, names)) for spell in spells]
    which = (Field("spell", "choice", "organisation.which_post", choices=choices),) if len(spells) > 1 else ()
    fields = (
        *which,
        Field("day", "date", "organisation.from", help="organisation.from.help"),
        *_post(request),
        Field("manager", "person", "organisation.new_manager", False, "organisation.new_manager.help"),
        REASON,
    )
    typed = {**_typed(now, request), "spell": _mark(now), "day": day_text(first_of_next_month())}

    def plan(form: Form) -> Planned:
        marks = {_mark(spell): spell for spell in spells}
        old = marks[form.found.get("spell") or _mark(now)]
        new = replace(_spell(form, key, form["day"]), until=old.until)
        return moves.moving(held, old, new, form["manager"], rules_now().calendar)

    return lambda: Form(fields, typed), plan


def leaving(request: HttpRequest, key: str) -> Begun:
    """The last day."""
    held, _ = _held(request, key)
    today = timezone.localdate()
    led = [line for line in held.lines if line.manager == key and line.until > today]
    successor = (
        Field("successor", "person", "organisation.successor", False, "organisation.successor.help"),
    )
    fields = (Field("day", "date", "organisation.last_day"), *(successor if led else ()), REASON)
    typed = {"day": day_text(first_of_next_month() - timedelta(days=1))}

    def plan(form: Form) -> Planned:
        return moves.leaving(held, key, form["day"], form.found.get("successor", ""))

    return lambda: Form(fields, typed), plan


def manager(request: HttpRequest, key: str) -> Begun:
    """To whom somebody reports."""
    held, _ = _held(request, key)
    fields = (
        Field("day", "date", "organisation.from"),
        Field("manager", "person", "organisation.manager"),
        REASON,
    )
    typed = {"day": day_text(first_of_next_month())}

    def plan(form: Form) -> Planned:
        if form["manager"] == key:
            form.wrong("manager", request.wording.say("organisation.form.oneself"))
        return moves.reporting(held, [key], form["day"], form["manager"])

    return lambda: Form(fields, typed), plan


def reports(request: HttpRequest, key: str) -> Begun:
    """To whom those report who report to somebody."""
    held, _ = _held(request, key)
    today = timezone.localdate()
    led = sorted({line.person for line in held.lines if line.manager == key and line.until > today})
    names = called(request.wording, led)
    fields = (
        Field("day", "date", "organisation.from"),
        Field("manager", "person", "organisation.manager"),
        Field("who", "checks", "organisation.who", choices=[(each, names.person(each)) for each in led]),
        REASON,
    )
    typed = {"day": day_text(first_of_next_month())}

    def plan(form: Form) -> Planned:
        if form["manager"] in form["who"]:
            form.wrong("manager", request.wording.say("organisation.form.oneself"))
        return moves.reporting(known(form["who"]), form["who"], form["day"], form["manager"])

    return lambda: Form(fields, typed, many={"who": led}), plan


def correcting(request: HttpRequest, key: str) -> Begun:
    """A spell as it should have been."""
    held, names = _held(request, key)
    marks = {_mark(spell): spell for spell in held.spells if spell.person == key}
    if not marks:
        raise Http404
    asked = request.GET.get("spell") or request.POST.get("spell") or next(reversed(marks))
    chosen = marks.get(asked)
    if chosen is None:
        raise Http404
    words = ("change", "remove")
    choices = [(word, request.wording.say(f"organisation.correct.{word}")) for word in words]
    fields = (
        Field("spell", "choice", "organisation.which_post", choices=[(asked, _called_spell(chosen, names))]),
        Field("how", "choice", "organisation.correct.how", choices=choices),
        Field("day", "date", "organisation.first_day"),
        Field("last", "date", "organisation.last_day", False, "organisation.last_day.help"),
        *_post(request),
        REASON,
    )
    last = None if chosen.until >= OPEN_END else chosen.until - timedelta(days=1)
    typed = {**_typed(chosen, request), "spell": asked, "how": "change", "day": day_text(chosen.since)}
    typed["last"] = day_text(last)

    def plan(form: Form) -> Planned:
        if form["how"] == "remove":
            return moves.correcting(chosen, None)
        until = form["last"] + timedelta(days=1) if form["last"] else OPEN_END
        if until <= form["day"]:
            form.wrong("last", request.wording.say("organisation.form.order"))
        return moves.correcting(chosen, replace(_spell(form, key, form["day"]), until=until))

    return lambda: Form(fields, typed), plan


def arranging(request: HttpRequest, unit: UnitView | None) -> Begun:
    """A unit, new or as it is now."""
    new = (Field("key", "text", "organisation.key", help="organisation.key.help"),) if unit is None else ()
    fields = (
        *new,
        Field("title", "text", "organisation.title_of_unit"),
        Field("parent", "unit", "organisation.parent", False, "organisation.parent.help"),
        Field("kind", "text", "organisation.kind", False, "organisation.kind.help"),
        REASON,
    )
    parent = unit.parent if unit else request.GET.get("parent", "")
    typed = {"title": unit.title if unit else "", "kind": unit.kind if unit else ""}
    typed["parent"] = _written_unit(parent)

    def plan(form: Form) -> Planned:
        key = unit.key if unit else form["key"]
        if unit is None and Unit.objects.filter(key=key).exists():
            form.wrong("key", request.wording.say("organisation.form.taken", value=key))
        row = {"unit_id": key, "title": form["title"], "parent_id": form["parent"], "kind": form["kind"]}
        before = {"title": unit.title, "parent_id": unit.parent} if unit else {}
        return moves.arranging(row, before, dict(Unit.objects.values_list("key", "path")))

    return lambda: Form(fields, typed), plan


def covered(key: str) -> Callable[[Planned], list[Effect]]:
    """How many clients a person looks after when the change begins."""

    def effects(planned: Planned) -> list[Effect]:
        count = clients_of(key, planned.day) if planned.day else 0
        return [Effect("organisation.effect.clients", {"person": key, "count": count}, True)] if count else []

    return effects


def _post(request: HttpRequest) -> tuple[Field, ...]:
    titles = sorted(post_titles(request.wording).items(), key=lambda each: each[1])
    return (
        Field("post", "choice", "organisation.post", choices=titles),
        Field("unit", "unit", "organisation.unit"),
        Field("grade", "text", "organisation.grade", False),
        Field("market_type", "text", "organisation.market_type", False),
        Field("workload", "percent", "organisation.workload", False, "organisation.workload.help"),
    )


def _typed(spell: Spell, request: HttpRequest) -> dict[str, str]:
    return {
        "post": spell.post,
        "unit": _written_unit(spell.unit),
        "grade": spell.grade,
        "market_type": spell.market_type,
        "workload": percent_text(spell.workload, request.wording),
    }


def _spell(form: Form, person: str, day: date) -> Spell:
    return Spell(
        person,
        form["post"],
        form["unit"],
        day,
        grade=form["grade"],
        market_type=form["market_type"],
        workload=form["workload"],
    )


def _held(request: HttpRequest, key: str) -> tuple[Held, Called]:
    held = known([key])
    own = Held(
        tuple(spell for spell in held.spells if spell.person == key),
        tuple(line for line in held.lines if key in (line.person, line.manager)),
        held.known,
    )
    return own, called(request.wording, (), {spell.unit for spell in own.spells})


def _mark(spell: Spell) -> str:
    return f"{spell.post}|{spell.unit}|{spell.since.isoformat()}"


def _called_spell(spell: Spell, names: Called) -> str:
    return (
        f"{names.post(spell.post)} · {names.unit(spell.unit)} · {names.wording.date(spell.since, 'medium')}"
    )


def _written_unit(key: str) -> str:
    row = Unit.objects.filter(key=key).first() if key else None
    return written(row.key, row.title) if row else ""
