"""Dry runs over many people and simulations of one. What they write is the record of a dry run; nothing is handed over."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession
from temporalio import activity

from activities.problems import problems_of
from activities.rehearsing import RehearsalMail, Stage, figures, keeper_of, stage
from activities.routes import Vendors
from domain.contacts import service as contacts
from domain.contacts.rules import changed
from domain.contacts.values import Contact
from domain.content.connected import service as connected
from domain.content.connected.values import Asked, Fetcher, Source
from domain.content.service import TemplateShelf
from domain.journeys.rehearsals import service
from domain.journeys.rehearsals.rules import Tally, counts_of, is_drawn
from domain.journeys.rehearsals.tables import RehearsalRow
from domain.journeys.rehearsals.values import INVENTED, Problem, Simulated, Simulation
from domain.journeys.rehearsals.values import Stage as Standing
from domain.journeys.travellers.values import Entrant
from domain.journeys.values import JourneyDefinition, ScheduleTrigger, SegmentTrigger
from domain.journeys.walks.service import Walk
from domain.journeys.walks.values import Figure
from domain.sealing import Sealer
from domain.segments import service as segments
from domain.segments.audiences import service as audiences
from storage.sql.database import Database
from workflows.contracts import rehearsals as contract
from workflows.contracts.rehearsals import RehearsalFailed, RehearsalProgress, RehearsalRef

PEOPLE_A_PAGE: Final = 200
"""Taken through together, between two looks at whether somebody stopped it."""
MET_AT_ONCE: Final = 2_000
PAGES_A_TRY: Final = 100
DAY_MS: Final = 86_400_000
_ROUNDS: Final = 3
CAUSE: Final = "rehearsal"


class Rehearsals:
    """``fetcher`` gets connected content for simulations; dry runs take it to be empty."""

    def __init__(
        self,
        journeys: Database,
        vendors: Vendors,
        sealer: Sealer,
        *,
        clock_ms: Callable[[], int],
        fetcher: Fetcher | None = None,
        page: int = PEOPLE_A_PAGE,
    ) -> None:
        self._journeys = journeys
        self._vendors = vendors
        self._sealer = sealer
        self._clock_ms = clock_ms
        self._fetcher = fetcher
        self._page = page
        self._shelf = TemplateShelf()

    @property
    def all(self) -> Sequence[Callable[..., Any]]:
        return [self.begin, self.rehearse, self.fail]

    # One person

    async def simulate(self, tenant_id: str, asked: Simulation) -> Simulated:
        """What would happen to one person. Raises ``NotFound`` for who is unknown."""
        for _ in range(_ROUNDS):
            simulated, missing, sources = await self._simulated(tenant_id, asked)
            if not missing or self._fetcher is None:
                break
            await self._fetcher.fetch(frozenset(missing), sources)
        return simulated

    async def _simulated(self, tenant_id: str, asked: Simulation) -> tuple[Simulated, set[Asked], tuple[Source, ...]]:
        async with self._journeys.reading(tenant_id) as session:
            on = await stage(
                session,
                asked.definition,
                journey_id=asked.journey_id,
                version=asked.version,
                shelf=self._shelf,
                routes=await self._vendors.routes(session),
                prices=asked.prices,
                whole=True,
            )
            figure = await self._figure(session, on, asked)
            keeper = await keeper_of(session, on, [figure.contact], now_ms=asked.starts_at_ms)
            mail = RehearsalMail(session, on, keeper, fetcher=self._fetcher)
            walk = Walk(on.journey, figure, mail)
            if asked.is_changed:
                walk.place(asked.starts_at_ms)
            entrant = None
            if asked.enters:
                entrant = Entrant(
                    person_id=figure.contact.person_id, cause=CAUSE, at_ms=asked.starts_at_ms, context=dict(asked.event)
                )
            await walk.go(asked.happening, entrant, until_ms=asked.until_ms)
            problems = problems_of(on, await audiences.catalogue(session))
            sources = await connected.opened(session, self._sealer) if mail.asked else ()
        traveller = walk.traveller
        simulated = Simulated(
            moments=tuple(walk.moments),
            problems=problems,
            step=traveller.step if traveller is not None else "",
            status=traveller.status.value if traveller is not None else "",
            run_id=traveller.run_id if traveller is not None else "",
        )
        return simulated, mail.asked, sources

    async def _figure(self, session: AsyncSession, on: Stage, asked: Simulation) -> Figure:
        known = await contacts.get(session, asked.person_id) if asked.person_id else Contact(person_id=INVENTED)
        contact = changed(known, asked.change, now_ms=asked.starts_at_ms)
        contact = msgspec.structs.replace(
            contact,
            identities=asked.identities if asked.identities is not None else contact.identities,
            devices=asked.devices if asked.devices is not None else contact.devices,
            consents=contact.consents | asked.consents,
            created_at_ms=contact.created_at_ms or asked.starts_at_ms,
        )
        found = await figures(session, on, [contact], as_if_new=asked.as_if_new, now_ms=asked.starts_at_ms)
        figure = found[contact.person_id]
        figure.segments |= asked.segments
        return figure

    # Many people

    @activity.defn(name=contract.BEGIN.name)
    async def begin(self, ref: RehearsalRef) -> RehearsalProgress:
        """Estimate the audience, and look for what is wrong whoever comes."""
        async with self._journeys.reading(ref.tenant_id) as session:
            row = await service.existing(session, ref.rehearsal_id)
            if row.stage != Standing.RUNNING:
                return _progress(row)
            definition = service.definition_of(row)
            audience = await self._audience(session, row, definition)
            problems = await self._problems(session, row, definition)
        async with self._journeys.tenant(ref.tenant_id) as session:
            row = await service.note_start(
                session, ref.rehearsal_id, audience=audience, problems=problems, now_ms=self._clock_ms()
            )
            return _progress(row)

    @activity.defn(name=contract.REHEARSE.name)
    async def rehearse(self, ref: RehearsalRef) -> RehearsalProgress:
        """Take the next people through, page by page. Each page is on record with its counts, so a retry goes on after it."""
        async with self._journeys.reading(ref.tenant_id) as session:
            row = await service.existing(session, ref.rehearsal_id)
        for _ in range(PAGES_A_TRY):
            if row.stage != Standing.RUNNING:
                break
            page = await self._rehearsed(ref.tenant_id, row)
            async with self._journeys.tenant(ref.tenant_id) as session:
                row = await service.note_page(
                    session,
                    ref.rehearsal_id,
                    after=row.after,
                    onward=page.onward,
                    people=page.people,
                    looked_at=page.looked_at,
                    tally=page.tally,
                    now_ms=self._clock_ms(),
                )
            activity.heartbeat(row.people)
        return _progress(row)

    @activity.defn(name=contract.FAIL.name)
    async def fail(self, failed: RehearsalFailed) -> None:
        async with self._journeys.tenant(failed.tenant_id) as session:
            row = await service.existing(session, failed.rehearsal_id)
            if row.stage == Standing.RUNNING:
                now_ms = self._clock_ms()
                await service.end(session, failed.rehearsal_id, Standing.FAILED, failure=failed.failure, now_ms=now_ms)

    async def _audience(self, session: AsyncSession, row: RehearsalRow, definition: JourneyDefinition) -> int:
        segment = _segment(row, definition)
        if segment is not None:
            return await segments.count_members(session, segment)
        return (await segments.estimate(session, None, now_ms=row.starts_at_ms)).people

    async def _stage(self, session: AsyncSession, row: RehearsalRow, definition: JourneyDefinition) -> Stage:
        return await stage(
            session,
            definition,
            journey_id=row.journey_id,
            version=row.version,
            shelf=self._shelf,
            routes=await self._vendors.routes(session),
            prices=service.request_of(row).prices,
            whole=False,
        )

    async def _problems(
        self, session: AsyncSession, row: RehearsalRow, definition: JourneyDefinition
    ) -> tuple[Problem, ...]:
        return problems_of(await self._stage(session, row, definition), await audiences.catalogue(session))

    async def _rehearsed(self, tenant_id: str, row: RehearsalRow) -> "_Page":
        """The next page: who of it is drawn goes through, in memory."""
        definition, asked = service.definition_of(row), service.request_of(row)
        share = 1.0 if asked.sample is None else min(1.0, asked.sample / max(1, row.audience))
        until_ms = row.starts_at_ms + asked.days * DAY_MS
        async with self._journeys.reading(tenant_id) as session:
            met, onward, people = await self._meet(session, row, definition, share)
            on = await self._stage(session, row, definition)
            walkers = await figures(session, on, people, as_if_new=asked.as_if_new, now_ms=row.starts_at_ms)
            keeper = await keeper_of(session, on, people, now_ms=row.starts_at_ms)
            mail = RehearsalMail(session, on, keeper)
            tally = Tally()
            for person_id, figure in walkers.items():
                walk = Walk(on.journey, figure, mail)
                entrant = Entrant(person_id=person_id, cause=CAUSE, at_ms=row.starts_at_ms, context=dict(asked.event))
                await walk.go((), entrant, until_ms=until_ms)
                tally.add(counts_of(walk.moments, walk.traveller), person_id)
                await asyncio.sleep(0)  # messages of the living go first
        return _Page(onward, met, len(walkers), tally)

    async def _meet(
        self, session: AsyncSession, row: RehearsalRow, definition: JourneyDefinition, share: float
    ) -> tuple[int, str | None, list[Contact]]:
        """(how many of the audience come next, whom to go on after, those of them who are drawn)."""
        limit = min(MET_AT_ONCE, max(self._page, int(self._page / share)))
        segment = _segment(row, definition)
        if segment is not None:
            ids = await segments.members(session, segment, after=row.after, limit=limit)
            drawn = [one for one in ids if is_drawn(one, row.id, share)]
            known = await contacts.load(session, drawn)
            people = [contact for one, contact in known.items() if contact.person_id == one]
            return len(ids), (ids[-1] if len(ids) == limit else None), people
        page = await contacts.page(session, after=row.after, limit=limit)
        people = [contact for contact in page if is_drawn(contact.person_id, row.id, share)]
        return len(page), (page[-1].person_id if len(page) == limit else None), people


class _Page(NamedTuple):
    """What came of a page; ``onward`` None was the last."""

    onward: str | None
    people: int
    looked_at: int
    tally: Tally


def _segment(row: RehearsalRow, definition: JourneyDefinition) -> str | None:
    """Whose members are meant; None for everybody."""
    named = service.request_of(row).segment
    trigger = definition.trigger
    if named is None and isinstance(trigger, ScheduleTrigger | SegmentTrigger):
        return trigger.segment
    return named


def _progress(row: RehearsalRow) -> RehearsalProgress:
    return RehearsalProgress(
        audience=row.audience, people=row.people, looked_at=row.looked_at, is_over=row.stage != Standing.RUNNING
    )
