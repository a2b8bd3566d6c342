"""Mistakes in the command line itself, in the reader's language."""

from typing import Any

import click
from click.exceptions import NoArgsIsHelpError, NoSuchCommand

from attain.engine.faults import nearest
from attain.wording import Wording

_EXTRA = "Got unexpected extra argument"


def usage_text(error: click.ClickException, wording: Wording) -> str:
    """What was wrong with the words given, and where to read on."""
    context = getattr(error, "ctx", None)
    if isinstance(error, NoArgsIsHelpError):
        return context.get_help() if context else ""
    command = context.command_path if context else "attain"
    return f"{_reason(error, wording)}\n{wording.say('cli.see_help', command=command)}"


def _reason(error: click.ClickException, wording: Wording) -> str:
    if isinstance(error, click.NoSuchOption):
        near = (error.possibilities or [""])[0]
        return wording.say("cli.no_option", option=error.option_name, nearest=near)
    if isinstance(error, NoSuchCommand):
        known = list(error.ctx.command.commands) if isinstance(error.ctx.command, click.Group) else []
        return wording.say(
            "cli.no_command", name=error.command_name, nearest=nearest(error.command_name, known)
        )
    if isinstance(error, click.MissingParameter):
        return wording.say("cli.missing", name=_name(error))
    if isinstance(error, click.BadParameter):
        return _bad_value(error, wording)
    if isinstance(error, click.BadOptionUsage):
        wanted = "requires" in error.message
        id = "cli.no_value" if wanted else "cli.no_value_wanted"
        return wording.say(id, option=error.option_name)
    message = error.format_message()
    if message.startswith(_EXTRA):
        return wording.say("cli.too_much", words=message.partition("(")[2].rstrip(")"))
    return wording.say("cli.usage_problem", problem=message)


def _bad_value(error: click.BadParameter, wording: Wording) -> str:
    kind: Any = error.param.type if error.param else None
    name = _name(error)
    if isinstance(kind, click.Choice):
        return wording.say("cli.bad_choice", name=name, known=", ".join(map(str, kind.choices)))
    if isinstance(kind, type(click.INT)):
        return wording.say(
            "cli.bad_number", name=name, least=getattr(kind, "min", None), most=getattr(kind, "max", None)
        )
    if isinstance(kind, click.Path):
        id = "cli.bad_file" if kind.file_okay else "cli.bad_folder"
        return wording.say(id, name=name)
    return wording.say("cli.bad_value", name=name, problem=error.message)


def _name(error: click.BadParameter) -> str:
    """The option or argument as it is written on the command line."""
    if error.param is None:
        return str(error.param_hint or "")
    if isinstance(error.param, click.Option):
        return error.param.opts[0]
    return error.param.metavar or (error.param.name or "").upper()
