"""The reader's language and way of writing figures."""

from functools import lru_cache

from django.http import HttpRequest
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from attain.engine.declare import LANGUAGES
from attain.wording import Wording

#: What Django calls a language.
DJANGO = {language: {"zh": "zh-hans"}.get(language, language) for language in LANGUAGES}
COOKIE = "attain_language"

#: What a language calls itself, in the order of the list.
OWN_NAMES = {"en": "English", "zh": "中文", "es": "Español", "ja": "日本語", "ru": "Русский"}


def language_of(request: HttpRequest) -> str:
    """The language chosen by the user, else by this browser, else the first that it asks for and we speak."""
    chosen = getattr(request.user, "language", "")
    return chosen if chosen in LANGUAGES else asked_for(request)


def asked_for(request: HttpRequest) -> str:
    """The same without asking who it is."""
    language = request.COOKIES.get(COOKIE, "")
    if language in LANGUAGES:
        return language
    for asked, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            found = get_supported_language_variant(asked).partition("-")[0]
        except LookupError:
            continue
        if found in LANGUAGES:
            return found
    return "en"


@lru_cache(maxsize=64)
def wording_for(language: str, locale: str = "", currency: str = "") -> Wording:
    """The wording of a language, made once."""
    return Wording(language, locale or None, currency=currency)


def in_currency(wording: Wording, currency: str) -> Wording:
    """The same reader's wording with the sign of a rulebook's money."""
    return wording_for(wording.language, str(wording.locale), currency)
