"""Forecasts: recorded requests replayed against a campaign as its newest revision would run it.

A forecast is a row from the moment it is asked for: queued, then made in a thread of the process that was asked, one at a
time. The row is touched every few seconds until it is made; when that process ends, it soon reads as failed, and anybody
may ask again: nothing else depends on it.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Final

import structlog
from msgspec import Struct
from msgspec.structs import replace

from bidding.accountability.planning import HeldToPlan, held_to_plan
from bidding.accountability.replay import Progress, Scene, forecast
from domain.accountability import service
from domain.accountability.service import Proposal
from domain.accountability.tables import ForecastRow
from domain.accountability.values import Assumed, Forecast
from domain.errors import CampaignExpressError, Unavailable
from domain.money import micros_to_nanos
from domain.pacing.values import Pacing
from storage.sql import Database
from workers.forecasting.stage import Stage, Terms

PATIENCE_S: Final = 2.0
SAY_EVERY_S: Final = 2.0
MOST_OF_A_TENANT: Final = 3
"""Forecasts that one process makes or has in its queue for one tenant."""
HELD_BACK: Final = frozenset({Pacing.EVEN, Pacing.FORECAST})

_log = structlog.get_logger(__name__)


class Wanted(Struct, frozen=True, kw_only=True):
    """One forecast: of what, by which terms, over which period."""

    proposal: Proposal
    assumed: Assumed
    terms: Terms
    from_ms: int
    to_ms: int

    def forecast(self, scene: Scene, *, made_at_ms: int, say: Progress) -> Forecast:
        """For a thread: everything is replayed, and several times where the campaign is held to a plan."""
        campaign, budget_micros = self.proposal.snapshot, self.proposal.budget_micros
        if self.assumed.pacing is not None:
            budget_micros = service.planned_micros(self.proposal, from_ms=self.from_ms, to_ms=self.to_ms)
        if self.assumed.pacing in HELD_BACK and budget_micros:
            held = held_to_plan(
                partial(self.terms.replay, scene),
                scene,
                campaign,
                plan_nanos=micros_to_nanos(budget_micros),
                progress=say,
            )
        else:
            replay = self.terms.replay(scene)
            held = HeldToPlan(replay=replay, replayed=replay.run(say), share=1.0)
        made = forecast(
            scene,
            held.replayed,
            campaign,
            revision=self.proposal.revision,
            budget_micros=budget_micros,
            from_ms=self.from_ms,
            to_ms=self.to_ms,
            made_at_ms=made_at_ms,
            refusals=asyncio.run(held.replay.refusals(campaign)),
            evenly=self.assumed.pacing is Pacing.EVEN,
        )
        return replace(
            made, model_version=self.assumed.model_version, pacing=self.assumed.pacing or "", share=held.share
        )


def as_assumed(proposal: Proposal, assumed: Assumed) -> Proposal:
    """The campaign as it is proposed, paced otherwise if that is assumed."""
    if assumed.pacing is None:
        return proposal
    spending = replace(proposal.snapshot.spending, pacing=assumed.pacing)
    return proposal._replace(snapshot=replace(proposal.snapshot, spending=spending))


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

    async def start(
        self, tenant_id: str, campaign_id: str, *, assumed: Assumed, from_ms: int, to_ms: int, actor_id: str
    ) -> ForecastRow:
        """Begin a forecast of the campaign's newest revision, and return it as it stands after two seconds at most.

        Raises ``Unavailable`` where the tenant has enough of them in the queue, ``NotFound`` for a model that is not there.
        """
        if self._asked[tenant_id] >= MOST_OF_A_TENANT:
            raise Unavailable(
                f"{MOST_OF_A_TENANT} forecasts are being made already",
                retry_after_s=30,
                remedy="Wait for one of them, and ask again.",
            )
        self._asked[tenant_id] += 1
        try:
            terms = await self._stage.terms(assumed.model_version)
            proposal, forecast_id = await self._begun(tenant_id, campaign_id, from_ms, to_ms, actor_id)
        except BaseException:
            self._asked[tenant_id] -= 1
            raise
        wanted = Wanted(
            proposal=as_assumed(proposal, assumed), assumed=assumed, terms=terms, from_ms=from_ms, to_ms=to_ms
        )
        task = asyncio.get_running_loop().create_task(self._make(tenant_id, forecast_id, wanted))
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

    async def _make(self, tenant_id: str, forecast_id: str, wanted: Wanted) -> None:
        result, problem = None, ""
        try:
            async with self._beating(tenant_id, forecast_id) as say, self._turn:
                say(0.0)
                result = await self._made(tenant_id, wanted, say)
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

    async def _made(self, tenant_id: str, wanted: Wanted, say: Progress) -> Forecast:
        scene = await self._stage.scene(
            tenant_id, changed=wanted.proposal.snapshot, from_ms=wanted.from_ms, to_ms=wanted.to_ms
        )
        return await asyncio.to_thread(lambda: wanted.forecast(scene, made_at_ms=self._clock_ms(), say=say))
