"""A bidder's HTTP port to speak to in bytes, with a processor behind it that bids what it was sent."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from hashlib import sha256

from msgspec import Struct

from bidding.agents.desk import BidDesk
from bidding.agents.exchanges import ExchangeDirectory
from bidding.agents.gate import Gate
from bidding.agents.http import HttpServer
from bidding.agents.http_front import HttpFront
from bidding.notices.handling import Notices
from bidding.notices.publishing import NoticePublisher
from bidding.notices.token import NoticeSigner
from bidding.question import Question
from domain.events.values import Entry
from domain.exchanges.values import Exchange
from tests.bidding.test_notice_tokens import KEY
from tests.patience import PATIENCE_S

SECRET = "open sesame"
OPEN = Exchange(exchange_id="open", name="Open", tenants=("acme",))
CLOSED = Exchange(
    exchange_id="closed", name="Closed", tenants=("acme",), secret_sha256=sha256(SECRET.encode()).hexdigest()
)


class Reply(Struct, frozen=True):
    status: int
    body: bytes = b""
    reason: str = ""


NEVER_MS = 3_600_000


class Echo:
    """A processor that bids what it was sent: at once, or when ``release`` is set for bodies starting with ``wait``."""

    def __init__(self) -> None:
        self.release = asyncio.Event()
        self.seen: list[tuple[bytes, str, Entry]] = []
        self.age_ms = 0

    def answer_all(self, row: Sequence[Question]) -> list[Reply | Awaitable[Reply]]:
        return [self._answer(question) for question in row]

    def _answer(self, question: Question) -> Reply | Awaitable[Reply]:
        body = question.body
        self.age_ms = question.age_ms
        self.seen.append((body, question.exchange.exchange_id, question.entry))
        if body.startswith(b"wait"):
            return self.later(body)
        if body.startswith(b"crash"):
            raise RuntimeError("a fault of ours")
        if body.startswith(b"none"):
            return Reply(204, reason="no_campaign")
        if not body.startswith(b"{"):
            return Reply(400, reason="invalid_request")
        return Reply(200, body)

    async def later(self, body: bytes) -> Reply:
        await self.release.wait()
        if body.startswith(b"wait crash"):
            raise RuntimeError("a fault of ours")
        return Reply(200, body)


class Port:
    def __init__(self, echo: Echo, server: HttpServer, front: HttpFront, number: int) -> None:
        self.echo = echo
        self.server = server
        self.front = front
        self.number = number
        self.published: list = []

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.number, limit=32 * 1024 * 1024)

    async def exchange(self, *parts: bytes) -> bytes:
        """Everything the server says to ``parts`` until it hangs up or has been silent after our end of file."""
        reader, writer = await self.connect()
        for part in parts:
            writer.write(part)
            await writer.drain()
        writer.write_eof()
        async with asyncio.timeout(PATIENCE_S):
            said = await reader.read()
        writer.close()
        return said


@asynccontextmanager
async def listening(
    *, demo: bool = True, ready: bool = True, gate: Gate | None = None, inherited: socket.socket | None = None
) -> AsyncIterator[Port]:
    """A port whose requests are never too old, however slow this machine is, unless ``gate`` says otherwise."""
    echo = Echo()
    exchanges = ExchangeDirectory(default_exchange="open", demo=demo)
    exchanges.apply(OPEN)
    exchanges.apply(CLOSED)
    published: list = []

    async def publish(subject, events, message_id):
        published.extend(events)

    notices = Notices(NoticeSigner([KEY]), NoticePublisher(publish), clock_ms=lambda: 1)
    desk = BidDesk(echo, gate or Gate(shed_after_ms=NEVER_MS))
    front = HttpFront(desk, exchanges, notices, is_ready=lambda: ready, health=lambda: b'{"campaigns":0}')
    server = HttpServer(front)
    port = Port(echo, server, front, await server.start("127.0.0.1", 0, inherited=inherited))
    port.published = published
    yield port
    echo.release.set()
    await server.drain(quiet_s=0, deadline_s=2)


def post(body: bytes = b"{}", path: str = "/v1/bid", *headers: str) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: bidder", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def chunked(*chunks: bytes, trailer: bytes = b"") -> bytes:
    body = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks)
    return (
        b"POST /v1/bid HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\n" + body + b"0\r\n" + trailer + b"\r\n"
    )


def statuses(said: bytes) -> list[int]:
    return [int(part[:3]) for part in said.split(b"HTTP/1.1 ")[1:]]
