"""What the steps that people pass do for them: messages are planned, profiles and lists changed, the rest put on record.

All of it happens in the transaction in which the person moves, and so exactly as often as they do. What must happen
outside this store is kept as rows, to be done by ``activities`` and ticked off.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.behaviour.values import CustomerEvent
from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.contacts.values import ContactChange
from domain.delivery.values import Purpose
from domain.effects import repository
from domain.effects.values import OpenEffect
from domain.journeys.rules import with_attributes
from domain.journeys.values import (
    AddToSegment,
    Effect,
    JourneyDefinition,
    Message,
    Move,
    RemoveFromSegment,
    SendEmail,
    SendInApp,
    SendPush,
    SendSms,
    SendWebhook,
    SuppressBid,
    TriggerCampaign,
    UpdateProfile,
)
from domain.messages import service as messages
from domain.messages.values import PlannedMessage
from domain.records import tenant_of
from domain.segments import service as segments
from domain.travellers.values import Run

CHANNELS: Final[Mapping[type[Message], Channel]] = {
    SendEmail: Channel.EMAIL,
    SendSms: Channel.SMS,
    SendPush: Channel.PUSH,
    SendInApp: Channel.IN_APP,
    SendWebhook: Channel.WEBHOOK,
}


class Had(NamedTuple):
    """What came of some moves: messages by their keys, and events that the changes themselves are."""

    planned: tuple[str, ...]
    events: tuple[CustomerEvent, ...] = ()


def source_of(journey_id: str) -> str:
    """What a journey's messages name as their source."""
    return f"journey:{journey_id}"


async def have(
    session: AsyncSession, definition: JourneyDefinition, moves: Sequence[tuple[Run, Move]], *, now_ms: int
) -> Had:
    """Every effect of ``moves``, whose people are on one version."""
    planned: list[PlannedMessage] = []
    profiles: dict[str, dict[str, Any]] = defaultdict(dict)
    lists: dict[str, dict[str, bool]] = defaultdict(dict)
    outside: list[dict[str, Any]] = []
    for run, move in moves:
        for effect in move.effects:
            step = definition.steps[effect.step]
            match step:
                case Message():
                    planned.append(_message(run, effect, step, now_ms))
                case UpdateProfile():
                    profiles[run.person_id].update(step.set)
                case AddToSegment():
                    lists[step.segment][run.person_id] = True
                case RemoveFromSegment():
                    lists[step.segment][run.person_id] = False
                case SuppressBid() | TriggerCampaign():
                    outside.append(_row(tenant_of(session), run, effect, step, now_ms))
    await messages.plan(session, planned) if planned else None
    await _change_profiles(session, profiles, now_ms)
    events = await _change_lists(session, lists, now_ms)
    await repository.add(session, outside)
    return Had(tuple(message.key for message in planned), events)


def _message(run: Run, effect: Effect, step: Message, now_ms: int) -> PlannedMessage:
    """What brought the person in is the variable ``event`` of everything that is written to them on the way."""
    variables = step.variables
    if run.context:
        variables = {"event": msgspec.json.decode(run.context), **variables}
    return PlannedMessage(
        key=effect.key,
        person_id=run.person_id,
        channel=CHANNELS[type(step)],
        template_id=step.template,
        source=source_of(run.journey_id),
        step=effect.step,
        purpose=Purpose.TRANSACTIONAL if step.transactional else Purpose.MARKETING,
        variables=variables,
        wants_best_time=step.at_best_time,
        planned_at_ms=now_ms,
    )


def _row(tenant_id: str, run: Run, effect: Effect, step: SuppressBid | TriggerCampaign, now_ms: int) -> dict[str, Any]:
    return {
        "tenant_id": tenant_id,
        "key": effect.key,
        "journey_id": run.journey_id,
        "person_id": run.person_id,
        "kind": step.kind,
        "body": step.model_dump(mode="json", exclude={"note", "next", "kind"}),
        "planned_at_ms": now_ms,
        "due_at_ms": now_ms,
    }


async def _change_profiles(session: AsyncSession, profiles: Mapping[str, dict[str, Any]], now_ms: int) -> None:
    """An ``a.b`` changes what is inside attribute ``a``; the rest of it stays."""
    if not profiles:
        return
    nested = [person_id for person_id, changes in profiles.items() if any("." in name for name in changes)]
    known = await contacts.load(session, nested) if nested else {}
    changes: dict[str, ContactChange] = {}
    for person_id, wanted in profiles.items():
        if person_id in known:
            after = with_attributes(known[person_id].attributes, wanted)
            wanted = {name: after.get(name) for name in {path.partition(".")[0] for path in wanted}}  # noqa: PLW2901
        changes[person_id] = ContactChange(attributes=wanted)
    await contacts.change_many(session, changes, now_ms=now_ms)


async def _change_lists(
    session: AsyncSession, lists: Mapping[str, dict[str, bool]], now_ms: int
) -> tuple[CustomerEvent, ...]:
    events: list[CustomerEvent] = []
    for segment_id, people in sorted(lists.items()):
        coming = [person_id for person_id, enters in people.items() if enters]
        going = [person_id for person_id, enters in people.items() if not enters]
        if coming:
            events += await segments.add_member(session, segment_id, coming, now_ms=now_ms) or ()
        if going:
            events += await segments.remove_member(session, segment_id, going, now_ms=now_ms) or ()
    return tuple(events)


async def open_effects(session: AsyncSession, journey_id: str, *, now_ms: int, limit: int) -> list[OpenEffect]:
    """Those still to be had outside this store, the oldest first."""
    rows = await repository.open_ones(session, journey_id, now_ms=now_ms, limit=limit)
    return [
        OpenEffect(
            key=row.key,
            journey_id=row.journey_id,
            person_id=row.person_id,
            kind=row.kind,
            body=row.body,
            planned_at_ms=row.planned_at_ms,
        )
        for row in rows
    ]


async def close_effects(session: AsyncSession, outcomes: Mapping[str, str], *, now_ms: int) -> None:
    """``outcomes`` by key, in words."""
    await repository.close(session, outcomes, now_ms=now_ms)
