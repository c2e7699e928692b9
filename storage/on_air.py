"""Bringing what bidders serve of a live campaign in line with SQL, outside its workflow."""

from typing import Final

import msgspec

from domain.campaigns.service import compile_live, get_campaign
from domain.campaigns.values import Stage
from domain.clearances.repository import mark_told
from domain.errors import Conflict
from storage.nats.live_campaigns import CORRECTIONS, LiveCampaigns
from storage.sql.database import Database

_ATTEMPTS: Final = 5


async def tell_clearances(
    database: Database, live: LiveCampaigns, tenant_id: str, campaign_id: str, *, now_ms: int
) -> bool:
    """Publish a live campaign again as a correction of what is published, with what exchanges say of its creatives now.

    Returns whether bidders got anything new. Raises ``Unavailable``, and ``Conflict`` when the workflow is publishing at
    the same time and again, or no correction has room before its next word; it is repeated by whoever reconciles.
    """
    told = await _correct(database, live, tenant_id, campaign_id)
    async with database.tenant(tenant_id) as session:
        await mark_told(session, campaign_id, up_to_ms=now_ms)
    return told


async def _correct(database: Database, live: LiveCampaigns, tenant_id: str, campaign_id: str) -> bool:
    for attempt in range(_ATTEMPTS):
        held = await live.get(tenant_id, campaign_id)
        if held is None or held.tombstone:
            return False
        revision = held.revision + 1
        if revision % CORRECTIONS == 0:
            raise Conflict("no correction has room before the workflow's next broadcast", field="revision")
        async with database.reading(tenant_id) as session:
            if (await get_campaign(session, campaign_id)).stage != Stage.LIVE:
                return False
            snapshot = await compile_live(session, campaign_id, snapshot_revision=revision)
        if snapshot.tombstone or msgspec.structs.replace(snapshot, revision=held.revision) == held:
            return False
        try:
            await live.publish(snapshot)
        except Conflict:
            if attempt == _ATTEMPTS - 1:
                raise
        else:
            return True
    return False
