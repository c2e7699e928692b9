"""The benchmark measures what it says: 64 candidates scored and a bid for every request."""

import pytest

from benchmarks import market
from tests.benchmarks.counting import count_candidates


@pytest.mark.parametrize("contexts", [market.CONTEXTS, market.REQUESTS])
async def test_every_request_of_the_benchmark_scores_64_candidates_and_gets_a_bid(contexts):
    bodies = market.requests(contexts=contexts)[::64]
    scored = await count_candidates(bodies, capped_share=0.1)
    assert (scored.fewest, scored.most, scored.bids) == (64, 64, len(bodies))


def test_requests_are_as_large_as_those_of_an_exchange():
    bodies = market.requests(contexts=market.CONTEXTS)
    assert 1_200 < sum(map(len, bodies)) / len(bodies) < 1_800
