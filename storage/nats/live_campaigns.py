"""The way down from the control plane: one compiled snapshot per campaign in the ``live-campaigns`` bucket.

A pause is a value too, a tombstone, so that its revision stays known and nothing older can come back. A snapshot over
100 KB goes to the object store under its hash first; the bucket then holds the reference.
"""

import hashlib
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

import msgspec
import stamina
import structlog
from msgspec import Struct
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from domain.errors import Conflict, Unavailable
from domain.serving.values import CampaignSnapshot
from storage.nats.buckets import RevisedBucket
from storage.nats.errors import translated
from storage.nats.subjects import LIVE_CAMPAIGNS_BUCKET, SNAPSHOTS_STORE, campaign_key

LARGE_BYTES: Final = 100 * 1024


class _Value(Struct, kw_only=True, omit_defaults=True):
    """What the bucket holds: the snapshot itself, or the name of the object that holds it."""

    tenant_id: str
    campaign_id: str
    revision: int
    object: str = ""
    snapshot: msgspec.Raw = msgspec.Raw(b"null")


_log = structlog.get_logger(__name__)
_encoder = msgspec.json.Encoder()
_values = msgspec.json.Decoder(_Value)
_snapshots = msgspec.json.Decoder(CampaignSnapshot)


class LiveCampaigns:
    """The bucket as the control plane writes it and bidders read it."""

    def __init__(self, js: JetStreamContext) -> None:
        self._js = js
        self._bucket = RevisedBucket(js, LIVE_CAMPAIGNS_BUCKET)

    async def publish(self, snapshot: CampaignSnapshot) -> None:
        """Make ``snapshot`` what bidders serve. Publishing the very same one again changes nothing.

        Raises ``Conflict`` when the bucket holds a newer revision, or another content under the same revision, and
        ``Unavailable`` when JetStream does not answer (repeat it: publishing is idempotent).
        """
        body = _encoder.encode(snapshot)
        value = _encoder.encode(await self._value_of(snapshot, body))

        def decide(present: bytes | None) -> bytes | None:
            if present == value:
                return None
            if present is not None and (held := _values.decode(present).revision) >= snapshot.revision:
                raise Conflict(
                    f"{snapshot.campaign_id} is published at revision {held}; {snapshot.revision} would not be newer",
                    field="revision",
                    remedy="Compile the campaign again under the next snapshot revision.",
                )
            return value

        replaced = await self._bucket.replace(campaign_key(snapshot.tenant_id, snapshot.campaign_id), decide)
        if replaced and (outdated := _values.decode(replaced).object):
            with translated("drop an outdated snapshot"):
                await (await self._js.object_store(SNAPSHOTS_STORE)).delete(outdated)

    async def retract(self, tenant_id: str, campaign_id: str, *, revision: int) -> None:
        """Leave a tombstone: bidders stop serving the campaign. Raises as ``publish`` does."""
        await self.publish(
            CampaignSnapshot(tenant_id=tenant_id, campaign_id=campaign_id, revision=revision, tombstone=True)
        )

    async def get(self, tenant_id: str, campaign_id: str) -> CampaignSnapshot | None:
        """What is published now, tombstones included; ``None`` if the campaign never was."""
        value = await self._bucket.read(campaign_key(tenant_id, campaign_id))
        return await self._snapshot_of(value) if value else None

    async def all(self) -> dict[tuple[str, str], CampaignSnapshot]:
        """Every campaign's snapshot or tombstone, by tenant and campaign."""
        found: dict[tuple[str, str], CampaignSnapshot] = {}
        async with aclosing(self.watch()) as watching:
            async for snapshot in watching:
                if snapshot is None:
                    break
                found[snapshot.tenant_id, snapshot.campaign_id] = snapshot
        return found

    async def watch(self) -> AsyncGenerator[CampaignSnapshot | None, None]:
        """Every campaign's latest snapshot, then ``None`` once, then every change, for as long as the connection lives.

        Resumes by itself where it was after a reconnection. It may repeat a snapshot, so a reader ignores revisions that
        are not newer. A value this release cannot read is logged and left out. Raises ``Unavailable`` when the bucket
        cannot be read at the start, or an object it refers to not within a minute.
        """
        async with aclosing(self._bucket.follow()) as values:
            async for value in values:
                if value is None:
                    yield None
                    continue
                try:
                    snapshot = await self._patiently(value)
                except msgspec.DecodeError as error:
                    _log.error("a published snapshot cannot be read", error=str(error))
                    continue
                if snapshot is not None:
                    yield snapshot

    async def _value_of(self, snapshot: CampaignSnapshot, body: bytes) -> _Value:
        value = _Value(tenant_id=snapshot.tenant_id, campaign_id=snapshot.campaign_id, revision=snapshot.revision)
        if len(body) <= LARGE_BYTES:
            value.snapshot = msgspec.Raw(body)
            return value
        value.object = f"sha256-{hashlib.sha256(body).hexdigest()}"
        with translated("store a large snapshot"):
            objects = await self._js.object_store(SNAPSHOTS_STORE)
            try:
                await objects.get_info(value.object)
            except NotFoundError:
                await objects.put(value.object, body)
        return value

    @stamina.retry(on=Unavailable, attempts=None, timeout=60.0)
    async def _patiently(self, value: bytes) -> CampaignSnapshot | None:
        return await self._snapshot_of(value)

    async def _snapshot_of(self, value: bytes) -> CampaignSnapshot | None:
        """``None`` when its object is gone: a newer value has replaced this one."""
        held = _values.decode(value)
        if not held.object:
            return _snapshots.decode(held.snapshot)
        with translated("read a large snapshot"):
            objects = await self._js.object_store(SNAPSHOTS_STORE)
            try:
                body = (await objects.get(held.object)).data
            except NotFoundError:
                return None
        return _snapshots.decode(body or b"")
