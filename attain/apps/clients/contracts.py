"""What the app hands out: frozen, without a database behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from attain.engine.declare import OPEN_END
from attain.engine.money import PPM, scaled


@dataclass(frozen=True)
class ClientView:
    """A client. One whose personal data are erased is shown by key. own: the rulebook's own columns."""

    key: str
    name: str = ""
    address: str = ""
    phone: str = ""
    klass: str = ""
    market_type: str = ""
    unit: str = ""
    segment: str = ""
    opened: date | None = None
    closed: date | None = None
    key_account: bool = False
    own: Mapping[str, Any] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        return self.name or self.key


@dataclass(frozen=True)
class CoverView:
    """Who looks after a client in [since, until). share: parts per million."""

    client: str
    person: str
    role: str
    since: date
    until: date
    share: int

    @property
    def open(self) -> bool:
        return self.until >= OPEN_END

    @property
    def ratio(self) -> Decimal:
        return scaled(self.share, len(str(PPM)) - 1)
