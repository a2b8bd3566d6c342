"""Who leads whom at whatever depth: found at once, told row by row when somebody asks, as few rules do."""

from collections.abc import Iterable, Iterator

from attain.engine.decide.organisation import LeaderRow, ReportRow
from attain.engine.measures.trees import leader_rows, lines_above


class ReportTree:
    """The rows of the reporting closure. Raises Faulty at once where someone leads themselves."""

    def __init__(self, reporting: Iterable[ReportRow]) -> None:
        self._reporting = sorted(reporting)
        self._above = lines_above(self._reporting)

    def __iter__(self) -> Iterator[LeaderRow]:
        return leader_rows(self._reporting, self._above)
