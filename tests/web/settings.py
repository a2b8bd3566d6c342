"""Settings for tests: a folder of its own; PostgreSQL where ATTAIN_TEST_DATABASE=postgresql."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="attain-web-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
for name in [name for name in os.environ if name.startswith("ATTAIN_") and name != "ATTAIN_TEST_DATABASE"]:
    del os.environ[name]
os.environ["ATTAIN_HOME"] = str(HOME)
os.environ["ATTAIN_DEMO"] = "1"

if os.environ.get("ATTAIN_TEST_DATABASE") == "postgresql":
    from tests.web.postgresql import address

    os.environ["ATTAIN_DATABASE"] = address()

from attain.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {  # no manifest of collected files is needed
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
