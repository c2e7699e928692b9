"""A Redis client with bounded waits, and where redis-py's exceptions become ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import redis.exceptions
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff

from domain.errors import Unavailable

POOL_CONNECTIONS: Final = 32
TIMEOUT_S: Final = 2.0
_RETRIES = 2


def open_redis(url: str, *, timeout_s: float = TIMEOUT_S) -> Redis:
    """A client of up to 32 connections; a command waits ``timeout_s`` at most for each of its three attempts."""
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=POOL_CONNECTIONS,
        timeout=timeout_s,
        socket_timeout=timeout_s,
        socket_connect_timeout=timeout_s,
        health_check_interval=15,
        retry=Retry(ExponentialWithJitterBackoff(base=0.01, cap=0.25), _RETRIES),
    )
    return Redis.from_pool(pool)


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Raise ``Unavailable`` ("Redis could not <doing>") for every failure of the client, its cause kept."""
    try:
        yield
    except (redis.exceptions.RedisError, OSError, TimeoutError) as error:
        raise Unavailable(f"Redis could not {doing}: {error or type(error).__name__}") from error
