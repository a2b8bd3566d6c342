"""Mistakes in the command line itself, in the reader's language."""

import click

from attain.engine.faults import nearest
from attain.wording import Wording


def usage_text(error: click.ClickException, wording: Wording) -> str:
    """What was wrong with the words given, and where to read on."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "attain"
    return f"{_reason(error, wording)}\n{wording.say('cli.see_help', command=command)}"


def _reason(error: click.ClickException, wording: Wording) -> str:
    if isinstance(error, click.NoSuchOption):
        close = (error.possibilities or [""])[0]
        return wording.say("cli.no_option", option=error.option_name, nearest=close or "--help")
    if isinstance(error, click.MissingParameter):
        return wording.say("cli.missing", name=_name(error))
    if isinstance(error, click.BadParameter):
        return wording.say("cli.bad_value", name=_name(error), problem=error.message)
    if isinstance(error, click.NoArgsIsHelpError):
        return error.ctx.get_help() if error.ctx else ""
    context = getattr(error, "ctx", None)
    if isinstance(context and context.command, click.Group):
        given = next(iter([*context._protected_args, *context.args]), "") if context else ""
        return wording.say(
            "cli.no_command", name=given, nearest=nearest(given, list(context.command.commands))
        )
    return wording.say("cli.usage_problem", problem=error.format_message())


def _name(error: click.BadParameter) -> str:
    if error.param is None:
        return ""
    return error.param.opts[0] if isinstance(error.param, click.Option) else (error.param.name or "").upper()
