"""The account's pages that django-allauth has not: overview, language, sessions, the demo's button."""

from typing import Any
from zoneinfo import available_timezones

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.account.views import LoginView
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter as company_adapter
from allauth.usersessions.adapter import get_adapter as sessions_adapter
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from attain.shell.audit import record
from attain.shell.languages import OWN_NAMES
from attain.shell.models import User
from attain.shell.permissions import open_to_anyone, permits
from attain.shell.zones import company_zone
from attain.wording import Wording


class SignIn(LoginView):
    """Name or e-mail and password, a passkey, the company's own sign-in; in a demo one button a role."""

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        for name, id in (("login", "signin.field.login"), ("password", "shell.password")):
            form.fields[name].label = self.request.wording.say(id)
            form.fields[name].widget.attrs.pop("placeholder", None)
        return form

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        found = super().get_context_data(**given)
        found["company_sign_in"] = [
            {"url": provider.get_login_url(self.request, process="login"), "name": provider.app.name}
            for provider in company_adapter().list_providers(self.request)
        ]
        if settings.ATTAIN_DEMO:
            demo = User.objects.filter(groups__name="demo", is_active=True)
            found["people"] = demo.prefetch_related("grants").order_by("pk")
        return found


class Ways(forms.ModelForm):
    """Language and time zone of a user."""

    class Meta:
        model = User
        fields = ("language", "time_zone")

    def __init__(self, *args: object, wording: Wording, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.wording = wording
        asked = ("", wording.say("signin.field.by_browser"))
        self.fields["language"] = forms.ChoiceField(
            choices=[asked, *OWN_NAMES.items()], required=False, label=wording.say("signin.field.language")
        )
        company = wording.say("signin.field.by_company", zone=company_zone())
        zones = [
            ("", company),
            ("UTC", "UTC"),
            *((zone, zone) for zone in sorted(available_timezones()) if "/" in zone),
        ]
        self.fields["time_zone"] = forms.ChoiceField(
            choices=zones,
            required=False,
            label=wording.say("signin.field.time_zone"),
            error_messages={"invalid_choice": wording.say("signin.field.time_zone.unknown")},
        )


@permits("account:manage")
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """What a user may change of their own."""
    form = Ways(request.POST or None, instance=request.user, wording=request.wording)
    if request.method == "POST" and form.is_valid():
        User.objects.filter(pk=request.user.pk).update(**form.cleaned_data)
        messages.success(request, request.wording.say("signin.saved"))
        return redirect("shell:account")
    factors = Authenticator.objects.filter(user=request.user).values_list("type", flat=True)
    on = timezone.localdate()
    given = {
        "form": form,
        "factors": len(factors),
        "passkeys": sum(each == Authenticator.Type.WEBAUTHN for each in factors),
        "sessions": UserSession.objects.filter(user=request.user).count(),
        "grants": [grant for grant in request.user.grants.all() if grant.since <= on < grant.until],
    }
    return render(request, "signing_in/account.html", given, status=422 if form.errors else 200)


@permits("account:manage")
@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Where the user is signed in; one of these, or all others, are ended."""
    own = UserSession.objects.purge_and_list(request.user)
    if request.method == "POST":
        asked = request.POST.get("session", "")
        others = [each for each in own if each.session_key != request.session.session_key]
        ended = others if asked == "others" else [each for each in others if str(each.pk) == asked]
        if not ended:
            raise Http404
        sessions_adapter().end_sessions(ended)
        record(request, "sessions_ended", "user", request.user.pk, after={"ended": len(ended)})
        messages.success(request, request.wording.say("signin.done.sessions"))
        return redirect("usersessions_list")
    own.sort(key=lambda each: each.created_at, reverse=True)
    return render(request, "signing_in/sessions.html", {"sessions": own})


@open_to_anyone("signing in by one click, in a demo alone")
@require_POST
def sign_in_demo(request: HttpRequest) -> HttpResponse:
    """Signs in one of the demo's people. There is no such address outside a demo."""
    if not settings.ATTAIN_DEMO:
        raise Http404
    user = User.objects.filter(groups__name="demo", pk=request.POST.get("user", "0")).first()
    if user is None:
        raise Http404
    return perform_login(request, Login(user=user, redirect_url=next_of(request)))


def next_of(request: HttpRequest) -> str:
    """Where to go on: an address of this host, else home."""
    asked = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return asked if safe else "/"
