"""Forecasts: recorded requests replayed against a campaign as its newest revision would run it.

A forecast is a row from the moment it is asked for, and is made in a thread of the process that was asked, at most one at
a time. If that process ends, the row says so and anybody may ask again: nothing else depends on it.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

import structlog

from bidding.accountability.market import Heard, Hindsight
from bidding.accountability.replay import Replay, Scene, agreement, forecast
from domain.accountability import service
from domain.accountability.service import Proposal
from domain.accountability.tables import ForecastRow
from domain.accountability.values import Forecast, RecordedRequest
from domain.errors import CampaignExpressError
from domain.profiles.values import Profile
from domain.serving.values import CampaignSnapshot
from storage.clickhouse.client import Analytics
from storage.clickhouse.traces import recorded_requests, settled_bids
from storage.nats.exchanges import Exchanges
from storage.nats.landscapes import Landscapes
from storage.nats.live_campaigns import LiveCampaigns
from storage.redis.profiles import ProfileCache
from storage.sql import Database
from workers.in_force import InForce

PATIENCE_S: Final = 2.0
SAY_EVERY_S: Final = 2.0
PEOPLE_AT_ONCE: Final = 500

_log = structlog.get_logger(__name__)


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
            hindsight=Hindsight(
                recordings, {bid_id: Heard(one.won, one.needed_nanos) for bid_id, one in settled.items()}, landscapes
            ),
        )

    async def replay(self, scene: Scene) -> Replay:
        """By the rates, the model and the paces in force now."""
        return Replay(
            scene,
            engine=await self._in_force.engine(),
            rates=await self._in_force.rates(),
            shares=await self._in_force.shares(),
        )

    async def compare(self, tenant_id: str, *, from_ms: int, to_ms: int) -> tuple[int, float]:
        """How many requests there are, and in what share of them the campaigns live now bid as was bid then."""
        scene = await self.scene(tenant_id, changed=None, from_ms=from_ms, to_ms=to_ms)
        replay = await self.replay(scene)
        replayed = await asyncio.to_thread(replay.run)
        return len(scene.recordings), agreement(scene.recordings, replayed)

    async def _people(self, recordings: list[RecordedRequest]) -> Mapping[str, Profile]:
        person_ids = sorted({one.person_id for one in recordings if one.person_id})
        found: dict[str, Profile] = {}
        for start in range(0, len(person_ids), PEOPLE_AT_ONCE):
            found.update(await self._profiles.get_many(person_ids[start : start + PEOPLE_AT_ONCE]))
        return found


class Forecasting:
    """Makes forecasts behind the API's back; ``start`` waits a moment, for those that are ready at once."""

    def __init__(self, main: Database, stage: Stage, *, clock_ms: Callable[[], int]) -> None:
        self._main = main
        self._stage = stage
        self._clock_ms = clock_ms
        self._turn = asyncio.Semaphore(1)
        self._making: set[asyncio.Task[None]] = set()

    async def start(self, tenant_id: str, campaign_id: str, *, from_ms: int, to_ms: int, actor_id: str) -> ForecastRow:
        """Begin a forecast of the campaign's newest revision, and return it as it stands after two seconds at most."""
        async with self._main.tenant(tenant_id) as session:
            proposal = await service.propose(session, campaign_id)
            row = await service.begin(
                session,
                campaign_id,
                revision=proposal.revision,
                from_ms=from_ms,
                to_ms=to_ms,
                actor_id=actor_id,
                now_ms=self._clock_ms(),
            )
            forecast_id = row.id
        task = asyncio.get_running_loop().create_task(self._make(tenant_id, forecast_id, proposal, from_ms, to_ms))
        self._making.add(task)
        task.add_done_callback(self._making.discard)
        await asyncio.wait((task,), timeout=PATIENCE_S)
        async with self._main.reading(tenant_id) as session:
            return await service.get_forecast(session, campaign_id, forecast_id, now_ms=self._clock_ms())

    async def close(self) -> None:
        """Break off what is being made; it reads as failed a minute later."""
        for task in self._making:
            task.cancel()
        await asyncio.gather(*self._making, return_exceptions=True)

    async def _make(self, tenant_id: str, forecast_id: str, proposal: Proposal, from_ms: int, to_ms: int) -> None:
        result, problem = None, ""
        try:
            async with self._turn:
                result = await self._made(tenant_id, forecast_id, proposal, from_ms, to_ms)
        except CampaignExpressError as error:
            problem = error.message
        except Exception:  # noqa: BLE001 - whatever it was, the forecast is said to have failed
            _log.exception("a forecast failed", forecast=forecast_id)
            problem = "the replay failed; the log says why"
        async with self._main.tenant(tenant_id) as session:
            await service.finish(session, forecast_id, result=result, problem=problem, now_ms=self._clock_ms())

    async def _made(self, tenant_id: str, forecast_id: str, proposal: Proposal, from_ms: int, to_ms: int) -> Forecast:
        scene = await self._stage.scene(tenant_id, changed=proposal.snapshot, from_ms=from_ms, to_ms=to_ms)
        replay = await self._stage.replay(scene)
        told: list[float] = [0.0]
        running = asyncio.create_task(asyncio.to_thread(replay.run, told.append))
        while not running.done():
            await asyncio.wait((running,), timeout=SAY_EVERY_S)
            async with self._main.tenant(tenant_id) as session:
                await service.advance(session, forecast_id, min(told[-1], 0.95), now_ms=self._clock_ms())
        return forecast(
            scene,
            running.result(),
            proposal.snapshot,
            revision=proposal.revision,
            budget_micros=proposal.budget_micros,
            from_ms=from_ms,
            to_ms=to_ms,
            made_at_ms=self._clock_ms(),
            refusals=await replay.refusals(proposal.snapshot),
        )
