"""django-allauth's pages at this application's addresses; who may open each is declared here, in one place.

The names are allauth's own, by which its views find one another. What is not listed is not there: signing up,
changing one's own e-mail address.
"""

import functools
from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as company
from django.db import transaction
from django.urls import URLPattern, path, re_path

from attain.shell.permissions import open_to_anyone, permits
from attain.shell.signing_in import views

View = Callable[..., Any]
SIGNING_IN = "signing in"


def _own(view: View) -> View:
    """A view of ours that calls allauth's, so that nothing is written on theirs."""

    @functools.wraps(view)
    def called(request: Any, *args: Any, **kwargs: Any) -> Any:
        return view(request, *args, **kwargs)

    return called


def _whole(view: View) -> View:
    """A view that changes something: the change and its entry in the trail are one transaction."""
    return _own(transaction.atomic(view))


def _open(address: str, view: View, name: str) -> URLPattern:
    return path(address, open_to_anyone(SIGNING_IN)(_own(view)), name=name)


def _account(address: str, view: View, name: str) -> URLPattern:
    return path(f"account/{address}", permits("account:manage")(_whole(view)), name=name)


urlpatterns = [
    _open("sign-in/", views.SignIn.as_view(), "account_login"),
    _open("sign-in/out/", account.logout, "account_logout"),
    _open("sign-in/inactive/", account.account_inactive, "account_inactive"),
    _open("sign-in/second-factor/", factors.authenticate, "mfa_authenticate"),
    _open("sign-in/passkey/", passkeys.login_webauthn, "mfa_login_webauthn"),
    _open("sign-in/forgotten/", account.password_reset, "account_reset_password"),
    _open("sign-in/forgotten/sent/", account.password_reset_done, "account_reset_password_done"),
    _open(
        "sign-in/forgotten/done/",
        account.password_reset_from_key_done,
        "account_reset_password_from_key_done",
    ),
    re_path(
        r"^sign-in/new-password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        open_to_anyone("by the link of a letter")(_whole(account.password_reset_from_key)),
        name="account_reset_password_from_key",
    ),
    _open("sign-in/company/cancelled/", social.login_cancelled, "socialaccount_login_cancelled"),
    _open("sign-in/company/error/", social.login_error, "socialaccount_login_error"),
    _open("sign-in/with/<str:provider_id>/", company.login, "openid_connect_login"),
    _open("sign-in/with/<str:provider_id>/back/", company.callback, "openid_connect_callback"),
    _account("again/", account.reauthenticate, "account_reauthenticate"),
    _account("again/code/", factors.reauthenticate, "mfa_reauthenticate"),
    _account("again/passkey/", passkeys.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    _account("password/", account.password_change, "account_change_password"),
    _account("password/first/", account.password_set, "account_set_password"),
    _account("second-factor/", factors.index, "mfa_index"),
    _account("second-factor/app/", totp.activate_totp, "mfa_activate_totp"),
    _account("second-factor/app/off/", totp.deactivate_totp, "mfa_deactivate_totp"),
    _account("second-factor/codes/", codes.view_recovery_codes, "mfa_view_recovery_codes"),
    _account("second-factor/codes/new/", codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    _account("second-factor/codes/file/", codes.download_recovery_codes, "mfa_download_recovery_codes"),
    _account("passkeys/", passkeys.list_webauthn, "mfa_list_webauthn"),
    _account("passkeys/new/", passkeys.add_webauthn, "mfa_add_webauthn"),
    _account("passkeys/<int:pk>/name/", passkeys.edit_webauthn, "mfa_edit_webauthn"),
    _account("passkeys/<int:pk>/remove/", passkeys.remove_webauthn, "mfa_remove_webauthn"),
    _account("sessions/", views.sessions, "usersessions_list"),
]
