"""The wallet's errands: talking to the banker and reading the bidder's own notices, beside the bidding."""

import asyncio
import contextlib
import random
from collections.abc import Callable
from typing import Final

import msgspec
import structlog
from nats.aio.client import Client

from bidding.budget.wallet import Wallet
from domain.budgets.values import LeaseReply, LeaseRequest
from domain.errors import InvalidInput, Unavailable
from domain.events.values import Event, EventType
from storage.nats.errors import translated
from storage.nats.event_feed import EventFeed
from storage.nats.subjects import LEASES, bid_event

TICK_S: Final = 0.25
MIN_GAP_S: Final = 0.02
"""However thirsty, no more messages than this to the banker."""
ANSWER_WITHIN_S: Final = 2.0
BACK_OFF_S: Final = (0.1, 2.0)
FETCH: Final = 256
FETCH_WITHIN_S: Final = 0.25
LEAVE_WITHIN_S: Final = 3.0

_log = structlog.get_logger(__name__)
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(LeaseReply)


class WalletKeeper:
    """Keeps ``wallet`` filled and true for as long as it runs.

        keeper = WalletKeeper(connection, wallet, clock_ms=clock_ms)
        await keeper.start()     # notices are followed from here on; money comes as bidding asks for it
        await keeper.run()       # beside the bidding: raises whatever puts an end to that
        ...
        await keeper.close()     # once bidding has stopped: unspent money goes back, the rest is left to the banker

    ``also`` hears of every bill and loss of this bidder's bids as the wallet does, repetitions included.

    While NATS or the banker is away the wallet spends what it has until its leases end.
    """

    def __init__(
        self,
        connection: Client,
        wallet: Wallet,
        *,
        clock_ms: Callable[[], int],
        also: Callable[[Event], None] = lambda _: None,
    ) -> None:
        self._connection = connection
        self._also = also
        self._wallet = wallet
        subjects = [bid_event("*", kind, wallet.bidder_id) for kind in (EventType.BILL, EventType.LOSS)]
        self._feed = EventFeed.passing(connection.jetstream(), subjects, clock_ms=clock_ms)
        self._thirst = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        wallet.on_thirst = self._thirst.set

    async def start(self) -> None:
        """Follow notices, then start asking for money. Raises ``Unavailable`` when JetStream does not answer."""
        await self._feed.open()
        self._tasks = [asyncio.create_task(self._bank()), asyncio.create_task(self._follow())]

    async def run(self) -> None:
        """Wait while all is well; raise what nobody expected, since a bidder whose wallet nobody keeps must not go on.

        Cancelled by ``close``.
        """
        await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        """Tell the banker that this bidder leaves and what it did not spend, within a few seconds or not at all.

        What could not be said is found out by the banker, which takes a silent bidder for dead.
        """
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LEAVE_WITHIN_S):
                await self._leave()
        await self._feed.close()

    async def _leave(self) -> None:
        left = False
        while not left:
            request = self._wallet.next_request(leaving=True)
            assert request is not None
            left = await self._send(request) and request.leaving
            if not left:
                await asyncio.sleep(MIN_GAP_S)

    async def _bank(self) -> None:
        back_off_s = BACK_OFF_S[0]
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(TICK_S):
                    await self._thirst.wait()
            self._thirst.clear()
            request = self._wallet.next_request()
            if request is None or await self._send(request):
                back_off_s = BACK_OFF_S[0]
                await asyncio.sleep(MIN_GAP_S)
            else:
                await asyncio.sleep(back_off_s * random.uniform(0.5, 1.0))  # noqa: S311 - jitter
                back_off_s = min(2 * back_off_s, BACK_OFF_S[1])

    async def _send(self, request: LeaseRequest) -> bool:
        """Say it to the banker; whether it was answered."""
        try:
            with translated("ask the banker"):
                answer = await self._connection.request(LEASES, _encoder.encode(request), timeout=ANSWER_WITHIN_S)
            self._wallet.accept(_decoder.decode(answer.data))
        except (Unavailable, InvalidInput, msgspec.MsgspecError) as error:
            _log.warning("the banker did not answer", error=str(error))
            return False
        return True

    async def _follow(self) -> None:
        back_off_s = BACK_OFF_S[0]
        while True:
            try:
                await self._read_notices()
            except Unavailable as error:
                _log.warning("notices cannot be followed", error=error.message)
                await asyncio.sleep(back_off_s * random.uniform(0.5, 1.0))  # noqa: S311 - jitter
                back_off_s = min(2 * back_off_s, BACK_OFF_S[1])
            else:
                back_off_s = BACK_OFF_S[0]

    async def _read_notices(self) -> None:
        deliveries = await self._feed.fetch(FETCH, within_s=FETCH_WITHIN_S)
        for delivery in deliveries:
            for event in delivery.events:
                self._wallet.note(event)
                self._also(event)
        await self._feed.acknowledge(deliveries)
        if len(deliveries) < FETCH and (drained_ms := await self._feed.drained_to_ms()):
            self._wallet.drained_to(drained_ms)
