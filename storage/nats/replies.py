"""Answers on the bus, many a second: what is the same in every one of them is rendered once.

``Client.publish`` checks and renders subject and headers anew each time, for 6 µs; a reply's subject comes from the server
itself, and its headers are a handful.
"""

import nats.errors
from nats.aio.client import Client

_MOST_REMEMBERED = 1_024
_VERSION = b"NATS/1.0\r\n"


class Replies:
    """Publishes on a connection as it would itself, raising what it would raise: the errors of ``nats.errors``."""

    def __init__(self, connection: Client) -> None:
        self._connection = connection
        self._rendered: dict[tuple[tuple[str, str], ...], bytes] = {}

    async def send(self, subject: str, payload: bytes, headers: tuple[tuple[str, str], ...]) -> None:
        """Answer on ``subject``, which somebody asked for; ``headers`` are ASCII without line ends."""
        client = self._connection
        head = self._rendered.get(headers) or self._render(headers)
        size = len(payload)
        if client.is_closed:
            raise nats.errors.ConnectionClosedError
        if client.is_draining_pubs:
            raise nats.errors.ConnectionDrainingError
        if not client.is_connected and client.pending_data_size + size > client._max_pending_size:  # noqa: SLF001 - as the client itself decides
            raise nats.errors.OutboundBufferLimitError
        if size > client.max_payload:
            raise nats.errors.MaxPayloadError
        command = b"HPUB %b %d %d\r\n%b%b\r\n" % (subject.encode(), len(head), len(head) + size, head, payload)
        client.stats["out_msgs"] += 1
        client.stats["out_bytes"] += size
        await client._send_command(command)  # noqa: SLF001 - what follows in ``publish``, whose version is pinned
        if client._flush_queue is not None and client._flush_queue.empty():  # noqa: SLF001 - likewise
            await client._flush_pending()  # noqa: SLF001 - likewise

    def _render(self, headers: tuple[tuple[str, str], ...]) -> bytes:
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
        head = _VERSION + lines.encode("ascii") + b"\r\n"
        if len(self._rendered) < _MOST_REMEMBERED:
            self._rendered[headers] = head
        return head
