"""Django's settings, from the environment (attain.config.environment); no secret stands here."""

from attain.config.accounts import PARTS, accounts
from attain.config.environment import database, environment
from attain.config.logs import logs
from attain.config.mail import mail

ENVIRONMENT = environment()

SECRET_KEY = ENVIRONMENT.secret or "none: start-up refuses production without ATTAIN_SECRET_KEY"
DEBUG = False
ALLOWED_HOSTS = [*ENVIRONMENT.hosts] or ["localhost", "127.0.0.1", "[::1]"]
DATABASES = {"default": database(ENVIRONMENT.database, ENVIRONMENT.web)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ATTAIN_HOME = ENVIRONMENT.home
ATTAIN_RULEBOOK = ENVIRONMENT.rulebook
ATTAIN_STORE = ENVIRONMENT.store
ATTAIN_DEMO = ENVIRONMENT.demo
ATTAIN_PRODUCTION = ENVIRONMENT.production
ATTAIN_EMAIL = ENVIRONMENT.email

APPS = (
    *("house", "approvals", "people", "clients", "targets", "intake"),
    *("results", "ledger", "teams", "kpis", "scorecards", "incentives", "rulebook"),
    *(
        "adjusting",
        "balances",
        "sharing",
        "acceptance",
        "disputes",
        "payroll",
        "boards",
        "parallel",
        "closing",
    ),
)
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "attain.shell.work.apps.WorkConfig",
    "attain.shell.api.apps.ApiConfig",
    "ninja",
    "attain.shell.apps.ShellConfig",
    *PARTS,
    *(f"attain.apps.{name}.apps.{name.capitalize()}Config" for name in APPS),
    "attain.web.apps.WebConfig",
]

MIDDLEWARE = [
    "attain.shell.requests.numbered",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "attain.shell.middleware.reader",
    "attain.shell.middleware.guarded",
]

ROOT_URLCONF = "attain.config.urls"
WSGI_APPLICATION = "attain.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["attain.shell.templatetags.say", "attain.shell.templatetags.draw"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "attain.shell.context.shell",
            ],
        },
    }
]

AUTH_USER_MODEL = "shell.User"
globals().update(accounts(ENVIRONMENT))
CACHES = {  # counts of attempts, shared by all processes
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shell_cache"}
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "attain.shell.signing_in.passwords.Length", "OPTIONS": {"min_length": 12}},
    *(
        {"NAME": f"django.contrib.auth.password_validation.{name}"}
        for name in (
            "UserAttributeSimilarityValidator",
            "CommonPasswordValidator",
            "NumericPasswordValidator",
        )
    ),
]

LANGUAGES = [("en", "English"), ("zh-hans", "中文"), ("es", "Español"), ("ja", "日本語"), ("ru", "Русский")]
LANGUAGE_CODE = "en"
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.web / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = ENVIRONMENT.web / "files"

# Everything comes from this host; no script or style stands inside a page.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.https
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = ENVIRONMENT.https
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.https else 0
# What a proxy says of the way is believed where ATTAIN_PROXIES says that there is one of our own.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.proxies else None
SECURE_REDIRECT_EXEMPT = [r"^health/"]
X_FRAME_OPTIONS = "DENY"

LOGGING = logs(ENVIRONMENT.log)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.sender
globals().update(mail(ENVIRONMENT.email))
