"""The benchmark compares like with like: every way of computing comes to the same numbers."""

import json
from decimal import Decimal

import duckdb
import pytest

from attain.engine.store import Store
from bench import attain_way, hand_sql
from bench.__main__ import main
from bench.answer import COLUMNS, NAMES, Column
from bench.equal import answers_differ, published_differ
from bench.generate import made
from bench.page import BEGIN, END, written
from bench.size import PERIOD, Size

TINY = Size(20_000)


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    return made(TINY, tmp_path_factory.mktemp("work"), say=lambda line: None)


@pytest.fixture(scope="module")
def answers(company):
    files = {way: company.folder / f"{way}.parquet" for way in hand_sql.WAYS}
    for way, file in files.items():
        hand_sql.compute(company.store, way, file)
    return files


def test_attain_publishes_what_hand_written_sql_gives_and_again_after_one_more_day(company, answers):
    copy = company.copy("running")
    assert attain_way.run(copy)["counts"]["people"] == 12 + 2 + 1 + 1
    assert published_differ(copy, answers["rolled"]) == []
    assert Decimal(attain_way.ask_what_if(copy)["more"]) != 0
    explained = attain_way.explain(copy, "M000005")
    assert explained["rows"] > 1000
    assert Decimal(explained["value"]) > 0
    company.add_next_day(copy)
    attain_way.run(copy)
    assert published_differ(copy, answers["rolled"]) != []
    hand_sql.compute(copy, "direct", answers["direct"].with_name("next.parquet"))
    assert published_differ(copy, answers["direct"].with_name("next.parquet")) == []


def test_both_hand_written_ways_give_the_same(answers):
    assert answers_differ(answers["rolled"], answers["direct"]) == []


def test_large_months_are_read_as_ranges_of_clients_with_the_same_answer(
    company, answers, tmp_path, monkeypatch
):
    monkeypatch.setattr(hand_sql, "LINES_AT_ONCE", 7_000)
    for way, file in answers.items():
        hand_sql.compute(company.store, way, tmp_path / file.name)
        assert answers_differ(file, tmp_path / file.name) == []


def test_canary_a_wrong_answer_is_found(answers, tmp_path):
    wrong = tmp_path / "wrong.parquet"
    query = f"SELECT * REPLACE (orders + 1 AS orders) FROM '{answers['rolled']}'"
    duckdb.execute(f"COPY ({query}) TO '{wrong}' (FORMAT parquet)")
    assert len(answers_differ(answers["rolled"], wrong)) > 0


def test_every_measure_means_something(answers):
    """A column of nothing but zeros would be equal everywhere and compare nothing."""
    sums = ", ".join(f'SUM(abs("{name}"))' for name in NAMES)
    (row,) = duckdb.execute(f"SELECT {sums} FROM '{answers['rolled']}'").fetchall()
    assert [name for name, total in zip(NAMES, row, strict=True) if not total] == []


def test_the_same_size_is_the_same_company(company, tmp_path):
    again = made(TINY, tmp_path, say=lambda line: None)
    assert Store.open(again.store).snapshot().id == Store.open(company.store).snapshot().id


def test_lines_lie_in_the_order_of_their_table_and_add_up(company):
    files = list(Store.open(company.store).snapshot().files("order_lines"))
    for file in files:
        order = duckdb.execute("SELECT client_id, ordered_on, order_id, line_no FROM read_parquet(?)", [file])
        rows = order.fetchall()
        assert rows == sorted(set(rows))
    counted = "SELECT count(*) FILTER (ordered_on >= '2026-10-01'), count(*) FILTER (is_return)"
    lines, returns = duckdb.execute(f"{counted} FROM read_parquet(?)", [files]).fetchone()
    assert lines == company.lines
    assert abs(lines - TINY.lines) < TINY.lines // 20
    assert 0 < returns < lines // 50


def test_the_last_line_of_the_benchmark_is_json(tmp_path, capsys):
    skipped = "polars,pandas,next_day,what_if,explain"
    assert main(["--lines", "2000", "--repeats", "1", "--skip", skipped, "--work", str(tmp_path)]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert list(told) == [
        "lines", "wall_s", "cpu_s", "peak_mib", "stage_a_s", "stage_b_s", "hand_sql_s", "stage_a_ratio",
        "next_day_ratio", "whatif_s", "explain_s",
    ]  # fmt: skip
    record = json.loads((tmp_path / "history.jsonl").read_text())
    page = written(f"before {BEGIN} old {END} after", [record])
    assert page.startswith("before ")
    assert page.endswith(" after")
    assert "Attain: whole run" in page


@pytest.mark.parametrize(
    ("number", "shown"),
    [(12345678, "0.12"), (-500000, "-0.01"), (499999, "0.00"), (-1, "0.00"), (10**9, "10.00")],
)
def test_money_is_shown_as_a_run_publishes_it(number, shown):
    assert Column("sales_amount", PERIOD, 8, 2).shown(number) == shown


def test_counts_are_shown_without_decimals():
    assert next(column for column in COLUMNS if column.name == "active_clients").shown(52) == "52"
