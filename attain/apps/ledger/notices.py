"""What other apps have to say beside a person's account: that pay is on hold, say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from attain.wording import Wording


@dataclass(frozen=True)
class Notice:
    """text: in the reader's words. icon: of the shell's list."""

    text: str
    icon: str = "info-circle"


#: person, the reader's wording → what there is to say.
Says = Callable[[str, Wording], Sequence[Notice]]

_SAY: list[Says] = []


def add_notices(says: Says) -> None:
    """Has `says` asked wherever a person's account or statement is shown; called when apps are ready."""
    _SAY.append(says)


def notices(person: str, wording: Wording) -> list[Notice]:
    return [notice for says in _SAY for notice in says(person, wording)]
