"""python -m attain.config: the application served, or one of its chores (migrate, worker, …)."""

import sys

from attain.config.start import chore, serve

if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        sys.exit(serve(sys.argv[2:]))
    sys.exit(chore(sys.argv[1:]))
