"""A key-value bucket whose values carry a revision of their own that only grows."""

import random
from asyncio import sleep
from collections.abc import AsyncGenerator, Callable

import stamina
from nats.js import JetStreamContext
from nats.js.errors import KeyNotFoundError, KeyWrongLastSequenceError
from nats.js.kv import KeyValue

from domain.errors import Conflict, Unavailable
from storage.nats.errors import translated
from storage.nats.following import Follower

WAIT_S = 30.0
_ATTEMPTS = 6
_BEGIN_ATTEMPTS = 5
_BEGIN_WITHIN_S = 60.0


class RevisedBucket:
    """``bucket``, written by compare-and-set on top of whatever is there.

    Two writers never overwrite each other blindly: the loser looks again and then either stands aside (what is there is
    newer) or writes on top of it.
    """

    def __init__(self, js: JetStreamContext, bucket: str) -> None:
        self._js = js
        self._bucket = bucket
        self._store: KeyValue | None = None

    async def read(self, key: str) -> bytes | None:
        with translated(f"read {self._bucket}"):
            entry = await self._entry(key)
        return entry.value if entry else None

    async def replace(self, key: str, decide: Callable[[bytes | None], bytes | None]) -> bytes | None:
        """Write what ``decide`` makes of the present value, and return the one replaced; ``None`` leaves it as it is.

        ``decide`` is asked again with the newer value whenever another writer came between. Raises ``Conflict`` when
        that happens six times running, ``Unavailable`` when JetStream does not answer.
        """
        with translated(f"write {self._bucket}"):
            for attempt in range(_ATTEMPTS):
                entry = await self._entry(key)
                value = decide(entry.value if entry else None)
                if value is None:
                    return None
                try:
                    await (await self._kv()).update(key, value, last=entry.revision if entry else 0)
                except KeyWrongLastSequenceError:
                    await sleep(random.uniform(0, 0.01) * 2**attempt)  # noqa: S311 -- jitter
                else:
                    return entry.value if entry else None
        raise Conflict(
            f"{key} in {self._bucket} is being written by others",
            field="revision",
            remedy="Read it again, then decide.",
        )

    async def follow(self) -> AsyncGenerator[bytes | None, None]:
        """Every key's latest value, then ``None`` once, then every change as it comes, across reconnections.

        A value may be repeated after an interruption; older ones may be skipped when a newer one exists. Raises
        ``Unavailable`` if the bucket cannot be read within a minute of the start, or once the connection was closed for
        good.
        """
        follower = Follower(self._js, f"KV_{self._bucket}", f"$KV.{self._bucket}.>")
        try:
            async for attempt in stamina.retry_context(
                on=Unavailable, attempts=_BEGIN_ATTEMPTS, timeout=_BEGIN_WITHIN_S, wait_initial=0.2
            ):
                with attempt:
                    await follower.open()
            if follower.caught_up:
                yield None
            while True:
                was_caught_up = follower.caught_up
                record = await follower.next(WAIT_S)
                if record is not None and record.data:
                    yield record.data
                if follower.caught_up and not was_caught_up:
                    yield None
        finally:
            await follower.close()

    async def _entry(self, key: str) -> KeyValue.Entry | None:
        try:
            return await (await self._kv()).get(key)
        except KeyNotFoundError:
            return None

    async def _kv(self) -> KeyValue:
        if self._store is None:
            self._store = await self._js.key_value(self._bucket)
        return self._store
