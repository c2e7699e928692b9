"""The rates in force in SQL, brought to the bucket if whoever put them could not."""

from domain.rates.service import current_table
from storage.nats.rates import Rates
from storage.sql.database import Database


class PublishingRates:
    """Each ``step`` publishes the table in force; one that is there already changes nothing."""

    def __init__(self, database: Database, rates: Rates) -> None:
        self._database = database
        self._rates = rates

    async def step(self) -> bool:
        """Raises ``Unavailable``."""
        async with self._database.platform_reading() as session:
            table = await current_table(session)
        if table.revision:
            await self._rates.publish(table)
        return False
