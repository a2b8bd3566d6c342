"""The entry: what every command needs is read, Python's collector at rest, and `main` runs one."""

from attain.engine.resting import at_rest

with at_rest():  # a tenth of the time until a command begins
    from attain.cli.answering import main

__all__ = ["main"]

if __name__ == "__main__":
    import sys

    sys.exit(main())
