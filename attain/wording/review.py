"""What is wrong with written messages: a missing language, a place that differs, a stray brace."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from babel import Locale

from attain.engine.declare import LANGUAGES
from attain.wording.template import KINDS, Sentence, Template

ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")

#: Plural categories that Babel names but that only counts of a million take; the form "other" serves.
_SELDOM = {"es": {"many"}}
_SCRIPT = {"zh": r"[\u3400-\u9fff]", "ja": r"[\u3040-\u30ff\u3400-\u9fff]", "ru": r"[\u0400-\u04ff]"}
#: A word that a translation can be expected to say; "of" may become a sign.
_WORD = re.compile(r"[a-z]{3}")


def review(files: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Every fault of the messages in `files` (file → id → language → text or plural forms)."""
    found: list[str] = []
    seen: dict[str, str] = {}
    for file, entries in files.items():
        for id, languages in entries.items():
            where = f"{file}: {id}"
            if id in seen:
                found.append(f"{where}: stands in {seen[id]} as well")
            seen[id] = file
            found += [f"{where}: {fault}" for fault in _entry(id, languages)]
    return found


def _entry(id: str, languages: Any) -> Iterator[str]:
    if not isinstance(id, str) or not ID.fullmatch(id):
        yield "an id is lower-case words joined by dots"
    if not isinstance(languages, Mapping) or set(languages) != set(LANGUAGES):
        yield f"needs exactly {', '.join(LANGUAGES)}"
        return
    sentences = {}
    for language, text in languages.items():
        shape = list(_shape(language, text))
        yield from (f"{language}: {fault}" for fault in shape)
        if not shape:
            sentences[language] = Sentence.of(text)
    if len(sentences) == len(LANGUAGES):
        yield from _alike(sentences)


def _shape(language: str, text: Any) -> Iterator[str]:
    """Faults of one language's text by itself."""
    forms = {"other": text} if isinstance(text, str) else text
    if not isinstance(forms, Mapping) or not all(
        isinstance(form, str) and form.strip() for form in forms.values()
    ):
        yield "is neither a text nor plural forms"
        return
    if isinstance(text, Mapping) and (fault := _plural_forms(language, set(forms))):
        yield fault
    for category, template in Sentence.of(forms).forms.items():
        if any(sign in template.words for sign in ("{", "}", "[[", "]]")):
            yield f"{category}: a stray brace"
        strange = [place.kind for place in template.places if place.kind not in KINDS]
        if strange:
            yield f"{category}: no format is called {', '.join(strange)}; there is {', '.join(KINDS[1:])}"


def _plural_forms(language: str, given: set[str]) -> str:
    allowed = set(Locale.parse(language).plural_form.tags) | {"other"}
    needed = allowed - _SELDOM.get(language, set())
    return "" if needed <= given <= allowed else f"plural forms are {', '.join(sorted(needed))}"


def _alike(sentences: Mapping[str, Sentence]) -> Iterator[str]:
    """Faults that show beside the English sentence."""
    english = sentences["en"]
    named = set().union(*map(_named, english.forms.values()))
    if any(sentence.plural for sentence in sentences.values()) and "count" not in named:
        yield "plural forms are chosen by {count}, which is not there"
    for language, sentence in sentences.items():
        for category, form in sentence.forms.items():
            if differ := (_named(form) ^ named) - _may_leave_out(category):
                yield f"{language}: {category}: places differ from English: {', '.join(sorted(differ))}"
    if _WORD.search(english.form("other").words):
        for language, script in _SCRIPT.items():
            if not re.search(script, sentences[language].form("other").words):
                yield f"{language}: is not in its own script"


def _named(form: Template) -> set[str]:
    return {place.name for place in form.places} | form.asked


def _may_leave_out(category: str) -> set[str]:
    """Places that a form may do without: "one client" says its figure in a word."""
    return {"count"} if category == "one" else set()
