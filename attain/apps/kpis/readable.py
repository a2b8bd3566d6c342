"""A formula in the reader's words: titles instead of keys, × and ÷ instead of * and /."""

from attain.engine.decide.rules import Rules
from attain.engine.formulas import Expr, Modified, Name, references, rename, text_of
from attain.wording import Wording

#: Signs as people write them.
SIGNS = ((" * ", " × "), (" / ", " ÷ "), (" - ", " − "), (" <= ", " ≤ "), (" >= ", " ≥ "), (" <> ", " ≠ "))


def readable(tree: Expr, rules: Rules, wording: Wording) -> str:
    """Sales ÷ target of Sales."""
    found = references(tree)
    names = {name: f"n{at}n" for at, name in enumerate(dict.fromkeys(map(_key, found)))}
    text = text_of(rename(tree, names))
    for sign, written in SIGNS:
        text = text.replace(sign, written)
    for each in sorted(found, key=lambda each: not isinstance(each, Modified)):
        text = text.replace(text_of(rename(each, names)), told(each, rules, wording))
    return text


def told(each: Name | Modified, rules: Rules, wording: Wording) -> str:
    """A name by its title, with what modifies it: target of Sales."""
    title = wording.title(rules.title(_key(each)), _key(each))
    for modifier in reversed(each.modifiers if isinstance(each, Modified) else ()):
        id = f"kpis.modifier.{modifier}"
        title = wording.say(id, name=title) if wording.knows(id) else f"{modifier}({title})"
    return title


def _key(each: Name | Modified) -> str:
    return each.name.key if isinstance(each, Modified) else each.key
