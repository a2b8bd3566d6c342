"""Tables: sorted, searched, paged, cut to columns, exported; in the page and as htmx asks for them."""

import csv
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from attain.apps.people.models import Person
from attain.apps.results.run_tables import CHANGES, LATE, LEFT, RUNS
from attain.shell.components import EXAMPLES
from attain.shell.languages import wording_for
from attain.shell.tables import Column, Table

pytestmark = pytest.mark.django_db

PEOPLE = Table(
    "people",
    "table.search",
    (
        Column("key", "table.search", order="key", link=lambda row: f"/people/{row.key}/"),
        Column("name", "table.sort", order="name"),
    ),
    first="key",
    search=("key", "name"),
)


def asked(query: str = "", table: Table = PEOPLE, rows=None, **session):
    request = RequestFactory().get(f"/somewhere/?{query}")
    request.wording = wording_for("en")
    request.session = session
    return table.of(request, Person.objects.all() if rows is None else rows)


def texts(table, at: int = 0) -> list[str]:
    return [row.cells[at].text for row in table.body]


@pytest.fixture
def people(db):
    Person.objects.all().delete()
    Person.objects.bulk_create(Person(key=f"P{at:03}", name=f"Name {at % 7}") for at in range(120))


@pytest.mark.data
def test_a_table_is_paged_sorted_and_searched_in_the_database(people):
    assert texts(asked())[:2] == ["P000", "P001"]
    assert texts(asked("sort=-key&page=5"))[-1] == "P000"  # 120 rows: four pages of 25 and one of 20
    assert asked("page=99").range == "101–120 of 120"
    found = asked("q=P11&sort=key&size=50")
    assert texts(found) == [f"P11{last}" for last in range(10)]
    assert found.range == "1–10 of 10"


@pytest.mark.data
def test_tools_are_there_once_there_is_something_to_do_with_them(people):
    def tools(most, query=""):
        table = asked(query, rows=Person.objects.filter(key__lt=f"P{most:03}"))
        page = render_to_string("shell/table.html", {"table": table, "request": table.request})
        return [name for name in ("-q", "-sort", "-size") if f'id="table-people{name}"' in page]

    assert tools(5) == []
    assert tools(6) == ["-q", "-sort"]
    assert tools(26) == ["-q", "-sort", "-size"]
    assert "-q" in tools(26, "q=P001")  # one is found: what was typed can be changed


@pytest.mark.data
def test_a_page_costs_two_queries_whatever_the_number_of_rows(people):
    for query in ("size=25", "size=100"):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            table = asked(query)
            _ = table.body, table.range, table.heads, table.next
        assert len(seen) == 2


@pytest.mark.data
def test_rows_without_a_value_are_last_either_way(people):
    rows = [{"key": "a", "n": 2}, {"key": "b", "n": None}, {"key": "c", "n": Decimal("2.5")}]
    table = Table(
        "n", "table.sort", (Column("key", "table.sort"), Column("n", "table.size", unit="number", order="n"))
    )
    assert texts(asked("sort=n", table, rows)) == ["a", "c", "b"]
    assert texts(asked("sort=-n", table, rows)) == ["c", "a", "b"]


def test_what_makes_no_sense_in_the_address_is_as_if_it_were_not_said(people):
    plain = texts(asked())
    for query in (
        "sort=password",
        "page=-1",
        "page=x",
        "size=7",
        "size=99999999999",
        "columns=secret",
        "q=%00",
    ):
        assert texts(asked(query)) == plain, query


def test_what_was_chosen_is_remembered_and_the_address_can_be_sent_on(people):
    session: dict = {}
    request = RequestFactory().get("/somewhere/?sort=-name&size=50&columns=name&period=2026-10")
    request.wording, request.session = wording_for("en"), session
    PEOPLE.of(request, Person.objects.all())
    again = asked(**session)
    assert [head.key for head in again.heads] == ["name"]
    assert len(again.body) == 50
    assert again.kept == "?sort=-name&size=50&columns=name"
    assert texts(asked(again.kept[1:])) == texts(again)


def test_what_else_stands_in_the_address_stays(people):
    table = asked("period=2026-10&page=2")
    assert all("period=2026-10" in url for url in (table.next, table.csv, table.heads[0].url))
    assert ("period", "2026-10") in table.beside_tools
    assert "page=" not in table.heads[0].url


@pytest.fixture
def page(signed_in):
    return signed_in("finance")


def test_the_page_says_how_it_is_sorted_and_works_without_script(page):
    text = page.get("/components/?sort=name").content.decode()
    assert 'aria-sort="ascending"' in text
    assert "<caption" in text
    assert 'role="search"' in text
    assert 'data-label="Points"' in text
    assert "1–25 of 60" in text


def test_htmx_gets_the_table_alone(page):
    headers = {"HX-Request": "true", "HX-Target": "table-examples"}
    text = page.get("/components/?page=2", headers=headers).content.decode()
    assert text.startswith('<section id="table-examples"')
    assert "26–50 of 60" in text


def test_csv_has_all_that_is_found_with_figures_as_machines_read_them(page):
    answer = page.get("/components/?export=csv&q=Ana&sort=name&columns=name&columns=pay")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="examples-')
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    wanted = sorted((each for each in EXAMPLES if "Ana" in each.name), key=lambda each: each.name.casefold())
    assert rows == [["Name", "Pay"], *([each.name, format(each.pay, "f")] for each in wanted)]
    assert len(rows) == 9


def test_xlsx_has_numbers_as_numbers_and_texts_never_as_formulas(people):
    from attain.shell.tables.files import exported

    rows = [{"who": "=HYPERLINK(1)", "paid": Decimal("10.25")}, {"who": "+49", "paid": None}]
    table = Table(
        "risk", "table.sort", (Column("who", "table.sort"), Column("paid", "table.size", unit="money"))
    )
    answer = exported(asked("", table, rows), "xlsx")
    content = b"".join(answer.streaming_content)
    answer.close()
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    assert sheet.to_python()[1:] == [["'=HYPERLINK(1)", 10.25], ["+49", ""]]
    lines = b"".join(exported(asked("", table, rows), "csv").streaming_content).decode("utf-8-sig")
    assert "'=HYPERLINK(1),10.25" in lines


def test_an_empty_table_says_so_and_a_search_that_finds_nothing_says_another_thing(people):
    assert asked("q=nobody").empty.startswith("Nothing matches")
    assert asked("", rows=[]).empty == "Nothing here yet."


@pytest.mark.parametrize("table", [RUNS, LATE, LEFT, CHANGES], ids=lambda table: table.name)
def test_money_has_the_decimals_of_its_currency(table):
    told = {"EUR": "€1,234.00", "JPY": "¥1,234", "KWD": "KWD\xa01,234.000"}
    columns = [column for column in table.columns if column.unit == "money"]
    assert columns
    for currency, text in told.items():
        wording = wording_for("en", currency=currency)
        assert {column.text(Decimal(1234), wording) for column in columns} == {text}
