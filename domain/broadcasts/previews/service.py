"""What a broadcast would come to if it began now, on a tenant's session."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.broadcasts.previews.values import Expected, Preview
from domain.broadcasts.rules import hour_of, part_of
from domain.broadcasts.values import (
    BroadcastDefinition,
    EverybodyAudience,
    Part,
    RuleAudience,
    SegmentAudience,
    source_of,
)
from domain.contacts import service as contacts
from domain.contacts.rules import receiver_of
from domain.contacts.values import Contact
from domain.delivery import rules as gates
from domain.delivery import service as delivery
from domain.delivery.values import Decision, Holdout, Intent, Ruling
from domain.messages import service as ledger
from domain.predicates.rules import evaluate
from domain.segments import service as segments
from domain.segments.rules import margin_of, needs

SAMPLE: Final = 2_000


async def preview(session: AsyncSession, broadcast_id: str, definition: BroadcastDefinition, *, now_ms: int) -> Preview:
    """Raises nothing of its own: an audience of nobody is an answer."""
    people, everybody = await segments.drawn(session, SAMPLE)
    meant = await _meant(session, definition, {one.person_id: one for one in people}, now_ms)
    share = everybody / len(people) if people else 1.0
    audience = Expected(round(len(meant) * share), margin_of(len(meant), len(people), everybody))
    if isinstance(definition.audience, SegmentAudience):
        members = await segments.count_members(session, definition.audience.segment)
        audience = Expected(members, 0)
        if not meant:
            first = await segments.members(session, definition.audience.segment, after="", limit=SAMPLE)
            meant = await contacts.load(session, first)
    decisions = await _decisions(session, broadcast_id, definition, meant, now_ms)
    refused, deferred = Counter[str](), Counter[str]()
    for decision in decisions:
        if decision.deciding is not None:
            (refused if decision.ruling is Ruling.REFUSED else deferred)[decision.deciding.gate.value] += 1
    looked_at = len(decisions)

    def expected(number: int) -> Expected:
        of_all = round(number / looked_at * audience.people) if looked_at else 0
        return Expected(of_all, margin_of(number, looked_at, audience.people) if looked_at else 0)

    return Preview(
        audience=audience,
        looked_at=looked_at,
        go=expected(looked_at - refused.total() - deferred.total()),
        refused={gate: expected(number) for gate, number in sorted(refused.items())},
        deferred={gate: expected(number) for gate, number in sorted(deferred.items())},
        parts=dict(Counter(_part(broadcast_id, definition, one, now_ms) for one in meant.values())),
    )


async def _meant(
    session: AsyncSession, definition: BroadcastDefinition, people: dict[str, Contact], now_ms: int
) -> dict[str, Contact]:
    match definition.audience:
        case EverybodyAudience():
            return people
        case SegmentAudience(segment=segment):
            inside = await segments.segments_of(session, people)
            return {one: contact for one, contact in people.items() if segment in inside[one]}
        case RuleAudience(where=where):
            facts = await segments.facts_of(session, people, needs([where], now_ms=now_ms), now_ms=now_ms)
            return {one: people[one] for one in people if evaluate(where, facts[one], now_ms=now_ms)}


async def _decisions(
    session: AsyncSession,
    broadcast_id: str,
    definition: BroadcastDefinition,
    people: Mapping[str, Contact],
    now_ms: int,
) -> list[Decision]:
    known = await delivery.settings(session)
    source = source_of(broadcast_id)
    receivers = [receiver_of(contact, definition.channel, definition.purpose) for contact in people.values()]
    sent = await ledger.past_sends(session, [(one, source) for one in people], known.policy.caps, now_ms=now_ms)
    timed = {one.person_id: one for one in receivers} if definition.best_time else {}
    keeper = await delivery.gatekeeper(
        session,
        receivers,
        known=known,
        sent=sent,
        timed=timed,
        sends=await ledger.sends_by_person(session, timed) if timed else None,
    )
    holdouts = (Holdout(scope=source, percent=definition.holdout_percent),) if definition.holdout_percent else ()
    return [
        gates.decide(
            Intent(
                person_id=receiver.person_id,
                channel=definition.channel,
                source=source,
                purpose=definition.purpose,
                wants_best_time=definition.best_time,
            ),
            keeper.state(receiver, definition.channel, holdouts),
            now_ms=now_ms,
        )
        for receiver in receivers
    ]


def _part(broadcast_id: str, definition: BroadcastDefinition, contact: Contact, now_ms: int) -> str:
    local = definition.local_time
    if local is not None and hour_of(local, contact.time_zone, from_ms=now_ms).is_skipped:
        return Part.SKIPPED.value
    return part_of(broadcast_id, contact.person_id, definition).value
