"""The wallet's keeper on a real stream, without a banker."""

import asyncio

import pytest

from storage.nats.connection import connect
from storage.nats.streams import ensure_streams
from tests.budgets.bank import Bidder
from tests.patience import PATIENCE_S


@pytest.mark.parametrize("broken", ["next_request", "drained_to"])
async def test_whoever_runs_a_keeper_hears_what_put_an_end_to_it(empty_nats_url: str, monkeypatch, broken: str):
    connection = await connect(empty_nats_url, "tests")
    await ensure_streams(connection.jetstream())
    bidder = Bidder(connection)

    def fail(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(bidder.wallet, broken, fail)
    await bidder.keeper.start()
    with pytest.raises(RuntimeError, match="a fault of ours"):
        async with asyncio.timeout(PATIENCE_S):
            await bidder.keeper.run()
    await bidder.die()
    await connection.close()


async def test_a_keeper_that_is_closed_runs_no_longer_and_complains_of_nothing(empty_nats_url: str):
    connection = await connect(empty_nats_url, "tests")
    await ensure_streams(connection.jetstream())
    bidder = Bidder(connection)
    await bidder.keeper.start()
    async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as group:
        running = group.create_task(bidder.keeper.run())
        await asyncio.sleep(0)
        await bidder.keeper.close()
    assert running.cancelled()
    await connection.close()
