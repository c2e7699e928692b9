"""Rate tables over time: put by the platform, kept, published, and never replaced by nonsense."""

import json
from datetime import date

import pytest

from domain.errors import Conflict, InvalidInput
from domain.rates import service
from domain.rates.rules import is_stale
from domain.rates.values import RateTable, shipped_rates
from storage.nats.connection import connect
from storage.nats.rates import Rates
from storage.nats.streams import ensure_streams
from tests.bidding.stand import Stand, campaign, request

NOW_MS = 1_790_000_000_000
TODAY = date(2026, 9, 21)


def table(day: date = TODAY, **changed: int) -> RateTable:
    return RateTable(day=day, source="tests", per_usd_e9=shipped_rates().per_usd_e9 | changed)


async def put(database, one: RateTable, **given) -> RateTable:
    async with database.platform() as session:
        return await service.put_table(session, one, actor_id="usr_1", now_ms=NOW_MS, **given)


async def test_the_newest_table_is_in_force_and_those_before_it_stay(database):
    async with database.platform() as session:
        assert (await service.current_table(session)).revision == 0
    await put(database, table(EUR=900_000_000))
    await put(database, table(EUR=910_000_000))
    async with database.platform() as session:
        assert (await service.current_table(session)).per_usd_e9["EUR"] == 910_000_000
        past = await service.past_tables(session)
    assert [(one.revision, one.per_usd_e9["EUR"]) for one in past] == [(2, 910_000_000), (1, 900_000_000)]


@pytest.mark.parametrize(
    ("one", "error"),
    [
        (table(date(2026, 9, 23)), InvalidInput),
        (table(EUR=1_950_000_000), InvalidInput),
        (table(EUR=400_000_000), InvalidInput),
        (RateTable(day=TODAY, source="t", per_usd_e9={"USD": 1_000_000_000}), InvalidInput),
        (table(date(2026, 9, 1)), Conflict),
    ],
)
async def test_a_table_that_cannot_be_meant_is_refused(database, one, error):
    await put(database, table())
    with pytest.raises(error):
        await put(database, one)


async def test_a_rate_that_really_doubled_is_confirmed(database):
    assert (await put(database, table(EUR=1_950_000_000), confirmed=True)).revision == 1


async def test_an_older_table_never_replaces_a_newer_one_on_the_bus(empty_nats_url):
    connection = await connect(empty_nats_url, "tests")
    await ensure_streams(connection.jetstream())
    rates = Rates(connection.jetstream())
    assert await rates.get() is None
    for revision in (1, 3, 2):
        await rates.publish(RateTable(day=TODAY, source="t", per_usd_e9={"USD": 10**9}, revision=revision))
    held = await rates.get()
    await connection.close()
    assert held is not None
    assert held.revision == 3


def test_rates_grow_stale():
    assert not is_stale(table(date(2026, 9, 14)), TODAY)
    assert is_stale(table(date(2026, 9, 13)), TODAY)
    assert not is_stale(table(date(2020, 1, 1)), TODAY, after_days=0)


async def test_a_bid_never_costs_more_than_its_maximum_whatever_rates_come():
    own = shipped_rates().copy()
    stand = Stand(campaign(currency="EUR", max_cpm_micros=2_000_000), rates=own)
    for euro in (960_000_000, 480_000_000, 1_900_000_000):
        own.take_over(table(EUR=euro))
        for number in range(3):
            await stand.answer(json.dumps(request(cur=["USD"]) | {"id": f"r{euro}-{number}"}).encode())
    assert stand.events
    assert all(event.price_nanos <= 2_000_000 for event in stand.events)
