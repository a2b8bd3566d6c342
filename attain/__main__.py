"""`python -m attain` is the command line."""

import sys

from attain.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
