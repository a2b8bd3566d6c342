"""Letters: ATTAIN_EMAIL as Django's settings."""

from urllib.parse import unquote, urlsplit


def mail(url: str) -> dict[str, object]:
    """Of smtp://user:password@host:587 (STARTTLS but at port 25) or smtps://…:465; "" sends nothing.

    Raises ValueError for another form.
    """
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("ATTAIN_EMAIL: smtp://user:password@host:587 or smtps://user:password@host:465")
    tls = parts.scheme == "smtps"
    port = parts.port or (465 if tls else 587)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": tls,
        "EMAIL_USE_TLS": not tls and port != 25,
        "EMAIL_TIMEOUT": 20,
    }
