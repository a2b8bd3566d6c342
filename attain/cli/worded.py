"""Click's parts with help in the reader's language: click's own words are English."""

from typing import Any

import click

from attain.wording import Wording


class WordedOption(click.Option):
    """An option whose default and need are told in words."""

    def __init__(self, *args: Any, wording: Wording, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.wording = wording

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        return self.get_help_spec(ctx), f"{self.help} {self._more()}".rstrip()

    def _more(self) -> str:
        if self.required:
            return self.wording.say("cli.required")
        if isinstance(self.default, (str, int)) and not self.is_flag and self.default != "":
            return self.wording.say("cli.default", value=str(self.default))
        return ""


class WordedArgument(click.Argument):
    """An argument that has a line of help."""

    def __init__(self, *args: Any, help: str, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.told = help

    def make_metavar(self, ctx: click.Context) -> str:
        return self.metavar or (self.name or "").upper()


class WordedCommand(click.Command):
    """A command whose help says usage, arguments and options in words of the reader's language."""

    def __init__(self, *args: Any, wording: Wording, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.wording = wording
        self.options_metavar = f"[{wording.say('cli.options')}]"

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), self.wording.say("cli.usage") + " ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        parts = self.get_params(ctx)
        arguments = [(p.make_metavar(ctx), p.told) for p in parts if isinstance(p, WordedArgument)]
        options = [p.get_help_record(ctx) for p in parts if isinstance(p, WordedOption)]
        for title, rows in (("cli.arguments", arguments), ("cli.options", options)):
            if rows:
                with formatter.section(self.wording.say(title)):
                    formatter.write_dl(rows)


class WordedGroup(WordedCommand, click.Group):
    """The command that has all others, in their own order."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.subcommand_metavar = self.wording.say("cli.command")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, self.wording.say(f"cli.{name}")) for name in self.list_commands(ctx)]
        with formatter.section(self.wording.say("cli.commands")):
            formatter.write_dl(rows)
        WordedCommand.format_options(self, ctx, formatter)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)
