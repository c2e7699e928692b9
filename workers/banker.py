"""The banker: the only process that writes leases and settlements.

It takes the epoch in SQL when it starts, which stops any banker before it: every transaction of a banker holds its epoch
to the commit. All its memory is in SQL and in the stream, so it may be killed at any point and started again.
"""

import asyncio
import os
import socket
import time

from domain.budgets.repository import paces
from domain.budgets.rules import LeaseTerms
from domain.budgets.service import take_epoch
from domain.budgets.values import Superseded
from domain.events.values import EventType
from domain.records import MONEY_STORE
from storage.nats.changes import ChangesTeller
from storage.nats.connection import connect as connect_nats
from storage.nats.event_feed import EventFeed
from storage.nats.subjects import bid_event
from storage.redis.spend import SpendView
from storage.sql.database import Database
from workers.banking.exhaustion import ExhaustionToWorkflows
from workers.banking.outbox import SettlementsToStream, SpendToRedis
from workers.banking.pacing import PACE_S, PaceBook, Pacing
from workers.banking.settling import Settling
from workers.banking.teller import Teller
from workers.process import Process
from workers.steady import steadily
from workers.temporal import connect as connect_temporal

FEED = "banker"
SWEEP_S = 1.0
TELL_S = 0.25


async def run_banker(process: Process, *, terms: LeaseTerms | None = None) -> None:
    """Bank until ``process.stopping``, or until another banker takes over.

    SQL and NATS must be there to begin with (``Unavailable`` otherwise) and are waited for afterwards; Redis and Temporal
    may be away at any time: what they are to be told is kept.
    """
    settings = process.settings
    terms = terms or LeaseTerms(grace_ms=settings.notices.grace_ms)
    database = Database.open(settings.sql.money_url or settings.sql.url, store=MONEY_STORE)
    connection = await connect_nats(settings.nats.url, "banker")
    database.tell = ChangesTeller(connection).tell
    spend = SpendView(settings.redis.counters_url)
    temporal = await connect_temporal(settings.temporal, identity="banker")
    try:
        async with database.platform() as session:
            holder = f"{socket.gethostname()}:{os.getpid()}"
            epoch = await take_epoch(session, holder=holder, now_ms=_clock_ms())
        process.log.info("took the epoch", epoch=epoch)

        js = connection.jetstream()
        feed = EventFeed.durable(js, FEED, [bid_event("*", EventType.BILL, "*")], clock_ms=_clock_ms)
        async with database.platform_reading() as session:
            book = PaceBook(await paces(session))
        teller = Teller(connection, database, book, epoch=epoch, terms=terms, clock_ms=_clock_ms)
        pacing = Pacing(book, database, epoch=epoch, clock_ms=_clock_ms)
        settling = Settling(feed, database, epoch=epoch, terms=terms, clock_ms=_clock_ms)
        to_stream = SettlementsToStream(js, database, epoch=epoch)
        to_redis = SpendToRedis(spend, database, clock_ms=_clock_ms)
        to_workflows = ExhaustionToWorkflows(temporal, database, epoch=epoch, clock_ms=_clock_ms)
        await feed.open()
        await teller.open()
        process.ready()
        try:
            async with asyncio.TaskGroup() as occupations:
                for step, every_s in (
                    (teller.step, TELL_S),
                    (settling.settle, TELL_S),
                    (settling.sweep, SWEEP_S),
                    (pacing.step, PACE_S),
                    (to_stream.step, TELL_S),
                    (to_redis.step, TELL_S),
                    (to_workflows.step, TELL_S),
                ):
                    occupations.create_task(steadily(step, stopping=process.stopping, every_s=every_s))
        except* Superseded as superseded:
            process.log.warning("stopping", reason=str(superseded.exceptions[0]))
        await feed.close()
    finally:
        await connection.close()
        await spend.close()
        await database.close()


def _clock_ms() -> int:
    return time.time_ns() // 1_000_000
