"""``BiddingService.StreamBids`` as an exchange uses it: many requests under way on one stream, answers in their order."""

import asyncio
from collections import deque
from typing import Any, Final

import grpc.aio

from bidding.agents.bidding_pb2 import BidRequest, BidResponse
from bidding.agents.bidding_pb2_grpc import BiddingServiceStub
from bidding.simulated_exchange.reply import PATIENCE_S, Reply
from domain.errors import Unavailable
from domain.events.values import Entry

_CHANNEL: Final = (("grpc.use_local_subchannel_pool", 1),)


class _Stream:
    """One call. It takes no more requests once the bidder has asked to leave, or it has broken."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self.is_open = True
        self._call: Any = BiddingServiceStub(channel).StreamBids()
        self._waiting: deque[asyncio.Future[BidResponse]] = deque()
        self._writing = asyncio.Lock()
        self._reading = asyncio.get_running_loop().create_task(self._read())

    async def ask(self, request: BidRequest) -> BidResponse:
        answer: asyncio.Future[BidResponse] = asyncio.get_running_loop().create_future()
        async with self._writing:
            if not self.is_open:
                raise Leaving
            self._waiting.append(answer)
            try:
                await self._call.write(request)
            except BaseException:
                # whether it was sent is not known, and so not whose the answers are that follow
                self.is_open = False
                answer.cancel()
                self._call.cancel()
                raise
        return await answer

    async def leave(self) -> None:
        """Send nothing more; what is under way is still answered."""
        async with self._writing:
            if self.is_open:
                self.is_open = False
                await self._call.done_writing()

    async def close(self) -> None:
        self.is_open = False
        self._call.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)

    async def _read(self) -> None:
        error: Exception = Unavailable("the stream ended before its answer")
        try:
            while (response := await self._call.read()) is not grpc.aio.EOF:
                answer = self._waiting.popleft()
                if not answer.done():  # whoever asked may have lost their patience
                    answer.set_result(response)
                if response.closing and self.is_open:
                    await self.leave()
        except grpc.aio.AioRpcError as broken:
            error = Unavailable(f"the stream broke: {broken.code().name}")
        finally:
            self.is_open = False
            for answer in self._waiting:
                if not answer.done():
                    answer.set_exception(error)


class Leaving(Exception):
    """The stream takes no more requests; another one does."""


class GrpcStreamTarget:
    """Requests over one stream at a time to ``address`` (host and port); a new one when the bidder leaves."""

    entry = Entry.GRPC

    def __init__(
        self, address: str, *, exchange_id: str = "", secret: str = "", patience_s: float = PATIENCE_S
    ) -> None:
        self._address = address
        self._exchange_id = exchange_id
        self._secret = secret
        self._patience_s = patience_s
        self._channel: grpc.aio.Channel | None = None
        self._stream: _Stream | None = None
        self._left: list[tuple[grpc.aio.Channel, _Stream]] = []

    async def send(self, body: bytes) -> Reply:
        """Raises ``Unavailable`` when no answer comes."""
        request = BidRequest(openrtb_json=body, exchange_id=self._exchange_id, secret=self._secret)
        try:
            async with asyncio.timeout(self._patience_s):
                while True:
                    try:
                        answer = await self._present().ask(request)
                        break
                    except Leaving:
                        continue
        except (grpc.aio.AioRpcError, grpc.aio.UsageError, TimeoutError, asyncio.InvalidStateError) as error:
            raise Unavailable(f"no answer from {self._address}: {type(error).__name__}") from error
        return Reply(answer.status, answer.openrtb_json, answer.no_bid_reason)

    async def close(self) -> None:
        for channel, stream in [*self._left, (self._channel, self._stream)]:
            if stream is not None and channel is not None:
                await stream.close()
                await channel.close()
        self._left.clear()
        self._channel = self._stream = None

    def _present(self) -> _Stream:
        if self._stream is None or not self._stream.is_open:
            if self._stream is not None and self._channel is not None:
                self._left.append((self._channel, self._stream))
            self._channel = grpc.aio.insecure_channel(self._address, options=_CHANNEL)
            self._stream = _Stream(self._channel)
        return self._stream
