"""Use cases of membership on a session handed in: who comes, who goes, and what anybody may ask about people.

Everything that may change a membership goes through ``_move``, so that an event, the clock, a refresh and a hand all come to
the same answer, and every change is on record, told to bidders where the segment is for bidding, and given back as an event.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.behaviour import service as behaviour
from domain.behaviour.rules import MERGED
from domain.behaviour.values import INTERNAL, CustomerEvent
from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.contacts.rules import refuses_sale, unreachable
from domain.contacts.values import Contact, IdentityKind, consent_key
from domain.delivery.values import ConsentState, Purpose
from domain.errors import InvalidInput
from domain.predicates.rules import evaluate
from domain.predicates.values import Facts, Predicate
from domain.segments import repository
from domain.segments.audiences import service as audiences
from domain.segments.audiences.rules import Catalogue, Verdicts, earlier
from domain.segments.likeness.values import Likeness, Prediction
from domain.segments.rules import (
    BUCKETS,
    DAY_MS,
    change_id,
    change_name,
    facts_from,
    margin_of,
    need_of_properties,
    needs,
)
from domain.segments.tables import SegmentMember
from domain.segments.values import (
    PROFILE_CHANGED,
    Change,
    ComputedProperty,
    Estimate,
    Listed,
    Lookalike,
    Need,
    Predictive,
)

SAMPLE: Final = 5_000
KEEP_STAYS_MS: Final = 400 * DAY_MS
REACHED_BY: Final = (Channel.EMAIL, Channel.SMS, Channel.WHATSAPP, Channel.PUSH, Channel.WEB_PUSH)
"""The channels on which somebody may have no address."""
_NOWHERE: Final = frozenset[str]()


class RangeDone(Struct, frozen=True, kw_only=True):
    """What became of some people in a refresh; ``after`` is where the next begin, None at the end."""

    after: str | None
    people: int
    events: tuple[CustomerEvent, ...]


class BiddingChanges(Struct, frozen=True, kw_only=True):
    """What bidders have to be told: the numbers of everybody's segments, by the ids that bidders know them by."""

    numbers: dict[str, tuple[int, ...]]
    told: dict[str, int]
    """For ``note_told``, once they have been."""


# What predicates look at


async def facts_of(
    session: AsyncSession, people: Mapping[str, Contact], need: Need, *, now_ms: int
) -> dict[str, Facts]:
    """Facts about each of these people, as far as ``need`` asks and no further; in a few statements for all of them.

    Besides its attributes a contact has ``locale``, ``time_zone``, ``preferred_channel``, ``created_at`` and ``consent``
    (``consent.email_marketing`` is ``granted``), unless the tenant has an attribute of that name.
    """
    properties = (await audiences.catalogue(session)).properties if need.computed else {}
    inside = await repository.memberships(session, people) if need.segments else {}
    return await _facts(session, people, need, properties, inside, now_ms=now_ms)


async def _facts(
    session: AsyncSession,
    people: Mapping[str, Contact],
    need: Need,
    properties: Mapping[str, ComputedProperty],
    inside: Mapping[str, set[str]],
    *,
    now_ms: int,
) -> dict[str, Facts]:
    """``inside`` stays what the facts see of memberships, should it change."""
    computed = [properties[name] for name in sorted(need.computed) if name in properties]
    if computed:
        need = need.plus(need_of_properties(computed, now_ms=now_ms))
    occurrences = (
        await behaviour.recent(session, list(people), need.events, since_ms=need.since_ms) if need.events else {}
    )
    return {
        person_id: facts_from(
            contact, need, computed, inside.get(person_id, _NOWHERE), occurrences.get(person_id, ()), now_ms=now_ms
        )
        for person_id, contact in people.items()
    }


# What changes memberships


async def touched(
    session: AsyncSession,
    events: Sequence[CustomerEvent],
    *,
    now_ms: int,
    told: Mapping[str, Collection[str]] | None = None,
) -> tuple[CustomerEvent, ...]:
    """Work out again, for the people of these recorded events, the segments that look at what happened.

    ``told`` names, by person, attributes that changed in the same batch (``behaviour.TakenIn.told``); an event
    ``profile_changed`` does the same with its property ``attributes``. Somebody seen for the first time is held against every
    segment; who was merged away leaves everything. Returns the changes of membership as events, still to be recorded.
    """
    catalogue = await audiences.catalogue(session)
    asked: dict[str, frozenset[str]] = {}
    for event in events:
        attributes = event.properties.get("attributes") if event.name == PROFILE_CHANGED else None
        names = [str(name) for name in attributes] if isinstance(attributes, list) else []
        asked[event.person_id] = asked.get(event.person_id, _NOWHERE) | catalogue.concerned((event.name,), names)
    for person_id, changed in (told or {}).items():
        asked[person_id] = asked.get(person_id, _NOWHERE) | catalogue.concerned((), changed)
    survivors = {str(one.properties.get("absorbed")): one.person_id for one in events if one.name == MERGED}
    moved = await merged(session, survivors, now_ms=now_ms) if survivors else ()
    return moved + await _move(session, catalogue, asked, now_ms=now_ms)


async def profiles_changed(
    session: AsyncSession, attributes: Mapping[str, Collection[str]], *, now_ms: int
) -> tuple[CustomerEvent, ...]:
    """Likewise for people of whom these attributes changed; ``locale`` and the like count as such. ``*`` is everything."""
    catalogue = await audiences.catalogue(session)
    asked = {
        person_id: catalogue.ruled if "*" in names else catalogue.concerned((), names)
        for person_id, names in attributes.items()
    }
    return await _move(session, catalogue, asked, now_ms=now_ms)


async def merged(session: AsyncSession, survivors: Mapping[str, str], *, now_ms: int) -> tuple[CustomerEvent, ...]:
    """Who was absorbed leaves everything; who survived is held against every segment, and keeps the lists of both."""
    catalogue = await audiences.catalogue(session)
    inside = await repository.memberships(session, survivors.keys())
    lists = {one for one, segment in catalogue.segments.items() if isinstance(segment.definition.members, Listed)}
    by_hand = {
        (segment_id, survivor): True
        for absorbed, survivor in survivors.items()
        for segment_id in inside.get(absorbed, set()) & lists
    }
    asked = dict.fromkeys(survivors, frozenset[str]()) | dict.fromkeys(survivors.values(), catalogue.ruled | lists)
    return await _move(session, catalogue, asked, by_hand=by_hand, now_ms=now_ms)


async def add_member(
    session: AsyncSession, segment_id: str, person_ids: Collection[str], *, now_ms: int
) -> tuple[CustomerEvent, ...]:
    """Put people on a list; those on it, and those nobody knows, stay as they are. Raises ``InvalidInput`` unless it is one."""
    return await _by_hand(session, segment_id, dict.fromkeys(person_ids, True), now_ms=now_ms)


async def remove_member(
    session: AsyncSession, segment_id: str, person_ids: Collection[str], *, now_ms: int
) -> tuple[CustomerEvent, ...]:
    """Take people off a list. Raises ``InvalidInput`` unless the segment is one."""
    return await _by_hand(session, segment_id, dict.fromkeys(person_ids, False), now_ms=now_ms)


async def evaluate_due(session: AsyncSession, *, now_ms: int, limit: int) -> tuple[int, tuple[CustomerEvent, ...]]:
    """Work out again those whom time has changed, up to ``limit`` of them: how many there were, and the changes."""
    due = await repository.due_people(session, now_ms=now_ms, limit=limit)
    if not due:
        return 0, ()
    catalogue = await audiences.catalogue(session)
    return len(due), await _move(session, catalogue, dict.fromkeys(due, frozenset(catalogue.timed)), now_ms=now_ms)


async def next_due_ms(session: AsyncSession) -> int | None:
    """When time changes somebody next; None when it changes nobody."""
    return await repository.next_due_ms(session)


async def refresh_range(
    session: AsyncSession, segment_ids: Collection[str], *, after: str, limit: int, now_ms: int
) -> RangeDone:
    """Work out these segments for the next ``limit`` people beyond ``after``, whatever is known of them already."""
    catalogue = await audiences.catalogue(session)
    wanted = frozenset(segment_ids) & catalogue.segments.keys()
    page = await contacts.page(session, after=after, limit=limit)
    is_last = len(page) < limit
    last = None if is_last else page[-1].person_id
    people = {contact.person_id for contact in page}
    gone = set(await repository.people_between(session, after, last)) - people
    asked = dict.fromkeys(people, wanted) | dict.fromkeys(gone, frozenset[str]())
    models = await audiences.models(session, [catalogue.segments[one] for one in wanted if _is_scored(catalogue, one)])
    events = await _move(session, catalogue, asked, models=models, known=page, now_ms=now_ms, refreshes=True)
    return RangeDone(after=last, people=len(people), events=events)


async def hold(session: AsyncSession, person_ids: Collection[str]) -> None:
    """Let nobody else change where these people are until the transaction ends.

    Whoever holds more of people holds, in this order, their contacts, this, the doors of journeys, and their runs.
    """
    await repository.hold(session, person_ids)


async def forget(session: AsyncSession, person_ids: Collection[str]) -> None:
    """Erase where these people are and ever were; bidders are told that they are nowhere."""
    await repository.note_bidding_changes(session, person_ids)
    await repository.erase(session, person_ids)


async def open_refresh(session: AsyncSession, refresh_id: str, segment_ids: Sequence[str], *, now_ms: int) -> None:
    """Put a refresh on record, with how many people there were when everybody was last looked at; once."""
    people = await repository.count_people(session)
    await audiences.open_refresh(session, refresh_id, segment_ids, people=people, now_ms=now_ms)


async def close_refresh(session: AsyncSession, refresh_id: str, *, failure: str, now_ms: int) -> None:
    """Count the members of what was refreshed, put the end on record and forget stays that ended over a year ago."""
    wanted = (await audiences.get_refresh(session, refresh_id)).segments
    members = {} if failure else {one: await repository.count_members(session, one) for one in wanted}
    await audiences.close_refresh(session, refresh_id, members, failure=failure, now_ms=now_ms)
    await repository.forget_stays(session, before_ms=now_ms - KEEP_STAYS_MS)


async def _by_hand(
    session: AsyncSession, segment_id: str, wanted: Mapping[str, bool], *, now_ms: int
) -> tuple[CustomerEvent, ...]:
    catalogue = await audiences.catalogue(session)
    segment = catalogue.segments.get(segment_id)
    if segment is None or segment.is_archived or not isinstance(segment.definition.members, Listed):
        raise InvalidInput(
            f"{segment_id} is not a list of yours, so nobody can be put in by hand",
            field="segment_id",
            remedy="Make a segment whose members are a list.",
        )
    asked = dict.fromkeys(wanted, frozenset({segment_id}))
    by_hand = {(segment_id, person_id): is_in for person_id, is_in in wanted.items()}
    return await _move(session, catalogue, asked, by_hand=by_hand, now_ms=now_ms)


# What anybody may ask


async def members(session: AsyncSession, segment_id: str, *, after: str, limit: int) -> tuple[str, ...]:
    """The next members beyond ``after``, in the order of their ids."""
    return tuple(one for one, _ in await repository.members(session, segment_id, after=after, limit=limit))


async def members_since(session: AsyncSession, segment_id: str, *, after: str, limit: int) -> Sequence[tuple[str, int]]:
    """Likewise, each with the instant since when."""
    return await repository.members(session, segment_id, after=after, limit=limit)


async def count_members(session: AsyncSession, segment_id: str) -> int:
    return await repository.count_members(session, segment_id)


async def segments_of(session: AsyncSession, person_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """Where these people are now."""
    inside = await repository.memberships(session, person_ids)
    return {person_id: frozenset(inside.get(person_id, ())) for person_id in person_ids}


async def looks_of(session: AsyncSession, person_ids: Collection[str]) -> dict[str, int | None]:
    """When time may change each of these people; those missing were never held against any segment."""
    return await repository.looks_of(session, person_ids)


async def stays(session: AsyncSession, person_id: str) -> Sequence[SegmentMember]:
    """Every segment a person is or was in, with since when and until when, the newest first."""
    return await repository.stays(session, person_id)


async def matching(session: AsyncSession, person_id: str, *, now_ms: int) -> tuple[str, ...]:
    """The segments a person belongs to if every rule is worked out this instant; lists and scores count as they stand.

    Nothing is written. Raises ``NotFound`` for who is unknown.
    """
    catalogue = await audiences.catalogue(session)
    contact = await contacts.get(session, person_id)
    inside = await repository.memberships(session, [contact.person_id])
    own = inside.setdefault(contact.person_id, set())
    people = {contact.person_id: contact}
    need = catalogue.need(catalogue.ruled, now_ms=now_ms)
    facts = await _facts(session, people, need, catalogue.properties, inside, now_ms=now_ms)
    verdicts = Verdicts(catalogue, {}, {}, now_ms=now_ms, refreshes=False)
    verdicts.move(contact.person_id, catalogue.ruled, facts[contact.person_id], own)
    return tuple(one for one in catalogue.order if one in own)


async def estimate(session: AsyncSession, predicate: Predicate | None, *, now_ms: int) -> Estimate:
    """How many the predicate means, and on which channels they can be reached; None means everybody.

    Up to 5,000 people are counted; beyond, about as many are drawn by chance, and the rest follows from those.
    """
    people, everybody = await drawn(session, SAMPLE)
    by_id = {contact.person_id: contact for contact in people}
    need = needs([predicate] if predicate else [], now_ms=now_ms)
    facts = await facts_of(session, by_id, need, now_ms=now_ms)
    meant = [one for one in people if predicate is None or evaluate(predicate, facts[one.person_id], now_ms=now_ms)]
    share = everybody / len(people) if people else 1.0
    return Estimate(
        matched=round(len(meant) * share),
        reachable={
            channel.value: round(sum(_is_reached(one, channel) for one in meant) * share) for channel in REACHED_BY
        },
        people=everybody,
        looked_at=len(people),
        margin=margin_of(len(meant), len(people), everybody),
    )


async def drawn(session: AsyncSession, most: int) -> tuple[list[Contact], int]:
    """Everybody where they are at most so many, else about as many by chance, the same ones every time; and how many all are."""
    people = await contacts.page(session, after="", limit=most + 1)
    if len(people) <= most:
        return people, len(people)
    everybody = max(await repository.count_people(session), len(people))
    ids = await repository.people_in_buckets(session, 0, max(0, BUCKETS * most // everybody - 1))
    found = await contacts.load(session, ids)
    return [one for person_id, one in found.items() if one.person_id == person_id] or people[:most], everybody


def _is_reached(contact: Contact, channel: Channel) -> bool:
    refused = contact.consents.get(consent_key(channel, Purpose.MARKETING)) is ConsentState.DENIED
    return not refused and not unreachable(contact, channel)


# What bidders are told


async def tell_bidders(session: AsyncSession, segment_id: str) -> None:
    """Have bidders told of all members, since the segment is for bidding from now on, or is no more."""
    await repository.note_bidding_members(session, segment_id)


async def tenants_to_tell(session: AsyncSession) -> Sequence[str]:
    """Whose bidders do not know everything yet. Takes a platform session."""
    return await repository.tenants_with_bidding_changes(session)


async def untold(session: AsyncSession, *, limit: int) -> BiddingChanges:
    """Some people whose segments bidders do not know yet. Who has opted out of sale and sharing is in none to them."""
    changes = await repository.bidding_changes(session, limit=limit)
    catalogue = await audiences.catalogue(session)
    numbers = {
        one: segment.number
        for one, segment in catalogue.segments.items()
        if segment.definition.for_bidding and not segment.is_archived
    }
    inside = await repository.memberships(session, changes)
    known = await contacts.load(session, list(changes))
    said: dict[str, tuple[int, ...]] = {}
    for person_id in changes:
        contact = known.get(person_id)
        shared = () if contact is not None and refuses_sale(contact) else inside.get(person_id, ())
        own = tuple(sorted(numbers[one] for one in shared if one in numbers))
        for known_as in known_to_bidders_as(contact) if contact and contact.person_id == person_id else (person_id,):
            said[known_as] = own
    return BiddingChanges(numbers=said, told=changes)


async def note_decided(session: AsyncSession, person_ids: Collection[str]) -> None:
    """They opted out of the sale and sharing of their data, or in again: bidders hear of it."""
    await repository.note_bidding_changes(session, person_ids)


async def note_told(session: AsyncSession, changes: BiddingChanges) -> None:
    """Bidders know; who changed again meanwhile is told again."""
    await repository.forget_bidding_changes(session, changes.told)


def known_to_bidders_as(contact: Contact) -> tuple[str, ...]:
    """The ids under which bidders may meet a person: those of exchanges, else our own."""
    return contact.identities.get(IdentityKind.EXCHANGE_ID) or (contact.person_id,)


# How memberships change


async def _move(
    session: AsyncSession,
    catalogue: Catalogue,
    asked: Mapping[str, frozenset[str]],
    *,
    now_ms: int,
    by_hand: Mapping[tuple[str, str], bool] | None = None,
    models: Mapping[str, Likeness | Prediction] | None = None,
    known: Iterable[Contact] | None = None,
    refreshes: bool = False,
) -> tuple[CustomerEvent, ...]:
    """Bring the memberships of people up to date in the segments asked for each, and in all that follow from those."""
    if not catalogue.segments or not asked:
        return ()
    due = await repository.claim(session, asked.keys())
    asked = {one: wanted if one in due else wanted | catalogue.ruled for one, wanted in asked.items()}
    people = (
        {contact.person_id: contact for contact in known}
        if known is not None
        else {
            one: contact
            for one, contact in (await contacts.load(session, list(asked))).items()
            if one == contact.person_id
        }
    )
    concerned = catalogue.below(frozenset().union(*asked.values()))
    need = catalogue.need(concerned, now_ms=now_ms)
    inside = await repository.memberships(session, asked.keys())
    for person_id in people:
        inside.setdefault(person_id, set())
    facts = await _facts(session, people, need, catalogue.properties, inside, now_ms=now_ms)
    verdicts = Verdicts(catalogue, by_hand or {}, models or {}, now_ms=now_ms, refreshes=refreshes)
    changes: list[Change] = []
    looks: dict[str, int | None] = {}
    for person_id, wanted in asked.items():
        if person_id in facts:
            changes += verdicts.move(person_id, wanted, facts[person_id], inside[person_id])
            look = (
                verdicts.look_ms
                if catalogue.timed.keys() <= verdicts.worked_out
                else earlier(due.get(person_id), verdicts.look_ms)
            )
        else:
            changes += [Change(one, person_id, entered=False) for one in sorted(inside.get(person_id, ()))]
            look = None
        if look != due.get(person_id):
            looks[person_id] = look
    await repository.set_due(session, looks)
    await repository.drop_people(session, asked.keys() - facts.keys())
    return await _record(session, catalogue, changes, now_ms=now_ms)


async def _record(
    session: AsyncSession, catalogue: Catalogue, changes: Sequence[Change], *, now_ms: int
) -> tuple[CustomerEvent, ...]:
    """Write what changed, have bidders told, and say it as events."""
    if not changes:
        return ()
    await repository.take_out(
        session, [(one.segment_id, one.person_id) for one in changes if not one.entered], now_ms=now_ms
    )
    await repository.put_in(session, [(one.segment_id, one.person_id) for one in changes if one.entered], now_ms=now_ms)
    for_bidding = {one for one, segment in catalogue.segments.items() if segment.definition.for_bidding}
    await repository.note_bidding_changes(session, {one.person_id for one in changes if one.segment_id in for_bidding})
    return tuple(
        CustomerEvent(
            event_id=change_id(one, now_ms),
            person_id=one.person_id,
            name=change_name(one),
            at_ms=now_ms,
            received_at_ms=now_ms,
            source=INTERNAL,
            properties={
                "segment": one.segment_id,
                "name": catalogue.segments[one.segment_id].definition.name
                if one.segment_id in catalogue.segments
                else "",
            },
        )
        for one in changes
    )


def _is_scored(catalogue: Catalogue, segment_id: str) -> bool:
    return isinstance(catalogue.segments[segment_id].definition.members, Lookalike | Predictive)
