"""The three entries of a bidder as an exchange calls them: HTTP, gRPC and NATS."""

import asyncio
from collections.abc import Iterable
from typing import Protocol, Self

import grpc.aio
import nats.errors
from nats.aio.client import Client

from bidding.agents.bidding_pb2 import BidRequest
from bidding.agents.bidding_pb2_grpc import BiddingServiceStub
from bidding.simulated_exchange.http_client import HttpClient
from bidding.simulated_exchange.reply import PATIENCE_S, Reply
from domain.errors import Unavailable
from domain.events.values import Entry
from storage.nats.bid_requests import BidRequests
from storage.nats.connection import connect
from storage.nats.subjects import BID_REQUESTS, EXCHANGE_HEADER, NO_BID_HEADER, STATUS_HEADER


class Target(Protocol):
    """Somewhere to send bid requests. ``send`` raises ``Unavailable`` when no answer comes."""

    @property
    def entry(self) -> Entry: ...

    async def send(self, body: bytes) -> Reply: ...

    async def close(self) -> None: ...


class RestTarget:
    """``POST {url}/v1/bid``, or ``/v1/bid/{exchange_id}`` with its secret, over kept-alive connections."""

    entry = Entry.REST

    def __init__(self, url: str, *, exchange_id: str = "", secret: str = "", patience_s: float = PATIENCE_S) -> None:
        self._headers = {"content-type": "application/json", "x-openrtb-version": "2.6"}
        if secret:
            self._headers["authorization"] = f"Bearer {secret}"
        self._client = HttpClient(patience_s=patience_s)
        self._url = f"{url.rstrip('/')}/v1/bid" + (f"/{exchange_id}" if exchange_id else "")

    async def send(self, body: bytes) -> Reply:
        answer = await self._client.request("POST", self._url, body=body, headers=self._headers)
        return Reply(answer.status, answer.body, answer.headers.get(NO_BID_HEADER.lower(), ""))

    async def close(self) -> None:
        await self._client.close()


class GrpcTarget:
    """``BiddingService.ProcessBid`` on ``address`` (host and port)."""

    entry = Entry.GRPC

    def __init__(
        self, address: str, *, exchange_id: str = "", secret: str = "", patience_s: float = PATIENCE_S
    ) -> None:
        self._channel = grpc.aio.insecure_channel(address)
        self._process_bid = BiddingServiceStub(self._channel).ProcessBid
        self._exchange_id = exchange_id
        self._secret = secret
        self._address = address
        self._patience_s = patience_s

    async def send(self, body: bytes) -> Reply:
        request = BidRequest(openrtb_json=body, exchange_id=self._exchange_id, secret=self._secret)
        try:
            answer = await self._process_bid(request, timeout=self._patience_s)
        except grpc.aio.AioRpcError as error:
            raise Unavailable(f"no answer from {self._address}: {error.code().name}") from error
        return Reply(answer.status, answer.openrtb_json, answer.no_bid_reason)

    async def close(self) -> None:
        await self._channel.close()


class NatsTarget:
    """Request/reply with the bidders' queue group; the exchange named is trusted, as everything on the bus."""

    entry = Entry.NATS

    def __init__(self, connection: Client, *, exchange_id: str = "", patience_s: float = PATIENCE_S) -> None:
        self._connection = connection
        self._patience_s = patience_s
        self._headers = {EXCHANGE_HEADER: exchange_id} if exchange_id else None

    @classmethod
    async def open(cls, url: str, *, exchange_id: str = "", patience_s: float = PATIENCE_S) -> Self:
        """Raises ``Unavailable`` when no NATS server answers."""
        return cls(await connect(url, "simulated-exchange"), exchange_id=exchange_id, patience_s=patience_s)

    async def send(self, body: bytes) -> Reply:
        try:
            answer = await self._connection.request(BID_REQUESTS, body, timeout=self._patience_s, headers=self._headers)
        except (nats.errors.Error, TimeoutError) as error:
            raise Unavailable(f"no answer on {BID_REQUESTS}: {type(error).__name__}") from error
        headers = answer.headers or {}
        return Reply(int(headers.get(STATUS_HEADER, "200")), answer.data, headers.get(NO_BID_HEADER, ""))

    async def close(self) -> None:
        await self._connection.close()


class NatsBatchTarget:
    """As ``NatsTarget``, with requests that come together in one message."""

    entry = Entry.NATS

    def __init__(self, connection: Client, *, exchange_id: str = "", patience_s: float = PATIENCE_S) -> None:
        self._connection = connection
        self._requests = BidRequests(connection)
        self._exchange_id = exchange_id
        self._patience_s = patience_s

    @classmethod
    async def open(cls, url: str, *, exchange_id: str = "", patience_s: float = PATIENCE_S) -> Self:
        """Raises ``Unavailable`` when no NATS server answers."""
        return cls(await connect(url, "simulated-exchange"), exchange_id=exchange_id, patience_s=patience_s)

    async def send(self, body: bytes) -> Reply:
        try:
            answer = await self._requests.ask(self._exchange_id, body, timeout_s=self._patience_s)
        except TimeoutError as error:
            raise Unavailable(f"no answer on {BID_REQUESTS}") from error
        return Reply(answer.status, answer.body, answer.reason)

    async def close(self) -> None:
        await self._requests.close()
        await self._connection.close()


async def close_all(targets: Iterable[Target]) -> None:
    await asyncio.gather(*(target.close() for target in targets))
