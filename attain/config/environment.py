"""What the environment says of an installation: ATTAIN_… variables, read once, each with its default."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

#: Every variable that is read, and what holds where it is not set. What each does: docs/guides/production.md.
KNOWN: Mapping[str, str] = {
    "ATTAIN_HOME": "the folder in which it is started",
    "ATTAIN_PRODUCTION": "off",
    "ATTAIN_SECRET_KEY": "made and kept in web/key; none in production",
    "ATTAIN_HOSTS": "this machine; none in production",
    "ATTAIN_DATABASE": "SQLite in web/",
    "ATTAIN_PROXIES": "0",
    "ATTAIN_PLAIN_HTTP": "off",
    "ATTAIN_EMAIL": "no letters",
    "ATTAIN_SENDER": "attain@localhost",
    "ATTAIN_OIDC_ISSUER": "none",
    "ATTAIN_OIDC_CLIENT": "none",
    "ATTAIN_OIDC_SECRET": "none",
    "ATTAIN_OIDC_NAME": "the company",
    "ATTAIN_LOG": "text; json in production",
    "ATTAIN_DEMO": "off",
    "ATTAIN_LANG": "the locale's",
    "ATTAIN_DEBUG": "off",
    "ATTAIN_MEMORY": "chosen by the machine",
    "ATTAIN_WAIT": "300",
    "ATTAIN_FONTS": "the system's",
    "ATTAIN_SPARK": "none",
    "ATTAIN_SPARK_CORES": "the machine's",
    "ATTAIN_SPARK_MEMORY": "chosen by the machine",
    "ATTAIN_SPARK_PATH": "the store's",
    "ATTAIN_WORKER_PARENT": "set by the server for its worker",
}

#: Below so many signs a key can be guessed.
SHORTEST_KEY = 50


@dataclass(frozen=True)
class Environment:
    """home: the folder with rulebook/, store/ and web/. demo: people are signed in by one click."""

    home: Path
    database: str
    secret: str
    hosts: tuple[str, ...]
    production: bool
    demo: bool
    https: bool
    plain_http: bool
    log: str
    email: str
    sender: str
    proxies: int
    oidc_issuer: str
    oidc_name: str
    oidc_client: str
    oidc_secret: str
    variables: Mapping[str, str]

    @property
    def rulebook(self) -> Path:
        return self.home / "rulebook"

    @property
    def store(self) -> Path:
        return self.home / "store"

    @property
    def web(self) -> Path:
        """What belongs to the application alone: its database, key and collected files."""
        return self.home / "web"


def environment(variables: Mapping[str, str] | None = None) -> Environment:
    """The environment as settings. A key for trying out is made once and kept in web/."""
    given = os.environ if variables is None else variables
    home = Path(given.get("ATTAIN_HOME", ".")).resolve()
    production = _on(given, "ATTAIN_PRODUCTION")
    return Environment(
        home=home,
        database=given.get("ATTAIN_DATABASE", ""),
        secret=given.get("ATTAIN_SECRET_KEY", "") or ("" if production else _kept_key(home / "web" / "key")),
        hosts=tuple(filter(None, (host.strip() for host in given.get("ATTAIN_HOSTS", "").split(",")))),
        production=production,
        demo=_on(given, "ATTAIN_DEMO"),
        https=production and not _on(given, "ATTAIN_PLAIN_HTTP"),
        plain_http=_on(given, "ATTAIN_PLAIN_HTTP"),
        log=given.get("ATTAIN_LOG", "json" if production else "text"),
        email=given.get("ATTAIN_EMAIL", ""),
        sender=given.get("ATTAIN_SENDER", "attain@localhost"),
        proxies=_whole(given, "ATTAIN_PROXIES"),
        oidc_issuer=given.get("ATTAIN_OIDC_ISSUER", ""),
        oidc_name=given.get("ATTAIN_OIDC_NAME", ""),
        oidc_client=given.get("ATTAIN_OIDC_CLIENT", ""),
        oidc_secret=given.get("ATTAIN_OIDC_SECRET", ""),
        variables=given,
    )


def database(url: str, web: Path) -> dict[str, object]:
    """Django's settings of postgresql://user:password@host:port/name?sslmode=…; SQLite in web/ for ""."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": web / "attain.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError("ATTAIN_DATABASE: postgresql://user:password@host:port/name")
    found: dict[str, object] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
    options = dict(parse_qsl(parts.query))
    if "host" in options:  # the folder of a local socket
        found["HOST"] = options.pop("host")
    found["OPTIONS"] = options
    return found


def _on(given: Mapping[str, str], name: str) -> bool:
    return given.get(name, "").strip().lower() in ("1", "true", "yes", "on")


def _whole(given: Mapping[str, str], name: str) -> int:
    text = given.get(name, "").strip() or "0"
    if not text.isdecimal():
        raise ValueError(f"{name}: a whole number from 0 on")
    return int(text)


def _kept_key(path: Path) -> str:
    """The key of an installation that is tried out: random, made once, readable by its owner alone."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(made, "w") as file:
            file.write(secrets.token_urlsafe(SHORTEST_KEY))
    return path.read_text(encoding="utf-8")
