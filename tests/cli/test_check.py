"""attain check: counts, findings by file and line, worked cases, and the history of a store's runs."""

from attain.engine.store import Store
from attain.runs.history import history


def test_check_counts_documents_cases_canaries_and_findings(attain, desk):
    told = attain("check", "rulebook")
    assert told.code == 0
    assert "Documents" in told.out
    assert "The rulebook is sound." in told.out
    assert "rulebook/rulebook.yaml:" in told.err, "findings say file and line"
    found = attain("check", "rulebook", "--json").json
    assert list(found)[-4:] == ["documents", "cases", "canaries", "findings"]
    assert found["ok"] is True
    assert found["documents"] == sum(found["documents_by_kind"].values())
    assert found["cases"] == found["cases_passed"]
    assert found["findings"] == len(found["lint"])


def test_strict_checking_fails_at_findings(attain, desk):
    assert attain("check", "rulebook", "--strict").code == 1


def test_check_fails_with_file_and_line_when_a_case_does_not_come_out(attain, desk):
    book = desk / "rulebook" / "rulebook.yaml"
    wrong = book.read_text().replace("rate: 1.5%", "rate: 1.6%")
    book.write_text(wrong)
    told = attain("check", "rulebook")
    assert told.code == 1
    assert "rulebook/rulebook.yaml:" in told.err
    assert "The rulebook has errors." in told.out
    assert attain("check", "rulebook", "--json").json["failed_cases"]


def test_check_with_a_store_asks_its_history(attain, desk):
    assert attain("check", "rulebook", "--store", "store").code == 0
    told = attain("check", "rulebook", "--store", "nowhere")
    assert told.code == 1
    assert "no fact store in nowhere" in told.err


def test_the_lint_asks_what_stored_runs_came_to(company, march):
    past = history(Store.open(company / "store"))
    values = {value.subject: str(value.value) for value in past("account_manager_month")}
    assert values["P2"] == "79.62"  # worked by hand in tests/runs
    assert {value.period for value in past("sales_plan_fulfilment")} == {"2026-03"}
    assert not past("nothing_of_that_name")
