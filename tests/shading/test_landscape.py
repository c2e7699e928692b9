"""What it takes to win, learned from auctions whose price distribution is known."""

import math
from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.shading.rules import Kind, Observation, bin_of, learn
from domain.shading.values import BUCKETS, WHOLE, Landscape, bucket_of, bucket_value, lowered, market_name

MU, SIGMA, UNWANTED = 1.5, 0.7, 0.08


def chance_to_win(cpm: float) -> float:
    return UNWANTED + (1 - UNWANTED) * 0.5 * (1 + math.erf((math.log(cpm) - MU) / (SIGMA * math.sqrt(2))))


def surplus(value: float, bid: float) -> float:
    return (value - bid) * chance_to_win(bid)


def best(value: float) -> float:
    return max(surplus(value, value * part / 500) for part in range(100, 500))


def lived_through(
    tells: str, factors: tuple[int, ...] | None, seed: int, *, auctions: int = 20_000
) -> list[Observation]:
    """Auctions with a share of unshaded and of explored bids, as the bidder makes them."""
    chance = Random(seed)
    seen: Counter[tuple[Kind, int]] = Counter()
    for _ in range(auctions):
        value = chance.uniform(1.5, 9)
        part, lot = 1.0, chance.random()
        if lot > 0.95:
            part = chance.uniform(0.5, 1.0)
        elif factors is not None and lot > 0.05:
            part = factors[bucket_of(int(value * 1e6))] / WHOLE
        bid, needed = value * part, 0.0 if chance.random() < UNWANTED else chance.lognormvariate(MU, SIGMA)
        if tells == "everything" or (tells == "the winner's price" and needed > bid):
            seen[Kind.EXACT, bin_of(needed * 1e6)] += 1
        else:
            seen[Kind.WON if needed <= bid else Kind.LOST, bin_of(bid * 1e6)] += 1
    return [Observation("USD", kind, bin_, bids) for (kind, bin_), bids in seen.items()]


@pytest.mark.parametrize("tells", ["everything", "the winner's price", "only who won"])
def test_whatever_the_exchange_tells_bids_approach_the_best_there_is(tells):
    factors = None
    for day in range(5):
        factors = learn(lived_through(tells, factors, seed=day))["USD"].factors
    assert factors is not None
    values = [2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]
    reached = sum(surplus(value, value * factors[bucket_of(int(value * 1e6))] / WHOLE) for value in values)
    assert reached > 0.95 * sum(map(best, values))


def test_the_same_auctions_teach_the_same():
    told = lived_through("everything", None, seed=1)
    assert learn(told) == learn(list(reversed(told)))


def test_quantiles_say_what_winning_takes():
    market = learn(lived_through("everything", None, seed=3))["USD"]
    median = math.exp(MU + SIGMA * -0.1) * 1e6
    assert market.needed_micros[15] == pytest.approx(median, rel=0.12)
    assert list(market.needed_micros) == sorted(market.needed_micros)


def test_a_market_seen_too_little_answers_like_the_one_around_it():
    told = [Observation("USD/open/banner/300x250/USA", Kind.EXACT, 150, 1_000)]
    told += [Observation("USD/open/banner/300x250/FRA", Kind.EXACT, 170, 20)]
    landscape = Landscape(exchange_id="exc", learned_at_ms=1, markets=learn(told))
    assert "USD/open/banner/300x250/FRA" not in landscape.markets
    assert landscape.market("USD/open/banner/300x250/FRA") == landscape.markets["USD/open/banner/300x250"]
    assert landscape.market("USD/deal/video/-/FRA") == landscape.markets["USD"]
    assert landscape.market("EUR/open/banner/300x250/FRA") is None


def test_names_of_markets_are_bounded_whatever_a_request_says():
    assert market_name("USD", is_deal=True, kind="", width=-1, height=9, country="<script>") == "USD/deal/-/-/-"


@given(value=st.integers(1, 2**45), factor=st.integers(0, WHOLE), floor=st.integers(0, 2**45))
def test_a_bid_is_never_above_its_value_nor_below_the_floor(value, factor, floor):
    if value >= floor:
        assert max(floor, 1) <= lowered(value, factor, floor) <= value


@given(st.integers(0, BUCKETS - 1))
def test_every_bucket_holds_its_own_middle(bucket):
    assert bucket_of(bucket_value(bucket)) == bucket
