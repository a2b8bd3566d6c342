"""From when to when a rule holds."""

from datetime import timedelta

from attain.engine.declare import OPEN_END, Dated
from attain.wording.rules.sentence import Telling


def dated(tell: Telling, rule: Dated) -> None:
    """The days on which the document holds, if nothing replaces it."""
    last = rule.until - timedelta(days=1) if rule.until is not None and rule.until < OPEN_END else None
    if last is None:
        tell.add("rules.from", "from", start=rule.starts)
    else:
        tell.add("rules.from_to", "from", "until", start=rule.starts, last=last)
    if rule.corrects:
        tell.add("rules.corrects", "corrects", reason=rule.corrects)
