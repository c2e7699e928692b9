"""A bidder's accountability: the sample it publishes, and the questions it answers."""

from functools import partial

from nats.aio.client import Client
from nats.js import JetStreamContext

from bidding.accountability.explaining import ExplainAgent
from bidding.accountability.sampling import Sampler
from bidding.agents.desk import BidDesk
from bidding.agents.exchanges import ExchangeDirectory
from bidding.processor import BidProcessor
from storage.nats.accounting import publish_sampled
from workers.settings import Accountability


class BidderAccounts:
    """``sampler`` is for the processor, which is then handed to ``start``."""

    def __init__(
        self,
        settings: Accountability,
        bidder_id: str,
        *,
        connection: Client,
        js: JetStreamContext,
        exchanges: ExchangeDirectory,
    ) -> None:
        self.sampler = Sampler(trace_every=settings.trace_every, record_every=settings.record_every)
        self._connection = connection
        self._exchanges = exchanges
        self._publish = partial(publish_sampled, js, bidder_id)
        self._agent: ExplainAgent | None = None

    async def start(self, processor: BidProcessor, desk: BidDesk) -> None:
        """Publish the sample from now on, and explain to those who ask; bids are made at ``desk``. Raises ``Unavailable``."""
        self.sampler.start(processor.accountant.account, self._publish)
        self._agent = ExplainAgent(self._connection, desk, processor.accountant, self._exchanges)
        await self._agent.start()

    async def close(self) -> None:
        if self._agent is not None:
            await self._agent.stop()
        await self.sampler.close()
