"""Says message ids and typed values as sentences in the reader's language."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.lists import format_list

from attain.engine.declare import LANGUAGES, in_language
from attain.engine.faults import Fault, nearest
from attain.engine.money import rounded
from attain.engine.period import Period
from attain.wording.days import Days
from attain.wording.figures import Figures, counted_decimals, money_decimals, own_decimals
from attain.wording.messages import sentences
from attain.wording.names import in_local_order
from attain.wording.periods import in_words
from attain.wording.template import Place, Sentence, Template
from attain.wording.visible import shortened, visible

UNITS_WITH_WORDS = ("points", "pieces", "days", "hours", "minutes", "months")


class UnknownMessage(LookupError):
    """An id without a sentence, or a sentence without the value it names."""


class Wording:
    """Everything that a reader sees as text, in one language.

    language: en, zh, es, ja or ru. locale: how numbers and dates are written, e.g. es_MX; the language's
    own where none is given. currency: the sign of money where a value names none; "" writes bare numbers.
    strict: an unknown id or a missing value raises UnknownMessage; otherwise it is shown as it is, so
    that nothing is lost.
    """

    def __init__(
        self, language: str, locale: str | None = None, currency: str = "", *, strict: bool = False
    ) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"no wording in {language!r}; there is {', '.join(LANGUAGES)}")
        self.language = language
        self.locale = Locale.parse((locale or language).replace("-", "_"))
        self.currency = currency
        self.strict = strict
        self._figures = Figures(self.locale)
        self._days = Days(self.locale)
        self._plural = Locale.parse(language).plural_form

    @property
    def full_width(self) -> bool:
        """Whether signs bring their own space: none stands after a colon or a sentence."""
        return self.language in ("zh", "ja")

    @property
    def colon(self) -> str:
        """What stands between a word and what it names."""
        return "：" if self.full_width else ": "

    @property
    def between(self) -> str:
        """What stands between a date and a time."""
        return " " if self.full_width else ", "

    def say(self, id: str, /, **values: Any) -> str:
        """The sentence of message `id`, each value in the format that its place asks for."""
        sentence = sentences(self.language).get(id)
        if sentence is None:
            return self._unknown(id, values)
        try:
            form = self._form(sentence, values)
            told = form.filled(values, lambda value, place: self._shown(value, place, values))
            return told.replace("г..", "г.") if self.language == "ru" else told  # 2026 г. ends a sentence
        except KeyError as missing:
            return self._unknown(f"{id} without {missing.args[0]}", values)

    def knows(self, id: str) -> bool:
        return id in sentences(self.language)

    def fault(self, fault: Fault) -> str:
        """A fault's sentence after its place: plans/sales.yaml:12:5: … Long values are cut."""
        lines = (str(number) for number in (fault.line, fault.column) if number)
        place = ":".join((visible(fault.file), *lines)) + ": " if fault.file else ""
        return place + self.say(fault.id, **{name: shortened(value) for name, value in fault.values.items()})

    def number(self, value: Decimal | int, decimals: int | None = None) -> str:
        return self._figures.number(value, decimals)

    def percent(self, ratio: Decimal | int, decimals: int | None = None) -> str:
        """A ratio as a percentage; `decimals` count in the shown form."""
        return self._figures.percent(ratio, decimals)

    def money(self, value: Decimal | int, currency: str | None = None, decimals: int | None = None) -> str:
        """A sum; `currency` "" leaves its sign out, None takes the wording's own."""
        return self._figures.money(value, self.currency if currency is None else currency, decimals)

    @property
    def money_decimals(self) -> int:
        """Decimals that sums are shown with: those of the currency."""
        return money_decimals(self.currency)

    def date(self, day: date, style: str = "long") -> str:
        return self._days.day(day, style)

    def span(self, start: date, end: date) -> str:
        """The days of the half-open [start, end), written with its last day."""
        return self._days.span(start, end)

    def period(self, period: Period | str) -> str:
        """2026-10, 2026-Q4, 2026-H2, 2026 or 2026-W42 in words. Another key is shown as it is."""
        return in_words(period, self._days, self.say)

    def value(self, value: Any, unit: str = "number", decimals: int | None = None) -> str:
        """A value of a declared unit: 94.12%, 86.40 points, 3 days, CN¥7,412.00; undefined in words."""
        if isinstance(value, bool) or not isinstance(value, (Decimal, int)):
            return self._by_type(value)
        if decimals is None:
            decimals = counted_decimals(value, unit)
        if unit == "percent":
            return self.percent(value, decimals)
        if unit == "money":
            return self.money(value, decimals=decimals)
        if unit in UNITS_WITH_WORDS:
            return self._count(f"unit.{unit}", Decimal(value), decimals)
        return self.number(value, decimals)

    def list(self, items: Iterable[Any]) -> str:
        """Things side by side: a, b and c."""
        return format_list([self._by_type(item) for item in items], locale=self.locale)

    def title(self, title: Mapping[str, str], fallback: str = "") -> str:
        """A declared title in the reader's language, or the nearest thing to it."""
        return in_language(dict(title), self.language, fallback)

    def person_name(self, given: str, family: str) -> str:
        return in_local_order(given, family, self.language)

    def _count(self, id: str, value: Decimal, decimals: int | None) -> str:
        places = own_decimals(value) if decimals is None else decimals
        shown = {"count": rounded(value, places)}
        form = self._form(sentences(self.language)[id], shown)
        return form.filled(shown, lambda count, _: self.number(count, places))

    def _form(self, sentence: Sentence, values: Mapping[str, Any]) -> Template:
        if not sentence.plural:
            return sentence.form("other")
        count = values["count"]
        known = isinstance(count, (Decimal, int))
        return sentence.form(self._plural(abs(Decimal(count))) if known else "other")

    def _shown(self, value: Any, place: Place, values: Mapping[str, Any]) -> str:
        if place.kind == "unit":
            own = None if place.detail else values.get("decimals")
            return self.value(value, values[place.detail or "unit"], own)
        if place.kind == "span" and isinstance(value, date):
            return self.span(value, values["end"])
        if place.kind == "message":
            ids = value if isinstance(value, (tuple, list)) else (value,)
            return self.list(self.say(id) for id in ids)
        if place.kind == "text":
            return visible(str(value))
        if place.kind == "period" and isinstance(value, (str, Period)):
            return self.period(value)
        if place.kind == "number" and isinstance(value, (Decimal, int)) and not isinstance(value, bool):
            return self.number(value, place.decimals)
        if place.kind == "count" and not isinstance(value, str):
            return self.value(value)
        if place.kind in ("number", "percent", "money") and not isinstance(value, str):
            return self.value(value, place.kind, place.decimals)
        return self._by_type(value)

    def _by_type(self, value: Any) -> str:
        if value is None:
            return self.say("value.undefined")
        if isinstance(value, bool):
            return self.say("value.true" if value else "value.false")
        if isinstance(value, (Decimal, int)):
            return self.number(value)
        if isinstance(value, date):
            return self.date(value)
        if isinstance(value, Period):
            return self.period(value)
        if isinstance(value, Mapping):
            return self._mapping(value)
        if isinstance(value, (set, frozenset)):
            return self.list(sorted(value, key=str))
        return self.list(value) if isinstance(value, (tuple, list)) else visible(str(value))

    def _mapping(self, value: Mapping[str, Any]) -> str:
        """A title by language, or names with their values."""
        if set(value) <= {"", *LANGUAGES}:
            return visible(self.title(value))
        return self.list(f"{name}: {self._by_type(each)}" for name, each in value.items())

    def _unknown(self, id: str, values: Mapping[str, Any]) -> str:
        if self.strict:
            near = nearest(id, set(sentences(self.language)))
            raise UnknownMessage(f"{id} has no sentence in {self.language}; the nearest is {near or 'none'}")
        told = ", ".join(f"{name}: {self._by_type(value)}" for name, value in values.items())
        return f"{id} ({told})" if told else id
