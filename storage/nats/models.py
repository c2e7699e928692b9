"""The registry of models: files in the object store, what they are and which of them bids in a bucket beside it.

A version's file never changes. Roles are written by compare-and-set, so two people who promote at once get one order of
events and both see it.
"""

import hashlib
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Final

import msgspec
from msgspec import Struct
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from domain.errors import Conflict, InvalidInput, NotFound, Unavailable
from domain.inference.values import BidderInference, ModelRoles, ModelVersion
from storage.nats.buckets import RevisedBucket
from storage.nats.errors import translated
from storage.nats.subjects import BIDDER_INFERENCE_BUCKET, MODEL_REGISTRY_BUCKET, MODELS_STORE

_ROLES: Final = "roles"
_LARGEST_MODEL_BYTES: Final = 256 * 1024 * 1024


class _Value(Struct, omit_defaults=True):
    """What the bucket holds under a key: a version, or the roles."""

    version: ModelVersion | None = None
    roles: ModelRoles | None = None


_encoder = msgspec.json.Encoder()
_values = msgspec.json.Decoder(_Value)
_announcements = msgspec.json.Decoder(BidderInference)


class Models:
    """The registry, as people change it and bidders follow it. Everything raises ``Unavailable`` without JetStream."""

    def __init__(self, js: JetStreamContext) -> None:
        self._js = js
        self._bucket = RevisedBucket(js, MODEL_REGISTRY_BUCKET)

    async def publish(self, version: ModelVersion, model: bytes) -> None:
        """Put a version on record, its file first. The same version with the same file again changes nothing.

        Raises ``Conflict`` when the version names another file, ``InvalidInput`` for a file that is not what it says.
        """
        if hashlib.sha256(model).hexdigest() != version.sha256 or len(model) > _LARGEST_MODEL_BYTES:
            raise InvalidInput(f"model {version.version} is not the file it says", field="sha256")
        key = _key(version.version)
        self._refuse_another(await self._bucket.read(key), version)
        with translated("store a model"):
            objects = await self._js.object_store(MODELS_STORE)
            await objects.put(_object(version), model)
        value = _encoder.encode(_Value(version=version))

        def decide(present: bytes | None) -> bytes | None:
            self._refuse_another(present, version)
            return None if present else value

        await self._bucket.replace(key, decide)

    async def fetch(self, version: str) -> bytes:
        """A version's file, whole and checked. Raises ``NotFound`` for an unknown one."""
        value = await self._bucket.read(_key(version))
        record = _values.decode(value).version if value else None
        if record is None:
            raise NotFound(f"there is no model {version!r} in the registry", field="version")
        with translated("read a model"):
            objects = await self._js.object_store(MODELS_STORE)
            try:
                model = (await objects.get(_object(record))).data or b""
            except NotFoundError as error:
                raise NotFound(f"the file of model {version!r} is gone", field="version") from error
        if hashlib.sha256(model).hexdigest() != record.sha256:
            raise Unavailable(f"the file of model {version!r} is damaged")
        return model

    async def all(self) -> tuple[ModelRoles, dict[str, ModelVersion]]:
        """Roles and every version by name, in the order they were published."""
        roles, versions = ModelRoles(), []
        async with aclosing(self._bucket.follow()) as values:
            async for value in values:
                if value is None:
                    break
                held = _values.decode(value)
                roles = held.roles or roles
                if held.version is not None:
                    versions.append(held.version)
        versions.sort(key=lambda version: (version.published_at_ms, version.version))
        return roles, {version.version: version for version in versions}

    async def change(self, decide: Callable[[ModelRoles], ModelRoles]) -> ModelRoles:
        """Write what ``decide`` makes of the present roles, and return it. What ``decide`` raises is raised."""
        written = ModelRoles()

        def replace(present: bytes | None) -> bytes:
            nonlocal written
            written = decide((_values.decode(present).roles if present else None) or ModelRoles())
            return _encoder.encode(_Value(roles=written))

        await self._bucket.replace(_ROLES, replace)
        return written

    async def watch(self) -> AsyncGenerator[ModelRoles | None, None]:
        """The roles if any were ever given, then ``None`` once, then every change, across reconnections."""
        async with aclosing(self._bucket.follow()) as values:
            async for value in values:
                if value is None:
                    yield None
                elif (roles := _values.decode(value).roles) is not None:
                    yield roles

    def _refuse_another(self, present: bytes | None, version: ModelVersion) -> None:
        held = _values.decode(present).version if present else None
        if held is not None and held.sha256 != version.sha256:
            raise Conflict(
                f"model {version.version} is another file already", field="version", remedy="Publish under a new name."
            )


class BidderAnnouncements:
    """What bidders say they run their model on. Whoever does not renew what it said is forgotten within half a minute."""

    def __init__(self, js: JetStreamContext) -> None:
        self._js = js
        self._bucket = RevisedBucket(js, BIDDER_INFERENCE_BUCKET)

    async def announce(self, inference: BidderInference) -> None:
        with translated("announce a bidder's inference"):
            store = await self._js.key_value(BIDDER_INFERENCE_BUCKET)
            await store.put(inference.bidder_id, _encoder.encode(inference))

    async def withdraw(self, bidder_id: str) -> None:
        with translated("withdraw a bidder's inference"):
            await (await self._js.key_value(BIDDER_INFERENCE_BUCKET)).delete(bidder_id)

    async def all(self) -> list[BidderInference]:
        """Of every bidder that is there, by its id."""
        found = []
        async with aclosing(self._bucket.follow()) as values:
            async for value in values:
                if value is None:
                    break
                found.append(_announcements.decode(value))
        return sorted(found, key=lambda one: one.bidder_id)


def _key(version: str) -> str:
    return f"version.{version}"


def _object(version: ModelVersion) -> str:
    return f"{version.version}-{version.sha256[:16]}.onnx"
