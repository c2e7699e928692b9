"""Which addresses may be fetched. Pure."""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import unquote, urlsplit

from domain.content.connected.values import Source
from domain.errors import InvalidInput

_HOST: Final = re.compile(r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
_OWN_HEADERS: Final = frozenset({"host", "content-length", "transfer-encoding", "connection", "cookie", "user-agent"})
LONGEST_URL: Final = 2_000


def check_host(host: str) -> str:
    """The host in lower case, with its port where that is not the usual one. Raises ``InvalidInput`` for an address of numbers and for what is no name of the internet."""
    if host.count(":") > 1 or host.startswith("["):
        raise InvalidInput(
            f"'{host[:80]}' is an address of numbers, and a host's name is wanted",
            field="host",
            remedy="Name it like api.example.com.",
        )
    lowered, _, port = host.lower().partition(":")
    lowered = lowered.rstrip(".")
    if port and not (port.isascii() and port.isdigit() and 1_024 <= int(port[:6]) <= 65_535):
        raise InvalidInput(
            f"{port[:10]} is no port of an API", field="host", remedy="Use the usual one, or one above 1,023."
        )
    if not _HOST.fullmatch(lowered) or lowered.endswith((".local", ".internal", ".localhost", ".home.arpa")):
        raise InvalidInput(
            f"'{host[:80]}' is no host of the public internet", field="host", remedy="Name it like api.example.com."
        )
    return f"{lowered}:{port}" if port else lowered


def check_headers(names: Iterable[str]) -> None:
    for name in names:
        if name.lower() in _OWN_HEADERS:
            raise InvalidInput(f"the header {name} is set by us", field="headers", remedy="Leave it out.")


def source_for(url: str, sources: Iterable[Source]) -> Source:
    """The source that allows ``url``. Raises ``InvalidInput`` naming what is wrong with it."""
    try:
        parts = urlsplit(url)
        host, port, user = parts.hostname or "", parts.port, parts.username
    except ValueError as error:
        raise InvalidInput(
            f"'{url[:80]}' is no address", field="url", remedy="Write it like https://api.example.com/x."
        ) from error
    if parts.scheme != "https" or len(url) > LONGEST_URL or user is not None:
        raise InvalidInput(
            f"'{url[:80]}' is not fetched", field="url", remedy="Use https, no user name, and at most 2,000 characters."
        )
    if any(character.isspace() or ord(character) < 32 for character in url):
        raise InvalidInput(
            f"'{url[:80]}' has blanks in it", field="url", remedy="Encode values: {{ person.city | url_encode }}."
        )
    path, wanted = parts.path or "/", host.lower() if port in (None, 443) else f"{host.lower()}:{port}"
    for source in sources:
        if source.host == wanted and _is_below(path, source.path_prefix):
            return source
    raise InvalidInput(
        f"the host '{host[:80]}' is not on your list of hosts, or not with this path",
        field="url",
        remedy="Have an administrator add it: PUT /api/v1/content/sources/{host}.",
    )


def _is_below(path: str, prefix: str) -> bool:
    """Whether a path is the prefix or below it, as a server would read it: without dots that lead out."""
    if any(step in {".", ".."} for step in unquote(unquote(path)).replace("\\", "/").split("/")):
        return False
    return (
        prefix == "/" or path == prefix.rstrip("/") or path.startswith(prefix if prefix.endswith("/") else f"{prefix}/")
    )
