"""python -m attain.config worker: does what waits, until it is told to stop."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from attain.shell.work.worker import main


class Command(BaseCommand):
    help = "Does background work until told to stop."
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", action="store_true", help="end when nothing waits")
        parser.add_argument("--interval", type=float, default=0.5, help="seconds between two looks")

    def handle(self, *_: Any, **options: Any) -> None:
        sys.exit(main(batch=options["batch"], interval=options["interval"]))
