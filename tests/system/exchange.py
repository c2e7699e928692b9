"""An exchange that keeps its receipts: what it was sold, whom it told of it, and who said yes."""

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final
from urllib.parse import urlsplit

from bidding.openrtb import macros
from bidding.simulated_exchange.market import Outcome, hold_auctions
from bidding.simulated_exchange.markup import FORMATS_BY_MTYPE, impression_urls
from bidding.simulated_exchange.reply import Reply
from bidding.simulated_exchange.requests import ExchangeRequest, RequestGenerator
from bidding.simulated_exchange.targets import Target, close_all
from domain.errors import Unavailable
from domain.events.values import Entry
from domain.rates.values import shipped_rates
from tests.system.cast import WORLD, House
from tests.system.lines import HungUp, Switchboard
from workers.demo.rest import Json
from workers.traffic.drive import Addresses, open_targets

RATES: Final = shipped_rates()
_TRIES: Final = 40
_TRY_AGAIN_S: Final = 0.5
_UNDER_WAY: Final = 64


@dataclass(slots=True)
class Receipt:
    """One impression sold to us and billed. ``said_yes`` are the bidder processes that acknowledged the bill, in order."""

    bid_id: str
    campaign_id: str
    said_yes: list[str] = field(default_factory=list)

    @property
    def acknowledged(self) -> bool:
        return bool(self.said_yes)


@dataclass(slots=True)
class Receipts:
    """A run. ``statuses`` are the answers to bid requests, 0 where none came; ``refused`` those to bills that were no 2xx."""

    statuses: Counter[int] = field(default_factory=Counter)
    bids: Counter[str] = field(default_factory=Counter)
    """By campaign."""
    bills: dict[str, Receipt] = field(default_factory=dict)
    """By bid."""
    refused: Counter[int] = field(default_factory=Counter)

    @property
    def acknowledged(self) -> set[str]:
        return {bid_id for bid_id, receipt in self.bills.items() if receipt.acknowledged}

    @property
    def elsewhere(self) -> int:
        """Bills that two different processes said yes to."""
        return sum(len(set(receipt.said_yes)) > 1 for receipt in self.bills.values())

    @property
    def yeses(self) -> int:
        return sum(len(receipt.said_yes) for receipt in self.bills.values())


class Exchange:
    """The exchange of one tenant, on all three entries.

    Every other bill is sent again, to another process; the rest have nothing but the first yes to rely on.
    """

    def __init__(self, house: House, addresses: dict[str, str], *, bidders: int) -> None:
        self._house = house
        self._addresses = Addresses(addresses["bidders"], addresses["gRPC"], addresses["NATS"])
        self._switchboard = Switchboard(addresses["bidders"], bidders)
        self._calls = 0
        self._gave_up = False
        self.receipts = Receipts()

    async def trade(self, *, seconds: float, rate: float, seed: int, stop: asyncio.Event | None = None) -> Receipts:
        """Ask at that rate, then wait for every bill under way. What does not answer is counted, not raised."""
        targets = await open_targets(
            Entry, self._addresses, exchange_id=self._house.exchange_id, secret=self._house.secret
        )
        requests = iter(RequestGenerator(WORLD, seed))
        loop = asyncio.get_running_loop()
        began = loop.time()
        places = asyncio.Semaphore(_UNDER_WAY)
        try:
            async with asyncio.TaskGroup() as under_way:
                for number in range(int(seconds * rate)):
                    await asyncio.sleep(began + number / rate - loop.time())
                    if stop is not None and stop.is_set():
                        break
                    await places.acquire()
                    task = under_way.create_task(self._ask(next(requests), targets[number % len(targets)], seed))
                    task.add_done_callback(lambda _: places.release())
        finally:
            await close_all(targets)
            self._switchboard.close()
        return self.receipts

    def give_up(self) -> None:
        """The bidders are gone for good: what nobody has said yes to stays without an answer."""
        self._gave_up = True

    async def _ask(self, request: ExchangeRequest, target: Target, seed: int) -> None:
        try:
            reply = await target.send(request.body)
        except Unavailable:
            self.receipts.statuses[0] += 1
            return
        self.receipts.statuses[reply.status] += 1
        if reply.status == 200:
            await self._auction(request, reply, Random(f"{seed}/{request.index}"))

    async def _auction(self, request: ExchangeRequest, reply: Reply, chance: Random) -> None:
        response: Json = json.loads(reply.body)
        for outcome in hold_auctions(request.request, response, RATES, chance):
            self.receipts.bids[outcome.bid["cid"]] += 1
            if outcome.won:
                await self._tell(_target(outcome.bid["nurl"], outcome))
                await self._bill(outcome)
            else:
                await self._tell(_target(outcome.bid["lurl"], outcome))

    async def _bill(self, outcome: Outcome) -> None:
        """Until somebody says yes; again elsewhere, as a player does that loads a VAST impression beside the notice."""
        bid = outcome.bid
        again = len(self.receipts.bills) % 2 == 0
        receipt = self.receipts.bills.setdefault(bid["id"], Receipt(bid["id"], bid["cid"]))
        urls = [bid["burl"], *impression_urls(bid["adm"], FORMATS_BY_MTYPE[bid["mtype"]])]
        for _ in range(_TRIES):
            if self._gave_up or await self._tell(_target(urls[0], outcome), receipt):
                break
            await asyncio.sleep(_TRY_AGAIN_S)
        if again:
            await self._tell(_target(urls[-1], outcome), receipt, spare=receipt.said_yes)

    async def _tell(self, target: str, receipt: Receipt | None = None, *, spare: Sequence[str] = ()) -> bool:
        """Call one of the bidders, rather one that is not to be spared. Whether it acknowledged."""
        lines = [] if self._gave_up else await self._switchboard.lines()
        fresh = [line for line in lines if line.bidder_id not in spare] or lines
        if not fresh:
            return False
        self._calls += 1
        line = fresh[self._calls % len(fresh)]
        try:
            status, _ = await line.get(target)
        except HungUp:
            return False
        if status >= 300:
            self.receipts.refused[status] += 1
            return False
        if receipt is not None:
            receipt.said_yes.append(line.bidder_id)
        return True


def _target(url: str, outcome: Outcome) -> str:
    """Path and query of a notice, its macros expanded: which process is called is for the line to say."""
    price = f"{outcome.price_micros // 1_000_000}.{outcome.price_micros % 1_000_000:06d}"
    values = {
        macros.AUCTION_PRICE: price,
        macros.AUCTION_CURRENCY: outcome.currency,
        macros.AUCTION_LOSS: str(int(outcome.reason)),
    }
    where = urlsplit(macros.expand(url, values))
    return f"{where.path}?{where.query}"
