"""What is wrong in a formula, and at which character."""

from collections.abc import Mapping
from typing import Any
from unicodedata import combining, east_asian_width

from attain.engine.faults import Fault


class FormulaError(ValueError):
    """A formula that can't be used.

    fault_id: message id of the sentence that says reason and remedy ("fault.formula.…").
    position, length: the place in `text`, in characters, 0-based; length 0 at the text's end.
    values: names and figures for the sentence.
    text: the formula as written ("" where only its tree was known).
    """

    def __init__(
        self, fault_id: str, position: int = 0, length: int = 1, text: str = "", **values: Any
    ) -> None:
        self.fault_id = fault_id
        self.position = position
        self.length = length
        self.values: Mapping[str, Any] = values
        self.text = text
        super().__init__(fault_id, position, length, dict(values))

    def __str__(self) -> str:
        figures = ", ".join(f"{key}={value}" for key, value in self.values.items())
        return f"{self.fault_id} at character {self.position + 1}" + (f" ({figures})" if figures else "")

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self.fault_id, self.position, self.length, self.text, dict(self.values))

    def within(self, text: str) -> "FormulaError":
        """The same error, which now knows the formula as written."""
        self.text = text
        return self

    def pointer(self) -> str:
        """The line that is meant, and under it carets at the place (wide characters counted twice)."""
        before, rest = self.text[: self.position], self.text[self.position :]
        head = before.rpartition("\n")[2]
        tail = rest.partition("\n")[0]
        carets = max(1, _width(tail[: self.length]))
        return f"{head}{tail}\n{' ' * _width(head)}{'^' * carets}"

    def fault(self, file: str = "", line: int = 0, column: int = 0) -> Fault:
        """This error as a fault of a file; `line` and `column` are where the formula starts."""
        lines = self.text[: self.position].split("\n")
        inner = column + len(lines[-1]) if len(lines) == 1 and column else 0
        return Fault(self.fault_id, dict(self.values) | {"pointer": self.pointer()}, file, line, inner)


def _again(id: str, position: int, length: int, text: str, values: dict[str, Any]) -> FormulaError:
    """A copied or unpickled error."""
    return FormulaError(id, position, length, text, **values)


def _width(text: str) -> int:
    """Columns that a terminal gives the text."""
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)
