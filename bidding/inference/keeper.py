"""Keeps the model that bids what the registry says it is, without a request noticing.

A new version is fetched, checked, loaded and warmed up beside the one that bids; every live row is prepared for it
between requests; then one moment switches. Whatever fails on the way leaves the present model where it is, and is said.
"""

import asyncio
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Final, Protocol

import structlog

from bidding.inference.engine import Engine
from bidding.inference.providers.choosing import Choice, all_statuses, make_provider
from bidding.inference.providers.deferred import DeferredEngine
from bidding.inference.providers.provider import CoLaNetProvider
from bidding.inference.shadow import Shadow
from domain.errors import CampaignExpressError, Unavailable
from domain.inference.values import SHIPPED, BidderInference, ModelRoles

ANNOUNCE_EVERY_S: Final = 10.0
RECHECK_EVERY_S: Final = 5.0

_log = structlog.get_logger(__name__)


class Registry(Protocol):
    """Where models come from; raises ``Unavailable`` or ``NotFound``."""

    async def fetch(self, version: str) -> bytes: ...


Reengine = Callable[[Engine], Awaitable[None]]
"""Makes an engine the one that bids, and returns when it does."""
Announce = Callable[[BidderInference], Awaitable[None]]


class ModelKeeper:
    """Begins with the ``shipped`` model; ``follow`` takes the roles from the registry as they come.

    ``provider`` is what bids now, of version ``live``; ``problem`` says why that is not what the registry asks for.
    """

    def __init__(
        self,
        registry: Registry,
        choice: Choice,
        shipped: bytes,
        *,
        bidder_id: str,
        node_id: str,
        clock_ms: Callable[[], int],
        announce: Announce,
        shadow: Shadow,
    ) -> None:
        self._registry = registry
        self._choice = choice
        self._shipped = shipped
        self._bidder_id = bidder_id
        self._node_id = node_id
        self._clock_ms = clock_ms
        self._announce = announce
        self._shadow = shadow
        self._roles = ModelRoles()
        self._changed = asyncio.Event()
        self._earlier_fallbacks = 0
        self._away = ""
        self.provider: CoLaNetProvider = make_provider(choice, shipped)
        self.live = SHIPPED
        self.live_sha256 = sha256(shipped).hexdigest()
        self.problem = ""

    @property
    def engine(self) -> Engine:
        return self.provider.engine

    @property
    def name(self) -> str:
        """What answers, as ``/health`` and traces tell it."""
        return f"{self.provider.provider_name} {self.live}"

    async def start(self, roles: ModelRoles, reengine: Reengine) -> None:
        """Be ready to bid with what the registry says, or with the shipped model where that cannot be had."""
        self._roles = roles
        await self._warm(self.provider)
        await self._obey(roles, reengine)

    def note(self, roles: ModelRoles) -> None:
        """Follow these from now on."""
        if roles.revision > self._roles.revision:
            self._roles = roles
            self._changed.set()

    async def run(self, reengine: Reengine) -> None:
        """Obey changes, look after a target that is away, and announce what there is; until cancelled."""
        loop = asyncio.get_running_loop()
        announce_at = loop.time()
        try:
            while True:
                if loop.time() >= announce_at:
                    announce_at = loop.time() + ANNOUNCE_EVERY_S
                    await self._tell()
                if await self._waited(min(RECHECK_EVERY_S, max(0.0, announce_at - loop.time()))):
                    await self._obey(self._roles, reengine)
                    announce_at = loop.time()
                else:
                    await self._look_after(reengine)
        finally:
            await self.provider.close()

    def status(self) -> BidderInference:
        return BidderInference(
            bidder_id=self._bidder_id,
            node_id=self._node_id,
            at_ms=self._clock_ms(),
            provider=self.provider.provider_name,
            live=self.live,
            live_sha256=self.live_sha256,
            shadow=self._shadow.version,
            problem=self.problem,
            fallbacks=self.fallbacks,
            providers=all_statuses(self.provider),
        )

    @property
    def fallbacks(self) -> int:
        """Auctions that a deferred target did not score in time, since the start."""
        engine = self.provider.engine
        return self._earlier_fallbacks + (engine.fallbacks if isinstance(engine, DeferredEngine) else 0)

    async def _waited(self, at_most_s: float) -> bool:
        """Whether the roles changed meanwhile."""
        try:
            async with asyncio.timeout(at_most_s):
                await self._changed.wait()
        except TimeoutError:
            return False
        self._changed.clear()
        return True

    async def _look_after(self, reengine: Reengine) -> None:
        """Try again what could not be had; and make sure that a target elsewhere still runs this model."""
        if self._roles.live != self.live or self._roles.shadow != self._shadow.version:
            await self._obey(self._roles, reengine)
        if self.provider.capabilities.deferred:
            await self._warm(self.provider)

    async def _obey(self, roles: ModelRoles, reengine: Reengine) -> None:
        self.problem = ""
        try:
            if roles.live != self.live:
                await self._change(roles.live, reengine)
            if roles.shadow != self._shadow.version:
                model = await self._model(roles.shadow) if roles.shadow else b""
                self._shadow.take(roles.shadow, model, roles.shadow_share)
            elif roles.shadow_share != self._shadow.share:
                self._shadow.watch(roles.shadow_share)
        except CampaignExpressError as error:
            self.problem = error.message
            _log.error("a model cannot be used", live=roles.live, shadow=roles.shadow, error=error.message)
        except Exception as error:  # noqa: BLE001 - whatever a model file does, the present one goes on bidding
            self.problem = f"{type(error).__name__}: {error}"
            _log.exception("a model cannot be used", live=roles.live, shadow=roles.shadow)

    async def _change(self, version: str, reengine: Reengine) -> None:
        model = await self._model(version)
        provider = make_provider(self._choice, model)
        await self._warm(provider)
        await reengine(provider.engine)
        former, self.provider = self.provider, provider
        self._earlier_fallbacks += former.engine.fallbacks if isinstance(former.engine, DeferredEngine) else 0
        self.live, self.live_sha256 = version, sha256(model).hexdigest()
        _log.info("model", version=version, provider=provider.provider_name, sha256=self.live_sha256)
        if isinstance(former.engine, DeferredEngine):
            await former.engine.batcher.close()
        await former.close()

    async def _model(self, version: str) -> bytes:
        return self._shipped if version == SHIPPED else await self._registry.fetch(version)

    async def _warm(self, provider: CoLaNetProvider) -> None:
        """A target that is away is not fatal: the CPU answers for it, and ``availability`` says so."""
        try:
            await provider.warm_up()
        except Unavailable as error:
            if error.message != self._away:
                _log.warning("the CPU answers for an absent target", target=provider.target, error=error.message)
            self._away = error.message
        else:
            self._away = ""

    async def _tell(self) -> None:
        try:
            await self._announce(self.status())
        except Unavailable as error:
            _log.info("inference not announced", error=error.message)
