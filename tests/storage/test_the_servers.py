"""The servers the other tests stand on are the real ones, configured as in production."""

import asyncpg
import nats
from redis.asyncio import Redis
from temporalio.client import Client


async def test_nats_keeps_streams(nats_url):
    connection = await nats.connect(nats_url)
    account = await connection.jetstream().account_info()
    await connection.close()
    assert account.limits.max_storage != 0


async def test_redis_runs_lua(redis_url):
    client = Redis.from_url(redis_url)
    assert await client.eval("return 2 + 3", 0) == 5
    await client.aclose()


async def test_postgres_answers_on_its_socket(postgres_url):
    connection = await asyncpg.connect(postgres_url.replace("+asyncpg", ""))
    assert await connection.fetchval("show fsync") == "off"
    await connection.close()


async def test_temporal_serves_the_default_namespace(temporal_address):
    client = await Client.connect(temporal_address)
    assert client.namespace == "default"
    assert await client.count_workflows("TenantId = 'nobody'")


def test_chdb_is_clickhouse(chdb):
    assert chdb.query("SELECT sum(number) FROM numbers(5)").result_rows == [(10,)]
