"""The three doors over one desk, and how a client knocks at each."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import grpc.aio
import httpx2
from msgspec import Struct
from nats.aio.client import Client

from bidding.agents.bidding_pb2 import BidRequest, BidResponse
from bidding.agents.bidding_pb2_grpc import BiddingServiceStub
from bidding.agents.desk import BidDesk, Processor
from bidding.agents.exchanges import ExchangeDirectory
from bidding.agents.gate import Gate
from bidding.agents.grpc import BiddingService, GrpcServer
from bidding.agents.http import HttpServer
from bidding.agents.http_front import HttpFront
from bidding.agents.nats import NatsAgents
from bidding.notices.handling import Notices
from bidding.notices.publishing import NoticePublisher
from bidding.notices.token import NoticeSigner
from domain.events.values import Event
from domain.exchanges.values import Exchange
from storage.nats.subjects import BID_REQUESTS, EXCHANGE_HEADER, NO_BID_HEADER, STATUS_HEADER
from tests.bidding.test_notice_tokens import KEY
from tests.patience import PATIENCE_S

NEVER_MS = 3_600_000
"""No request of a test is too old, however slow this machine is."""


class Said(Struct, frozen=True):
    """What a door said, and why there is no bid."""

    status: int
    body: bytes
    reason: str = ""


def directory(*exchanges: Exchange, default: str = "", demo: bool = True) -> ExchangeDirectory:
    known = ExchangeDirectory(default_exchange=default, demo=demo)
    for exchange in exchanges:
        known.apply(exchange)
    return known


async def _publish(subject: str, events: Sequence[Event], message_id: str) -> None:
    del subject, events, message_id


class HttpDoor:
    def __init__(self, port: int, client: httpx2.AsyncClient) -> None:
        self.port = port
        self._client = client

    async def ask(self, body: bytes, exchange: Exchange, secret: str = "") -> Said:
        headers = {"authorization": f"Bearer {secret}"} if secret else {}
        url = f"http://127.0.0.1:{self.port}/v1/bid/{exchange.exchange_id}"
        response = await self._client.post(url, content=body, headers=headers)
        return Said(response.status_code, response.content, response.headers.get(NO_BID_HEADER, ""))


@asynccontextmanager
async def http_door(processor: Processor, exchanges: ExchangeDirectory) -> AsyncIterator[HttpDoor]:
    notices = Notices(NoticeSigner([KEY]), NoticePublisher(_publish), clock_ms=lambda: 1)
    front = HttpFront(
        BidDesk(processor, Gate(shed_after_ms=NEVER_MS)),
        exchanges,
        notices,
        is_ready=lambda: True,
        health=lambda: b"{}",
    )
    server = HttpServer(front)
    port = await server.start("127.0.0.1", 0)
    async with httpx2.AsyncClient() as client:
        yield HttpDoor(port, client)
    await server.drain(quiet_s=0)


class GrpcDoor:
    def __init__(self, channel: grpc.aio.Channel, server: GrpcServer, service: BiddingService, port: int) -> None:
        self.channel = channel
        self.service = service
        self.port = port
        self.stub = BiddingServiceStub(channel)
        self.server = server

    async def ask(self, body: bytes, exchange: Exchange, secret: str = "") -> Said:
        request = BidRequest(openrtb_json=body, exchange_id=exchange.exchange_id, secret=secret)
        return said(await self.stub.ProcessBid(request))


def said(response: BidResponse) -> Said:
    return Said(response.status, response.openrtb_json, response.no_bid_reason)


@asynccontextmanager
async def grpc_door(processor: Processor, exchanges: ExchangeDirectory) -> AsyncIterator[GrpcDoor]:
    service = BiddingService(
        BidDesk(processor, Gate(shed_after_ms=NEVER_MS)),
        exchanges,
        is_ready=lambda: True,
        health=lambda: b'{"campaigns":1}',
    )
    server = GrpcServer(service)
    port = await server.start("127.0.0.1", 0)
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield GrpcDoor(channel, server, service, port)
    await server.drain(deadline_s=1)


class NatsDoor:
    def __init__(self, connection: Client) -> None:
        self._connection = connection

    async def ask(self, body: bytes, exchange: Exchange | None, secret: str = "") -> Said:
        del secret
        headers = {EXCHANGE_HEADER: exchange.exchange_id} if exchange else None
        reply = await self._connection.request(BID_REQUESTS, body, timeout=PATIENCE_S, headers=headers)
        assert reply.headers is not None
        return Said(int(reply.headers[STATUS_HEADER]), reply.data, reply.headers.get(NO_BID_HEADER, ""))


@asynccontextmanager
async def nats_door(processor: Processor, exchanges: ExchangeDirectory, connection: Client) -> AsyncIterator[NatsDoor]:
    agents = NatsAgents(connection, BidDesk(processor, Gate(shed_after_ms=NEVER_MS)), exchanges, agents=3)
    await agents.start()
    yield NatsDoor(connection)
    await agents.drain()
