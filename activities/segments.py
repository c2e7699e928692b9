"""The effects of keeping segments up to date. Each may run again after it has had its effect."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

from sqlmodel.ext.asyncio.session import AsyncSession
from temporalio import activity

from domain.behaviour import service as behaviour
from domain.behaviour.values import CustomerEvent
from domain.journeys import service as journeys
from domain.journeys.values import Poke
from domain.segments import service
from domain.segments.audiences import service as audiences
from domain.segments.likeness import service as likeness
from domain.segments.values import ENTERED, Lookalike, Predictive
from storage.sql.database import Database
from workflows.contracts import segments as contract
from workflows.contracts.segments import (
    KeeperInput,
    Looked,
    OneSegment,
    PeopleRange,
    PeopleRefreshed,
    RefreshClosed,
    RefreshInput,
    RefreshOpened,
    RefreshProgress,
)

PEOPLE_A_TRANSACTION: Final = 500
"""Enough to spread the cost of a statement, few enough for others to get in between on SQLite."""
TRANSACTIONS_A_TRY: Final = 40


class SegmentActivities:
    """``poke`` has journeys look for work once a transaction that gives them some is committed."""

    def __init__(
        self,
        database: Database,
        *,
        poke: Callable[[str, Collection[Poke]], None],
        clock_ms: Callable[[], int],
    ) -> None:
        self._database = database
        self._poke = poke
        self._clock_ms = clock_ms

    @property
    def all(self) -> Sequence[Callable[..., Any]]:
        return [self.look, self.open_refresh, self.fit, self.refresh_people, self.close_refresh]

    @activity.defn(name=contract.LOOK.name)
    async def look(self, tenant: KeeperInput) -> Looked:
        """Let everything end that time has ended, and say what is due next."""
        looked_at = changed = 0
        for _ in range(TRANSACTIONS_A_TRY):
            now_ms = self._clock_ms()
            async with self._database.tenant(tenant.tenant_id) as session:
                due, events = await service.evaluate_due(session, now_ms=now_ms, limit=PEOPLE_A_TRANSACTION)
                pokes = await tell(session, events, now_ms=now_ms)
            self._poke(tenant.tenant_id, pokes)
            activity.heartbeat()
            looked_at, changed = looked_at + due, changed + len(events)
            if due < PEOPLE_A_TRANSACTION:
                break
        async with self._database.reading(tenant.tenant_id) as session:
            return Looked(
                looked_at=looked_at,
                changed=changed,
                refresh=tuple(await audiences.due_for_refresh(session, now_ms=self._clock_ms())),
                next_due_at_ms=await service.next_due_ms(session),
                is_over=not (await audiences.catalogue(session)).segments,
            )

    @activity.defn(name=contract.OPEN_REFRESH.name)
    async def open_refresh(self, refresh: RefreshInput) -> RefreshOpened:
        async with self._database.tenant(refresh.tenant_id) as session:
            await service.open_refresh(session, refresh.refresh_id, refresh.segments, now_ms=self._clock_ms())
            catalogue = await audiences.catalogue(session)
        return RefreshOpened(
            scored=tuple(
                one
                for one in catalogue.order
                if one in refresh.segments
                and not catalogue.segments[one].is_archived
                and isinstance(catalogue.segments[one].definition.members, Lookalike | Predictive)
            )
        )

    @activity.defn(name=contract.FIT.name)
    async def fit(self, one: OneSegment) -> None:
        """Fit a segment's model; where that is impossible, the reason is kept in its place."""
        now_ms = self._clock_ms()
        async with self._database.reading(one.tenant_id) as session:
            segment = (await audiences.catalogue(session)).segments.get(one.segment_id)
            if segment is None or segment.is_archived:
                return
            model, report = await likeness.fit(session, segment, now_ms=now_ms)
        async with self._database.tenant(one.tenant_id) as session:
            await audiences.put_model(session, segment, model, report, now_ms=now_ms)

    @activity.defn(name=contract.REFRESH_PEOPLE.name)
    async def refresh_people(self, people: PeopleRange) -> PeopleRefreshed:
        """Look at the next thousands, page by page; every page is on record with its changes, so a retry goes on after it."""
        async with self._database.reading(people.tenant_id) as session:
            refresh = await audiences.get_refresh(session, people.refresh_id)
        for _ in range(TRANSACTIONS_A_TRY):
            if refresh.is_through:
                break
            now_ms = self._clock_ms()
            async with self._database.tenant(people.tenant_id) as session:
                done = await service.refresh_range(
                    session, people.segments, after=refresh.after, limit=PEOPLE_A_TRANSACTION, now_ms=now_ms
                )
                pokes = await tell(session, done.events, now_ms=now_ms)
                kinds = Counter(event.name for event in done.events)
                refresh = await audiences.note_progress(
                    session,
                    people.refresh_id,
                    after=done.after,
                    people=done.people,
                    entered=kinds[ENTERED],
                    left=len(done.events) - kinds[ENTERED],
                    now_ms=now_ms,
                )
            self._poke(people.tenant_id, pokes)
            activity.heartbeat(refresh.people_done)
        return PeopleRefreshed(
            progress=RefreshProgress(people=refresh.people_done, entered=refresh.entered, left=refresh.left),
            is_through=refresh.is_through,
        )

    @activity.defn(name=contract.CLOSE_REFRESH.name)
    async def close_refresh(self, closed: RefreshClosed) -> None:
        async with self._database.tenant(closed.tenant_id) as session:
            await service.close_refresh(session, closed.refresh_id, failure=closed.failure, now_ms=self._clock_ms())


async def tell(session: AsyncSession, events: Sequence[CustomerEvent], *, now_ms: int) -> Collection[Poke]:
    """Put changes of membership on record and before journeys, in the transaction that made them."""
    new = await behaviour.record(session, events)
    return await journeys.arrived(session, new, now_ms=now_ms)
