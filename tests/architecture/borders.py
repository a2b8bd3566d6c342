"""Which outside packages may be imported where."""

import ast
from collections.abc import Iterator

from tests.architecture.sources import Source

#: Package → the only folders of attain/ that may import it.
ONLY = {
    "duckdb": ("attain/engine/store",),
    "pyspark": ("attain/engine/store",),
    "sqlglot": ("attain/engine/formulas", "attain/engine/measures", "attain/engine/store"),
    "django": ("attain/config", "attain/web", "attain/apps", "attain/shell"),
    "babel": ("attain/wording",),
}


def strangers(source: Source) -> list[str]:
    """Each import of a package at a place where it does not belong."""
    if not source.within("attain"):
        return []
    return [
        f"{source.path}:{line}: {package} belongs in {' or '.join(ONLY[package])}"
        for line, package in _imported(source.tree)
        if package in ONLY and not source.within(*ONLY[package])
    ]


def _imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module.split(".")[0]
