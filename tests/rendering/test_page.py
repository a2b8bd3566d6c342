"""A statement as a page: whole, in five languages, safe, and without anything beside it."""

import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from attain.engine.declare import LANGUAGES
from attain.engine.trace import Node
from attain.runs.rendering import explanation_html, run_index_html, statement_html
from attain.runs.rendering.branch import branch
from attain.runs.rendering.card_part import card_parts
from attain.runs.rendering.sheet_of import reader_of
from attain.runs.statement import Person, statement, titles
from attain.wording import Wording
from tests.rendering.company import ORIGIN, PEOPLE, computed, explained, slip, slips

VOID = {"meta", "link", "br", "polygon", "polyline", "circle"}


class Reading(HTMLParser):
    """Collects texts, links and attributes, and proves that what is opened is closed."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.open, self.texts, self.tags, self.attributes, self.faults = [], [], [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("style",) and data.strip():
            self.texts.append(" ".join(data.split(" ")).strip())

    @property
    def text(self):
        return "\n".join(self.texts)


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


def test_a_page_is_whole_in_every_language(language):
    read = Reading(statement_html(slip(), language))
    assert read.faults == []
    assert read.open == []
    assert "h1" in read.tags
    assert read.tags.count("main") == 1


def test_nothing_on_a_page_is_an_id_or_a_key_that_nobody_can_read(language):
    """Every message has its sentence, every rule its title."""
    text = Reading(statement_html(slip(), language)).text
    assert not re.search(r"\b(statement|pay|paid|scorecard|index)\.[a-z]", text)
    for key in (
        "sales_plan",
        "visit_coverage",
        "manager_month",
        "kpi_bonus",
        "branch_pool",
        "answers_in_time",
    ):
        assert key not in text


def test_a_page_needs_nothing_beside_it(language):
    page = statement_html(slip(), language)
    assert "<script" not in page
    assert not re.search(r"""(src|href)=|url\(|@import|https?://""", page)
    assert "default-src 'none'" in page


def test_the_page_says_its_language():
    assert '<html lang="zh-Hans">' in statement_html(slip(), "zh")
    assert '<html lang="ru">' in statement_html(slip(), "ru")


def test_what_is_paid_stands_first_with_person_period_and_state():
    text = Reading(statement_html(slip(), "en")).texts
    first = text[:9]
    assert "CN¥10,161.82" in first
    assert "王明" in first
    assert "calculated" in first
    assert any("October 2026" in each for each in first)


def test_every_line_has_its_base_its_rate_and_its_amount():
    text = Reading(statement_html(slip(), "en")).text
    assert "Tier 2: 100,000 to 250,000\n150,000.00\n1.5%\n2,250.00" in text
    assert "Read off at 82.25 points\n3,000.00\n55.625%\n1,668.75" in text
    assert "Your share of CN¥14,400.00: 42.02% by score" in text


def test_what_stands_between_earned_and_paid_is_told_step_by_step():
    text = Reading(statement_html(slip(), "en")).text
    for amount in ("11,969.32", "-556.25", "410.00", "55.00", "-1,200.00", "120.00", "-80.00", "10,161.82"):
        assert amount in text
    assert "Fair <stand> duty; made by L001, approved by F001" in text
    assert "Commission for August 2026, computed again: now CN¥1,920.00, paid before CN¥2,000.00" in text


def test_what_would_score_a_hundred_is_the_corner_nearest_to_it():
    """Anna's 120 % scores 120; her plan is full at 100 % all the same."""
    told = slip("E002")
    (card,) = card_parts(told, reader_of(told, Wording("en", None, "CNY")))
    assert [(line.actual, line.full_at, line.score, line.mark) for line in card.lines] == [
        ("120.00%", "100%", "120.00", "met"),
        ("99.00%", "98%", "100.00", ""),
    ]
    assert card.lines[1].remark == "not examined: full marks"


def test_a_gate_that_closed_says_why_and_one_that_is_open_too():
    assert "Gate closed: A serious violation limits the month; at most 50" in statement_html(
        slip(violations="1"), "en"
    )
    assert "Gate passed (A serious violation limits the month)" in statement_html(slip(), "en")


def test_who_answers_for_a_miss_is_told_by_titles():
    text = Reading(statement_html(slip(), "en")).text
    assert "Results missed: Sales plan fulfilment." in text
    assert "Back office, B001: Answers in time met" in text


def test_a_condition_is_told_in_titles():
    assert "Visit coverage ≥ 98%" in Reading(statement_html(slip(), "en")).text


def test_which_dated_rule_applied_and_which_was_passed_over_is_told():
    text = Reading(statement_html(slip(), "en")).text
    assert "rule in force since March 1, 2026" in text
    assert "Versions passed over: in force from January 1, 2026" in text


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Pay for post Seller and class senior; less specific, so passed over: everybody → €2,100.00"),
        ("zh", "工资（岗位为Seller且级别为高级）；较不具体而未采用：所有人 → €2,100.00"),
    ],
)
def test_the_row_of_a_figure_is_told_in_words(language, told):
    title = {"en": "Pay", "zh": "工资"}
    rows = (({"post": "seller", "class": "senior"}, Decimal(2400)), ({}, Decimal(2100)))
    node = Node(
        "param", Decimal(2400), "money", {"name": "pay", "title": title, "rows": rows, "rule_from": None}
    )
    told_by = branch(node, Wording(language, currency="EUR"), {"seller": {"en": "Seller"}})
    assert (told_by.text, told_by.value) == (told, "€2,400.00")


def test_a_class_may_be_called_whatever_people_call_it():
    rows = (({"class": "Tea, coffee; sweets → all"}, Decimal(2)), ({"class": "a; b"}, Decimal(1)))
    facts = {"name": "pay", "title": {"en": "Pay"}, "rows": rows, "rule_from": None}
    told = branch(Node("param", Decimal(2), "number", facts), Wording("en"), {}).text
    assert "for class Tea, coffee; sweets → all; less specific, so passed over: class a; b → 1" in told


def test_the_foot_says_of_which_facts_rules_and_run():
    page = statement_html(slip(), "en")
    for whole in (ORIGIN.bundle, ORIGIN.snapshot, ORIGIN.run):
        assert f'title="{whole}"' in page
    assert "October 31, 2026" in page


def test_names_from_outside_are_text():
    page = statement_html(slip("B001"), "en")
    assert "<b>" not in page.replace('<b style="left', "")
    assert "&lt;b&gt;Bo&lt;/b&gt; =1+1" in page


def test_pay_that_waits_says_so_and_why():
    page = statement_html(slip(held=True), "en")
    assert "This pay waits." in page
    assert "Visit coverage ≥ 98%" in Reading(page).text
    assert 'class="state held"' in page


def test_a_person_without_a_plan_is_told_so():
    assert "No plan pays this person in the period." in statement_html(slip("B001"), "en")


def test_the_page_of_a_number_opens_its_whole_tree(language):
    node, known = explained("kpi_bonus")
    rows = [{"order_id": "A<1>", "amount": 10}]
    read = Reading(explanation_html(node, language, "CNY", titles=known, origin=ORIGIN, rows=rows))
    assert read.faults == []
    assert ("open", None) in read.attributes
    assert "A<1>" in read.texts


def test_the_page_of_a_run_adds_up_and_leads_to_the_statements(language):
    control = computed().control
    read = Reading(run_index_html(slips(), control, language, {"E001": "statements/E001.html"}))
    assert read.faults == []
    assert [value for name, value in read.attributes if name == "href"] == ["statements/E001.html"]


def test_the_page_of_a_run_shows_facts_that_found_no_owner():
    text = Reading(run_index_html(slips(), computed().control, "en")).text
    assert "its owner held no post on that day" in text
    assert "22,548.75" in text


@pytest.mark.parametrize("link", ["javascript:alert(1)", "//evil.example/x", "/etc/passwd", "\\\\host\\x"])
def test_a_link_that_leads_elsewhere_is_left_out(link):
    page = run_index_html(slips(), computed().control, "en", {"E001": link})
    assert "href" not in page


def test_titles_of_posts_and_units_are_shown_where_the_tables_have_them():
    told = computed(places={"north": "Северный филиал", "account_manager": "Менеджер"})
    assert titles(told, [])["north"] == {"": "Северный филиал"}
    assert "Менеджер · Северный филиал" in statement_html(slip(of=told), "ru")


def called(**posts):
    """October, with posts that the rulebook calls so, and the store otherwise."""
    told = computed(places={"account_manager": "Manager of the table", "north": "North"})
    return replace(told, rules=replace(told.rules, posts=posts))


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Account manager"), ("ru", "Менеджер"), ("ja", "担当")]
)
def test_a_post_is_called_in_the_reader_s_language_by_the_rulebook(language, title):
    told = called(account_manager={"en": "Account manager", "ru": "Менеджер", "ja": "担当"})
    assert f"{title} · North" in statement_html(slip(of=told), language)
    page = run_index_html([slip(of=told)], told.control, language)
    assert title in page
    assert "Manager of the table" not in page


def test_a_post_without_a_title_in_the_rulebook_is_called_as_in_the_store():
    assert "Manager of the table · North" in statement_html(slip(of=called(account_manager={})), "ru")


def test_other_people_are_named_with_their_key_where_the_store_has_a_name():
    people = {"B001": Person("B001", given_name="Anna", family_name="Brown"), "L001": Person("L001")}
    named = statement(computed(), PEOPLE["E001"], ORIGIN, people)
    assert "Back office, Anna Brown (B001)" in statement_html(named, "en")
    assert "后台 Anna Brown（B001）" in statement_html(named, "zh")
    assert "made by L001" in statement_html(named, "en")


def test_only_people_whom_a_statement_mentions_come_with_it():
    named = statement(computed(), PEOPLE["E001"], ORIGIN, PEOPLE)
    assert set(named.names) == {"B001"}
