"""What the components of entries are called."""

from attain.engine.decide.rules import Rules
from attain.wording import Wording


def component_title(name: str, rules: Rules | None, wording: Wording) -> str:
    """What a component is called; draws and adjustments have names of their own."""
    if name in ("draw", "adjustment"):
        return wording.say(f"ledger.component.{name}")
    return wording.title(rules.title(name), name) if rules is not None else name
