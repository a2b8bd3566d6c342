"""The last answer: a page of its own that needs neither database, session, templates nor collected files.

Whatever breaks on the way to a page may break the page of errors too: a database that is locked or being
migrated, files that were replaced under a running server. An empty answer would say nothing to anybody.
"""

import base64
import json
import logging
from collections.abc import Callable, Iterable
from hashlib import sha256
from html import escape
from http import HTTPStatus
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from attain.shell.languages import asked_for, wording_for
from attain.shell.requests import REQUEST

log = logging.getLogger("attain.broken")

#: After so many seconds who could not reach the database may ask again.
AGAIN = 30

STYLE = """\
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:0 auto;padding:12vh 1.25rem 2rem}
h1{font-size:1.4rem;line-height:1.3;margin:0 0 .75rem}
a{display:inline-block;margin-top:.75rem;padding:.7rem 1.1rem;border:1px solid;border-radius:6px}
small{display:block;margin-top:2rem;opacity:.7;overflow-wrap:anywhere}"""

#: The page's own style and nothing else.
POLICY = (
    f"default-src 'none'; style-src 'sha256-{base64.b64encode(sha256(STYLE.encode()).digest()).decode()}'; "
    "frame-ancestors 'none'; base-uri 'none'"
)

PAGE = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Attain</title>
<style>{style}</style>
</head>
<body>
<h1>{title}</h1>
<p>{told}</p>
<a href="{address}">{again}</a>
<small>{id}</small>
</body>
</html>
"""


def unreachable(error: BaseException | None) -> bool:
    """Whether an error says that the database doesn't answer."""
    return isinstance(error, (OperationalError, InterfaceError))


def plain(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    """What broke, as a page, or as a problem where a program asks."""
    name, status = ("busy", 503) if unreachable(error) else ("broken", 500)
    wording = getattr(request, "wording", None) or wording_for(asked_for(request))
    title, told = wording.say(f"shell.{name}"), wording.say(f"shell.{name}.told")
    if request.path.startswith("/api/"):
        problem = {"type": "about:blank", "title": title, "status": status, "detail": told, "errors": []}
        text = json.dumps(problem, ensure_ascii=False)
        answer = HttpResponse(text, content_type="application/problem+json", status=status)
    else:
        values = {"title": title, "told": told, "again": wording.say("shell.to_home"), "id": REQUEST.get()}
        page = PAGE.format(
            language=wording.language,
            style=STYLE,
            address=escape(request.META.get("SCRIPT_NAME", "") or "/"),
            **{key: escape(value) for key, value in values.items()},
        )
        answer = HttpResponse(page, status=status)
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Content-Language"] = wording.language
    answer.headers["Cache-Control"] = "no-store"
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers["Retry-After"] = str(AGAIN)
    return answer


Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def never_empty(application: Application) -> Application:
    """The WSGI application, whose answer says something even where Django itself breaks."""

    def answered(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            return application(environ, start_response)
        except Exception as error:
            log.exception("an answer broke outside of every page: %s", environ.get("PATH_INFO", ""))
            request = HttpRequest()
            request.META, request.path = environ, str(environ.get("PATH_INFO", ""))
            answer = plain(request, error)
            status = f"{answer.status_code} {answer.reason_phrase}"
            start_response(status, list(answer.items()))
            return [answer.content]

    return answered
