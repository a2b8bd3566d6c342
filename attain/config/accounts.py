"""Settings of signing in (django-allauth): what people prove themselves with, and how often they may try."""

from attain.config.environment import Environment

#: allauth's parts; they come after the shell, whose templates replace theirs.
PARTS = (
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
)


def accounts(given: Environment) -> dict[str, object]:
    """The settings by name."""
    return {
        "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
        "ACCOUNT_ADAPTER": "attain.shell.signing_in.adapters.Accounts",
        "ACCOUNT_LOGIN_METHODS": {"username", "email"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "email", "password1*", "password2*"],
        "ACCOUNT_EMAIL_VERIFICATION": "none",  # addresses are given by the administrator
        "ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS": False,
        "ACCOUNT_EMAIL_NOTIFICATIONS": False,
        "ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE": False,
        "ACCOUNT_LOGOUT_REDIRECT_URL": "/sign-in/",
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_REAUTHENTICATION_TIMEOUT": 900,
        "ACCOUNT_DEFAULT_HTTP_PROTOCOL": "https" if given.https else "http",
        "ACCOUNT_RATE_LIMITS": {"login": "30/m/ip", "login_failed": "20/5m/ip,5/5m/key"},
        "ALLAUTH_TRUSTED_PROXY_COUNT": given.proxies,
        "MFA_ADAPTER": "attain.shell.signing_in.adapters.SecondFactors",
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_TOTP_ISSUER": "Attain",
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": not given.production,
        "SOCIALACCOUNT_ADAPTER": "attain.shell.signing_in.adapters.Company",
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": True,
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT": True,
        "SOCIALACCOUNT_LOGIN_ON_GET": True,  # the policy of pages refuses a form that leads elsewhere
        "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"APPS": _company(given)}},
    }


def _company(given: Environment) -> list[dict[str, object]]:
    """The company's own sign-in, where ATTAIN_OIDC_ISSUER names it."""
    if not given.oidc_issuer:
        return []
    settings = {"server_url": given.oidc_issuer, "oauth_pkce_enabled": True}
    return [
        {
            "provider_id": "company",
            "name": given.oidc_name,
            "client_id": given.oidc_client,
            "secret": given.oidc_secret,
            "settings": settings,
        }
    ]
