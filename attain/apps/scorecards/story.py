"""The accountability story and the gates of a scorecard, from its explanation."""

from dataclasses import dataclass

from attain.apps.results import api as results
from attain.runs import rendering
from attain.runs.statement import titles
from attain.wording import Wording

GATE = "scorecard.gate."
STORY = "scorecard.story."


@dataclass(frozen=True)
class Told:
    """gates: (state, tree); story: None where the card has no accountability."""

    gates: tuple[tuple[str, rendering.Branch], ...]
    story: rendering.Branch | None


def story(run: results.RunView, person: str, card: str, wording: Wording) -> Told:
    """What changed the total beside the lines. Raises Faulty for an unknown person or card."""
    with results.explaining(run.key) as held:
        node = held.tree(person, card)
        known = titles(held.computed, [node])
    names = results.names_in(node)
    spells = [node] if node.id != "spells" else list(node.children)
    children = [child for spell in spells for child in spell.children]
    gates = tuple(
        (child.id.removeprefix(GATE), rendering.branch(child, wording, known, names))
        for child in children
        if child.id.startswith(GATE)
    )
    told = next((child for child in children if child.id.startswith(STORY)), None)
    return Told(gates, rendering.branch(told, wording, known, names) if told else None)
