"""What start-up refuses: settings that would put a company's pay on the open street. Each has its reason."""

import difflib
import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from attain.config.environment import KNOWN, SHORTEST_KEY, Environment, database
from attain.config.mail import mail

#: Below so many different signs a key is a word or a pattern.
FEWEST_SIGNS = 12


@dataclass(frozen=True)
class Refusal:
    """why: a message; values: what it tells of."""

    why: str
    values: dict[str, str] = field(default_factory=dict)


def refusals(given: Environment, address: str = "127.0.0.1", processes: int = 1) -> list[Refusal]:
    """Why this installation must not start; [] where it may. address, processes: of the server."""
    return [
        *_readable(given),
        *(_production(given, processes) if given.production else _trial(given, address)),
    ]


def _readable(given: Environment) -> Iterator[Refusal]:
    """What can't be understood, tried out or not."""
    try:
        database(given.database, given.web)
    except ValueError:
        yield Refusal("production.refused.database")
    try:
        mail(given.email)
    except ValueError:
        yield Refusal("production.refused.email")
    if given.log not in ("json", "text"):
        yield Refusal("production.refused.log")
    if given.oidc_issuer and not (given.oidc_client and given.oidc_secret):
        yield Refusal("production.refused.oidc")
    for name in sorted(set(given.variables) - set(KNOWN)):
        if name.startswith("ATTAIN_") and not name.startswith("ATTAIN_TEST_"):
            near = difflib.get_close_matches(name, KNOWN, 1)
            yield Refusal("production.refused.unknown", {"name": name, **({"near": near[0]} if near else {})})


def _production(given: Environment, processes: int) -> Iterator[Refusal]:
    if not given.secret:
        yield Refusal("production.refused.no_secret")
    elif len(given.secret) < SHORTEST_KEY or len(set(given.secret)) < FEWEST_SIGNS:
        yield Refusal("production.refused.weak_secret")
    if given.demo:
        yield Refusal("production.refused.demo")
    if not given.hosts:
        yield Refusal("production.refused.no_hosts")
    elif any("*" in host for host in given.hosts):
        yield Refusal("production.refused.any_host")
    if not given.database and processes > 1:
        yield Refusal("production.refused.sqlite")
    if given.https and not given.proxies:
        yield Refusal("production.refused.plain_http")
    if given.oidc_issuer and urlsplit(given.oidc_issuer).scheme != "https":
        yield Refusal("production.refused.plain_oidc")


def _trial(given: Environment, address: str) -> Iterator[Refusal]:
    """An installation that is tried out answers on its own machine alone."""
    try:
        near = ipaddress.ip_address(address).is_loopback
    except ValueError:
        near = address == "localhost"
    if not near and not given.plain_http:
        yield Refusal("production.refused.open_trial", {"address": address})
