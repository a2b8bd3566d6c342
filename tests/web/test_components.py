"""Components: all on one page; the drawings are right by hand."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import timezone
from django_cotton.compiler_regex import CottonCompiler

from attain.shell.templatetags.draw import bullet, ring, spark
from attain.wording import Wording

pytestmark = pytest.mark.django_db


def compiled(text: str) -> Template:
    return Template(CottonCompiler().process(text))


@pytest.mark.parametrize("language", ["en", "zh", "es", "ja", "ru"])
def test_the_page_shows_every_component_in_every_language(signed_in, language):
    client = signed_in("auditor")
    client.cookies["attain_language"] = language
    text = client.get("/components/").content.decode()
    for sign in (
        'class="head"', "datatable", 'data-chart="chart-example"', "chart-as-table", 'class="bullet"',
        'class="spark"', 'class="ring"', 'class="filters"', 'class="errors"', "<progress",
        'class="notice warn"', 'class="empty"', '<dialog id="ask-example"', "data-toast",
    ):  # fmt: skip
        assert sign in text, sign
    assert "<c-" not in text
    assert "component." not in text
    assert " style=" not in text


def test_a_confirmation_asks_again_by_post_and_news_comes_as_a_toast(signed_in):
    client = signed_in("auditor")
    text = client.post("/components/", follow=True).content.decode()
    assert 'class="toast"' in text


def test_a_chart_has_its_numbers_in_a_table():
    chart = {
        "labels": ["Jan", "Feb"],
        "series": [{"name": "Points", "kind": "value", "values": ["86.4", None]}],
        "written": {"86.4": "86.40"},
    }
    text = compiled('<c-chart id="c" label="Year" :chart="chart" />').render(Context({"chart": chart}))
    assert '<td class="num">86.40</td>' in text
    assert '<td class="num">–</td>' in text


def test_a_field_names_its_error_to_screen_readers():
    page = compiled('<c-field name="who" label="Name" :errors="errors" />')
    wrong, right = page.render(Context({"errors": ["Too long"]})), page.render(Context({"errors": []}))
    assert 'aria-invalid="true"' in wrong
    assert 'aria-describedby="who-told"' in wrong
    assert "Too long" in wrong
    assert "aria-invalid" not in right


def test_a_bullet_bar_is_to_scale():
    # 100 is the longest, and 8 % of air: one unit is 100 / 108 of the width.
    drawn = bullet(Decimal(54), Decimal(100))
    assert 'class="done" y="3" width="50.00"' in drawn
    assert 'class="mark" x="92.59"' in drawn
    assert bullet(None, None) == ""


def test_a_spark_leaves_gaps_and_marks_the_newest():
    drawn = spark([Decimal(1), Decimal(3), None, Decimal(2), Decimal(3)])
    assert 'points="2.00,22.00 25.00,4.00"' in drawn
    assert 'points="71.00,13.00 94.00,4.00"' in drawn
    assert '<circle cx="94.00" cy="4.00"' in drawn


def test_a_ring_is_never_more_than_full():
    assert 'stroke-dasharray="100.00 100"' in ring(Decimal("1.3"), "130")
    assert 'stroke-dasharray="86.40 100"' in ring(Decimal("0.864"), "86", Decimal("0.5"))
    assert "rotate(180.00 60 60)" in ring(Decimal("0.864"), "86", Decimal("0.5"))


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "By: a and b, Oct 3, 2026, 04:05:06"), ("zh", "By：a和b, 2026年10月3日 04:05:06")],
)
def test_signs_between_words_are_those_of_the_language(language, told):
    given = {
        "wording": Wording(language),
        "who": ["a", "b"],
        "at": datetime(2026, 10, 3, 4, 5, 6, tzinfo=UTC),
    }
    page = Template("By{% colon %}{% listed who %}, {% moment at %}")
    with timezone.override(UTC):
        assert page.render(Context(given)) == told
