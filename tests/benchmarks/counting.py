"""How many candidates a request of the market is scored against: counted, not assumed."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from benchmarks import market
from bidding.index.index import LiveIndex
from bidding.inference.loading import load_engine
from bidding.notices.token import NoticeSigner
from bidding.people.people import People
from bidding.processor import BidProcessor
from bidding.warm_up import Forgetful, Generous
from domain.events.values import Entry
from domain.ids import new_id
from domain.rates.values import shipped_rates

FOREVER_MS = 1 << 62


class _Shelf:
    def __init__(self) -> None:
        self._profiles = {profile.person_id: msgspec.msgpack.encode(profile) for profile in market.profiles()}

    async def get_packed(self, person_ids: Sequence[str]) -> dict[str, bytes]:
        return {person_id: self._profiles[person_id] for person_id in person_ids}

    async def read_many(self, people):
        return {}


@dataclass(frozen=True)
class Scored:
    requests: int
    bids: int
    fewest: int
    most: int
    mean: float


async def count_candidates(bodies: Sequence[bytes], *, capped_share: float) -> Scored:
    """Answer each request once, over the same campaigns and people as the bidder's, and count."""
    engine = load_engine("fused")
    rates = shipped_rates()
    index = LiveIndex(engine, rates)
    index.replace_all(market.campaigns(capped_share=capped_share))
    shelf = _Shelf()

    def clock_ms() -> int:
        return time.time_ns() // 1_000_000

    async def nobody(person_ids: Sequence[str]) -> None:
        del person_ids

    people = People(shelf, shelf, nobody, clock_ms=clock_ms)
    people.followed_to(FOREVER_MS)
    people.counters_answered(FOREVER_MS, 0)
    processor = BidProcessor(
        index=index,
        people=people,
        engine=engine,
        wallet=Generous(),
        signer=NoticeSigner(["bench:" + "b" * 32]),
        telemetry=Forgetful(),
        rates=rates,
        clock_ms=clock_ms,
        new_id=new_id,
        public_url="http://127.0.0.1",
        bidder_id="bdr_bench",
    )
    counts: Counter[int] = Counter()
    bids = 0
    for body in bodies:
        before = processor.candidates_scored
        answer = processor.answer(body, market.EXCHANGE, Entry.REST)
        if hasattr(answer, "__await__"):
            answer = await answer
        bids += answer.status == 200
        counts[processor.candidates_scored - before] += 1
    total = sum(scored * requests for scored, requests in counts.items())
    return Scored(len(bodies), bids, min(counts), max(counts), total / len(bodies))
