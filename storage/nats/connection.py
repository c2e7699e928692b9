"""One NATS connection a process, which comes back by itself for as long as the process lives."""

import asyncio

import structlog
from nats.aio.client import Client

from domain.errors import Unavailable
from storage.nats.errors import cancellable, translated

CONNECT_DEADLINE_S = 30.0
RECONNECT_WAIT_S = 0.5
PING_INTERVAL_S = 10

_log = structlog.get_logger(__name__)


async def connect(url: str, name: str, *, deadline_s: float = CONNECT_DEADLINE_S) -> Client:
    """A connection named ``name`` in the server's monitoring.

    Waits ``deadline_s`` for a server that is still starting, then raises ``Unavailable``. Once up, it reconnects without
    limit; what is published meanwhile is buffered (2 MiB), and requests fail with ``Unavailable`` at their callers.
    """
    client = Client()

    async def lost() -> None:
        if client.is_closed or client.is_draining:
            return
        _log.warning("nats disconnected", connection=name)

    async def back() -> None:
        _log.info("nats reconnected", connection=name)

    async def failed(error: Exception) -> None:
        _log.warning("nats error", connection=name, error=str(error) or type(error).__name__)

    with translated("connect"):
        try:
            with cancellable():
                async with asyncio.timeout(deadline_s):
                    await client.connect(
                        url.split(","),
                        name=name,
                        max_reconnect_attempts=-1,
                        reconnect_time_wait=RECONNECT_WAIT_S,  # type: ignore[arg-type]  # slept; any number of seconds does
                        ping_interval=PING_INTERVAL_S,
                        disconnected_cb=lost,
                        reconnected_cb=back,
                        error_cb=failed,
                    )
        except TimeoutError as error:
            raise Unavailable(f"no NATS server answered at {url} within {deadline_s:g} s") from error
        except asyncio.CancelledError:
            await client.close()  # it may be up already, and would come back for ever
            raise
    return client
