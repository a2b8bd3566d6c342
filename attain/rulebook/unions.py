"""Where a value may be one of several things, pydantic complains about each; people meant one."""

import re
from collections.abc import Sequence
from typing import Any

from attain.rulebook.yaml_source import Path, Written

#: How pydantic names the branch of a union in an error's path.
_BRANCH = re.compile(
    r"(literal|tuple|list|dict|function-[a-z]+|nullable|constrained-\w+)\[.*|str|int|bool|\w+Expression"
)


def one_branch(items: Sequence[Any], written: Written) -> list[Any]:
    """Of the errors of each union, those of the branch that got furthest into the value."""
    best: dict[Path, tuple[int, int, str]] = {}
    branches = [_branch(item.loc, written) for item in items]
    for at, (item, branch) in enumerate(zip(items, branches, strict=True)):
        if branch:
            above, tag = branch
            best[above] = max(best.get(above, (-1, -1, "")), (len(written.there(item.loc)), at, tag))
    return [
        item
        for item, branch in zip(items, branches, strict=True)
        if branch is None or best[branch[0]][2] == branch[1]
    ]


def _branch(loc: Path, written: Written) -> tuple[Path, str] | None:
    """Where the union stands, and which branch of it the error is about."""
    for at, step in enumerate(loc):
        here = written.there(loc[:at])
        if isinstance(step, str) and (*here, step) not in written.places and _BRANCH.fullmatch(step):
            return here, step
    return None
