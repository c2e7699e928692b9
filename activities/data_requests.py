"""The effects of what somebody asks about themselves. Each may run again after it has had its effect."""

import asyncio
import contextlib
import traceback
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, Final

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.alive import heartbeats
from activities.personal.archives import Draft, join
from activities.personal.exports import Exports
from activities.personal.gathering import about, gather
from activities.personal.place import Place
from domain.acting import act_as
from domain.contacts.values import IdentityKind
from domain.errors import CampaignExpressError, Conflict, Unavailable
from domain.identity import service as identity
from domain.identity.holders.service import who_may
from domain.identity.values import Permission
from domain.notifications import service as notifications
from domain.notifications.values import News, NewsKind
from domain.privacy.places.values import Subject
from domain.privacy.requests import rules, service
from domain.privacy.requests.values import ARCHIVE_KEPT_MS, RequestKind, RequestState
from storage.sql import leftovers
from storage.sql.database import Database
from workflows.contracts import data_requests as contract
from workflows.contracts.data_requests import (
    Certify,
    Gathered,
    Looked,
    Pack,
    Part,
    PlaceOf,
    RequestRef,
    Standing,
    Trouble,
)

ACTOR: Final = "system:privacy"


class PlaceActivities:
    """Looks through ``places``, which this process can reach, for the person of a request."""

    def __init__(
        self, main: Database, places: Sequence[Place], exports: Exports, *, clock_ms: Callable[[], int]
    ) -> None:
        self._main = main
        self._places = {place.name: place for place in places}
        self._exports = exports
        self._clock_ms = clock_ms

    @property
    def all(self) -> Sequence[Callable[..., Any]]:
        return [self.find, self.read, self.erase, self.look_again]

    @activity.defn(name=contract.FIND.name)
    async def find(self, where: PlaceOf) -> None:
        """Put on record what a place holds, before anything goes."""
        subject = await self._subject(where)
        async with heartbeats(contract.HEARTBEAT), wordless():
            found = await self._places[where.place].find(subject)
        async with self._main.tenant(where.tenant_id) as session:
            await service.note_found(session, where.request_id, where.place, found, now_ms=self._clock_ms())

    @activity.defn(name=contract.ERASE.name)
    async def erase(self, where: PlaceOf) -> None:
        subject = await self._subject(where)
        async with heartbeats(contract.HEARTBEAT), wordless():
            await self._places[where.place].erase(subject)

    @activity.defn(name=contract.LOOK_AGAIN.name)
    async def look_again(self, where: PlaceOf) -> Looked:
        """What a place still holds, and whether that may stay."""
        subject = await self._subject(where)
        async with heartbeats(contract.HEARTBEAT), wordless():
            left = await self._places[where.place].find(subject)
        async with self._main.tenant(where.tenant_id) as session:
            await service.note_left(session, where.request_id, where.place, left, now_ms=self._clock_ms())
        return Looked(left=sum(number for kind, number in left.counts.items() if kind not in left.kept))

    @activity.defn(name=contract.READ.name)
    async def read(self, where: PlaceOf) -> Part:
        """Keep what a place holds as a file of its own, for the archive. Raises ``InvalidInput`` where none are kept."""
        subject = await self._subject(where)
        async with heartbeats(contract.HEARTBEAT), wordless(), self._exports.making() as directory:
            draft = Draft(directory, where.place)
            async for kind, rows in self._places[where.place].read(subject):
                await asyncio.to_thread(draft.add, kind, rows)
            if not draft.rows:
                return Part(place=where.place)
            path = await asyncio.to_thread(draft.packed, where.request_id)
            part = await self._exports.keep(where.tenant_id, where.request_id, path)
        return Part(place=where.place, sha256=part.sha256, rows=draft.rows)

    async def _subject(self, where: PlaceOf) -> Subject:
        act_as(ACTOR, tenant_id=where.tenant_id)
        async with self._main.reading(where.tenant_id) as session:
            row = await service.get(session, where.request_id)
        if RequestState(row.state) not in rules.OPEN:
            raise Conflict(f"the request is {row.state} already")
        return service.subject_of(row)


class RequestActivities:
    """A request's life, from the first look to the certificate or the archive."""

    def __init__(self, main: Database, journeys: Database, exports: Exports, *, clock_ms: Callable[[], int]) -> None:
        self._main = main
        self._journeys = journeys
        self._exports = exports
        self._clock_ms = clock_ms

    @property
    def all(self) -> Sequence[Callable[..., Any]]:
        return [self.look, self.gather, self.certify, self.pack, self.remove_archive, self.note_trouble]

    @activity.defn(name=contract.LOOK.name)
    async def look(self, ref: RequestRef) -> Standing:
        """Where it stands; whoever has to know that it is nearly due is told."""
        act_as(ACTOR, tenant_id=ref.tenant_id)
        async with self._main.tenant(ref.tenant_id) as session:
            due = await service.reminder(session, ref.request_id, now_ms=self._clock_ms())
            await service.let_lapse(session, ref.request_id, now_ms=self._clock_ms())
            row = await service.get(session, ref.request_id)
            if due is not None:
                news = News(
                    key=f"{row.id}/{due.number}",
                    kind=NewsKind.DATA_REQUEST,
                    subject_id=row.id,
                    title="A person waits for an answer",
                    text=f"Their {row.kind} is {row.state} and "
                    + (f"due in {due.due_in_days} days." if due.due_in_days else "due now."),
                )
                holders = await who_may(session, Permission.PRIVACY_WRITE)
                await notifications.tell(session, sorted(holders), news, now_ms=self._clock_ms())
        is_open = RequestState(row.state) in rules.OPEN
        return Standing(
            kind=row.kind,
            state=row.state,
            remind_at_ms=rules.next_reminder_at_ms(row.due_at_ms, row.reminders) if is_open else None,
            archive_until_ms=row.archive_until_ms if row.archive_sha256 else None,
            is_certified=bool(row.certificate),
            ends=not is_open and not row.archive_sha256,
        )

    @activity.defn(name=contract.GATHER.name)
    async def gather(self, ref: RequestRef) -> Gathered:
        """What the round is about, and where it goes. Nothing is left of what an earlier round of an export has read.

        Raises ``Conflict`` where somebody who is to be erased works with the product under one of their addresses.
        """
        act_as(ACTOR, tenant_id=ref.tenant_id)
        async with self._main.reading(ref.tenant_id) as session:
            row = await service.get(session, ref.request_id)
        async with wordless():
            subject = await gather(self._main, self._journeys, service.subject_of(row))
        if row.kind == RequestKind.ERASURE:
            await self._refuse_colleagues(subject)
        await self._exports.clear(ref.tenant_id, ref.request_id)
        async with self._main.tenant(ref.tenant_id) as session:
            await service.begin(session, ref.request_id, subject)
        return Gathered(places=contract.PLACES)

    @activity.defn(name=contract.CERTIFY.name)
    async def certify(self, order: Certify) -> None:
        """Write the certificate, forget whom it is about, leave nothing of them in the file that said so, and only then be done.

        Done again after it was killed in between, it no longer knows what to look for, and has the whole file written anew.
        """
        act_as(ACTOR, tenant_id=order.tenant_id)
        async with self._main.reading(order.tenant_id) as session:
            row = await service.get(session, order.request_id)
            subject, unchecked = service.subject_of(row), await service.unchecked(session)
        async with heartbeats(contract.HEARTBEAT), wordless():
            if row.certificate:
                await leftovers.rewrite(self._main)
            else:
                overtaken = await about(self._journeys, subject, unchecked)
                async with self._main.tenant(order.tenant_id) as session:
                    await service.certify(
                        session, order.request_id, order.places, overtaken=overtaken, now_ms=self._clock_ms()
                    )
                await leftovers.wipe(self._main, subject)
        async with self._main.tenant(order.tenant_id) as session:
            await service.close_erasure(session, order.request_id)

    @activity.defn(name=contract.PACK.name)
    async def pack(self, order: Pack) -> None:
        """One archive of all parts, which go."""
        act_as(ACTOR, tenant_id=order.tenant_id)
        async with self._main.reading(order.tenant_id) as session:
            is_packed = (await service.get(session, order.request_id)).state == RequestState.DONE
        async with heartbeats(contract.HEARTBEAT):
            if not is_packed:
                await self._pack(order)
            await self._exports.clear(order.tenant_id, order.request_id)

    @activity.defn(name=contract.REMOVE_ARCHIVE.name)
    async def remove_archive(self, ref: RequestRef) -> None:
        act_as(ACTOR, tenant_id=ref.tenant_id)
        await self._exports.remove_archive(ref.tenant_id, ref.request_id)

    @activity.defn(name=contract.NOTE_TROUBLE.name)
    async def note_trouble(self, trouble: Trouble) -> None:
        """And let go of what the round has read; where files are away, the next round does."""
        act_as(ACTOR, tenant_id=trouble.tenant_id)
        async with self._main.tenant(trouble.tenant_id) as session:
            await service.end_round(session, trouble.request_id, trouble.why)
        with contextlib.suppress(Unavailable):
            await self._exports.clear(trouble.tenant_id, trouble.request_id)

    async def _refuse_colleagues(self, subject: Subject) -> None:
        async with self._main.reading(subject.tenant_id) as session:
            for kind, value in subject.identities:
                if kind == IdentityKind.EMAIL:
                    user = await identity.find_user(session, subject.tenant_id, value)
                    if user is not None and user.disabled_at_ms is None:
                        raise Conflict(
                            "somebody under an address of theirs works with the product: lock the account out"
                        )

    async def _pack(self, order: Pack) -> None:
        now_ms, parts = self._clock_ms(), []
        async with self._exports.making() as directory:
            for part in sorted(order.parts, key=lambda each: each.place):
                parts.append(directory / part.sha256)
                await self._exports.fetch(order.tenant_id, part.sha256, parts[-1])
            path = directory / "archive.zip"
            facts = {"request": order.request_id, "tenant": order.tenant_id, "made_at_ms": now_ms}
            await asyncio.to_thread(join, parts, path, facts, made_at_ms=now_ms)
            archive = await self._exports.keep(order.tenant_id, order.request_id, path)
        until_ms = now_ms + ARCHIVE_KEPT_MS
        async with self._main.tenant(order.tenant_id) as session:
            await service.close_export(session, order.request_id, *archive, until_ms=until_ms, now_ms=now_ms)


@contextlib.asynccontextmanager
async def wordless() -> AsyncIterator[None]:
    """What fails unexpectedly is told by its kind and place alone: its own words may name the person, and histories are kept."""
    try:
        yield
    except (CampaignExpressError, asyncio.CancelledError):
        raise
    except Exception as error:  # noqa: BLE001 -- whatever it is, in words of ours
        at = traceback.extract_tb(error.__traceback__)[-1]
        raise ApplicationError(f"{type(error).__name__} in {at.name}, line {at.lineno}") from None
