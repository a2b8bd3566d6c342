"""What a file does not say though measures count by it is told as it is loaded, not found out from zeros."""

from pathlib import Path

import pytest

HEAD = "order_id,client_id,product_id,ordered_on,quantity,amount"
LINE = "901,K1,T,2026-03-09,1,5.00"


@pytest.fixture
def load(attain, desk):
    """load(header, line): the warnings of a file of order lines, where sales are those of goods alone."""
    book = desk / "rulebook" / "rulebook.yaml"
    flags = "is_return: boolean = false, goods: boolean = false, online: boolean = false}"
    text = book.read_text().replace("is_return: boolean}", flags, 1)
    measured = "of: order_lines\nvalue: sum(amount)"
    assert measured in text
    book.write_text(text.replace(measured, f"{measured}\nwhere: goods and not is_return", 1))

    def loaded(header: str, line: str) -> list[dict]:
        path = Path(desk) / "order_lines-more.csv"
        path.write_text(f"{header}\n{line}\n")
        answer = attain("load", "rulebook", path, "--json")
        assert answer.code == 0, answer.err
        (report,) = answer.json["loads"]
        assert report["rows_loaded"] == 1
        return report["warnings"]

    return loaded


def test_what_measures_demand_and_a_file_lacks_is_told_with_those_measures(load):
    (warning,) = load(HEAD, LINE)
    assert warning["id"] == "fault.load.unsaid"
    assert "does not say goods, so" in warning["message"]
    assert "“no” there and add nothing to what is measured by it: sales_amount" in warning["message"]


@pytest.mark.parametrize("said", ["yes", "no"])
def test_what_a_file_says_is_not_missed_and_what_is_asked_with_not_is_no_loss(load, said):
    assert load(f"{HEAD},goods", f"{LINE},{said}") == []
