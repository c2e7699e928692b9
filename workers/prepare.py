"""``campaign-express prepare``: bring schemas, streams and buckets to what this version expects. Safe to repeat."""

from domain.records import JOURNEYS_STORE, MAIN_STORE, MONEY_STORE
from storage.nats.connection import connect
from storage.nats.streams import ensure_streams
from storage.sql.database import Database
from workers.process import Process


async def run_prepare(process: Process) -> None:
    """SQL first, then NATS. Raises ``Unavailable`` when one of them does not answer."""
    settings = process.settings
    for store, url in (
        (MAIN_STORE, settings.sql.url),
        (MONEY_STORE, settings.sql.money_url or settings.sql.url),
        (JOURNEYS_STORE, settings.sql.journeys_url or settings.sql.url),
    ):
        database = Database.open(url, store=store)
        try:
            await database.migrate()
        finally:
            await database.close()
        process.log.info("schema is up to date", store=store)

    connection = await connect(settings.nats.url, "prepare")
    try:
        await ensure_streams(connection.jetstream())
    finally:
        await connection.close()
    process.log.info("streams and buckets are up to date")
