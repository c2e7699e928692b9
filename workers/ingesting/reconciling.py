"""SQL is the truth; what bidders are told is brought in line with it.

Workflows broadcast what they decide and try again until it worked, so there is normally nothing to do. What remains is a
bucket that was lost or restored, and whatever nobody thought of.
"""

import time
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

import structlog
from prometheus_client import Counter as Metric

from domain.campaigns import repository as campaigns
from domain.campaigns.service import get_campaign
from domain.campaigns.values import Stage
from domain.clearances.repository import untold_campaigns
from domain.errors import CampaignExpressError, Conflict, Unavailable
from domain.exchanges.service import list_exchanges
from domain.golive.service import compile_live
from domain.serving.service import tell_clearances
from domain.serving.values import CampaignSnapshot
from storage.nats.exchanges import Exchanges
from storage.nats.live_campaigns import LiveCampaigns
from storage.sql.database import Database

CampaignKey = tuple[str, str]
"""Tenant and campaign."""
_EXCHANGES_A_PAGE = 500
_CAMPAIGNS_A_STEP = 500

_log = structlog.get_logger(__name__)
_corrected = Metric("campaign_express_reconciled", "Differences between SQL and the bidders' buckets.", ["difference"])


class Wrong(StrEnum):
    MISSING = "missing"
    """Live in SQL, not with the bidders."""
    SURPLUS = "surplus"
    """With the bidders, not live in SQL."""


class Difference(NamedTuple):
    """Something wrong with one campaign; the same twice means that nobody is about to put it right."""

    wrong: Wrong
    stage_sequence: int
    held_revision: int


class Reconciling:
    """Compares live campaigns and exchanges with their buckets.

    A difference is acted on when it was there, unchanged, at the step before too: a workflow that is half-way through
    going live or pausing looks just like one. Compare-and-set does the rest: what a workflow says meanwhile is newer.
    """

    def __init__(self, database: Database, live: LiveCampaigns, exchanges: Exchanges) -> None:
        self._database = database
        self._live = live
        self._exchanges = exchanges
        self._seen: Mapping[CampaignKey, Difference] = {}

    async def step(self) -> bool:
        """One comparison. Raises ``Unavailable``."""
        await self._campaigns()
        await self._publish_exchanges()
        await self._tell_clearances()
        return False

    async def _campaigns(self) -> None:
        held = await self._live.all()
        differences = await self._differences(held)
        for key, difference in differences.items():
            if self._seen.get(key) == difference:
                await self._correct(key, difference)
        self._seen = differences

    async def _differences(self, held: Mapping[CampaignKey, CampaignSnapshot]) -> dict[CampaignKey, Difference]:
        async with self._database.platform_reading() as session:
            live = {(row.tenant_id, row.id): row for row in await campaigns.in_stages(session, {Stage.LIVE})}
        served = {key for key, snapshot in held.items() if not snapshot.tombstone}
        differences = {}
        for key in live.keys() - served:
            held_revision = held[key].revision if key in held else 0
            differences[key] = Difference(Wrong.MISSING, live[key].last_sequence, held_revision)
        for key in served - live.keys():
            differences[key] = Difference(Wrong.SURPLUS, 0, held[key].revision)
        return differences

    async def _correct(self, key: CampaignKey, difference: Difference) -> None:
        tenant_id, campaign_id = key
        try:
            corrected = await (self._put_on_air if difference.wrong is Wrong.MISSING else self._take_off_air)(
                tenant_id, campaign_id, revision=difference.held_revision + 1
            )
        except Conflict:
            _log.info("campaign was put right meanwhile", campaign_id=campaign_id)
        except Unavailable:
            raise
        except CampaignExpressError as error:
            _log.error("campaign cannot be reconciled", campaign_id=campaign_id, error=error.message)
        else:
            if corrected:
                _corrected.labels(difference.wrong.value).inc()
                _log.warning("campaign reconciled", campaign_id=campaign_id, was=difference.wrong.value)

    async def _put_on_air(self, tenant_id: str, campaign_id: str, *, revision: int) -> bool:
        async with self._database.reading(tenant_id) as session:
            if (await get_campaign(session, campaign_id)).stage != Stage.LIVE:
                return False
            snapshot = await compile_live(session, campaign_id, snapshot_revision=revision)
        if snapshot.tombstone:
            return False
        await self._live.publish(snapshot)
        return True

    async def _take_off_air(self, tenant_id: str, campaign_id: str, *, revision: int) -> bool:
        async with self._database.reading(tenant_id) as session:
            row = await campaigns.campaign(session, campaign_id)
        if row is not None and row.stage == Stage.LIVE:
            return False
        await self._live.retract(tenant_id, campaign_id, revision=revision)
        return True

    async def _tell_clearances(self) -> None:
        """Tell bidders what exchanges said of creatives while a route could not."""
        now_ms = time.time_ns() // 1_000_000
        async with self._database.platform_reading() as session:
            untold = await untold_campaigns(session, limit=_CAMPAIGNS_A_STEP)
        for tenant_id, campaign_id in untold:
            try:
                if await tell_clearances(self._database, self._live, tenant_id, campaign_id, now_ms=now_ms):
                    _corrected.labels("clearance").inc()
            except Unavailable:
                raise
            except CampaignExpressError as error:
                _log.warning("clearances not told yet", campaign_id=campaign_id, error=error.message)

    async def _publish_exchanges(self) -> None:
        """Publish what a route committed and could not publish."""
        held = await self._exchanges.all()
        after = ""
        while True:
            async with self._database.platform_reading() as session:
                page = await list_exchanges(session, after=after, limit=_EXCHANGES_A_PAGE)
            for exchange in page:
                published = held.get(exchange.exchange_id)
                if published is None or published.revision < exchange.revision:
                    await self._exchanges.publish(exchange)
                    _corrected.labels("exchange").inc()
            if len(page) < _EXCHANGES_A_PAGE:
                return
            after = page[-1].exchange_id
