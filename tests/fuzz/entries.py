"""Sending anything through one entry, and reading whatever comes back."""

import asyncio
import contextlib
import re
import zlib
from random import Random
from typing import Any, Final, Protocol

import grpc.aio
import nats.errors
from nats.aio.client import Client

from bidding.agents.bidding_pb2 import BidRequest, BidResponse
from storage.nats.bid_batches import pack_requests, unpack_answers
from storage.nats.subjects import BATCH_HEADER, BID_REQUESTS, EXCHANGE_HEADER, STATUS_HEADER
from tests.fuzz.inputs import Bodies, broken

WITHIN_S: Final = 20.0
"""Nothing may take longer, on however slow a machine."""
HUNG: Final = "no answer"
CLOSED: Final = "closed without an answer"
_STATUS_LINE: Final = re.compile(rb"HTTP/1\.1 (\d{3}) ")
_METHODS: Final = (
    b"POST",
    b"GET",
    b"HEAD",
    b"OPTIONS",
    b"PUT",
    b"DELETE",
    b"CONNECT",
    b"PRI",
    b"post",
    b"\x00",
    b"P" * 99,
)
_PATHS: Final = (
    b"/v1/bid", b"/v1/bid/demo", b"/v1/bid/nobody", b"/v1/bid/UPPER..", b"/v1/bid/%00", b"/v1/bid?x=1", b"/live", b"/ready",
    b"/health", b"/v1/notices/win/x?price=1", b"/v1/notices/bill/" + b"A" * 300, b"/v1/notices/nothing/x", b"/", b"*", b"//",
    b"/v1/notices/click/x?to=%0d%0aset-cookie:x", b"http://elsewhere/v1/bid", b"/" + b"a" * 9_000, b"/\xff", b"/v1/sync/demo",
)  # fmt: skip
_HEADERS: Final = (
    b"x-openrtb-version: 2.6", b"x-openrtb-version: 3.0", b"x-openrtb-version: \xff", b"accept-encoding: gzip",
    b"authorization: Bearer x", b"authorization: \x01", b"connection: close", b"connection: upgrade", b"upgrade: h2c",
    b"expect: 100-continue", b"content-encoding: br", b"content-encoding: gzip", b"transfer-encoding: chunked",
    b"transfer-encoding: identity", b"content-length: 5", b"content-length: -1", b"content-length: 99999999999999999999",
    b"content-length: 5, 6", b": nameless", b"no colon", b"folded:\r\n value", b"x: " + b"y" * 9_000, b"host: a\r\nhost: b",
    b"content-type: text/plain", b"x-\x00: 1", b"cookie: " + b"a=b; " * 50,
)  # fmt: skip


class Entry(Protocol):
    """``send`` puts one input in and returns a status for each answer, or why there was none."""

    name: str

    async def send(self) -> list[str]: ...

    async def close(self) -> None: ...


class HttpEntry:
    """Bytes on connections of their own, in chunks, half-closed when all is said."""

    name = "HTTP"

    def __init__(self, port: int, bodies: Bodies, chance: Random) -> None:
        self._port = port
        self._bodies = bodies
        self._chance = chance

    async def send(self) -> list[str]:
        pieces = self._pieces()
        try:
            async with asyncio.timeout(WITHIN_S):
                reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
                try:
                    said = await self._converse(reader, writer, pieces)
                finally:
                    writer.close()
        except TimeoutError:
            return [HUNG]
        except OSError:
            return [CLOSED]
        return [status.decode() for status in _STATUS_LINE.findall(said) if status != b"100"] or [CLOSED]

    async def close(self) -> None:
        """Keep nothing open."""

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, pieces: list[bytes]) -> bytes:
        with contextlib.suppress(ConnectionError):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                if len(pieces) > 1:
                    await asyncio.sleep(0)
            writer.write_eof()
        said = b""
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65_536):
                said += data
        return said

    def _pieces(self) -> list[bytes]:
        chance = self._chance
        message = b"".join(self._message() for _ in range(chance.choice((1, 1, 1, 2, 5))))
        if chance.random() < 0.15:
            message = broken(message, chance)
        if chance.random() < 0.7:
            return [message]
        cuts = sorted(chance.randrange(len(message) + 1) for _ in range(chance.randint(1, 4)))
        return [message[start:end] for start, end in zip([0, *cuts], [*cuts, len(message)], strict=True)]

    def _message(self) -> bytes:
        chance = self._chance
        body = self._bodies.next()
        if chance.random() < 0.6:
            return _http(b"POST", b"/v1/bid", [b"content-length: %d" % len(body)], body)
        match chance.randrange(6):
            case 0:
                body = zlib.compress(body, wbits=31)
                body = broken(body, chance) if chance.random() < 0.5 else body
                return _http(b"POST", b"/v1/bid", [b"content-encoding: gzip", b"content-length: %d" % len(body)], body)
            case 1:
                return _http(b"POST", b"/v1/bid", [b"transfer-encoding: chunked"], self._chunked(body))
            case 2:
                headers = [b"content-length: %d" % (len(body) + chance.randint(-3, 3))]
                return _http(b"POST", b"/v1/bid", headers, body)
            case 3:
                return _http(chance.choice(_METHODS), chance.choice(_PATHS), [b"content-length: 0"], b"")
            case 4:
                bomb = zlib.compress(b" " * chance.choice((10, 2_000_000)), wbits=31)
                return _http(b"POST", b"/v1/bid", [b"content-encoding: gzip", b"content-length: %d" % len(bomb)], bomb)
            case _:
                headers = [*chance.choices(_HEADERS, k=chance.randint(1, 5)), b"content-length: %d" % len(body)]
                return _http(chance.choice(_METHODS), chance.choice(_PATHS), headers, body)

    def _chunked(self, body: bytes) -> bytes:
        chance = self._chance
        at = chance.randrange(len(body) + 1)
        size = (
            b"%x" % at
            if chance.random() < 0.8
            else chance.choice((b"-1", b"fffffffffffffffff", b"zz", b"1;" + b"e" * 99))
        )
        return size + b"\r\n" + body[:at] + b"\r\n%x\r\n" % (len(body) - at) + body[at:] + b"\r\n0\r\n\r\n"


def _http(method: bytes, path: bytes, headers: list[bytes], body: bytes) -> bytes:
    return b"\r\n".join([method + b" " + path + b" HTTP/1.1", b"host: bidder", *headers, b"", body])


class GrpcEntry:
    """Messages as bytes, over single calls and streams."""

    name = "gRPC"

    def __init__(self, port: int, bodies: Bodies, chance: Random) -> None:
        self._channel = grpc.aio.insecure_channel(f"127.0.0.1:{port}")
        service = "/campaign_express.bidding.v1.BiddingService"
        self._one: Any = self._channel.unary_unary(f"{service}/ProcessBid")
        self._many: Any = self._channel.stream_stream(f"{service}/StreamBids")
        self._bodies = bodies
        self._chance = chance

    async def send(self) -> list[str]:
        chance = self._chance
        metadata = chance.choice((None, (("authorization", "Bearer x"),), (("x-bin", b"\xff\x00"),)))
        messages = [self._message() for _ in range(chance.choice((1, 1, 1, 8)))]
        try:
            async with asyncio.timeout(WITHIN_S):
                if len(messages) == 1:
                    return [_status(await self._one(messages[0], metadata=metadata))]
                return [_status(answer) async for answer in self._many(iter(messages), metadata=metadata)]
        except grpc.aio.AioRpcError as error:
            return [error.code().name]
        except TimeoutError:
            return [HUNG]

    async def close(self) -> None:
        await self._channel.close()

    def _message(self) -> bytes:
        chance = self._chance
        exchange_id = chance.choice(("", "", "demo", "nobody", "No.Such", "\x00", "é" * 50))
        request = BidRequest(openrtb_json=self._bodies.next(), exchange_id=exchange_id)
        if chance.random() < 0.1:
            request.secret = chance.choice(("x", "\n", "é"))
        message: bytes = request.SerializeToString()
        return broken(message, chance) if chance.random() < 0.3 else message


def _status(answer: bytes) -> str:
    return str(BidResponse.FromString(answer).status)


class NatsEntry:
    """Messages with odd headers, alone and in batches."""

    name = "NATS"

    def __init__(self, connection: Client, bodies: Bodies, chance: Random) -> None:
        self._connection = connection
        self._bodies = bodies
        self._chance = chance

    async def send(self) -> list[str]:
        chance = self._chance
        headers: dict[str, str] = {}
        if chance.random() < 0.7:
            headers[EXCHANGE_HEADER] = chance.choice(("demo", "demo", "demo", "", "nobody", "é", "demo " * 20))
        if chance.random() < 0.1:
            headers[chance.choice((STATUS_HEADER, "X-" + "a" * 200, "Nats-Msg-Id"))] = chance.choice(
                ("1", "é", "x" * 500)
            )
        payload = self._bodies.next()
        if chance.random() < 0.3:
            bodies = [self._bodies.next() for _ in range(chance.randint(1, 16))]
            payload = pack_requests(bodies)
            headers[BATCH_HEADER] = (
                str(len(bodies)) if chance.random() < 0.8 else chance.choice(("0", "-1", "x", "999"))
            )
            if chance.random() < 0.2:
                payload = broken(payload, chance)
        if len(payload) > self._connection.max_payload - 4_096:
            payload = payload[:1_000]
        try:
            reply = await self._connection.request(BID_REQUESTS, payload, timeout=WITHIN_S, headers=headers or None)
        except (nats.errors.TimeoutError, TimeoutError):
            return [HUNG]
        told = reply.headers or {}
        if BATCH_HEADER in told:
            return [str(answer.status) for answer in unpack_answers(reply.data)]
        return [told.get(STATUS_HEADER, CLOSED)]

    async def close(self) -> None:
        """The connection is somebody else's."""
