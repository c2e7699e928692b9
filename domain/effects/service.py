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
from domain.contacts.rules import check_attributes
from domain.contacts.values import ContactChange
from domain.delivery.values import Purpose
from domain.effects import repository
from domain.effects.values import OpenEffect
from domain.errors import InvalidInput
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
    """What came of some moves."""

    planned: tuple[str, ...]
    """Messages, by their keys."""
    events: tuple[CustomerEvent, ...] = ()
    """Memberships that changed, still to be recorded."""
    changed: frozenset[str] = frozenset()
    """Whose profile is another now."""


class _Wanted(NamedTuple):
    """What some people's steps want of the store, and by which effects."""

    profiles: dict[str, dict[str, Any]]
    lists: dict[str, dict[str, bool]]
    keys: dict[tuple[str, str], tuple[str, Run]]
    """The last effect by (person, segment or ``""`` for the profile)."""


def source_of(journey_id: str) -> str:
    """What a journey's messages name as their source."""
    return f"journey:{journey_id}"


async def have(
    session: AsyncSession, definition: JourneyDefinition, moves: Sequence[tuple[Run, Move]], *, now_ms: int
) -> Had:
    """Every effect of ``moves``, whose people are on one version. What is refused is on record with the reason."""
    planned: list[PlannedMessage] = []
    wanted = _Wanted(defaultdict(dict), defaultdict(dict), {})
    outside: list[dict[str, Any]] = []
    for run, move in moves:
        for effect in move.effects:
            step = definition.steps[effect.step]
            match step:
                case Message():
                    planned.append(_message(run, effect, step, now_ms))
                case UpdateProfile():
                    wanted.profiles[run.person_id].update(step.set)
                    wanted.keys[run.person_id, ""] = effect.key, run
                case AddToSegment() | RemoveFromSegment():
                    wanted.lists[step.segment][run.person_id] = isinstance(step, AddToSegment)
                    wanted.keys[run.person_id, step.segment] = effect.key, run
                case SuppressBid() | TriggerCampaign():
                    body = step.model_dump(mode="json", exclude={"note", "next", "kind"})
                    outside.append(_row(run, effect.key, step.kind, body, now_ms))
    if planned:
        await messages.plan(session, planned)
    refused: list[dict[str, Any]] = []
    changed = await _change_profiles(session, wanted, refused, now_ms)
    events = await _change_lists(session, wanted, refused, now_ms)
    if changed:
        events += await segments.profiles_changed(session, changed, now_ms=now_ms)
    await repository.add(session, [*outside, *refused])
    return Had(tuple(message.key for message in planned), events, frozenset(changed))


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


def _row(run: Run, key: str, kind: str, body: dict[str, Any], now_ms: int, *, refused: str = "") -> dict[str, Any]:
    return {
        "key": key,
        "journey_id": run.journey_id,
        "person_id": run.person_id,
        "kind": kind,
        "body": body,
        "planned_at_ms": now_ms,
        "due_at_ms": now_ms,
        "done_at_ms": now_ms if refused else None,
        "outcome": f"refused: {refused}"[:160] if refused else "",
    }


async def _change_profiles(
    session: AsyncSession, wanted: _Wanted, refused: list[dict[str, Any]], now_ms: int
) -> dict[str, list[str]]:
    """The attributes that were changed, by person. An ``a.b`` changes what is inside attribute ``a``; the rest of it stays."""
    if not wanted.profiles:
        return {}
    known = await contacts.load(session, wanted.profiles.keys())
    types = await contacts.definitions(session)
    changes: dict[str, ContactChange] = {}
    for person_id, values in wanted.profiles.items():
        key, run = wanted.keys[person_id, ""]
        if person_id not in known:
            refused.append(_row(run, key, "update_profile", values, now_ms, refused="nobody is known by this id"))
            continue
        after = with_attributes(known[person_id].attributes, values)
        attributes = {name: after.get(name) for name in sorted({path.partition(".")[0] for path in values})}
        fault = next(iter(check_attributes(attributes, types)), None)
        if fault is not None:
            refused.append(_row(run, key, "update_profile", values, now_ms, refused=fault.message))
            continue
        changes[person_id] = ContactChange(attributes=attributes)
    if changes:
        await contacts.change_many(session, changes, now_ms=now_ms)
    return {person_id: list(change.attributes) for person_id, change in changes.items()}


async def _change_lists(
    session: AsyncSession, wanted: _Wanted, refused: list[dict[str, Any]], now_ms: int
) -> tuple[CustomerEvent, ...]:
    events: list[CustomerEvent] = []
    for segment_id, people in sorted(wanted.lists.items()):
        coming = [person_id for person_id, enters in people.items() if enters]
        going = [person_id for person_id, enters in people.items() if not enters]
        try:
            if coming:
                events += await segments.add_member(session, segment_id, coming, now_ms=now_ms)
            if going:
                events += await segments.remove_member(session, segment_id, going, now_ms=now_ms)
        except InvalidInput as error:
            for person_id, enters in people.items():
                key, run = wanted.keys[person_id, segment_id]
                kind = "add_to_segment" if enters else "remove_from_segment"
                refused.append(_row(run, key, kind, {"segment": segment_id}, now_ms, refused=error.message))
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
