"""Forecasts: recorded requests replayed against a campaign as its newest revision would run it.

A forecast is a row from the moment it is asked for: queued, then made in a thread of the process that was asked, one at a
time. The row is touched every few seconds until it is made; when that process ends, it soon reads as failed, and anybody
may ask again: nothing else depends on it.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Final

import structlog
from msgspec import Struct

from bidding.accountability.market import Heard, Hindsight
from bidding.accountability.replay import Progress, Replay, Scene, agreement, forecast
from bidding.inference.engine import Engine
from domain.accountability import service
from domain.accountability.service import Proposal
from domain.accountability.tables import ForecastRow
from domain.accountability.values import Forecast, RecordedRequest
from domain.errors import CampaignExpressError, Unavailable
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
from storage.sql import Database
from workers.in_force import InForce

PATIENCE_S: Final = 2.0
SAY_EVERY_S: Final = 2.0
PEOPLE_AT_ONCE: Final = 500
MOST_OF_A_TENANT: Final = 3
"""Forecasts that one process makes or has in its queue for one tenant."""

_log = structlog.get_logger(__name__)


class Terms(Struct, frozen=True, kw_only=True):
    """What a replay goes by."""

    engine: Engine
    rates: RateTable
    shares: list[Participation]

    def replay(self, scene: Scene) -> Replay:
        """For a thread: every campaign is indexed first."""
        return Replay(scene, engine=self.engine, rates=self.rates, shares=self.shares)


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

    async def terms(self) -> Terms:
        """The rates, the model and the paces in force now."""
        return Terms(
            engine=await self._in_force.engine(),
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


class Forecasting:
    """Makes forecasts behind the API's back; ``start`` waits a moment, for those that are ready at once."""

    def __init__(self, main: Database, stage: Stage, *, clock_ms: Callable[[], int]) -> None:
        self._main = main
        self._stage = stage
        self._clock_ms = clock_ms
        self._turn = asyncio.Semaphore(1)
        self._making: set[asyncio.Task[None]] = set()
        self._asked: Counter[str] = Counter()
        """By tenant, how many are being made or queued."""

    async def start(self, tenant_id: str, campaign_id: str, *, from_ms: int, to_ms: int, actor_id: str) -> ForecastRow:
        """Begin a forecast of the campaign's newest revision, and return it as it stands after two seconds at most.

        Raises ``Unavailable`` where the tenant has enough of them in the queue.
        """
        if self._asked[tenant_id] >= MOST_OF_A_TENANT:
            raise Unavailable(
                f"{MOST_OF_A_TENANT} forecasts are being made already",
                retry_after_s=30,
                remedy="Wait for one of them, and ask again.",
            )
        self._asked[tenant_id] += 1
        try:
            proposal, forecast_id = await self._begun(tenant_id, campaign_id, from_ms, to_ms, actor_id)
        except BaseException:
            self._asked[tenant_id] -= 1
            raise
        task = asyncio.get_running_loop().create_task(self._make(tenant_id, forecast_id, proposal, from_ms, to_ms))
        self._making.add(task)
        task.add_done_callback(lambda done: self._done(done, tenant_id))
        await asyncio.wait((task,), timeout=PATIENCE_S)
        async with self._main.reading(tenant_id) as session:
            return await service.get_forecast(session, campaign_id, forecast_id, now_ms=self._clock_ms())

    async def close(self) -> None:
        """Break off what is being made; it reads as failed a minute later."""
        for task in self._making:
            task.cancel()
        await asyncio.gather(*self._making, return_exceptions=True)

    async def _begun(
        self, tenant_id: str, campaign_id: str, from_ms: int, to_ms: int, actor_id: str
    ) -> tuple[Proposal, str]:
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
            return proposal, row.id

    def _done(self, task: asyncio.Task[None], tenant_id: str) -> None:
        self._making.discard(task)
        self._asked[tenant_id] -= 1
        if not self._asked[tenant_id]:
            del self._asked[tenant_id]

    async def _make(self, tenant_id: str, forecast_id: str, proposal: Proposal, from_ms: int, to_ms: int) -> None:
        result, problem = None, ""
        try:
            async with self._beating(tenant_id, forecast_id) as say, self._turn:
                say(0.0)
                result = await self._made(tenant_id, proposal, from_ms, to_ms, say)
        except CampaignExpressError as error:
            problem = error.message
        except Exception:  # noqa: BLE001 - whatever it was, the forecast is said to have failed
            _log.exception("a forecast failed", forecast=forecast_id)
            problem = "the replay failed; the log says why"
        async with self._main.tenant(tenant_id) as session:
            await service.finish(session, forecast_id, result=result, problem=problem, now_ms=self._clock_ms())

    @contextlib.asynccontextmanager
    async def _beating(self, tenant_id: str, forecast_id: str) -> AsyncIterator[Progress]:
        """Touch the row every few seconds, with the progress last said; it is queued until one is."""
        said: list[float] = []

        async def beat() -> None:
            while True:
                await asyncio.sleep(SAY_EVERY_S)
                try:
                    async with self._main.tenant(tenant_id) as session:
                        progress = min(said[-1], 0.95) if said else None
                        await service.advance(session, forecast_id, progress, now_ms=self._clock_ms())
                except Exception:  # noqa: BLE001 - the next beat may come through
                    _log.exception("a forecast's progress could not be said", forecast=forecast_id)

        beating = asyncio.create_task(beat())
        try:
            yield said.append
        finally:
            beating.cancel()
            await asyncio.gather(beating, return_exceptions=True)

    async def _made(self, tenant_id: str, proposal: Proposal, from_ms: int, to_ms: int, say: Progress) -> Forecast:
        scene = await self._stage.scene(tenant_id, changed=proposal.snapshot, from_ms=from_ms, to_ms=to_ms)
        terms = await self._stage.terms()

        def made() -> Forecast:
            replay = terms.replay(scene)
            return forecast(
                scene,
                replay.run(say),
                proposal.snapshot,
                revision=proposal.revision,
                budget_micros=proposal.budget_micros,
                from_ms=from_ms,
                to_ms=to_ms,
                made_at_ms=self._clock_ms(),
                refusals=asyncio.run(replay.refusals(proposal.snapshot)),
            )

        return await asyncio.to_thread(made)
