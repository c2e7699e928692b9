"""A refresh token that a browser keeps where no script can read it.

Programs get theirs in the answer and send it back in a body. A page has no place that is safe from the scripts on it, so it
asks for ``in_cookie``: the token then travels in a cookie that only this host sets over HTTPS, that scripts do not see and
other sites cannot have sent.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from fastapi import Request, Response

from api.access import say_on_answer
from api.state import AppState
from domain.errors import Forbidden, Unauthenticated
from domain.identity.sessions.values import IDLE_LIFE_MS

_NAME: Final = "ce_session"
_PATH: Final = "/api/v1/session"


def keep(response: Response, state: AppState, refresh_token: str) -> None:
    """Have the browser send ``refresh_token`` when it refreshes, and at no other place where there is no HTTPS."""
    response.set_cookie(
        _name(state),
        refresh_token,
        max_age=IDLE_LIFE_MS // 1_000,
        path=_path(state),
        secure=_is_https(state),
        httponly=True,
        samesite="strict",
    )
    response.headers["Cache-Control"] = "no-store"


def kept(request: Request, state: AppState) -> str:
    """What the browser sent; empty when it keeps none."""
    return request.cookies.get(_name(state), "")


def need(request: Request, state: AppState) -> str:
    """What the browser sent. Raises ``Unauthenticated`` when it keeps none."""
    token = kept(request, state)
    if not token:
        raise Unauthenticated(
            "this call needs a bearer token, or the cookie of a page's session",
            field="authorization",
            remedy="Send the header 'Authorization: Bearer <token>'.",
        )
    return token


def refuse_others(request: Request) -> None:
    """Pages of other hosts have no say here, whatever cookies a browser sends for them. Raises ``Forbidden``."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise Forbidden("another site asked for this", field="sec-fetch-site", remedy="Ask from a page of this host.")


@contextmanager
def dropped_when_refused(request: Request, state: AppState) -> Iterator[None]:
    """A token that is refused once is refused for ever: the browser need not keep it."""
    try:
        yield
    except Unauthenticated:
        refused = Response()
        drop(refused, state)
        say_on_answer(request, [each for each in refused.raw_headers if each[0] == b"set-cookie"])
        raise


def drop(response: Response, state: AppState) -> None:
    response.delete_cookie(_name(state), path=_path(state), secure=_is_https(state), httponly=True, samesite="strict")


def _is_https(state: AppState) -> bool:
    return state.public_url.startswith("https://")


def _name(state: AppState) -> str:
    return f"__Host-{_NAME}" if _is_https(state) else _NAME


def _path(state: AppState) -> str:
    """Browsers take a ``__Host-`` cookie for all paths alone."""
    return "/" if _is_https(state) else _PATH
