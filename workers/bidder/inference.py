"""A bidder's model: from the settings and the registry to the engine that bids, and what it says of itself."""

import asyncio
import contextlib
from collections.abc import Callable
from contextlib import aclosing

from nats.js import JetStreamContext

from bidding.auction.witness import Witness
from bidding.inference.engine import Engine
from bidding.inference.keeper import ModelKeeper
from bidding.inference.model_file import MODEL_PATH
from bidding.inference.providers.choosing import Choice
from bidding.inference.providers.deferred import DeferredEngine
from bidding.inference.shadow import Shadow
from bidding.ports import Recorder
from bidding.processor import BidProcessor
from domain.errors import Unavailable
from domain.inference.values import ModelRoles, Target
from storage.nats.models import BidderAnnouncements, Models
from workers.bidder.metrics import BidderMetrics
from workers.settings import Npu


class BidderModel:
    """One bidder's model. ``start`` before its doors open; ``run`` until cancelled."""

    def __init__(
        self,
        npu: Npu,
        js: JetStreamContext,
        recorder: Recorder,
        *,
        bidder_id: str,
        node_id: str,
        clock_ms: Callable[[], int],
    ) -> None:
        self._models = Models(js)
        self._announcements = BidderAnnouncements(js)
        self._shadow = Shadow()
        self._bidder_id = bidder_id
        self._keeper = ModelKeeper(
            self._models,
            choice_of(npu),
            (npu.model_path or MODEL_PATH).read_bytes(),
            bidder_id=bidder_id,
            node_id=node_id,
            clock_ms=clock_ms,
            announce=self._announcements.announce,
            shadow=self._shadow,
        )
        self.witness = Witness(
            self._shadow,
            recorder,
            bidder_id=bidder_id,
            live=lambda: self._keeper.live,
            features_share=npu.feature_log_share,
        )

    @property
    def engine(self) -> Engine:
        return self._keeper.engine

    @property
    def cpu_engine(self) -> Engine:
        """What bids while a deferred target does not answer; the engine itself for any other."""
        engine = self._keeper.engine
        return engine.fallback if isinstance(engine, DeferredEngine) else engine

    async def start(self, processor: BidProcessor) -> None:
        """Bid with the registry's live version. Raises ``Unavailable`` when the registry cannot be read."""
        processor.witness = self.witness
        processor.accountant.scored_by = lambda: self._keeper.name
        roles, _ = await self._models.all()
        await self._keeper.start(roles, processor.reengine)

    async def run(self, processor: BidProcessor) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._follow())
                group.create_task(self._keeper.run(processor.reengine))
        finally:
            await asyncio.shield(self._farewell())

    def health(self) -> dict[str, str]:
        """What ``/health`` tells of it."""
        keeper = self._keeper
        availability = keeper.provider.availability()
        return {
            "engine": keeper.engine.name,
            "provider": keeper.provider.provider_name,
            "provider_problem": availability.reason,
            "model": keeper.live,
            "model_sha256": keeper.live_sha256,
            "model_problem": keeper.problem,
            "shadow": self._shadow.version,
        }

    def watch(self, metrics: BidderMetrics) -> None:
        compared = self._shadow
        metrics.watch(
            "inference_fallbacks",
            "Auctions scored on the CPU because the target was late or away.",
            (),
            lambda: {(): self._keeper.fallbacks},
        )
        metrics.watch(
            "shadow_auctions",
            "Auctions that the shadow scored since it was taken, by whether it would have bid for the same creative.",
            ("agrees",),
            lambda: {
                ("yes",): compared.compared.agreements,
                ("no",): compared.compared.auctions - compared.compared.agreements,
            },
        )
        metrics.watch(
            "witness_missed",
            "Sampled bids that could not be looked at, because campaigns changed or a cap was reached in between.",
            (),
            lambda: {(): self.witness.missed},
        )

    async def _follow(self) -> None:
        async with aclosing(self._models.watch()) as watching:
            async for roles in watching:
                if isinstance(roles, ModelRoles):
                    self._keeper.note(roles)

    async def _farewell(self) -> None:
        """What is not taken back goes by itself in half a minute."""
        with contextlib.suppress(Unavailable, TimeoutError):
            async with asyncio.timeout(1):
                await self._announcements.withdraw(self._bidder_id)


def choice_of(npu: Npu) -> Choice:
    target = npu.provider
    if target is Target.CPU and npu.device == "xdna":
        target = Target.XDNA
    return Choice(
        target=target,
        engine=npu.engine,
        url=npu.url,
        model_name=npu.remote_model,
        model_version=npu.remote_version,
        token=npu.token,
        ask_timeout_ms=npu.timeout_ms,
    )
