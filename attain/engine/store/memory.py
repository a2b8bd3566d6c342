"""How much memory work may take, as people write it."""

import re

from attain.engine.faults import Fault, Faulty

#: What an engine may take where nobody says otherwise, and the least that it can work with.
MEMORY, LEAST = "2GB", "100MB"

_AMOUNT = re.compile(r"\s*(\d{1,6})\s*([MGT])(i?)B?\s*", re.IGNORECASE)
_BYTES = {("M", ""): 10**6, ("G", ""): 10**9, ("T", ""): 10**12}
_BYTES |= {("M", "I"): 2**20, ("G", "I"): 2**30, ("T", "I"): 2**40}


def memory_amount(given: str) -> str:
    """The amount as engines read it ("4GB", "800MiB"). Raises Faulty for other texts and for too little."""
    found = _AMOUNT.fullmatch(given)
    number, letter, binary = (int(found[1]), found[2].upper(), found[3].upper()) if found else (0, "M", "")
    if number * _BYTES[letter, binary] < 100 * 10**6:
        raise Faulty(Fault("fault.memory.amount", {"given": given, "least": LEAST}))
    return f"{number}{letter}{binary.lower()}B"
