"""What the steps that people pass do for them, in the transaction in which they move, and so exactly as often as they do.

Messages are planned, profiles and lists changed. What bidders are to do for a person is said by lists that bidders know: who
is on the list of those a campaign does not bid for, or of those it does. A suppression's end is a row, and comes by itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.behaviour.values import CustomerEvent
from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.contacts.rules import check_attributes
from domain.contacts.values import ContactChange
from domain.delivery.values import Purpose
from domain.errors import InvalidInput
from domain.journeys.effects import repository
from domain.journeys.effects.values import END_SUPPRESSION, SUPPRESSED, suppressed_for, triggered_for
from domain.journeys.rules import with_attributes
from domain.journeys.travellers.values import Run
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
    Step,
    SuppressBid,
    Traveller,
    TriggerCampaign,
    UpdateProfile,
)
from domain.messages import service as messages
from domain.messages.values import PlannedMessage
from domain.predicates.rules import MINUTE_MS
from domain.segments import service as segments
from domain.segments.audiences import service as audiences
from domain.segments.audiences.values import Segment
from domain.segments.values import Listed, SegmentDefinition, kept_number

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

    def take(self, run: Run, effect: Effect, step: Step, marks: Sequence[str]) -> None:
        """What one step wants; ``marks`` are the lists that it puts people on for bidders."""
        person_id = run.person_id
        if isinstance(step, UpdateProfile):
            self.profiles[person_id].update(step.set)
            self.keys[person_id, ""] = effect.key, run
            return
        if isinstance(step, AddToSegment | RemoveFromSegment):
            marks = (step.segment,)
        for segment_id in marks:
            self.lists[segment_id][person_id] = not isinstance(step, RemoveFromSegment)
            self.keys[person_id, segment_id] = effect.key, run


def source_of(journey_id: str) -> str:
    """What a journey's messages name as their source."""
    return f"journey:{journey_id}"


async def have(
    session: AsyncSession, definition: JourneyDefinition, moves: Sequence[tuple[Run, Move]], *, now_ms: int
) -> Had:
    """Every effect of ``moves``, whose people are on one version. What is refused is on record with the reason."""
    planned: list[PlannedMessage] = []
    wanted = _Wanted(defaultdict(dict), defaultdict(dict), {})
    ends: list[dict[str, Any]] = []
    marks = await _marks(session, definition, {effect.step for _, move in moves for effect in move.effects}, now_ms)
    for run, move in moves:
        for effect in move.effects:
            step = definition.steps[effect.step]
            if isinstance(step, Message):
                context = msgspec.json.decode(run.context) if run.context else {}
                planned.append(message_of(run, context, effect, step, now_ms))
                continue
            wanted.take(run, effect, step, marks.get(effect.step, ()))
            if isinstance(step, SuppressBid):
                row = _row(run, effect.key, END_SUPPRESSION, {"segments": list(marks[effect.step])}, now_ms)
                ends.append(row | {"due_at_ms": now_ms + step.for_minutes * MINUTE_MS})
    if planned:
        await messages.plan(session, planned)
    refused: list[dict[str, Any]] = []
    changed = await _change_profiles(session, wanted, refused, now_ms)
    events = await _change_lists(session, wanted, refused, now_ms)
    if changed:
        events += await segments.profiles_changed(session, changed, now_ms=now_ms)
    await repository.add(session, [*ends, *refused])
    return Had(tuple(message.key for message in planned), events, frozenset(changed))


def message_of(
    run: Run | Traveller, context: dict[str, Any], effect: Effect, step: Message, now_ms: int
) -> PlannedMessage:
    """What brought the person in is the variable ``event`` of everything that is written to them on the way."""
    return PlannedMessage(
        key=effect.key,
        person_id=run.person_id,
        channel=CHANNELS[type(step)],
        template_id=step.template,
        source=source_of(run.journey_id),
        step=effect.step,
        purpose=Purpose.TRANSACTIONAL if step.transactional else Purpose.MARKETING,
        variables={"event": context, **step.variables} if context else step.variables,
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


async def prepare(session: AsyncSession, definition: JourneyDefinition, *, now_ms: int) -> None:
    """Make the lists that a version's steps put people on for bidders, before anybody passes them."""
    await _marks(session, definition, definition.steps, now_ms)


async def _marks(
    session: AsyncSession, definition: JourneyDefinition, steps: Iterable[str], now_ms: int
) -> dict[str, tuple[str, ...]]:
    """The lists for bidders of those of ``steps`` that put people on any; they are made where they are not there."""
    names: dict[str, list[str]] = {}
    for name in sorted(steps):
        step = definition.steps[name]
        if isinstance(step, SuppressBid):
            names[name] = [suppressed_for(one) for one in step.campaigns] or [SUPPRESSED]
        elif isinstance(step, TriggerCampaign):
            names[name] = [triggered_for(step.campaign)]
    if not names:
        return {}
    catalogue = await audiences.catalogue(session)
    known = {segment.definition.name: segment.id for segment in catalogue.segments.values() if _is_kept(segment)}
    for name in sorted({one for several in names.values() for one in several} - known.keys()):
        new = SegmentDefinition(name=name, description="Kept by journeys.", members=Listed(), for_bidding=True)
        made = await audiences.create(session, new, actor_id="journeys", now_ms=now_ms, is_kept=True)
        known[name] = made.segment.id
    return {step: tuple(known[one] for one in several) for step, several in names.items()}


def _is_kept(segment: Segment) -> bool:
    return segment.number == kept_number(segment.definition.name)


async def end_due(session: AsyncSession, *, now_ms: int, limit: int) -> tuple[int, tuple[CustomerEvent, ...]]:
    """End the suppressions whose time is over, unless another goes on: how many, and what changed, still to be recorded.

    Nobody begins one for these people meanwhile: whoever does puts them on a list, and so waits for us or is waited for.
    """
    people = await repository.whose_are_due(session, now_ms=now_ms, limit=limit)
    if not people:
        return 0, ()
    await segments.hold(session, people)
    due = await repository.due(session, people, now_ms=now_ms)
    going_on = await repository.going_on(session, sorted({person_id for _, person_id, _ in due}), now_ms=now_ms)
    held = {(segment_id, person_id) for person_id, body in going_on for segment_id in body.get("segments", ())}
    leaving: dict[str, set[str]] = defaultdict(set)
    for _, person_id, body in due:
        for segment_id in body.get("segments", ()):
            if (segment_id, person_id) not in held:
                leaving[segment_id].add(person_id)
    events: list[CustomerEvent] = []
    for segment_id, people in sorted(leaving.items()):
        try:
            events += await segments.remove_member(session, segment_id, people, now_ms=now_ms)
        except InvalidInput:  # the list was archived meanwhile: nobody is on it
            continue
    await repository.close(session, {key: "ended" for key, _, _ in due}, now_ms=now_ms)
    return len(due), tuple(events)


async def tenants_with_due(session: AsyncSession, *, now_ms: int) -> list[str]:
    """Whose suppressions are to be ended. On a platform session."""
    return await repository.tenants_with_due(session, now_ms=now_ms)
