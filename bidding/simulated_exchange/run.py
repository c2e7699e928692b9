"""Traffic at a steady rate: requests out, answers checked and auctioned, their consequences lived through.

Open loop: request ``n`` is due at ``n / rate`` whether or not earlier ones were answered, up to a bound on how many are
under way. Requests go round the targets in turn. Everything random about request ``n`` (its rivals, whether it is
clicked) comes from the seed and ``n`` alone, so a run repeats itself however its answers interleave.
"""

import asyncio
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from time import perf_counter, perf_counter_ns
from typing import Final

from bidding.simulated_exchange.http_client import HttpClient
from bidding.simulated_exchange.impressions import Json
from bidding.simulated_exchange.market import hold_auctions
from bidding.simulated_exchange.notices import PATIENCE_S, Aftermath
from bidding.simulated_exchange.reply import Reply
from bidding.simulated_exchange.report import EntryReport, TrafficReport
from bidding.simulated_exchange.requests import ExchangeRequest
from bidding.simulated_exchange.targets import Target
from bidding.simulated_exchange.validity import response_faults
from bidding.simulated_exchange.world import World
from domain.errors import Unavailable
from domain.rates.values import RateTable

WORTH_SLEEPING_S: Final = 0.001
BEHIND_S: Final = 0.1
MOST_AFTERMATHS: Final = 2_000


@dataclass(frozen=True)
class TrafficPlan:
    """How much traffic. ``duration_s`` 0 means until the requests end; ``concurrency`` bounds what is under way."""

    rate: float
    duration_s: float
    seed: int
    exchange_id: str = ""
    concurrency: int = 128


async def run_traffic(
    plan: TrafficPlan,
    requests: Iterable[ExchangeRequest],
    targets: Sequence[Target],
    *,
    world: World,
    rates: RateTable,
    clock_ms: Callable[[], int],
    stop: asyncio.Event | None = None,
    progress: Callable[[TrafficReport], None] | None = None,
) -> TrafficReport:
    """Sends until the time is up, the requests end or ``stop`` is set, then waits for what is under way.

    ``progress`` hears of every request sent. Raises nothing for what the bidder does: that is in the report.
    """
    client = HttpClient(patience_s=PATIENCE_S)
    try:
        run = _Run(plan, targets, Aftermath(world, client, exchange_id=plan.exchange_id), rates, clock_ms)
        await run.send_all(requests, stop or asyncio.Event(), progress)
    finally:
        await client.close()
    return run.report


class _Run:
    def __init__(
        self,
        plan: TrafficPlan,
        targets: Sequence[Target],
        aftermath: Aftermath,
        rates: RateTable,
        clock_ms: Callable[[], int],
    ) -> None:
        self._plan = plan
        self._targets = targets
        self._aftermath = aftermath
        self._rates = rates
        self._clock_ms = clock_ms
        self._places = asyncio.Semaphore(plan.concurrency)
        self._aftermath_places = asyncio.Semaphore(MOST_AFTERMATHS)
        self.report = TrafficReport(entries={target.entry: EntryReport() for target in targets}, tally=aftermath.tally)

    async def send_all(
        self,
        requests: Iterable[ExchangeRequest],
        stop: asyncio.Event,
        progress: Callable[[TrafficReport], None] | None,
    ) -> None:
        began = perf_counter()
        async with asyncio.TaskGroup() as under_way:
            for number, request in enumerate(requests):
                due = began + number / self._plan.rate
                if stop.is_set() or (self._plan.duration_s and due >= began + self._plan.duration_s):
                    break
                await self._until(due, stop)
                await self._places.acquire()
                if perf_counter() - due > BEHIND_S:
                    self.report.behind += 1
                under_way.create_task(self._exchange(request, self._targets[number % len(self._targets)]))
                if progress is not None:
                    progress(self.report)
            self.report.duration_s = perf_counter() - began

    async def _until(self, due: float, stop: asyncio.Event) -> None:
        ahead = due - perf_counter()
        if ahead > WORTH_SLEEPING_S:
            try:
                await asyncio.wait_for(stop.wait(), ahead)
            except TimeoutError:
                return

    async def _exchange(self, request: ExchangeRequest, target: Target) -> None:
        """One request, from sending it to calling the last of its notices."""
        entry = self.report.entries[target.entry]
        entry.sent += 1
        self.report.shapes[request.shape] += 1
        try:
            began_ns = perf_counter_ns()
            reply = await target.send(request.body)
            entry.latencies_us.append((perf_counter_ns() - began_ns) // 1_000)
        except Unavailable as error:
            entry.statuses[0] += 1
            entry.unanswered[error.message] += 1
            return
        finally:
            self._places.release()
        entry.statuses[reply.status] += 1
        if reply.reason:
            entry.no_bids[reply.reason] += 1
        if reply.status == 200:
            async with self._aftermath_places:
                await self._auction(request, reply)

    async def _auction(self, request: ExchangeRequest, reply: Reply) -> None:
        response = _parsed(reply.body)
        if response is None:
            self.report.note_faults(str(request.request.get("id")), ["the response is no JSON object"])
            return
        faults = response_faults(request.request, response, self._rates)
        self.report.note_faults(str(request.request.get("id")), faults)
        chance = Random(f"{self._plan.seed}/market/{request.index}")
        for outcome in hold_auctions(request.request, response, self._rates, chance):
            if outcome.won:
                self.report.won += 1
            else:
                self.report.lost[outcome.reason.name.lower()] += 1
            await self._aftermath.live_through(
                request.request, outcome, request.viewer_id, chance, at_ms=self._clock_ms()
            )


def _parsed(body: bytes) -> Json | None:
    try:
        response = json.loads(body)
    except ValueError:
        return None
    return response if isinstance(response, dict) else None
