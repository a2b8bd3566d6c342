"""What the reader's language calls columns of tables and the choices in them."""

from attain.wording.speech import Wording


def column_words(column: str, wording: Wording) -> str:
    """What a column is called; "" where that is not known."""
    id = f"rules.column.{column}"
    return wording.say(id) if wording.knows(id) else ""


def named(column: str, wording: Wording) -> str:
    """What a column of any table is called, a built-in one too; "" where that is not known."""
    id = f"tables.column.{column}"
    return column_words(column, wording) or (wording.say(id) if wording.knows(id) else "")


def chosen_words(column: str, choice: str, wording: Wording) -> str:
    """What a choice is called; as it was written where that is not known."""
    return choice_words(column, choice.strip().lower(), wording) or choice


def choice_words(column: str, choice: str, wording: Wording) -> str:
    """What one of a column's choices is called; "" where that is not known."""
    for id in (f"rules.choice.{column}.{choice}", f"rules.choice.{choice}"):
        if wording.knows(id):
            return wording.say(id)
    return ""
