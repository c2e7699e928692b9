"""What an answer may wait for within its deadline, and for no longer.

An ordinary request waits for nothing and never comes here. The others wait, in this order, for whose id they carry, for
what is known of that person, for an engine that scores elsewhere, and for a campaign's first money.
"""

import asyncio
from collections.abc import Coroutine
from functools import partial
from typing import Final, Protocol

from bidding.answer import Answer
from bidding.auction.auctioneer import Auctioneer
from bidding.auction.call import Call
from bidding.auction.viewer import Viewer
from bidding.deadlines import Deadlines
from bidding.index.index import LiveIndex
from bidding.openrtb.no_bid import NoBid
from bidding.people.person import Person
from bidding.ports import ClockMs, Escrow
from bidding.recognition import Recognition
from domain.events.values import Entry
from domain.exchanges.values import Exchange

CONCLUDE_MS: Final = 3
"""What an auction needs once its candidates are scored, kept back from what a remote engine may take."""

MOST_WAITING: Final = 256
"""Requests that may wait for a first lease at a time; the others go without."""


class Wait:
    """One request that waits for its person; ``step`` is its place among the deadlines."""

    __slots__ = ("answer", "call", "step")

    def __init__(self, call: Call, answer: asyncio.Future[Answer]) -> None:
        self.call = call
        self.answer = answer
        self.step = 0


class Narrator(Protocol):
    """The processor, as far as a request's story goes on once it has waited."""

    def conclude(self, call: Call, viewer: Viewer) -> Answer | Coroutine[None, None, Answer]: ...
    def no_bid(self, call: Call, reason: NoBid) -> Answer: ...
    def unsold(self, call: Call, viewer: Viewer) -> Answer: ...
    def broken(self, exchange: Exchange, entry: Entry) -> Answer: ...


class Patience:
    """Brings the stories of requests that must wait to their end, which ``narrator`` tells; never raises."""

    def __init__(
        self,
        narrator: Narrator,
        *,
        recognition: Recognition,
        index: LiveIndex,
        auctioneer: Auctioneer,
        wallet: Escrow,
        clock_ms: ClockMs,
    ) -> None:
        self._narrator = narrator
        self._recognition = recognition
        self._index = index
        self._auctioneer = auctioneer
        self._wallet = wallet
        self._clock_ms = clock_ms
        self._waiting_for_money = 0
        self._deadlines: Deadlines[Wait] = Deadlines(self._too_late)
        self._going_on: set[asyncio.Task[Answer]] = set()

    def money_coming(self, call: Call) -> asyncio.Future[None] | None:
        """What to wait for when all that an answer lacks is a campaign's first lease, and that is on its way."""
        if call.reason is not NoBid.BUDGET_EMPTY or call.has_waited or self._waiting_for_money >= MOST_WAITING:
            return None
        return self._wallet.first_money()

    def answer_once_met(self, call: Call) -> asyncio.Future[Answer]:
        """The rest of the story for want of the person: no task and no timer for it, since one request in ten comes here."""
        wait = Wait(call, asyncio.get_running_loop().create_future())
        wait.step = self._deadlines.watch(wait, call.deadline_ms - call.now_ms)
        self._recognition.meet(call, partial(self._met, wait))
        return wait.answer

    async def answer_once_scored(self, call: Call, viewer: Viewer) -> Answer:
        """The rest of the story for an engine that takes a while."""
        try:
            if not await self._scored(call, viewer):
                return self._narrator.no_bid(call, NoBid.LATE)
            concluded = self._narrator.conclude(call, viewer)
        except Exception:  # noqa: BLE001 - an exchange gets an answer whatever happens here
            return self._narrator.broken(call.exchange, call.entry)
        return concluded if isinstance(concluded, Answer) else await concluded

    async def answer_once_funded(self, call: Call, viewer: Viewer, money: asyncio.Future[None]) -> Answer:
        """The rest of the story for want of money: once more, if the banker has answered in time."""
        self._waiting_for_money += 1
        try:
            left_ms = call.deadline_ms - CONCLUDE_MS - self._clock_ms()
            await asyncio.wait((money,), timeout=max(0, left_ms) / 1_000)
            in_time = self._in_time(call, viewer)
            if money.done() and in_time:
                call.has_waited, call.reason = True, NoBid.NO_CAMPAIGN
                concluded = self._narrator.conclude(call, viewer)
                return concluded if isinstance(concluded, Answer) else await concluded
            return self._narrator.unsold(call, viewer)
        except Exception:  # noqa: BLE001 - an exchange gets an answer whatever happens here
            return self._narrator.broken(call.exchange, call.entry)
        finally:
            self._waiting_for_money -= 1

    def _met(self, wait: Wait, person: Person) -> None:
        """Here is the person who is watching."""
        if wait.answer.done():
            return
        self._deadlines.forget(wait, wait.step)
        call = wait.call
        try:
            viewer = Viewer(person, call.now_ms, call.permissions)
            if not self._in_time(call, viewer):
                wait.answer.set_result(self._narrator.no_bid(call, NoBid.LATE))
            elif self._auctioneer.later is not None:
                self._go_on(wait, self.answer_once_scored(call, viewer))
            else:
                concluded = self._narrator.conclude(call, viewer)
                if isinstance(concluded, Answer):
                    wait.answer.set_result(concluded)
                else:
                    self._go_on(wait, concluded)
        except Exception:  # noqa: BLE001 - an exchange gets an answer whatever happens here
            wait.answer.set_result(self._narrator.broken(call.exchange, call.entry))

    def _too_late(self, wait: Wait) -> None:
        if not wait.answer.done():
            wait.answer.set_result(self._narrator.no_bid(wait.call, NoBid.LATE))

    def _go_on(self, wait: Wait, rest: Coroutine[None, None, Answer]) -> None:
        """Let the rest of the story answer."""

        def told(task: asyncio.Task[Answer]) -> None:
            self._going_on.discard(task)
            if wait.answer.done():
                return
            if task.cancelled():
                wait.answer.cancel()
            else:
                wait.answer.set_result(task.result())

        task = asyncio.get_running_loop().create_task(rest)
        self._going_on.add(task)
        task.add_done_callback(told)

    async def _scored(self, call: Call, viewer: Viewer) -> bool:
        """Have an engine that takes a while say what it can, the CPU says the rest; False when it became too late."""
        later = self._auctioneer.later
        if later is None:
            return True
        self._index.at(call.now_ms)
        around = self._index.surroundings(call.request, call.exchange, call.bid_currency)
        await self._auctioneer.foresee(call, later, around, viewer, call.deadline_ms - CONCLUDE_MS)
        return self._in_time(call, viewer)

    def _in_time(self, call: Call, viewer: Viewer) -> bool:
        """Look at the clock again."""
        call.now_ms = viewer.now_ms = self._clock_ms()
        return call.now_ms < call.deadline_ms
