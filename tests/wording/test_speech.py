"""Message ids and typed values become sentences; nothing is lost where a sentence is missing."""

from datetime import date
from decimal import Decimal

import pytest

from attain.engine.faults import Fault
from attain.wording import UnknownMessage, Wording, messages, speech
from attain.wording.template import Sentence

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def written(monkeypatch):
    """Lets a test write a message of its own."""

    def write(text):
        told = {"told": Sentence.of(text)}
        monkeypatch.setattr(speech, "sentences", lambda language: {**messages.sentences(language), **told})

    return write


def test_each_value_is_shown_as_its_place_asks(written):
    written("{amount:money} is {rate:percent} of {base:number}, {on:date}, {period:period}: {names:list}")
    said = Wording("en", currency="USD", strict=True).say(
        "told",
        amount=Decimal("1000"),
        rate=Decimal("0.01"),
        base=Decimal("100000"),
        on=date(2026, 10, 3),
        period="2026-Q4",
        names=("Ann", "Lin", "Wang"),
    )
    assert said == "$1,000.00 is 1% of 100,000, October 3, 2026, 4th quarter 2026: Ann, Lin, and Wang"


def test_a_bare_place_shows_a_value_by_its_type(written):
    written("{count}|{held}|{grade}|{missing}|{on}|{posts}|{title}")
    said = Wording("es", strict=True).say(
        "told",
        count=1214,
        held=False,
        grade="A",
        missing=None,
        on=date(2026, 1, 31),
        posts=("a", "b"),
        title={"en": "Sales", "es": "Ventas"},
    )
    assert said == "1.214|no|A|indefinido|31 de enero de 2026|a y b|Ventas"


def test_a_place_may_set_decimals_take_the_unit_of_the_value_or_leave_text_alone(written):
    written("{rate:percent.1} {actual:unit} {line:text}")
    said = Wording("en", strict=True).say(
        "told", rate=Decimal("0.98765"), actual=Decimal("3"), unit="days", line=1214
    )
    assert said == "98.8% 3 days 1214"


def test_an_optional_passage_is_told_where_its_values_are(written):
    written("{title}[[, set by {who}]][[ on {day:date}]][[; {left:money} left]]")
    say = Wording("en", strict=True).say
    everything = {"who": "Ann", "day": date(2026, 10, 3), "left": Decimal(0)}
    assert say("told", title="Target", **everything) == "Target, set by Ann on October 3, 2026; 0.00 left"
    assert say("told", title="Target", who="", day=None) == "Target"


def test_a_passage_may_ask_for_a_value_without_showing_it(written):
    written("{title}[[limits? is at most {then}]][[!limits? is {then}]]")
    say = Wording("en", strict=True).say
    assert say("told", title="The total", then=60, limits=True) == "The total is at most 60"
    assert say("told", title="The total", then=0, limits=False) == "The total is 0"


def test_a_place_may_say_a_message_a_span_or_a_value_of_a_named_unit(written):
    written("{why:message}, {start:span}: {actual:unit.actual_unit}")
    said = Wording("en", strict=True).say(
        "told",
        why="value.undefined",
        start=date(2026, 10, 1),
        end=date(2026, 10, 2),
        actual=Decimal("0.9412"),
        actual_unit="percent",
    )
    assert said == "undefined, Oct 1, 2026: 94.12%"


def test_the_plural_follows_the_count(written):
    written(
        {
            "one": "{count} клиент",
            "few": "{count} клиента",
            "many": "{count} клиентов",
            "other": "{count} кл.",
        }
    )
    said = [Wording("ru", strict=True).say("told", count=count) for count in (1, 2, 5, 11, 21, 22)]
    assert said == ["1 клиент", "2 клиента", "5 клиентов", "11 клиентов", "21 клиент", "22 клиента"]


def test_words_in_a_place_for_figures_are_shown_as_they_are(written):
    written({"one": "{count} row {day:date} {at:period}", "other": "{count} rows {day:date} {at:period}"})
    assert Wording("en", strict=True).say("told", count="all", day="today", at=3) == "all rows today 3"


@pytest.mark.parametrize(
    ("period", "name", "told"),
    [
        ("2026-10", "木村 隆", "2026年10月の木村 隆さんはあと 6.85 で A です"),
        ("W", "Ana Ruiz", "W の Ana Ruiz さんはあと 6.85 で A です"),
    ],
)
def test_no_space_parts_a_value_from_words_where_both_are_chinese_or_japanese(written, period, name, told):
    written("{period:period} の {name} さん[[ は{at}]] {points:number} で {grade} です")
    said = Wording("ja").say("told", period=period, name=name, at="あと", points=Decimal("6.85"), grade="A")
    assert said == told


def test_an_unknown_message_is_shown_with_its_values():
    said = Wording("en").say("no.such.message", amount=Decimal("1234.5"), who="Ann")
    assert said == "no.such.message (amount: 1,234.5, who: Ann)"
    assert Wording("en").say("no.such.message") == "no.such.message"


def test_a_missing_value_is_shown_with_the_others(written):
    written("{amount:money} for {who}")
    assert Wording("en").say("told", amount=Decimal("5")) == "told without who (amount: 5)"


def test_the_strict_wording_of_tests_refuses_both(written):
    with pytest.raises(UnknownMessage, match=r"unit\.day has no sentence in en; the nearest is unit\.days"):
        Wording("en", strict=True).say("unit.day")
    written("{amount:money} for {who}")
    with pytest.raises(UnknownMessage, match="told without who"):
        Wording("en", strict=True).say("told", amount=Decimal("5"))


def test_a_value_may_be_called_id(written):
    written("row {id}")
    assert Wording("en", strict=True).say("told", id="A7") == "row A7"


def test_a_fault_is_told_after_its_place(written):
    written("{name} is not known here.")
    fault = Fault("told", {"name": "salse"}, file="kpis/sales.yaml", line=12, column=5)
    assert Wording("en").fault(fault) == "kpis/sales.yaml:12:5: salse is not known here."
    assert Wording("en").fault(Fault("told", {"name": "salse"})) == "salse is not known here."


def test_text_from_outside_cannot_steer_a_terminal_or_turn_the_writing_round(written):
    written("{name}, {key:text}")
    said = Wording("en").say("told", name="Ann\x1b[31m\n", key="a\u202eb")
    assert said == "Ann␛[31m␊, a\ufffdb"


def test_a_fault_shows_both_ends_of_a_long_value(written):
    written("{value}")
    said = Wording("en").fault(Fault("told", {"value": "a" * 100_000 + "z"}))
    assert said == "a" * 89 + "…" + "a" * 29 + "z"


def test_a_language_without_wording_is_refused():
    with pytest.raises(ValueError, match="no wording in 'de'; there is en, zh, es, ja, ru"):
        Wording("de")


def test_all_languages_say_the_same_messages():
    assert len({frozenset(messages.sentences(language)) for language in ("en", "zh", "es", "ja", "ru")}) == 1


def test_a_russian_year_at_the_end_of_a_sentence_has_one_point(written):
    written("До {period:period}.")
    assert Wording("ru", strict=True).say("told", period="2026-09") == f"До сентябрь 2026{NBSP}г."
