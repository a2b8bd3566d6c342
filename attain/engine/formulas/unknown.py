"""Names that nothing declares, with the nearest that something does."""

from collections.abc import Iterable

from attain.engine.faults import nearest
from attain.engine.formulas.errors import FormulaError
from attain.engine.formulas.tree import Expr, Modified, walk


def unknown(expr: Expr, known: Iterable[str], text: str = "") -> tuple[FormulaError, ...]:
    """One error for each place where a name stands that is not in `known`, in reading order.

    values: name, and nearest where a known name is near (message id "fault.formula.unknown_name.near").
    """
    keys = set(known)
    return tuple(_errors(expr, keys, text))


def _errors(expr: Expr, known: set[str], text: str) -> Iterable[FormulaError]:
    for node in walk(expr):
        name = node.name if isinstance(node, Modified) else node
        key = getattr(name, "key", None)
        if key is not None and key not in known:
            yield _error(key, name, nearest(key, known), text)


def _error(key: str, name: Expr, near: str, text: str) -> FormulaError:
    length = name.end - name.start
    if not near:
        return FormulaError("fault.formula.unknown_name", name.start, length, text, name=key)
    return FormulaError("fault.formula.unknown_name.near", name.start, length, text, name=key, nearest=near)
