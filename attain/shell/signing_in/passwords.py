"""How long a password is to be, in the reader's language: Django does not say it in all of ours."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import get_language

from attain.engine.declare import LANGUAGES
from attain.shell.languages import wording_for


class Length(MinimumLengthValidator):
    """Django's check of the length."""

    def get_error_message(self) -> str:
        return self._said("signin.password.short")

    def get_help_text(self) -> str:
        return self._said("signin.password.length")

    def _said(self, id: str) -> str:
        language = (get_language() or "en").partition("-")[0]
        return wording_for(language if language in LANGUAGES else "en").say(id, least=self.min_length)
