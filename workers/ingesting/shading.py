"""Learning the landscape of first-price auctions, in one place for all bidders.

It is learned anew from analytics each time, over the last two days at most, so there is nothing to lose: whoever starts
next learns the same. It runs beside the event writer, wherever ClickHouse is at hand.
"""

from collections.abc import Callable
from typing import Final

import structlog
from prometheus_client import Gauge

from domain.budgets.values import BID_LIFE_MS
from domain.errors import Conflict
from domain.shading.rules import learn
from domain.shading.values import Landscape
from storage.clickhouse.client import Analytics
from storage.clickhouse.shading import observations
from storage.nats.landscapes import Landscapes

LEARN_EVERY_S: Final = 300.0
LEARN_FROM_MS: Final = 2 * 86_400_000

_markets = Gauge("campaign_express_landscape_markets", "Markets of first-price auctions that are known.", ["exchange"])
_log = structlog.get_logger(__name__)


class LearningLandscapes:
    """Each ``step`` publishes the landscape of every exchange with first-price auctions lately.

    ``settled_ms`` is how old a bid must be for its silence to mean that it lost.
    """

    def __init__(
        self,
        analytics: Analytics,
        landscapes: Landscapes,
        *,
        clock_ms: Callable[[], int],
        settled_ms: int = BID_LIFE_MS,
    ) -> None:
        self._analytics = analytics
        self._landscapes = landscapes
        self._clock_ms = clock_ms
        self._settled_ms = settled_ms

    async def step(self) -> bool:
        """Learn and publish; False, since there is nothing more to do at once. Raises ``Unavailable``."""
        now_ms = self._clock_ms()
        seen = await observations(self._analytics, from_ms=now_ms - LEARN_FROM_MS, to_ms=now_ms - self._settled_ms)
        for exchange_id, told in seen.items():
            markets = learn(told)
            if not markets:
                continue
            try:
                await self._landscapes.publish(
                    Landscape(exchange_id=exchange_id, learned_at_ms=now_ms, markets=markets)
                )
            except Conflict:
                _log.warning("another process publishes landscapes", exchange=exchange_id)
                continue
            _markets.labels(exchange_id).set(len(markets))
            _log.info("landscape learned", exchange=exchange_id, markets=len(markets))
        return False
