"""In whose name the code at hand works.

Whoever lets somebody in says so once, and every transaction opened for the rest of that request or activity knows it
(``storage.sql.auditing``). What nobody was let in for is the work of the process itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

SYSTEM: Final = "system"


class Acting(Struct, frozen=True, kw_only=True):
    """Who acts, by which credential, asked by which request. A person of the platform may act in another tenant."""

    actor_id: str = SYSTEM
    actor_tenant_id: str = ""
    credential_id: str = ""
    request_id: str = ""


_current: ContextVar[Acting] = ContextVar("acting", default=Acting())  # noqa: B039 -- frozen


def acting() -> Acting:
    """Who acts now."""
    return _current.get()


def act_as(actor_id: str, *, tenant_id: str = "", credential_id: str = "", request_id: str | None = None) -> None:
    """From here to the end of the task, or of the ``within`` around it, this actor acts; the request stays unless given."""
    asked = _current.get().request_id if request_id is None else request_id
    _current.set(Acting(actor_id=actor_id, actor_tenant_id=tenant_id, credential_id=credential_id, request_id=asked))


@contextmanager
def within(request_id: str) -> Iterator[None]:
    """What is done inside was asked for by this request; afterwards everything is as before."""
    token = _current.set(replace(_current.get(), request_id=request_id))
    try:
        yield
    finally:
        _current.reset(token)
