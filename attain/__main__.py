"""`python -m attain` is the command line."""

from attain.cli.main import entry

if __name__ == "__main__":
    entry()
