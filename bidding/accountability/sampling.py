"""The sample of requests that a bidder accounts for: taken in passing, explained and published behind its back.

Which requests are taken is decided by their ids, so all bidders and all repetitions agree. Taking one appends to a list.
Explaining one costs a bidder with many campaigns some milliseconds, so it rests 200 times as long after each: at most half
a per cent of a core goes into it, whatever the traffic. Recording is cheap and never rests; a record that finds the list
full is dropped and counted.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import Final, NamedTuple

import msgspec
import structlog

from bidding.auction.call import Call, Win
from bidding.auction.viewer import Viewer
from bidding.privacy.permissions import bits_of
from domain.accountability.rules import limit_for, place_of
from domain.accountability.values import RecordedBid, RecordedRequest, Sampled, Trace
from domain.errors import CampaignExpressError
from domain.events.rules import recorded_id

MOST_WAITING: Final = 1_000
PUBLISH_EVERY_S: Final = 0.5
MOST_A_MESSAGE: Final = 50
REST: Final = 200
LARGEST_BODY_BYTES: Final = 64_000

Explain = Callable[[Call, Viewer, tuple[Win, ...]], tuple[Trace, ...]]
Publish = Callable[[bytes], Awaitable[object]]
"""A JSON array of ``Sampled``; raises ``Unavailable`` when it may not have arrived."""

_log = structlog.get_logger(__name__)
_encode: Final = msgspec.json.Encoder().encode


class Taken(NamedTuple):
    call: Call
    viewer: Viewer
    wins: tuple[Win, ...]
    reason: str
    traced: bool
    recorded: bool


class Sampler:
    """``trace_every`` and ``record_every`` say one in how many requests is traced and recorded; 0 is none."""

    def __init__(self, *, trace_every: int = 0, record_every: int = 0) -> None:
        self._record_every = record_every
        self._trace_below = limit_for(trace_every)
        self._record_below = limit_for(record_every)
        self.below = max(self._trace_below, self._record_below)
        """Requests whose id falls below this place are to be taken; 0 when nobody is."""
        self._waiting: deque[Taken] = deque()
        self._task: asyncio.Task[None] | None = None
        self._rests_until_s = 0.0
        self.taken = 0
        self.dropped = 0

    def start(self, explain: Explain, publish: Publish) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run(explain, publish))

    def wants(self, seed: int) -> bool:
        return place_of(seed) < self.below

    def take(self, call: Call, viewer: Viewer, wins: tuple[Win, ...], reason: str) -> None:
        """Account for a request that has been answered."""
        if self._task is None or call.is_test:
            return
        if len(self._waiting) >= MOST_WAITING:
            self.dropped += 1
            return
        place = place_of(call.seed)
        traced = place < self._trace_below or call.is_traced
        self._waiting.append(Taken(call, viewer, wins, reason, traced, place < self._record_below))
        self.taken += 1

    async def close(self) -> None:
        """Forget what waits: it is a sample."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _run(self, explain: Explain, publish: Publish) -> None:
        while True:
            await asyncio.sleep(PUBLISH_EVERY_S)
            while self._waiting:
                batch: list[Sampled] = []
                while self._waiting and len(batch) < MOST_A_MESSAGE:
                    batch.append(self._accounted(self._waiting.popleft(), explain))
                    await asyncio.sleep(0)
                await self._publish([one for one in batch if one.traces or one.recorded], publish)

    def _accounted(self, taken: Taken, explain: Explain) -> Sampled:
        sampled = Sampled()
        try:
            began_s = perf_counter()
            if taken.traced and (began_s >= self._rests_until_s or taken.call.is_traced):
                sampled.traces = explain(taken.call, taken.viewer, taken.wins)
                ended_s = perf_counter()
                self._rests_until_s = ended_s + REST * (ended_s - began_s)
            if taken.recorded:
                sampled.recorded = recorded(taken, self._record_every)
        except Exception:  # noqa: BLE001 - one request that cannot be explained must not end the accounting
            _log.exception("a request could not be accounted for", request_id=taken.call.request.id)
            self.dropped += 1
        return sampled

    async def _publish(self, batch: list[Sampled], publish: Publish) -> None:
        if not batch:
            return
        try:
            await publish(_encode(batch))
        except CampaignExpressError as error:
            self.dropped += len(batch)
            _log.warning("sampled requests were not stored", requests=len(batch), error=error.message)
        except Exception:  # noqa: BLE001 - nobody waits for the task: what it cannot send must not end it unseen
            self.dropped += len(batch)
            _log.exception("sampled requests could not be sent", requests=len(batch))


def recorded(taken: Taken, one_in: int) -> RecordedRequest | None:
    """What we read of the request, without its person's ids, and what it was answered with; None for a giant one."""
    call = taken.call
    body = _encode(_without_ids(msgspec.to_builtins(call.request)))
    if len(body) > LARGEST_BODY_BYTES:
        return None
    return RecordedRequest(
        request_id=recorded_id(call.request.id),
        exchange_id=call.exchange.exchange_id,
        entry=call.entry,
        at_ms=call.now_ms,
        body=body.decode(),
        one_in=one_in,
        person_id=call.person_id,
        permissions=bits_of(call.permissions),
        reason=taken.reason,
        bids=tuple(_recorded_bid(win) for win in taken.wins),
    )


def _recorded_bid(win: Win) -> RecordedBid:
    return RecordedBid(
        impression_id=recorded_id(win.lot.imp.id),
        deal_id=win.lot.deal.id if win.lot.deal is not None else "",
        tenant_id=win.row.snapshot.tenant_id,
        campaign_id=win.row.snapshot.campaign_id,
        creative_id=win.row.creative.creative_id,
        bid_id=win.bid_id,
        price_micros=win.price.price_micros,
        cost_nanos=win.price.cost_nanos,
        market=win.shaded.market if win.shaded is not None else "",
        unshaded_micros=win.shaded.unshaded_micros if win.shaded is not None else win.price.price_micros,
    )


_IDS: Final = {
    "user": frozenset({"id", "buyeruid", "eids", "customdata", "data", "keywords", "yob", "gender"}),
    "device": frozenset({"ip", "ipv6", "ifa", "didsha1", "didmd5", "dpidsha1", "dpidmd5", "macsha1", "macmd5"}),
}


def _without_ids(request: dict[str, object]) -> dict[str, object]:
    """The request without nulls and without whatever tells one person or device from another."""
    for part, names in _IDS.items():
        held = request.get(part)
        if isinstance(held, dict):
            request[part] = {name: value for name, value in held.items() if name not in names}
            ext = held.get("ext")
            if isinstance(ext, dict):
                request[part]["ext"] = {name: value for name, value in ext.items() if name != "eids"}  # type: ignore[index]
    found = _present(request)
    return found if isinstance(found, dict) else {}


def _present(value: object) -> object:
    if isinstance(value, dict):
        return {name: _present(held) for name, held in value.items() if held is not None}
    if isinstance(value, list | tuple):
        return [_present(held) for held in value]
    return value
