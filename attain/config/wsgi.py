"""The application for a WSGI server."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from attain.config.environment import environment
from attain.config.safety import refusals
from attain.engine.resting import at_rest

if refused := [each.why for each in refusals(environment())]:
    raise ImproperlyConfigured(", ".join(refused))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "attain.config.settings")
with at_rest():  # nothing of a start is garbage
    application = get_wsgi_application()

    from attain.config.warm import warm  # once the apps are there
    from attain.shell.plainly import never_empty

    warm()
    application = never_empty(application)
