"""schemathesis asks every operation with what fits its description and what does not."""

from datetime import timedelta
from functools import cache

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup

from attain.apps.results import api as results
from attain.shell.api.models import ApiToken
from attain.shell.api.tokens import digest, permissions_of
from attain.shell.models import User
from attain.shell.work.models import Work
from attain.web.api import INTERFACE

pytestmark = pytest.mark.django_db

#: Examples for an operation. More of them: when the API changes, by hand.
EXAMPLES = 4


@cache
def description():
    """The API as it describes itself, read once: it is the same for all."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.fixture
def described(db):
    """The API as operations may ask it, with all scopes; a piece of work to look at."""
    user = User.objects.get(username="operations")
    expires = timezone.now() + timedelta(days=1)
    ApiToken.objects.create(
        user=user,
        name="fuzz",
        digest=digest("attain_fuzz"),
        hint="",
        scopes=permissions_of(user),
        expires_at=expires,
    )
    Work.objects.create(pk=1, kind=results.EXPORT, state="failed", asked_by=user)
    return description()


def asked(operation, mode) -> None:
    """So many examples; the first answer that is not as described fails with how to ask it again."""

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def answers_as_described(case):
        case.call_and_validate(headers={"Authorization": "Bearer attain_fuzz"})

    answers_as_described()


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(
    ("method", "address"),
    [(method, address) for address, each in INTERFACE.operations for method in each.methods],
)
def test_every_answer_is_as_described(described, method, address, mode):
    operation = described[f"/api/v1/{address}"][method]
    if mode == GenerationMode.NEGATIVE and not any(operation.iter_parameters()) and not operation.body:
        return  # nothing can be sent wrongly
    asked(operation, mode)


def test_canary_an_operation_that_breaks_is_found(described, monkeypatch):
    def breaks(*_args, **_kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("attain.web.api.people.permissions_of", breaks)
    with pytest.raises(FailureGroup, match="Server error"):
        asked(described["/api/v1/me"]["GET"], GenerationMode.POSITIVE)
