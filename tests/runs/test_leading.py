"""Who leads whom at every depth is checked at once and told when it is asked for."""

from datetime import date

import pytest

from attain.engine.faults import Faulty
from attain.engine.measures.trees import report_tree
from attain.runs.leading import ReportTree

MAY, JUNE, JULY = (date(2026, month, 1) for month in (5, 6, 7))


def test_rows_are_those_of_the_closure_however_often_they_are_asked() -> None:
    lines = [("lea", "max", JUNE, JULY), ("ana", "lea", MAY, JULY), ("bo", "lea", MAY, JUNE)]
    tree = ReportTree(lines)
    assert list(tree) == list(tree) == report_tree(lines)


def test_who_leads_himself_is_told_before_anybody_asks() -> None:
    with pytest.raises(Faulty) as told:
        ReportTree([("ana", "bo", MAY, JULY), ("bo", "ana", JUNE, JULY)])
    assert [fault.id for fault in told.value.faults] == ["fault.report_cycle"]
