"""Makes commands and options; their help is the message `cli.<command>`, `cli.option.<name>` and so on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import click

from attain import __version__
from attain.cli.worded import WordedArgument, WordedCommand, WordedGroup, WordedOption
from attain.engine.declare import LANGUAGES
from attain.engine.store import MEMORY, memory_amount
from attain.wording import Wording

FOLDER = click.Path(file_okay=False)
FILE = click.Path(dir_okay=False)

#: So many seconds a writer waits for another one.
WAIT = 60


@dataclass(frozen=True)
class Face:
    """The parts of the command line in one language."""

    wording: Wording

    def command(self, name: str, *parameters: click.Parameter) -> Callable[..., click.Command]:
        """Decorates a callback(output, **options) as a command."""

        def made(callback: Callable[..., Any]) -> click.Command:
            return WordedCommand(
                name,
                callback=click.pass_obj(callback),
                params=[*parameters, self._json(), self._lang(), self._help()],
                help=self.wording.say(f"cli.{name}"),
                add_help_option=False,
                wording=self.wording,
            )

        return made

    def group(self, commands: Mapping[str, click.Command]) -> click.Group:
        """attain itself."""
        return WordedGroup(
            "attain",
            commands=commands,
            params=[self._json(), self._lang(), self._version(), self._help()],
            help=self.wording.say("cli.attain"),
            add_help_option=False,
            no_args_is_help=True,
            wording=self.wording,
        )

    def argument(self, name: str, metavar: str = "", **settings: Any) -> click.Argument:
        """A thing that must be named."""
        help = self.wording.say(f"cli.argument.{name}")
        return WordedArgument([name], help=help, metavar=metavar or name.upper(), **settings)

    def option(self, *names: str, help: str = "", **settings: Any) -> click.Option:
        """help: the word of its message where that is not the option's own."""
        word = help or names[0].removeprefix("--").replace("-", "_")
        text = self.wording.say(f"cli.option.{word}")
        return WordedOption(list(names), help=text, wording=self.wording, **settings)

    def rulebook(self) -> click.Argument:
        return self.argument("rulebook", type=click.Path())

    def store(self) -> click.Option:
        return self.option(
            "--store", type=click.Path(), default="store", envvar="ATTAIN_STORE", metavar="FOLDER"
        )

    def period(self, required: bool = False) -> click.Option:
        return self.option("--period", required=required, metavar="2026-10")

    def memory(self) -> click.Option:
        """How much memory work may take before it spills to the store's disk."""
        return self.option(
            "--memory",
            default=MEMORY,
            envvar="ATTAIN_MEMORY",
            metavar="4GB",
            callback=lambda _ctx, _option, given: memory_amount(given),
        )

    def wait(self) -> click.Option:
        """How long to wait for another writer."""
        return self.option(
            "--wait", type=click.IntRange(0, 86_400), default=WAIT, envvar="ATTAIN_WAIT", metavar="SECONDS"
        )

    def run(self) -> click.Option:
        return self.option("--run", default=None, metavar="RUN")

    def _json(self) -> click.Option:
        return self.option("--json", is_flag=True, expose_value=False)

    def _lang(self) -> click.Option:
        return self.option("--lang", type=click.Choice(LANGUAGES), expose_value=False)

    def _help(self) -> click.Option:
        return self._telling("--help", "-h", text=lambda ctx: ctx.get_help())

    def _version(self) -> click.Option:
        return self._telling("--version", text=lambda _: f"attain {__version__}")

    def _telling(self, *names: str, text: Callable[[click.Context], str]) -> click.Option:
        """An option that answers by itself."""

        def show(ctx: click.Context, _: click.Parameter, value: bool) -> None:
            if value and not ctx.resilient_parsing:
                click.echo(text(ctx))
                ctx.exit()

        return self.option(*names, is_flag=True, expose_value=False, is_eager=True, callback=show)
