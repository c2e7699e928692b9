"""Whether a server or a process of ours answers: real calls, since an open port is not readiness."""

import asyncio
from collections.abc import Awaitable
from pathlib import Path
from typing import Protocol

import grpc
import grpc.aio
import nats
import redis.asyncio
from nats.errors import Error as NatsError
from redis.exceptions import RedisError

_CALL_TIMEOUT_S = 3
_DESCRIBE_NAMESPACE = "/temporal.api.workflowservice.v1.WorkflowService/DescribeNamespace"


class NotReady(Exception):
    """The other side does not answer yet; the message says how."""


class Probe(Protocol):
    """Returns once the other side has answered properly. Raises ``NotReady`` otherwise."""

    def __call__(self) -> Awaitable[None]: ...


def nats_answers(url: str) -> Probe:
    """JetStream's account call, which needs the meta layer to be up."""

    async def probe() -> None:
        async def ignore(_: Exception) -> None:
            """Each attempt reports through its own exception."""

        try:
            connection = await nats.connect(
                url,
                allow_reconnect=False,
                max_reconnect_attempts=1,  # 60 where it is left out, each of them as long as the timeout
                reconnect_time_wait=0,
                connect_timeout=_CALL_TIMEOUT_S,
                error_cb=ignore,
                name="readiness",
            )
            try:
                await connection.jetstream(timeout=_CALL_TIMEOUT_S).account_info()
            finally:
                await connection.close()
        except (NatsError, OSError, TimeoutError) as error:
            raise NotReady(f"NATS at {url}: {error or type(error).__name__}") from error

    return probe


def redis_answers(url: str) -> Probe:
    """PING, which a Redis still loading its files refuses."""

    async def probe() -> None:
        client = redis.asyncio.from_url(url, socket_timeout=_CALL_TIMEOUT_S, socket_connect_timeout=_CALL_TIMEOUT_S)
        try:
            await client.ping()
        except (RedisError, OSError, TimeoutError) as error:
            raise NotReady(f"Redis at {url}: {error or type(error).__name__}") from error
        finally:
            await client.aclose()

    return probe


def temporal_answers(address: str, namespace: str) -> Probe:
    """DescribeNamespace, in its bare wire form: no client runtime in a process that only asks whether it is there."""
    name = namespace.encode()
    request = b"\x0a" + bytes([len(name)]) + name

    async def probe() -> None:
        try:
            async with grpc.aio.insecure_channel(address) as channel:
                describe = channel.unary_unary(_DESCRIBE_NAMESPACE)
                await describe(request, timeout=_CALL_TIMEOUT_S)
        except grpc.aio.AioRpcError as error:
            raise NotReady(f"Temporal at {address}: {error.details() or error.code().name}") from error

    return probe


def http_answers(url: str) -> Probe:
    """A GET that is answered with a status below 400."""

    async def probe() -> None:
        import httpx2

        try:
            async with httpx2.AsyncClient(timeout=_CALL_TIMEOUT_S) as client:
                answer = await client.get(url)
        except httpx2.HTTPError as error:
            raise NotReady(f"{url}: {error or type(error).__name__}") from error
        if answer.status_code >= 400:
            raise NotReady(f"{url}: HTTP {answer.status_code}")

    return probe


def file_appears(path: Path) -> Probe:
    """The process says so itself, by writing this file (``workers.readiness``)."""

    async def probe() -> None:
        if not path.exists():  # noqa: ASYNC240 - a stat of a local file does not block
            raise NotReady(f"{path.name} has not reported yet")

    return probe


async def until_ready(probe: Probe, *, within_s: float, every_s: float = 0.1) -> None:
    """Ask until it answers. Raises the last ``NotReady`` when ``within_s`` seconds have passed, whoever keeps us waiting."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within_s
    last: NotReady | None = None
    try:
        async with asyncio.timeout_at(deadline):
            while True:
                try:
                    return await probe()
                except NotReady as error:
                    last = error
                await asyncio.sleep(every_s)
    except TimeoutError:
        raise last or NotReady(f"no answer within {within_s:g} s") from None
