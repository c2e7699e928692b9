"""What bidders convert by, score with and hold back at the moment, for those who replay their requests."""

from pathlib import Path

from nats.js import JetStreamContext

from bidding.inference.engine import Engine
from bidding.inference.loading import load_engine
from domain.budgets import service as budgets
from domain.inference.values import SHIPPED
from domain.pacing.values import Participation
from domain.rates.values import RateTable, shipped_rates
from storage.nats.models import Models
from storage.nats.rates import Rates
from storage.sql import Database


class InForce:
    """``shipped_model`` scores as long as the registry has no live version. Everything raises ``Unavailable``."""

    def __init__(self, js: JetStreamContext, money: Database, shipped_model: Path) -> None:
        self._rates = Rates(js)
        self._models = Models(js)
        self._money = money
        self._shipped_model = shipped_model
        self._loaded: tuple[str, Engine] | None = None

    async def rates(self) -> RateTable:
        return await self._rates.get() or shipped_rates()

    async def engine(self) -> Engine:
        """Of the live version, on this machine's CPU whatever bidders run it on; kept until another one is live."""
        roles, _ = await self._models.all()
        if self._loaded is None or self._loaded[0] != roles.live:
            self._loaded = roles.live, await self.engine_of(roles.live)
        return self._loaded[1]

    async def engine_of(self, version: str) -> Engine:
        """Of any version, live or not. Raises ``NotFound``."""
        return load_engine("fused", self._shipped_model if version == SHIPPED else await self._models.fetch(version))

    async def shares(self) -> list[Participation]:
        """Of every campaign that pacing holds back."""
        async with self._money.platform_reading() as session:
            return await budgets.shares(session)
