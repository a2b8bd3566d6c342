"""All operations together."""

from attain.shell.api.interface import Interface
from attain.web.api import explanations, kpis, people, results, runs, work

DESCRIPTION = """What the pages show, for programs. Sign in with `Authorization: Bearer attain_…`; make a
token at /account/tokens/. Every operation names the permission that its token needs; what it gives is
narrowed to what its owner may see. Numbers are decimals as text, so that no reader rounds them. Lists come
in pieces (`limit`, `offset`); errors are problem details (RFC 9457)."""

INTERFACE = Interface(title="Attain", version="1", description=DESCRIPTION, urls_namespace="api")
for each in (people, runs, results, explanations, kpis, work):
    INTERFACE.add_router("", each.router)
