"""Recording what came back of messages, each once, and acting on it. Functions take a tenant's session."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec
import structlog
from msgspec import Struct
from sqlalchemy import Row
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.behaviour.values import INTERNAL, CustomerEvent
from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.contacts.rules import address, normal_identity
from domain.contacts.values import (
    Changed,
    Consent,
    Contact,
    ContactChange,
    Device,
    Evidence,
    How,
    IdentityKind,
    consent_key,
)
from domain.delivery import service as delivery
from domain.delivery.values import ConsentState, IdentityType, NewSuppression, Purpose, SuppressionReason
from domain.errors import InvalidInput
from domain.events.values import Event, EventType
from domain.messages import repository as messages
from domain.messages import service as ledger
from domain.messages.feedback import repository, rules
from domain.messages.feedback.tables import MessageFeedback
from domain.messages.rules import kept_id
from domain.messages.tallies import service as tallies
from domain.messages.values import Feedback, FeedbackKind, Handover, MessageStatus
from domain.records import tenant_of

ACTOR: Final = "feedback"
"""Who put an address on the suppression list, where nobody did."""
_SAID_BY_PEOPLE: Final = frozenset({FeedbackKind.REPLIED, FeedbackKind.RESUBSCRIBED, FeedbackKind.UNSUBSCRIBED})
"""Their words stand in what the person did, where they are erased with it; where nothing leads to anybody, nowhere."""
_EVENT_OF: Final = {
    FeedbackKind.DELIVERED: EventType.MESSAGE_DELIVERED,
    FeedbackKind.BOUNCED: EventType.MESSAGE_BOUNCED,
    FeedbackKind.DROPPED: EventType.MESSAGE_DROPPED,
    FeedbackKind.COMPLAINED: EventType.MESSAGE_COMPLAINED,
    FeedbackKind.OPENED: EventType.MESSAGE_OPENED,
    FeedbackKind.CLICKED: EventType.MESSAGE_CLICKED,
    FeedbackKind.UNSUBSCRIBED: EventType.MESSAGE_UNSUBSCRIBED,
    FeedbackKind.RESUBSCRIBED: EventType.MESSAGE_REPLIED,
    FeedbackKind.REPLIED: EventType.MESSAGE_REPLIED,
    FeedbackKind.FAILED: EventType.MESSAGE_UNDELIVERED,
}

_log = structlog.get_logger(__name__)


class BadAddress(NamedTuple):
    """An address at which nobody is, or whose owner told the vendor to stop."""

    person_id: str
    channel: Channel
    address: str


class Recorded(Struct, frozen=True, kw_only=True):
    """What was new: how many, the same as events of the people, and what is another of them, for segments and journeys."""

    new: int
    events: tuple[CustomerEvent, ...]
    changed: Changed


async def feedback(session: AsyncSession, told: Sequence[Feedback], *, now_ms: int) -> Recorded:
    """Record what was told, once by event id, and act on it: ledger, suppressions, consents, devices, habits, figures.

    Feedback on a message we do not know is recorded and acted on by its address alone.
    """
    parts = [
        await _feedback(session, told[at : at + repository.CHUNK], now_ms)
        for at in range(0, len(told), repository.CHUNK)
    ]
    return Recorded(
        new=sum(part.new for part in parts),
        events=tuple(event for part in parts for event in part.events),
        changed=_together(part.changed for part in parts),
    )


async def refused_by_vendor(
    session: AsyncSession, nobody_there: Sequence[BadAddress], unsubscribed: Sequence[BadAddress], *, now_ms: int
) -> None:
    """What vendors said of addresses when messages were handed over."""
    if nobody_there or unsubscribed:
        acts = _Acts()
        for each in nobody_there:
            acts.nobody_there(each, "refused by the vendor")
        for each in unsubscribed:
            acts.unsubscribed(each, "told the vendor to stop", now_ms)
        await acts.carry_out(session, now_ms)


async def of_messages(session: AsyncSession, message_ids: Sequence[str]) -> Sequence[MessageFeedback]:
    """What came back of some messages, in the order in which it happened."""
    return await repository.of_messages(session, message_ids)


async def _feedback(session: AsyncSession, told: Sequence[Feedback], now_ms: int) -> Recorded:
    once = {item.event_id: _discreet(_by_now(item, now_ms)) for item in told}
    named = await _named(session, once.values())
    tenant_id = tenant_of(session)
    fresh = await repository.insert_new(
        session, [_row(tenant_id, item, named.get(item.event_id, ""), now_ms) for item in once.values()]
    )
    new = sorted((item for item in once.values() if item.event_id in fresh), key=lambda item: item.at_ms)
    ids = {named[item.event_id] for item in new if item.event_id in named}
    rows: dict[str, Row[Any]] = {row.id: row for row in await messages.lock_marked(session, ids)} if ids else {}
    people = await _people(session, new, named, rows)
    new = await _as_meant(session, new, people)
    acts = _Acts()
    marks: dict[str, dict[str, int | None]] = {}
    counts: Counter[tallies.Counting] = Counter()
    opens: list[tuple[str, str, Channel, int]] = []
    events: list[CustomerEvent] = []
    analytics: list[Event] = []
    for item in new:
        row = rows.get(named.get(item.event_id, ""))
        contact = people.get(item.event_id)
        person_id = row.person_id if row is not None else contact.person_id if contact else ""
        if row is not None:
            is_first = rules.mark(marks.setdefault(row.id, rules.marks_of(row)), item)
            for what in rules.counted(item, is_first=is_first):
                counts[row.source, row.step, row.channel, what] += 1
        acts.take(item, contact)
        if person_id and item.kind is FeedbackKind.OPENED and not item.is_bot:
            opens.append((person_id, contact.time_zone if contact else "", item.channel, item.at_ms))
        if person_id and not item.is_bot:
            events.append(_customer_event(item, person_id, row, now_ms))
        analytics.append(_event(item, tenant_id, person_id, row))
    await ledger.settle(session, [_proof(row) for row in rows.values() if _is_unknown(row)], now_ms=now_ms)
    await messages.write(session, [{"id": message_id, **marked} for message_id, marked in sorted(marks.items())])
    changed = await acts.carry_out(session, now_ms)
    await tallies.add(session, counts)
    await delivery.learn_opens(session, opens)
    await tallies.tell(session, analytics)
    return Recorded(new=len(new), events=tuple(events), changed=changed)


def _together(changes: Iterable[Changed]) -> Changed:
    told: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for changed in changes:
        for person_id, names in changed.told.items():
            told[person_id] |= names
    return Changed(told=dict(told))


def _by_now(item: Feedback, now_ms: int) -> Feedback:
    """A vendor's clock may be ahead of ours: what it tells has happened all the same, now at the latest."""
    return item if item.at_ms <= now_ms else msgspec.structs.replace(item, at_ms=now_ms)


def _discreet(item: Feedback) -> Feedback:
    """Vendors repeat the address in their words; there it could not be found again when its owner is to be forgotten."""
    if not item.address or item.address.lower() not in item.reason.lower():
        return item
    reason = re.sub(re.escape(item.address), "(address)", item.reason, flags=re.IGNORECASE)
    return msgspec.structs.replace(item, reason=reason)


async def _named(session: AsyncSession, told: Iterable[Feedback]) -> dict[str, str]:
    """Message ids by event id, however a message was named; none where the name is not of one message alone."""
    items = list(told)
    names = {item.message_key for item in items if item.message_key}
    provider_ids = {kept_id(item.provider_message_id) for item in items if item.provider_message_id}
    if not names and not provider_ids:
        return {}
    by_name: dict[str, str] = {}
    by_provider: defaultdict[str, list[str]] = defaultdict(list)
    for message_id, key, provider_id in await messages.named(session, names, names, provider_ids):
        by_name[message_id] = by_name[key] = message_id
        by_provider[provider_id].append(message_id)
    # Some vendors give all messages of a call one id: it says which call, and nothing of whose message.
    alone = {provider_id: ids[0] for provider_id, ids in by_provider.items() if provider_id and len(ids) == 1}
    found = {
        item.event_id: by_name.get(item.message_key) or alone.get(kept_id(item.provider_message_id), "")
        for item in items
    }
    return {event_id: message_id for event_id, message_id in found.items() if message_id}


async def _people(
    session: AsyncSession, new: Sequence[Feedback], named: dict[str, str], rows: dict[str, Row[Any]]
) -> dict[str, Contact]:
    """Whom each piece of feedback is about, by its event id: the message's person, else whoever has the address."""
    about: dict[str, str] = {}
    identities: dict[str, tuple[str, str]] = {}
    for item in new:
        row = rows.get(named.get(item.event_id, ""))
        if row is not None:
            about[item.event_id] = row.person_id
        elif (identity := _identity(item.channel, item.address)) is not None:
            identities[item.event_id] = identity
    if identities:
        owners = await contacts.find_many(session, set(identities.values()))
        about |= {event_id: owners[identity] for event_id, identity in identities.items() if identity in owners}
    known = await contacts.load(session, set(about.values())) if about else {}
    return {event_id: known[person_id] for event_id, person_id in about.items() if person_id in known}


def _identity(channel: Channel, value: str) -> tuple[str, str] | None:
    kind = {Channel.EMAIL: IdentityKind.EMAIL, Channel.SMS: IdentityKind.PHONE, Channel.WHATSAPP: IdentityKind.PHONE}
    if channel not in kind or not value:
        return None
    try:
        return normal_identity(kind[channel], value)
    except InvalidInput:
        _log.warning("feedback names no address of its channel", channel=channel.value)
        return None


async def _as_meant(session: AsyncSession, new: Sequence[Feedback], people: Mapping[str, Contact]) -> list[Feedback]:
    """Asking to be written to again takes an opt-out back; where there is none, it is a reply like any other."""
    meant: list[Feedback] = []
    opted_out: set[tuple[str, Channel]] = set()
    replies: list[str] = []
    for item in new:
        contact = people.get(item.event_id)
        where = _where(item, contact)
        who = where.person_id or where.address, item.channel
        if item.kind in {FeedbackKind.UNSUBSCRIBED, FeedbackKind.COMPLAINED}:
            opted_out.add(who)
        elif item.kind is FeedbackKind.RESUBSCRIBED and who not in opted_out:
            denied = contact is not None and _is_denied(contact, item.channel)
            entry = _entry(where, SuppressionReason.USER_OPT_OUT, "")
            if not denied and (entry is None or not await _is_listed(session, entry)):
                replies.append(item.event_id)
                item = msgspec.structs.replace(item, kind=FeedbackKind.REPLIED)  # noqa: PLW2901
        meant.append(item)
    if replies:
        await repository.rename(session, replies, FeedbackKind.REPLIED)
    return meant


def _is_denied(contact: Contact, channel: Channel) -> bool:
    return contact.consents.get(consent_key(channel, Purpose.MARKETING)) is ConsentState.DENIED


async def _is_listed(session: AsyncSession, entry: NewSuppression) -> bool:
    """On the suppression list by the same receiver's own word, on the same channel."""
    listed = await delivery.entries_of(session, [(entry.kind, entry.value)])
    return any(one.reason is entry.reason and one.channel is entry.channel for one in listed)


def _where(item: Feedback, contact: Contact | None) -> BadAddress:
    """Whom and which address it is about: the one it names, else theirs."""
    held = address(contact, item.channel) if contact else None
    return BadAddress(contact.person_id if contact else "", item.channel, item.address or held or "")


class _Acts:
    """What feedback asks for beside being recorded, collected over a batch and done at once."""

    def __init__(self) -> None:
        self._suppressions: list[NewSuppression] = []
        self._releases: list[NewSuppression] = []
        self._consents: dict[str, list[Consent]] = {}
        self._devices: dict[str, list[tuple[Channel, str]]] = {}

    def take(self, item: Feedback, contact: Contact | None) -> None:
        bad = _where(item, contact)
        match item.kind:
            case FeedbackKind.BOUNCED | FeedbackKind.FAILED if item.is_permanent:
                self.nobody_there(bad, item.reason or item.kind.value)
            case FeedbackKind.COMPLAINED:
                self._suppress(bad, SuppressionReason.COMPLAINED, item.reason or "complained")
                self._withdraw(bad, How.COMPLAINT, f"complaint {item.event_id}", item.at_ms)
            case FeedbackKind.UNSUBSCRIBED:
                self.unsubscribed(bad, f"unsubscribe {item.event_id}", item.at_ms)
            case FeedbackKind.RESUBSCRIBED:
                self.resubscribed(bad, f"resubscribe {item.event_id}", item.at_ms)
            case _:
                pass

    def nobody_there(self, bad: BadAddress, note: str) -> None:
        if bad.channel in {Channel.PUSH, Channel.WEB_PUSH}:
            self._devices.setdefault(bad.person_id, []).append((bad.channel, bad.address))
        else:
            self._suppress(bad, SuppressionReason.BOUNCED, note)

    def unsubscribed(self, bad: BadAddress, proof: str, at_ms: int) -> None:
        """Consent is withdrawn. A STOP holds for every message to the number; so does what an unknown address says."""
        if not bad.person_id or bad.channel in {Channel.SMS, Channel.WHATSAPP}:
            self._suppress(bad, SuppressionReason.USER_OPT_OUT, proof)
        self._withdraw(bad, How.UNSUBSCRIBE, proof, at_ms)

    def resubscribed(self, back: BadAddress, proof: str, at_ms: int) -> None:
        """The receiver takes their own opt-out back, and no other reason to leave them alone."""
        entry = _entry(back, SuppressionReason.USER_OPT_OUT, proof)
        if entry is not None:
            self._suppressions = [held for held in self._suppressions if not _same(held, entry)]
            self._releases.append(entry)
        if back.person_id:
            evidence = Evidence(how=How.RESUBSCRIBE, by=ACTOR)
            granted = Consent(back.channel, Purpose.MARKETING, ConsentState.GRANTED, at_ms, proof[:200], evidence)
            self._consents.setdefault(back.person_id, []).append(granted)

    def _suppress(self, bad: BadAddress, reason: SuppressionReason, note: str) -> None:
        entry = _entry(bad, reason, note)
        if entry is not None:
            self._releases = [held for held in self._releases if not _same(held, entry)]
            self._suppressions.append(entry)

    def _withdraw(self, bad: BadAddress, how: How, proof: str, at_ms: int) -> None:
        if bad.person_id:
            evidence = Evidence(how=how, by=ACTOR)
            denied = Consent(bad.channel, Purpose.MARKETING, ConsentState.DENIED, at_ms, proof[:200], evidence)
            self._consents.setdefault(bad.person_id, []).append(denied)

    async def carry_out(self, session: AsyncSession, now_ms: int) -> Changed:
        """What is another of the people, once all of it is done."""
        for entry in self._releases:
            if await _is_listed(session, entry):
                await delivery.release(session, [entry])
        if self._suppressions:
            await delivery.suppress(session, self._suppressions, actor_id=ACTOR, now_ms=now_ms)
        people = self._consents.keys() | (self._devices.keys() - {""})
        if not people:
            return Changed()
        known = await contacts.load(session, people)
        changes = {
            person_id: ContactChange(
                consents=tuple(self._consents.get(person_id, ())),
                devices=_gone(known[person_id], [token for _, token in self._devices.get(person_id, ())]),
            )
            for person_id in people
            if person_id in known
        }
        return await contacts.change_many(session, changes, now_ms=now_ms) if changes else Changed()


def _entry(bad: BadAddress, reason: SuppressionReason, note: str) -> NewSuppression | None:
    identity = _identity(bad.channel, bad.address)
    if identity is None and not bad.person_id:
        return None
    kind, value = (IdentityType(identity[0]), identity[1]) if identity else (IdentityType.PERSON, bad.person_id)
    return NewSuppression(kind=kind, value=value, channel=bad.channel, reason=reason, note=note[:500])


def _same(one: NewSuppression, other: NewSuppression) -> bool:
    """The same receiver's own word on the same channel."""
    return (one.kind, one.value, one.channel, one.reason) == (other.kind, other.value, other.channel, other.reason)


def _gone(contact: Contact, tokens: Sequence[str]) -> tuple[Device, ...]:
    return tuple(
        Device(device.platform, device.token, device.app, False, device.seen_at_ms)  # noqa: FBT003 -- a struct's field
        for device in contact.devices
        if device.token in tokens and device.is_valid
    )


def _is_unknown(row: Row[Any]) -> bool:
    """Of a claim its worker has more to say: the vendor's id and what it cost."""
    return MessageStatus(row.status) is MessageStatus.UNKNOWN


def _proof(row: Row[Any]) -> Handover:
    """Something came back of it, so the vendor had it."""
    return Handover(message_id=row.id, status=MessageStatus.SENT)


def _row(tenant_id: str, item: Feedback, message_id: str, now_ms: int) -> dict[str, object]:
    return {
        "tenant_id": tenant_id,
        "event_id": item.event_id,
        "message_id": message_id,
        "kind": item.kind.value,
        "channel": item.channel.value,
        "at_ms": item.at_ms,
        "received_at_ms": now_ms,
        "is_bot": item.is_bot,
        "is_permanent": item.is_permanent,
        "reason": item.reason[:1_000] if message_id or item.kind not in _SAID_BY_PEOPLE else "",
        "url": item.url[:2_000],
    }


def _customer_event(item: Feedback, person_id: str, row: Row[Any] | None, now_ms: int) -> CustomerEvent:
    properties: dict[str, Any] = {"channel": item.channel.value}
    if row is not None:
        properties |= {"message_id": row.id, "source": row.source, "step": row.step, "template_id": row.template_id}
    if item.url:
        properties["url"] = item.url
    if item.reason:
        properties["reason"] = item.reason
    return CustomerEvent(
        event_id=f"msg:{item.event_id}"[:128],
        person_id=person_id,
        name=f"message_{item.kind}",
        at_ms=item.at_ms,
        received_at_ms=now_ms,
        source=INTERNAL,
        properties=properties,
    )


def _event(item: Feedback, tenant_id: str, person_id: str, row: Row[Any] | None) -> Event:
    return Event(
        event_id=f"fb:{item.event_id}",
        type=_EVENT_OF[item.kind],
        at_ms=item.at_ms,
        tenant_id=tenant_id,
        person_id=person_id,
        creative_id=row.template_id if row is not None else "",
        reason="" if item.kind in _SAID_BY_PEOPLE else item.reason[:200],
        is_test=item.is_bot,
        message_id=row.id if row is not None else "",
        source=row.source if row is not None else "",
        step=row.step if row is not None else "",
        channel=item.channel.value,
    )
