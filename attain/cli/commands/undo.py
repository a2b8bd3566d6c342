"""attain undo: a load or an entered change taken back, in a new snapshot."""

import click

from attain.cli.face import Face
from attain.cli.output import DONE, Output
from attain.engine.store import Store
from attain.runs.workplace import Workplace, sound_rulebook


def undo(face: Face) -> click.Command:
    @face.command("undo", face.rulebook(), face.argument("load"), face.store(), face.wait())
    def command(output: Output, rulebook: str, load: str, store: str, wait: int) -> int:
        opened = Store.open(store).patient(wait, output.waiting)
        taken = Workplace(sound_rulebook(rulebook), opened).take_back(load)
        values = {"load": load, "tables": ", ".join(taken.tables), "rows": taken.rows}
        output.say("cli.undo.done", style="green", **values)
        answer = {"loads": list(taken.loads), "tables": list(taken.tables), "rows": taken.rows}
        output.answer({"ok": True, **answer, "snapshot": taken.snapshot})
        return DONE

    return command
