"""attain erase: a person's name and contacts out, for good."""

import click

from attain.cli.face import Face
from attain.cli.output import DONE, Output
from attain.engine.store import Store


def erase(face: Face) -> click.Command:
    @face.command(
        "erase",
        face.store(),
        face.option("--person", required=True, metavar="P017"),
        face.option("--yes", is_flag=True),
    )
    def command(output: Output, store: str, person: str, yes: bool) -> int:
        opened = Store.open(store)
        if not yes and not click.confirm(output.wording.say("cli.erase.sure", person=person), err=True):
            raise click.Abort
        erased = opened.erase_person(person)
        output.say("cli.erase.done" if erased else "cli.erase.nothing", person=person)
        output.answer({"ok": True, "erased": erased, "person": person})
        return DONE

    return command
