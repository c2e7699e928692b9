"""The second tier of profiles: a projection of SQL that may be evicted at any time."""

from collections.abc import Awaitable, Iterable, Mapping, Sequence
from typing import Final, Self

import msgspec
import structlog

from domain.profiles.values import Profile
from storage.redis.connection import TIMEOUT_S, open_redis, translated
from storage.redis.identities import write_identities
from storage.redis.pipe import RedisPipe

TTL_S: Final = 3600
UNKNOWN_TTL_S: Final = 300
"""A person nobody knows is asked for again after five minutes."""

_UNKNOWN = b""
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Profile)
_log = structlog.get_logger(__name__)


class ProfileCache:
    """MessagePack profiles under ``profile:{person_id}``, and empty values for people SQL does not know.

    Every method raises ``Unavailable`` when Redis does not answer in time.
    """

    def __init__(self, url: str, *, timeout_s: float = TIMEOUT_S) -> None:
        self._redis = open_redis(url, timeout_s=timeout_s)
        self._pipe = RedisPipe(url, timeout_s=timeout_s)

    async def get_many(self, person_ids: Iterable[str]) -> dict[str, Profile]:
        """What is cached, in one round trip. A person known to be unknown has an empty profile; a miss is absent."""
        wanted = list(person_ids)
        packed = await self.get_packed(wanted) if wanted else {}
        unpacked = {person_id: unpack_profile(person_id, value) for person_id, value in packed.items()}
        return {person_id: profile for person_id, profile in unpacked.items() if profile is not None}

    def get_packed(self, person_ids: Sequence[str]) -> Awaitable[dict[str, bytes]]:
        """The same as it is stored, for ``unpack_profile``: whoever caches profiles may never need to look into them.

        At least one person is asked for.
        """

        def by_person(answers: list[list[bytes | None]]) -> dict[str, bytes]:
            return {
                person_id: packed
                for person_id, packed in zip(person_ids, answers[0], strict=True)
                if packed is not None
            }

        return self._pipe.ask([("MGET", *[f"profile:{person_id}" for person_id in person_ids])], by_person)

    async def put_many(self, profiles: Iterable[Profile]) -> None:
        """Cache ``profiles`` for an hour, in one round trip, over whatever is there."""
        await self._write({p.person_id: _encoder.encode(p) for p in profiles}, TTL_S)

    async def fill_many(self, profiles: Iterable[Profile], unknown: Iterable[str] = ()) -> None:
        """Cache what was missed, and remember for five minutes that SQL knows none of ``unknown``.

        Nothing that is there is replaced: whoever changed a profile meanwhile has written a newer one.
        """
        await self._write({p.person_id: _encoder.encode(p) for p in profiles}, TTL_S, only_missing=True)
        await self._write(dict.fromkeys(unknown, _UNKNOWN), UNKNOWN_TTL_S, only_missing=True)

    async def put_identities(self, people: Mapping[str, str]) -> None:
        """Let bidders find people by ids that others gave them; see ``IdentityStore``."""
        await write_identities(self._redis, people)

    async def close(self) -> None:
        await self._pipe.close()
        await self._redis.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _write(self, values: dict[str, bytes], ttl_s: int, *, only_missing: bool = False) -> None:
        if not values:
            return
        with translated("write profiles"):
            pipeline = self._redis.pipeline(transaction=False)
            for person_id, packed in values.items():
                pipeline.set(_key(person_id), packed, ex=ttl_s, nx=only_missing)
            await pipeline.execute()


def _key(person_id: str) -> str:
    return f"profile:{person_id}"


def unpack_profile(person_id: str, packed: bytes) -> Profile | None:
    """The profile in ``packed``; None when it cannot be read, which is as good as a miss."""
    if packed == _UNKNOWN:
        return Profile(person_id=person_id)
    try:
        return _decoder.decode(packed)
    except msgspec.DecodeError:
        _log.warning("cached profile is unreadable; treating it as a miss", person_id=person_id)
        return None
