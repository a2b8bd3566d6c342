"""Commands and options with their help in the reader's language."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from attain import __version__
from attain.engine.declare import LANGUAGES
from attain.wording import Wording


class _Worded(click.Command):
    """A command whose help says usage, options and arguments in words of the reader's language."""

    wording: Wording

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), self.wording.say("cli.usage") + " ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [r for p in self.get_params(ctx) if (r := p.get_help_record(ctx)) is not None]
        if records:
            with formatter.section(self.wording.say("cli.options")):
                formatter.write_dl(records)


class _WordedGroup(_Worded, click.Group):
    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _Worded.format_options(self, ctx, formatter)
        rows = [(name, self.commands[name].get_short_help_str(80)) for name in self.list_commands(ctx)]
        with formatter.section(self.wording.say("cli.commands")):
            formatter.write_dl(rows)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@dataclass(frozen=True)
class Face:
    """Makes commands and options; every help text is the message `cli.<command>` or `cli.option.<name>`."""

    wording: Wording

    def command(self, name: str, *parameters: click.Parameter) -> Callable[..., click.Command]:
        """Decorates a callback(output, **options) as a command."""

        def made(callback: Callable[..., Any]) -> click.Command:
            command = _Worded(
                name,
                callback=click.pass_obj(callback),
                params=[*parameters, self._json(), self._lang(), self._help()],
                help=self.wording.say(f"cli.{name}"),
                add_help_option=False,
            )
            command.wording = self.wording
            return command

        return made

    def group(self, commands: list[click.Command]) -> click.Group:
        group = _WordedGroup(
            "attain",
            commands={command.name or "": command for command in commands},
            params=[self._version(), self._lang(), self._json(), self._help()],
            help=self.wording.say("cli.attain"),
            add_help_option=False,
            no_args_is_help=True,
        )
        group.wording = self.wording
        return group

    def option(self, *names: str, **settings: Any) -> click.Option:
        word = names[0].removeprefix("--").replace("-", "_")
        return click.Option(list(names), help=self.wording.say(f"cli.option.{word}"), **settings)

    def rulebook(self) -> click.Argument:
        return click.Argument(["rulebook"], type=click.Path(), metavar="RULEBOOK")

    def store(self) -> click.Option:
        return self.option(
            "--store", type=click.Path(), default="store", envvar="ATTAIN_STORE", show_default=True
        )

    def period(self, required: bool = False) -> click.Option:
        return self.option("--period", required=required, metavar="2026-10")

    def _json(self) -> click.Option:
        return self.option("--json", is_flag=True, expose_value=False)

    def _lang(self) -> click.Option:
        return self.option("--lang", type=click.Choice(LANGUAGES), expose_value=False)

    def _help(self) -> click.Option:
        def show(ctx: click.Context, _: click.Parameter, value: bool) -> None:
            if value and not ctx.resilient_parsing:
                click.echo(ctx.get_help())
                ctx.exit()

        return self.option("--help", "-h", is_flag=True, expose_value=False, is_eager=True, callback=show)

    def _version(self) -> click.Option:
        def show(ctx: click.Context, _: click.Parameter, value: bool) -> None:
            if value and not ctx.resilient_parsing:
                click.echo(f"attain {__version__}")
                ctx.exit()

        return self.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=show)
