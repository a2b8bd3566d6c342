"""The command line: what `--help` says of every command, in English."""

import click

from attain.cli.commands import Commands
from attain.cli.face import Face
from attain.wording import Wording
from docs.pages.layout import code, page, table

#: On every command; told once.
EVERYWHERE = ("--json", "--lang", "--help")
CODES = (
    ("0", "done"),
    ("1", "something is wrong with what was given: each fault with its place, reason and remedy"),
    ("2", "the command line itself is wrong"),
    ("3", "`load` only: done, but rows wait in quarantine"),
    ("70", "Attain itself failed; `ATTAIN_DEBUG=1` shows where"),
    ("130", "stopped by the user"),
)


def commands() -> str:
    """Every command with its arguments and options."""
    made = Commands(Face(Wording("en"))).values()
    parts = [
        "# Commands",
        "Every command takes `--json` (one JSON object on standard output), `--lang` (en, zh, es, ja or ru;\n"
        "else `ATTAIN_LANG`, else the locale) and `--help`.",
        table(("exit code", "means"), CODES),
    ]
    for command in made:
        parts += _command(command)
    return page(parts)


def _command(command: click.Command) -> list[str]:
    context = click.Context(command, info_name=f"attain {command.name}")
    usage = " ".join(command.collect_usage_pieces(context))
    parts = [f"## attain {command.name}", command.help or "", code(f"attain {command.name} {usage}")]
    rows = [_option(p, context) for p in command.params if isinstance(p, click.Option)]
    rows = [row for row in rows if row[0].split("`")[1].split()[0] not in EVERYWHERE]
    return [*parts, table(("option", "does"), rows)] if rows else parts


def _option(option: click.Option, context: click.Context) -> tuple[str, str]:
    name, told = option.get_help_record(context) or (option.opts[0], "")
    return f"`{name.removeprefix('-h, ')}`", told
