"""attain erase: a person's name and contacts out, for good."""

import sys

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
        face.wait(),
    )
    def command(output: Output, store: str, person: str, yes: bool, wait: int) -> int:
        opened = Store.open(store).patient(wait, output.waiting)
        if not yes and not _sure(output, person):
            raise click.Abort
        erased = opened.erase_person(person)
        output.say("cli.erase.done" if erased else "cli.erase.nothing", person=person)
        output.answer({"ok": True, "erased": erased, "person": person})
        return DONE

    return command


def _sure(output: Output, person: str) -> bool:
    """Asks, in the reader's language, on standard error; nothing but a yes is one."""
    words = output.wording.say("cli.yes")
    click.echo(f"{output.wording.say('cli.erase.sure', person=person)} ({words}) ", err=True, nl=False)
    answer = sys.stdin.readline().strip().casefold()
    return answer in [word.strip() for word in words.split(",")]
