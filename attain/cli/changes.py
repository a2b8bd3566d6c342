"""A comparison as people and programs see it: who gains, who loses, and causes that add up."""

from collections.abc import Sequence
from typing import Any

from attain.cli.output import Output
from attain.runs.compare import CAUSES, Change, Comparison

#: So many of those who gain most, and of those who lose most, are shown.
LARGEST = 10


def show_changes(output: Output, found: Comparison) -> None:
    """The sums by cause, then the people whom it touches most."""
    say, money = output.wording.say, output.wording.money
    if not found.gain and not found.lose:
        output.say("cli.compare.same")
    causes = {cause: amount for cause, amount in found.by_cause().items() if amount}
    rows = [
        (say("cli.compare.gain"), output.wording.number(len(found.gain))),
        (say("cli.compare.lose"), output.wording.number(len(found.lose))),
        *((_cause(output, cause), money(amount)) for cause, amount in causes.items()),
        (say("cli.compare.change"), money(found.total)),
    ]
    output.table(rows, right={1}, indent="  ")
    _people(output, found)


def _people(output: Output, found: Comparison) -> None:
    gain, lose = found.gain[:LARGEST], found.lose[:LARGEST]
    shown = [*gain, *reversed(lose)]
    if not shown:
        return
    causes = [cause for cause in CAUSES if any(change.causes.get(cause) for change in shown)]
    head = [output.wording.say(f"cli.compare.{word}") for word in ("person", "before", "after", "change")]
    head += [output.wording.say(f"compare.cause.{cause}") for cause in causes]
    output.line()
    output.table(
        [_row(output, change, causes) for change in shown], right=range(1, 4 + len(causes)), head=head
    )
    hidden = len(found.gain) + len(found.lose) - len(shown)
    if hidden:
        output.say("cli.compare.more", count=hidden)


def _row(output: Output, change: Change, causes: Sequence[str]) -> list[str]:
    money = output.wording.money
    amounts = [change.before, change.after, change.change, *(change.causes.get(cause) for cause in causes)]
    return [change.person, *("–" if amount is None else money(amount) for amount in amounts)]


def _cause(output: Output, cause: str) -> str:
    return output.wording.say("cli.compare.cause", cause=output.wording.say(f"compare.cause.{cause}"))


def changes_json(found: Comparison) -> dict[str, Any]:
    """A comparison for programs: everybody whose pay changes or would have, and the sums."""
    return {
        "changes": [
            {
                "person": change.person,
                "before": change.before,
                "after": change.after,
                "change": change.change,
                "causes": dict(change.causes),
            }
            for change in found.changes
            if change.change or change.causes
        ],
        "gain": len(found.gain),
        "lose": len(found.lose),
        "causes": found.by_cause(),
        "change": found.total,
    }
