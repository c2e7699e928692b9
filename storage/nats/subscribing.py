"""When the server knows of a subscription, so that nothing published from then on is missed."""

from nats.aio.client import Client

from storage.nats.errors import translated


async def known_to_the_server(connection: Client) -> None:
    """Return once the server has every subscription made so far; at once where there is no connection.

    A connection that comes back makes its subscriptions again by itself. Raises ``Unavailable``.
    """
    if not connection.is_connected:
        return
    with translated("confirm a subscription"):
        # The client writes a ping past what it has queued: the first comes back when the queue is empty.
        await connection.flush()
        await connection.flush()
