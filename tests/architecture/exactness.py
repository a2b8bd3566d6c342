"""What may not stand near money: floats, and text run as code."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.sources import Source

EXACT = ("attain/engine", "attain/rulebook", "attain/runs")

#: Files that may name a float, on which lines, and why it is no measure there. This list may only shrink.
FLOATS_ALLOWED = {
    "attain/engine/faults.py": ("cutoff", "how alike two names are (difflib's cutoff) is no measure"),
    "attain/engine/store/watching.py": (
        "_progress|Progress|wait",
        "how far a query has come; seconds to wait",
    ),
    "attain/engine/store/landing.py": ("Told", "how far a load has come"),
    "attain/engine/store/loading.py": ("[Tt]old", "how far a load has come"),
    "attain/engine/store/intake/encoding.py": ("", "how sure the guess of an encoding is"),
    "attain/engine/store/intake/form.py": ("confidence", "how sure the guess of a file's form is"),
    "attain/engine/store/intake/separator.py": ("", "how evenly a separator cuts the lines"),
    "attain/engine/store/intake/workbook.py": (
        "",
        "cells of a workbook come as floats; here they become text",
    ),
    "attain/engine/store/store.py": ("part: float", "how far a load has come"),
    "attain/runs/compute.py": ("progress|Progress|part: float", "how far a run has come"),
    "attain/runs/workplace.py": ("[Tt]old|progress", "how far a load has come"),
}


def floats(source: Source) -> list[str]:
    """Each place of an exact package where `float` is named or a float literal is written."""
    return (
        [f"{source.path}:{line}: {what}" for line, what in sorted(_floats(source))]
        if source.within(*EXACT)
        else []
    )


def allowed(source: Source, place: str) -> bool:
    """Whether the list lets a float stand at this place, which is one of `floats(source)`."""
    lines, _ = FLOATS_ALLOWED.get(source.path, ("(?!)", ""))
    return bool(re.search(lines, source.text.splitlines()[int(place.split(":")[1]) - 1]))


def _floats(source: Source) -> Iterator[tuple[int, str]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Name) and node.id == "float":
            yield node.lineno, "float"
        elif isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield node.lineno, repr(node.value)


def run_text(source: Source) -> list[str]:
    """Each call of the builtins that run text as code."""
    calls = (node for node in ast.walk(source.tree) if isinstance(node, ast.Call))
    named = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id in {"eval", "exec"})
    return [f"{source.path}:{call.lineno}: {call.func.id}(" for call in named]
