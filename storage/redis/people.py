"""What Redis holds of one person: their cached profile, their impressions, and other people's ids of them.

Keys that nobody can name beforehand are looked for in one pass through a database, for all ids of the person together.
"""

import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Collection, Sequence
from typing import Any, Final, NamedTuple, Self

from redis.exceptions import ResponseError

from domain.privacy.places.values import Rows, Subject
from domain.profiles.values import Shared
from storage.redis.connection import open_redis, translated
from storage.redis.profiles import unpack_profile

OF_OTHERS: Final = "_of_others"
"""Behind the kind of what stays, because another tenant knows the same person."""
_AT_ONCE: Final = 1_000
_TIMEOUT_S: Final = 10.0
_IDS: Final = "[is][dy]*"
"""``identity:`` and ``synced:`` in one pattern, and few others."""


class Key(NamedTuple):
    """One that is of the person, in one of the databases."""

    kind: str
    client: Any
    name: str


class PeopleInRedis:
    """Profiles in one database, counters in another. Every method raises ``Unavailable`` when Redis does not answer in time."""

    def __init__(self, profiles_url: str, counters_url: str) -> None:
        self._profiles = open_redis(profiles_url, timeout_s=_TIMEOUT_S)
        self._counters = open_redis(counters_url, timeout_s=_TIMEOUT_S)

    async def find(self, subject: Subject, shared: Shared) -> Counter[str]:
        """How many keys there are, by kind."""
        return Counter([key.kind async for key in self._keys(subject, shared)])

    async def read(self, subject: Subject) -> AsyncIterator[Rows]:
        """The impressions that are counted of them."""
        async for key in self._impressions(subject):
            with translated("read of a person"):
                is_counts = await key.client.type(key.name) == b"hash"
                counts = await key.client.hgetall(key.name) if is_counts else None
            yield key.kind, [{"key": key.name, "value": counts}]

    async def erase(self, subject: Subject, shared: Shared) -> None:
        """Remove those keys, and have the files written anew that say what was there.

        A profile goes whole, whoever else knows the person: what they know is cached again when it is asked for.
        """
        touched = []
        with translated("forget a person"):
            if cached := _profiles(_ids(subject)):
                touched += [self._profiles] if await self._profiles.unlink(*cached) else []
            async for key in self._keys(subject, shared):
                if not key.kind.endswith(OF_OTHERS):
                    await key.client.unlink(key.name)
                    touched.append(key.client)
        for client in dict.fromkeys(touched):
            with (
                translated("forget a person"),
                contextlib.suppress(ResponseError),
            ):  # it is being written anew, or there is none
                await client.bgrewriteaof()

    async def close(self) -> None:
        await self._profiles.aclose()
        await self._counters.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _keys(self, subject: Subject, shared: Shared) -> AsyncIterator[Key]:
        with translated("look for a person"):
            people = _ids(subject)
            if not people:
                return
            for person_id, name in zip(people, _profiles(people), strict=True):
                if _says_something(await self._profiles.get(name), person_id, subject.tenant_id, shared):
                    yield Key("profile", self._profiles, name)
            async for name, person_id in _valued(self._profiles, _IDS):
                if person_id in people:
                    yield Key(_kind_of_id(name, person_id, shared), self._profiles, name)
        async for key in self._impressions(subject):
            yield key

    async def _impressions(self, subject: Subject) -> AsyncIterator[Key]:
        """Counts, and the marks that events leave beside them."""
        tenant = f"seen:{{{subject.tenant_id}:"
        counts = {f"{tenant}{person_id}}}" for person_id in _ids(subject)}
        if not counts:
            return
        marks = tuple(f"{name}:" for name in counts)
        with translated("look for a person"):
            async for raw in self._counters.scan_iter(match=f"{_escaped(tenant)}*", count=_AT_ONCE):
                name = raw.decode(errors="replace")
                if name in counts or name.startswith(marks):
                    yield Key("impressions", self._counters, name)


def _ids(subject: Subject) -> Sequence[str]:
    return list(dict.fromkeys(subject.known_to_bidders_as))


def _profiles(person_ids: Collection[str]) -> Sequence[str]:
    return [f"profile:{person_id}" for person_id in person_ids]


def _says_something(packed: Any, person_id: str, tenant_id: str, shared: Shared) -> bool:
    """Whether a cached profile has more than what other tenants know, or that nobody does."""
    if not packed:
        return False
    profile = unpack_profile(person_id, packed)
    return profile is None or tenant_id in profile.tenants or person_id not in shared.person_ids


def _kind_of_id(name: str, person_id: str, shared: Shared) -> str:
    kind, _, identity = name.partition(":")
    stays = identity in shared.identities if kind == "identity" else person_id in shared.person_ids
    return f"{kind}_ids{OF_OTHERS}" if stays else f"{kind}_ids"


async def _valued(client: Any, pattern: str) -> AsyncIterator[tuple[str, str]]:
    """Every id with whose it is, a thousand at a time."""
    cursor = 0
    while True:
        cursor, keys = await client.scan(cursor, match=pattern, count=_AT_ONCE)
        ids = [key for key in keys if key.startswith((b"identity:", b"synced:"))]
        for key, value in zip(ids, await client.mget(ids) if ids else [], strict=True):
            if value is not None:
                yield key.decode(errors="replace"), value.decode(errors="replace")
        if not cursor:
            return


def _escaped(text: str) -> str:
    """A pattern that means this text alone."""
    return "".join(f"\\{letter}" if letter in "*?[]^\\" else letter for letter in text)
