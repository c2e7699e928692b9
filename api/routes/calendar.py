"""What happens when, what gets in each other's way, and the days that are kept free."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query

from api.auth import Caller, requires
from api.state import State
from api.wire import Id, Instant, ShownInstant, View
from domain.campaigns.values import Channel
from domain.identity.values import Permission
from domain.workspace.calendar import rules, service
from domain.workspace.calendar.tables import Blackout
from domain.workspace.calendar.values import Conflict, ConflictKind, Entry, EntryKind, NewBlackout, refuse_range

router = APIRouter(prefix="/api/v1/workspace", tags=["workspace"])

MAY_READ = requires(Permission.CAMPAIGN_READ)
MAY_WRITE = requires(Permission.CAMPAIGN_WRITE)


class EntryView(View):
    """A campaign, a broadcast or a journey; an open start or end is null."""

    kind: EntryKind
    id: str
    name: str
    channels: list[Channel]
    stage: str
    starts_at: ShownInstant | None
    ends_at: ShownInstant | None
    runs_from: ShownInstant | None
    """From when on it runs: since it went live or was first published; before that by its date, and without one now at the earliest."""
    runs_to: ShownInstant | None
    """Until when: by its date, or since it was completed."""
    time_zone: str | None
    """Whose clock a campaign's dates are said by; broadcasts and journeys have none of their own."""

    @classmethod
    def of(cls, entry: Entry) -> "EntryView":
        runs_from_ms, runs_to_ms = entry.span
        return cls(
            kind=entry.kind,
            id=entry.id,
            name=entry.name,
            channels=sorted(entry.channels),
            stage=entry.stage,
            starts_at=entry.starts_at_ms,
            ends_at=entry.ends_at_ms,
            runs_from=runs_from_ms,
            runs_to=runs_to_ms,
            time_zone=entry.time_zone or None,
        )


class ConflictView(View):
    kind: ConflictKind
    entry_ids: list[str]
    from_at: ShownInstant
    to_at: ShownInstant
    shared: list[str]
    """What they meet in, at most 100 of it."""
    text: str
    remedy: str

    @classmethod
    def of(cls, one: Conflict) -> "ConflictView":
        return cls(
            kind=one.kind,
            entry_ids=list(one.entry_ids),
            from_at=one.from_ms,
            to_at=one.to_ms,
            shared=list(one.shared),
            text=one.text,
            remedy=one.remedy,
        )


class BlackoutView(NewBlackout):
    """Days kept free."""

    id: str
    created_by: str

    @classmethod
    def of(cls, row: Blackout) -> "BlackoutView":
        return cls.model_validate(
            {
                "id": row.id,
                "name": row.name,
                "first_day": row.first_day,
                "last_day": row.last_day,
                "time_zone": row.time_zone,
                "channels": row.channels,
                "created_by": row.created_by,
            }
        )


class CalendarView(View):
    """Broadcasts and journeys are left out for those who may not read journeys."""

    entries: list[EntryView]
    conflicts: list[ConflictView]
    """By when they begin."""
    is_complete: bool
    """False where there was more than a calendar holds: ask for a shorter range."""


@router.get("/calendar")
async def get_calendar(
    state: State,
    caller: Annotated[Caller, MAY_READ],
    from_: Annotated[Instant, Query(alias="from", description="Inclusive")],
    to: Annotated[Instant, Query(description="Exclusive, at most 366 days later")],
) -> CalendarView:
    """Everything that runs in a range, and what gets in each other's way."""
    refuse_range(from_, to)
    async with state.main.reading(caller.tenant_id) as session:
        entries = await service.campaign_entries(session, from_ms=from_, to_ms=to, now_ms=state.clock_ms())
        blackouts = await service.blackout_days(session, from_ms=from_, to_ms=to)
    if Permission.JOURNEY_READ in caller.permissions:
        async with state.journeys.reading(caller.tenant_id) as session:
            entries += await service.message_entries(session, from_ms=from_, to_ms=to)
    found = await asyncio.to_thread(rules.conflicts, entries, blackouts, from_ms=from_, to_ms=to)
    return CalendarView(
        entries=[EntryView.of(entry) for entry in entries],
        conflicts=[ConflictView.of(one) for one in found],
        is_complete=len(entries) < service.MOST_ENTRIES and len(found) < rules.MOST_CONFLICTS,
    )


@router.get("/blackouts")
async def list_blackouts(state: State, caller: Annotated[Caller, MAY_READ]) -> list[BlackoutView]:
    """By their first day."""
    async with state.main.reading(caller.tenant_id) as session:
        return [BlackoutView.of(row) for row in await service.list_blackouts(session)]


@router.post("/blackouts", status_code=201)
async def add_blackout(body: NewBlackout, state: State, caller: Annotated[Caller, MAY_WRITE]) -> BlackoutView:
    """Keep days free, of some channels or of all."""
    async with state.main.tenant(caller.tenant_id) as session:
        row = await service.add_blackout(session, body, actor_id=caller.user_id, now_ms=state.clock_ms())
        return BlackoutView.of(row)


@router.delete("/blackouts/{blackout_id}", status_code=204)
async def remove_blackout(blackout_id: Id, state: State, caller: Annotated[Caller, MAY_WRITE]) -> None:
    async with state.main.tenant(caller.tenant_id) as session:
        await service.remove_blackout(session, blackout_id)
