"""The entry: what every command needs is read, Python's collector at rest. `main` runs a command."""

from typing import NoReturn

from attain.engine.resting import at_rest

with at_rest():  # a tenth of the time until a command begins
    from attain.cli.answering import main
    from attain.cli.leaving import leave

__all__ = ["entry", "main"]


def entry() -> NoReturn:
    """Runs the command that the process was started with, and ends it."""
    leave(main())


if __name__ == "__main__":
    entry()
