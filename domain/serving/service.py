"""Bringing what bidders serve of a live campaign in line with its records, outside its workflow."""

from contextlib import AbstractAsyncContextManager
from typing import Final, Protocol

from msgspec.structs import replace
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.campaigns.service import get_campaign
from domain.campaigns.values import Stage
from domain.clearances.repository import mark_told
from domain.errors import Conflict
from domain.golive.service import compile_live
from domain.serving.rules import next_correction
from domain.serving.values import CampaignSnapshot

_ATTEMPTS: Final = 5


class Sessions(Protocol):
    """Transactions on a tenant's rows."""

    def tenant(self, tenant_id: str) -> AbstractAsyncContextManager[AsyncSession]: ...

    def reading(self, tenant_id: str) -> AbstractAsyncContextManager[AsyncSession]: ...


class Broadcast(Protocol):
    """The snapshots that bidders have."""

    async def get(self, tenant_id: str, campaign_id: str) -> CampaignSnapshot | None: ...

    async def publish(self, snapshot: CampaignSnapshot) -> None:
        """Raises ``Conflict`` when there is a newer revision already, ``Unavailable``."""


async def tell_clearances(
    sessions: Sessions, broadcast: Broadcast, tenant_id: str, campaign_id: str, *, now_ms: int
) -> bool:
    """Publish a live campaign again as a correction of what is published, with what exchanges say of its creatives now.

    Returns whether bidders got anything new. Raises ``Unavailable``, and ``Conflict`` when the workflow is publishing at
    the same time and again, or no correction has room before its next word; it is repeated by whoever reconciles.
    """
    told = await _correct(sessions, broadcast, tenant_id, campaign_id)
    async with sessions.tenant(tenant_id) as session:
        await mark_told(session, campaign_id, up_to_ms=now_ms)
    return told


async def _correct(sessions: Sessions, broadcast: Broadcast, tenant_id: str, campaign_id: str) -> bool:
    for attempt in range(_ATTEMPTS):
        held = await broadcast.get(tenant_id, campaign_id)
        if held is None or held.tombstone:
            return False
        revision = next_correction(held.revision)
        async with sessions.reading(tenant_id) as session:
            if (await get_campaign(session, campaign_id)).stage != Stage.LIVE:
                return False
            snapshot = await compile_live(session, campaign_id, snapshot_revision=revision)
        if snapshot.tombstone or replace(snapshot, revision=held.revision) == held:
            return False
        try:
            await broadcast.publish(snapshot)
        except Conflict:
            if attempt == _ATTEMPTS - 1:
                raise
        else:
            return True
    return False
