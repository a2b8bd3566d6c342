"""Administrators' pages: who may sign in, as what, since when. No pay stands here."""

from collections.abc import Callable, Sequence
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from attain.shell.models import OPEN_END, RoleGrant, User
from attain.shell.permissions import permits
from attain.shell.roles import Role
from attain.shell.tables import Column, Table
from attain.shell.users import actions
from attain.shell.users.directory import DIRECTORY
from attain.shell.users.forms import DetailsForm, RoleForm
from attain.wording import Wording


def _today(user: User) -> list[RoleGrant]:
    """The roles of today."""
    today = timezone.localdate()
    return [grant for grant in user.grants.all() if grant.since <= today < grant.until]


def _roles(user: User, wording: Wording) -> str:
    return ", ".join(
        wording.say(f"shell.role.{grant.role}") + (f" · {grant.unit}" if grant.unit else "")
        for grant in _today(user)
    )


def _role_keys(user: User) -> str:
    return ", ".join(f"{grant.role} {grant.unit}".strip() for grant in _today(user))


def _state(user: User) -> str:
    if not user.is_active:
        return "users.state.off"
    return "users.state.on" if user.last_login else "users.state.new"


TABLE = Table(
    "users",
    "users.title",
    (
        Column(
            "username",
            "users.field.username",
            order="username",
            link=lambda user: reverse("shell:user", args=[user.pk]),
        ),
        Column("name", "users.name", value=lambda user: user.full_name, order="last_name"),
        Column("email", "users.field.email", order="email", visible=False),
        Column("roles", "users.roles", value=_role_keys, shown=_roles),
        Column("person", "users.field.person", order="person"),
        Column("last", "users.last", value="last_login", unit="date", order="last_login"),
        Column("state", "users.state", value=_state, unit="message", order="is_active"),
    ),
    first="username",
    search=("username", "first_name", "last_name", "email", "person"),
    empty="users.empty",
)


@permits("user:manage")
@require_http_methods(["GET"])
def users(request: HttpRequest) -> HttpResponseBase:
    rows = User.objects.prefetch_related(Prefetch("grants", RoleGrant.objects.order_by("since")))
    return TABLE.response(request, rows, "users/users.html")


@permits("user:manage")
@require_http_methods(["GET", "POST"])
def new_user(request: HttpRequest) -> HttpResponse:
    form = DetailsForm(request.POST or None, wording=request.wording)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add(request, form.details())
        except actions.Refused as refused:
            form.add_error(None, request.wording.say(refused.args[0]))
        else:
            messages.success(request, request.wording.say("users.done.added"))
            return redirect("shell:user", made.pk)
    return render(request, "users/new.html", {"form": form}, status=422 if form.errors else 200)


@permits("user:manage")
@require_http_methods(["GET", "POST"])
def user(request: HttpRequest, user: int) -> HttpResponse:
    """One user; what is asked for by `do` is one of the actions."""
    whom = get_object_or_404(User, pk=user)
    do = request.POST.get("do", "")
    details = DetailsForm(request.POST if do == "change" else None, wording=request.wording, user=whom)
    role = RoleForm(request.POST if do == "give_role" else None, wording=request.wording)
    link = ""
    if request.method == "POST":
        form = {"change": details, "give_role": role}.get(do)
        if form is None or form.is_valid():
            try:
                link = _done(request, whom, do, form)
            except actions.Refused as refused:
                told = request.wording.say(refused.args[0])
                if form is None:
                    messages.error(request, told)
                else:
                    form.add_error(None, told)
            else:
                if not link:
                    messages.success(request, request.wording.say(f"users.done.{do}"))
                    return redirect("shell:user", whom.pk)
        whom = get_object_or_404(User, pk=user)
    given = {
        "whom": whom,
        "details": details,
        "role": role,
        "link": link,
        "grants": _named(whom.grants.order_by("-until", "since")),
        "person_name": DIRECTORY.people([whom.person]).get(whom.person, "") if whom.person else "",
        "factors": Authenticator.objects.filter(user=whom).count(),
        "open_end": OPEN_END,
    }
    return render(request, "users/user.html", given, status=422 if details.errors or role.errors else 200)


def _done(request: HttpRequest, whom: User, do: str, form: Any) -> str:
    """Does what is asked. A link where an invitation has to be handed over."""
    if do == "change":
        actions.change(request, whom, form.details())
    elif do == "give_role":
        given = form.cleaned_data
        actions.give_role(request, whom, Role(given["role"]), given["unit"], given["since"], given["until"])
    elif do == "end_role":
        number = request.POST.get("grant", "")
        grant = get_object_or_404(whom.grants, pk=number if number.isdecimal() else 0)
        actions.end_role(request, grant)
    elif do == "invite":
        return actions.invite(request, whom, f"{request.scheme}://{request.get_host()}")
    elif do in _SIMPLE:
        _SIMPLE[do](request, whom)
    else:
        raise Http404
    return ""


_SIMPLE: dict[str, Callable[[HttpRequest, User], object]] = {
    "switch_on": lambda request, whom: actions.switch(request, whom, True),
    "switch_off": lambda request, whom: actions.switch(request, whom, False),
    "reset_second_factor": actions.reset_second_factor,
}


def _named(grants: Sequence[RoleGrant]) -> list[tuple[RoleGrant, str, bool]]:
    """(grant, the unit's title, whether it can still be ended)"""
    grants = list(grants)
    titles = DIRECTORY.units({grant.unit for grant in grants if grant.unit})
    today = timezone.localdate()
    return [(grant, titles.get(grant.unit, grant.unit), grant.until > today) for grant in grants]
