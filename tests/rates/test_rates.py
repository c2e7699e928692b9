"""Exchange rates: integers that can be crossed."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding.index.index import LiveIndex
from domain.errors import InvalidInput
from domain.money import RATE_SCALE, convert
from domain.rates.values import RateTable, shipped_rates
from tests.bidding.stand import Stand, campaign, engine, impression, request


def table(**per_usd_e9: int) -> RateTable:
    return RateTable(day=date(2026, 1, 1), source="test", per_usd_e9={"USD": RATE_SCALE, **per_usd_e9})


def test_the_shipped_table_is_dated_and_knows_the_currencies_exchanges_settle_in():
    rates = shipped_rates()
    assert rates.day >= date(2024, 1, 1)
    assert rates.source
    assert all(rates.knows(currency) for currency in ("USD", "EUR", "GBP", "JPY", "CHF", "SEK", "AUD", "BRL"))


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("EUR", "EUR", RATE_SCALE),
        ("XTS", "XTS", RATE_SCALE),
        ("USD", "EUR", 900_000_000),
        ("EUR", "USD", 1_111_111_111),
        ("EUR", "JPY", 166_666_666_667),
        ("USD", "XTS", None),
        ("XTS", "USD", None),
        ("JPY", "DIM", None),
    ],
)
def test_rates_cross_over_the_dollar(source, target, expected):
    assert table(EUR=900_000_000, JPY=150_000_000_000, DIM=1).rate_e9(source, target) == expected


currencies = st.sampled_from(sorted(shipped_rates().per_usd_e9))


@given(source=currencies, target=currencies, micros=st.integers(0, 10**12))
def test_there_and_back_again_loses_no_more_than_the_rates_resolution(source, target, micros):
    rates = shipped_rates()
    forth, back = rates.rate_e9(source, target), rates.rate_e9(target, source)
    assert forth is not None
    assert back is not None
    returned = convert(convert(micros, forth), back)
    resolution = Fraction(micros, 2 * forth) + Fraction(micros, 2 * back) + Fraction(back, RATE_SCALE) + 2
    assert abs(returned - micros) <= resolution


@pytest.mark.parametrize("per_usd_e9", [{"EUR": 0}, {"EUR": -1}, {"USD": 2}])
def test_a_rate_that_cannot_be_is_refused(per_usd_e9):
    with pytest.raises(InvalidInput):
        table(**per_usd_e9)


def test_a_table_without_its_base_is_refused():
    with pytest.raises(InvalidInput):
        RateTable(day=date(2026, 1, 1), source="test", per_usd_e9={"EUR": 1})


async def test_new_rates_rank_campaigns_from_the_next_request_on():
    rates = shipped_rates().copy()
    index = LiveIndex(engine(), rates)
    campaigns = [
        campaign("cmp_dollars", base_cpm_micros=2_000_000, max_cpm_micros=2_000_000),
        campaign("cmp_euros", currency="EUR", base_cpm_micros=2_500_000, max_cpm_micros=2_500_000),
    ]
    for snapshot in campaigns:
        index.apply(snapshot)
    stand = Stand(*campaigns, index=index, rates=rates)
    [dearer] = await stand.bids(request(impression(), cur=["USD"]))
    assert dearer["cid"] == "cmp_euros"
    weak_euro = dict(rates.per_usd_e9) | {"EUR": 4 * RATE_SCALE}
    rates.take_over(RateTable(day=rates.day, source="x", per_usd_e9=weak_euro, revision=rates.revision + 1))
    index.reprice()
    [dearer] = await stand.bids(request(impression(), cur=["USD"]))
    assert dearer["cid"] == "cmp_dollars"
