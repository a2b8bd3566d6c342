"""attain undo: a load that should not have been is taken back, and what cannot be is told in a line."""

import json

import pytest

from attain.cli.main import main

RULEBOOK = """\
rulebook: shop
currency: EUR
---
fact: orders
grain: one order
columns: {order_id: text, ordered_on: date, amount: money}
key: [order_id]
date: ordered_on
"""


@pytest.fixture
def shop(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rulebook").mkdir()
    (tmp_path / "rulebook" / "rulebook.yaml").write_text(RULEBOOK, encoding="utf-8")
    (tmp_path / "orders.csv").write_text("order_id,ordered_on,amount\n1,2026-03-02,10.00\n", encoding="utf-8")
    return tmp_path


def told(capsys, *arguments):
    code = main([*arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_load_is_taken_back_and_its_file_loads_again(shop, capsys):
    _, loaded = told(capsys, "load", "rulebook", "orders.csv")
    load = loaded["loads"][0]["load"]
    code, undone = told(capsys, "undo", "rulebook", load)
    assert (code, undone["tables"], undone["rows"]) == (0, ["orders"], 1)
    _, again = told(capsys, "load", "rulebook", "orders.csv")
    assert again["rows_loaded"] == 1


def test_a_load_that_is_not_there_is_told_with_the_nearest(shop, capsys):
    _, loaded = told(capsys, "load", "rulebook", "orders.csv")
    load = loaded["loads"][0]["load"]
    assert main(["undo", "rulebook", f"{load}x"]) == 1
    assert load in capsys.readouterr().err
