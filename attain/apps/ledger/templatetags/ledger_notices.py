"""What is to be said beside a person's account: {% load ledger_notices %}{% account_notices key %}."""

from collections.abc import Mapping
from typing import Any

from django import template

from attain.apps.ledger.notices import notices

register = template.Library()


@register.inclusion_tag("ledger/notices.html", takes_context=True)
def account_notices(context: Mapping[str, Any], person: str) -> dict[str, Any]:
    """Notices of a person, for the account, the statement and wherever else pay is shown."""
    return {"notices": notices(person, context["request"].wording)}
