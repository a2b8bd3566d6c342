"""Days and periods read as people of each language write them."""

from datetime import date

import pytest

from attain.engine.period import Calendar, Period
from attain.wording import Wording
from attain.wording.days import day_alone, month_alone

NBSP = "\N{NO-BREAK SPACE}"

PERIODS = {
    "en": ["October 2026", "4th quarter 2026", "second half of 2026", "2026", "week 42 of 2026"],
    "zh": ["2026年10月", "2026年第4季度", "2026年下半年", "2026年", "2026年第42周"],
    "es": [
        "octubre de 2026",
        "4.º trimestre de 2026",
        "segundo semestre de 2026",
        "2026",
        "semana 42 de 2026",
    ],
    "ja": ["2026年10月", "2026年第4四半期", "2026年下半期", "2026年", "2026年第42週"],
    "ru": [
        f"октябрь 2026{NBSP}г.",
        f"4-й квартал 2026{NBSP}г.",
        f"2-е полугодие 2026{NBSP}г.",
        f"2026{NBSP}г.",
        f"42-я неделя 2026{NBSP}г.",
    ],
}


@pytest.mark.parametrize("language", PERIODS)
def test_period_keys_become_words(language):
    keys = ["2026-10", "2026-Q4", "2026-H2", "2026", "2026-W42"]
    assert [Wording(language, strict=True).period(key) for key in keys] == PERIODS[language]


def test_a_period_of_the_calendar_reads_like_its_key():
    wording = Wording("es", strict=True)
    assert wording.period(Calendar().period("2026-10")) == "octubre de 2026"
    assert wording.period(Calendar().period("2026-H1")) == "primer semestre de 2026"


def test_the_tenth_period_of_a_week_calendar_is_not_october():
    tenth = Period(date(2026, 9, 28), date(2026, 10, 26), "2026-10", "month")
    assert Wording("en", strict=True).period(tenth) == "period 10 of 2026"


def test_a_key_of_another_kind_is_shown_as_it_is():
    assert Wording("en").period("opening") == "opening"


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "October 3, 2026"),
        ("zh", "2026年10月3日"),
        ("es", "3 de octubre de 2026"),
        ("ja", "2026年10月3日"),
        ("ru", f"3 октября 2026{NBSP}г."),
    ],
)
def test_a_day_in_words(language, shown):
    assert Wording(language).date(date(2026, 10, 3)) == shown


@pytest.mark.parametrize(
    ("language", "shown"),
    [("zh", "2026年10月1日至31日"), ("es", "1–31 oct 2026"), ("ja", "2026年10月1日～31日")],
)
def test_a_half_open_span_is_written_with_its_last_day(language, shown):
    assert Wording(language).span(date(2026, 10, 1), date(2026, 11, 1)) == shown


def test_a_span_of_one_day_is_a_day():
    assert Wording("en").span(date(2026, 10, 1), date(2026, 10, 2)) == "Oct 1, 2026"


def test_names_standing_alone_are_the_languages_own_whoever_asked_before():
    months = [month_alone(9, Wording(each).locale, "abbreviated") for each in ("zh", "es", "en", "ja", "ru")]
    assert months == ["9月", "sept", "Sep", "9月", "сент."]
    assert [month_alone(1, Wording(each).locale) for each in ("ja", "es", "ru")] == ["1月", "enero", "январь"]
    assert [day_alone(6, Wording(each).locale) for each in ("ja", "es", "ru")] == [
        "日曜日",
        "domingo",
        "воскресенье",
    ]
