"""Whoever follows a bucket is not turned away because its server was not ready when they began."""

import asyncio
from contextlib import aclosing

import pytest
import stamina
from stamina.instrumentation import set_on_retry_hooks

from domain.errors import Unavailable
from domain.ids import new_id
from storage.nats.buckets import RevisedBucket
from tests.patience import PATIENCE_S


@pytest.fixture
def turned_away():
    """Set once the server has turned somebody away."""
    event = asyncio.Event()
    set_on_retry_hooks([lambda _details: event.set()])
    yield event
    set_on_retry_hooks(None)


async def test_a_bucket_that_is_made_a_moment_later_is_followed(js, turned_away):
    name = new_id("late")
    async with asyncio.timeout(PATIENCE_S), aclosing(RevisedBucket(js, name).follow()) as values:
        first = asyncio.create_task(anext(values))
        await turned_away.wait()
        bucket = await js.create_key_value(bucket=name)
        assert await first is None
        await bucket.put("a", b"one")
        assert await anext(values) == b"one"


async def test_a_bucket_that_stays_away_is_said_to_be_away(js):
    with stamina.set_testing(True, attempts=2):
        async with aclosing(RevisedBucket(js, new_id("never")).follow()) as values:
            with pytest.raises(Unavailable, match="could not read KV_never"):
                await anext(values)
