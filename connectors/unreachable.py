"""Why nobody answered at an address, in words for whoever wrote the address: what happened, and what to do about it."""

import asyncio
import json
import socket
import ssl
from collections.abc import Iterator
from typing import Final

import aiohttp

_ASK: Final = "try again, and ask its operator if that does not help"
_SAID: Final[tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...]] = (
    (ssl.SSLCertVerificationError, "the certificate of its host{host} cannot be trusted; have its operator renew it"),
    (
        ssl.SSLError,
        "its host{host} opens no secure connection there; correct the address, or have its operator turn https on",
    ),
    (aiohttp.InvalidURL, "that is no address that can be called; correct it"),
    (socket.gaierror, "no host{host} is known; correct the address, or have the name set up"),
    (
        ConnectionRefusedError,
        "its host{host} takes no connections there; correct the address, or have its operator start it",
    ),
    (TimeoutError, f"its host{{host}} did not answer in time; {_ASK}"),
    (
        (asyncio.IncompleteReadError, aiohttp.ServerDisconnectedError, ConnectionResetError),
        f"its host{{host}} broke the connection off; {_ASK}",
    ),
    ((aiohttp.ClientResponseError, aiohttp.ClientPayloadError), "its host's answer cannot be read; ask its operator"),
    (UnicodeDecodeError, "its host's answer cannot be read; ask its operator"),
    (json.JSONDecodeError, "its host's answer is no JSON; ask its operator"),
)


def why_unreachable(error: BaseException) -> str:
    """In place of what a library says of itself, which names its own classes and no remedy."""
    causes = tuple(_causes(error))
    host = next((f" {cause.host}" for cause in causes if isinstance(cause, aiohttp.ClientConnectorError)), "")
    for cause in causes:
        if type(cause) is OSError and cause.errno is None and cause.args:  # our own refusal of an address
            return str(cause)[:200]
        said = next((words for kinds, words in _SAID if isinstance(cause, kinds)), None)
        if said is not None:
            return said.format(host=host)
    return f"the connection to its host{host} failed; {_ASK}"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it stands for, innermost first."""
    chain: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in chain:
        chain.append(following)
        inner = following.os_error if isinstance(following, aiohttp.ClientConnectorError) else None
        following = inner or following.__cause__
    return reversed(chain)
