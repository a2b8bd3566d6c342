"""Where this application's rules differ from django-allauth's."""

import base64
import hashlib
import logging
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest

from attain.shell.languages import language_of, wording_for
from attain.shell.models import User

LOG = logging.getLogger(__name__)

#: What needs no telling: the page itself shows it.
UNTOLD = ("account/messages/logged_in.txt", "account/messages/logged_out.txt")


class Accounts(DefaultAccountAdapter):
    """Users are made by administrators; letters speak the reader's language."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None,
                    *args: Any, **kwargs: Any) -> None:  # fmt: skip
        if message_template not in UNTOLD:
            super().add_message(request, level, message_template, *args, **kwargs)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        user = context.get("user")
        known = user.language if isinstance(user, User) else ""
        language = known or (language_of(self.request) if self.request else "en")
        return super().render_mail(
            template_prefix, email, {**context, "wording": wording_for(language)}, headers
        )

    def format_email_subject(self, subject: str) -> str:
        return subject


class SecondFactors(DefaultMFAAdapter):
    """Secrets of second factors are kept encrypted by a key that is not in the database."""

    def encrypt(self, text: str) -> str:
        return _box(settings.SECRET_KEY).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            try:
                return _box(secret).decrypt(encrypted_text.encode()).decode()
            except InvalidToken:
                continue
        LOG.warning("A second factor was encrypted by another ATTAIN_SECRET_KEY: it has to be reset")
        return base64.b32encode(secrets.token_bytes(20)).decode()  # no code fits it

    def _get_site_name(self) -> str:
        return "Attain"


class Company(DefaultSocialAccountAdapter):
    """The company's own sign-in lets in those who have a user here with the same verified e-mail."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False


def _box(secret: str) -> Fernet:
    key = hashlib.sha256(b"attain second factor" + secret.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
