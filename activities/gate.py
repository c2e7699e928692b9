"""Asking the go-live gate on behalf of the activities that put a revision on air."""

from collections.abc import Callable
from typing import NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.golive import service as golive
from domain.golive.looks.service import BrandLooks
from domain.golive.service import Look
from domain.golive.values import Wish
from domain.rates.service import current_table
from domain.rates.values import RateTable
from storage.sql.database import Database


class Asked(NamedTuple):
    """What was fetched and judged for a revision before the transaction that lets it through."""

    campaign_id: str
    wish: Wish
    revision: int | None
    rates: RateTable
    look: Look
    now_ms: int

    async def pass_gate(self, session: AsyncSession) -> None:
        """Raises ``GateClosed`` with every reason, ``Unavailable`` when something has changed since."""
        await golive.pass_gate(
            session,
            self.campaign_id,
            self.wish,
            revision=self.revision,
            look=self.look,
            rates=self.rates,
            now_ms=self.now_ms,
        )


class Gatekeeper:
    """Images are fetched and creatives judged outside of any transaction."""

    def __init__(self, main: Database, looks: BrandLooks, *, clock_ms: Callable[[], int]) -> None:
        self._main = main
        self._looks = looks
        self._clock_ms = clock_ms

    async def ask(self, tenant_id: str, campaign_id: str, wish: Wish, *, revision: int | None = None) -> Asked:
        """``revision`` None is the approved one."""
        now_ms = self._clock_ms()
        async with self._main.platform_reading() as platform:
            rates = await current_table(platform)
        async with self._main.reading(tenant_id) as session:
            question = await golive.ask(session, campaign_id, wish, revision=revision, rates=rates, now_ms=now_ms)
        brand = await self._looks.look(tenant_id, question.kit, question.subject.pieces, question.versions)
        look = Look(question.kit.kit_id, question.kit.version, question.versions, brand)
        return Asked(campaign_id, wish, revision, rates, look, now_ms)
