"""Where a replay finds what was asked and who competes, and by which rates, model and paces it goes."""

import asyncio
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from bidding.accountability.market import Heard, Hindsight
from bidding.accountability.replay import Replay, Scene, agreement
from bidding.inference.engine import Engine
from domain.accountability.values import RecordedRequest
from domain.pacing.values import Participation
from domain.profiles.values import Profile
from domain.rates.values import RateTable
from domain.serving.values import CampaignSnapshot
from storage.clickhouse.client import Analytics
from storage.clickhouse.traces import recorded_requests, settled_bids
from storage.nats.exchanges import Exchanges
from storage.nats.landscapes import Landscapes
from storage.nats.live_campaigns import LiveCampaigns
from storage.redis.profiles import ProfileCache
from workers.in_force import InForce

PEOPLE_AT_ONCE: Final = 500


class Terms(Struct, frozen=True, kw_only=True):
    """What a replay goes by."""

    engine: Engine
    rates: RateTable
    shares: list[Participation]

    def replay(self, scene: Scene, paced: Participation | None = None) -> Replay:
        """For a thread: every campaign is indexed first. ``paced`` is one of them at a share of its own."""
        shares = self.shares
        if paced is not None:
            key = (paced.tenant_id, paced.campaign_id)
            shares = [*(one for one in shares if (one.tenant_id, one.campaign_id) != key), paced]
        return Replay(scene, engine=self.engine, rates=self.rates, shares=shares)


class Stage:
    """Where a replay finds its scene."""

    def __init__(
        self,
        *,
        analytics: Analytics,
        live: LiveCampaigns,
        exchanges: Exchanges,
        landscapes: Landscapes,
        profiles: ProfileCache,
        in_force: InForce,
    ) -> None:
        self._analytics = analytics
        self._live = live
        self._exchanges = exchanges
        self._landscapes = landscapes
        self._profiles = profiles
        self._in_force = in_force

    async def scene(
        self, tenant_id: str, *, changed: CampaignSnapshot | None, from_ms: int, to_ms: int, most: int = 50_000
    ) -> Scene:
        """What exchanges of the tenant asked in a period, and everybody live now, with ``changed`` in its place."""
        exchanges = {
            exchange_id: exchange
            for exchange_id, exchange in (await self._exchanges.all()).items()
            if tenant_id in exchange.tenants and not exchange.revoked
        }
        recordings = await recorded_requests(
            self._analytics, exchanges=sorted(exchanges), from_ms=from_ms, to_ms=to_ms, most=most
        )
        settled = await settled_bids(self._analytics, from_ms=from_ms, to_ms=to_ms)
        landscapes = await self._landscapes.all()
        published = await self._live.all()
        snapshots = [
            one
            for one in published.values()
            if not one.tombstone and (changed is None or one.campaign_id != changed.campaign_id)
        ]
        return Scene(
            recordings=recordings,
            exchanges=exchanges,
            snapshots=[*snapshots, changed] if changed is not None else snapshots,
            profiles=await self._people(recordings),
            landscapes=landscapes,
            hindsight=await asyncio.to_thread(
                Hindsight,
                recordings,
                {bid_id: Heard(one.won, one.needed_nanos) for bid_id, one in settled.items()},
                landscapes,
            ),
        )

    async def terms(self, model_version: str = "") -> Terms:
        """The rates, the model and the paces in force now, or another model. Raises ``NotFound`` for an unknown one."""
        in_force = self._in_force
        return Terms(
            engine=await (in_force.engine_of(model_version) if model_version else in_force.engine()),
            rates=await self._in_force.rates(),
            shares=await self._in_force.shares(),
        )

    async def compare(self, tenant_id: str, *, from_ms: int, to_ms: int) -> tuple[int, float]:
        """How many requests there are, and in what share of them the campaigns live now bid as was bid then."""
        scene = await self.scene(tenant_id, changed=None, from_ms=from_ms, to_ms=to_ms)
        terms = await self.terms()
        replayed = await asyncio.to_thread(lambda: terms.replay(scene).run())
        return len(scene.recordings), agreement(scene.recordings, replayed)

    async def _people(self, recordings: list[RecordedRequest]) -> Mapping[str, Profile]:
        person_ids = sorted({one.person_id for one in recordings if one.person_id})
        found: dict[str, Profile] = {}
        for start in range(0, len(person_ids), PEOPLE_AT_ONCE):
            found.update(await self._profiles.get_many(person_ids[start : start + PEOPLE_AT_ONCE]))
        return found
