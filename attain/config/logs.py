"""Logs: one line an event to standard error, as JSON for machines or as text for a reader."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

from attain.shell.requests import REQUEST

#: What every record has of itself; all else was given by who logs.
OWN = frozenset(vars(logging.makeLogRecord({}))) | {
    "message",
    "asctime",
    "request",
    "server_time",
    "taskName",
}


class Lines(logging.Formatter):
    """{"at", "level", "logger", "message", "request_id", …, "error"}"""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": REQUEST.get(),
        }
        said |= {name: value for name, value in vars(record).items() if name not in OWN}
        if record.exc_info:
            said["error"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False, default=str)


def logs(kind: str) -> dict[str, Any]:
    """Django's LOGGING. kind: "json" or "text"."""
    text = {"format": "{asctime} {levelname:7} {name}: {message}", "style": "{"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": Lines} if kind == "json" else text},
        "handlers": {"err": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["err"], "level": "INFO" if kind == "json" else "WARNING"},
        "loggers": {
            "django": {"handlers": [], "level": "INFO" if kind == "json" else "WARNING", "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
        },
    }
