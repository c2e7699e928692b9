"""What follows at once from what people did and from what was learned of them, in one transaction: segments, activations, then journeys."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.behaviour import service as behaviour
from domain.behaviour.persons import service as persons
from domain.behaviour.rules import is_late
from domain.behaviour.service import TakenIn
from domain.behaviour.values import CustomerEvent, Observed
from domain.contacts.values import Changed, PrivacyPurpose
from domain.journeys import service as journeys
from domain.journeys.values import Poke
from domain.messages.activations import service as activations
from domain.segments import service as segments
from domain.segments.values import PROFILE_CHANGED
from domain.senders import service as senders

NOTHING: Final = Changed()


class Happened(NamedTuple):
    """What became of a batch, and who is to be poked once it is committed."""

    taken: TakenIn
    pokes: set[Poke]


async def take_in(
    session: AsyncSession, items: Sequence[Observed], *, outbox_by_default: bool = True, now_ms: int
) -> Happened:
    """Take in what came in, each item once, with everything that follows from it.

    Whoever is to be activated is, on a channel that carries: with ``outbox_by_default``, those that nobody has set up do too.
    """
    taken = await behaviour.take_in(session, items, now_ms=now_ms)
    pokes = await _follow(session, taken.events, taken.changed, outbox_by_default=outbox_by_default, now_ms=now_ms)
    return Happened(taken, pokes)


async def follow_change(session: AsyncSession, changed: Changed, *, now_ms: int) -> set[Poke]:
    """Let segments and journeys know what became of people whom somebody changed by hand."""
    merged = await behaviour.follow_merges(session, changed.merges, now_ms=now_ms)
    return await _follow(session, await behaviour.record(session, merged), changed, now_ms=now_ms)


async def follow_events(
    session: AsyncSession, events: Sequence[CustomerEvent], changed: Changed = NOTHING, *, now_ms: int
) -> set[Poke]:
    """Record what we learned that people did, each once, with everything that follows from it and from what it changed."""
    return await _follow(session, await behaviour.record(session, events), changed, now_ms=now_ms)


async def _follow(
    session: AsyncSession,
    events: Sequence[CustomerEvent],
    changed: Changed,
    *,
    outbox_by_default: bool = True,
    now_ms: int,
) -> set[Poke]:
    """Events that come late count in segments, but start and wake nobody."""
    merged = await persons.follow_merges(session, changed.merges, now_ms=now_ms)
    told: Mapping[str, frozenset[str]] = dict.fromkeys(changed.created, frozenset[str]()) | changed.told
    if not events and not told:
        return merged
    if decided := {who for who, names in told.items() if PrivacyPurpose.SALE_OR_SHARING in names}:
        await segments.note_decided(session, decided)
    memberships = await behaviour.record(session, await segments.touched(session, events, now_ms=now_ms, told=told))
    news = [event for event in events if not is_late(event)]
    news += memberships
    news += [
        CustomerEvent(
            event_id=f"{PROFILE_CHANGED}:{now_ms}",
            person_id=person_id,
            name=PROFILE_CHANGED,
            at_ms=now_ms,
            received_at_ms=now_ms,
            properties={"attributes": sorted(names)},
        )
        for person_id, names in sorted(told.items())
        if names
    ]
    if wanted := activations.wanted_by(news):
        carried = await senders.carried(session, outbox_by_default=outbox_by_default)
        await activations.dispatch(session, wanted, carried=carried, now_ms=now_ms)
    return merged | await journeys.arrived(session, news, now_ms=now_ms)
