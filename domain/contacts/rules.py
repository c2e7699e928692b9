"""Who is who, and what a change makes of a person. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from math import isfinite
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import UNSET
from pydantic import JsonValue

from domain.campaigns.values import Channel
from domain.contacts.values import (
    MAX_ATTRIBUTE_BYTES,
    MAX_ATTRIBUTES,
    MAX_DEVICES,
    MAX_IDENTITIES_A_KIND,
    AttributeDefinition,
    AttributeType,
    ClaimRefused,
    Consent,
    Contact,
    ContactChange,
    Device,
    DevicePlatform,
    Identity,
    IdentityKind,
    Merge,
    MergeCause,
    consent_key,
)
from domain.delivery.values import ConsentState
from domain.errors import InvalidInput

_STRENGTH: Final = {kind.value: rank for rank, kind in enumerate(IdentityKind)}
_CHANGE_HANDS: Final = frozenset({IdentityKind.ANONYMOUS_ID.value, IdentityKind.EXCHANGE_ID.value})
"""A browser belongs to whoever uses it now; an address does not."""
_ATTRIBUTE: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
_EMAIL: Final = re.compile(r"[^@\s\x00-\x1f\x7f]{1,64}@[^@\s\x00-\x1f\x7f.]+(\.[^@\s\x00-\x1f\x7f.]+)+")
_NOT_DIALLED: Final = re.compile(r"[\s().\-/]+")
_PHONE: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_PLAIN: Final = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
_LOCALE: Final = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")


# What values are


def normal_identity(kind: str, value: str) -> Identity:
    """The identity as it is kept and compared. Raises ``InvalidInput`` for what cannot be one.

    E-mail addresses lose their case, telephone numbers everything that is not dialled: they are E.164, ``+14155550100``.
    """
    if kind not in _STRENGTH:
        raise InvalidInput(
            f"'{kind}' is not a kind of identity", field="identities", remedy=f"Known are {', '.join(_STRENGTH)}."
        )
    trimmed = value.strip()
    if kind == IdentityKind.EMAIL:
        trimmed = trimmed.lower()
        if len(trimmed) > 254 or not _EMAIL.fullmatch(trimmed):
            raise InvalidInput("is not an e-mail address", field="email", remedy="Send it like ana@example.com.")
    elif kind == IdentityKind.PHONE:
        trimmed = _NOT_DIALLED.sub("", trimmed)
        trimmed = f"+{trimmed[2:]}" if trimmed.startswith("00") else trimmed
        if not _PHONE.fullmatch(trimmed):
            raise InvalidInput(
                "is not an international telephone number", field="phone", remedy="Send it like +14155550100."
            )
    elif not _PLAIN.fullmatch(trimmed):
        raise InvalidInput("is empty, too long or not one line", field=kind, remedy="Send 1 to 200 characters.")
    return kind, trimmed


@lru_cache(maxsize=1024)
def known_time_zone(name: str) -> str:
    """``name``, if it is a time zone of the IANA database. Raises ``InvalidInput``."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidInput(
            f"'{name[:60]}' is not a time zone", field="time_zone", remedy="Send one like Europe/Madrid."
        ) from None


@lru_cache(maxsize=1024)
def normal_locale(name: str) -> str:
    """``en-US`` for ``en_us``. Raises ``InvalidInput``."""
    language, *rest = name.replace("_", "-").split("-")
    parts = [language.lower(), *(part.title() if len(part) == 4 else part.upper() for part in rest)]
    normal = "-".join(parts)
    if not _LOCALE.fullmatch(normal):
        raise InvalidInput(f"'{name[:60]}' is not a locale", field="locale", remedy="Send one like es-MX.")
    return normal


def check_attributes(
    attributes: Mapping[str, JsonValue], definitions: Mapping[str, AttributeDefinition]
) -> Iterator[InvalidInput]:
    """Everything wrong with these: their names, sizes, and what the tenant said of them."""
    for name, value in attributes.items():
        if not _ATTRIBUTE.fullmatch(name):
            yield InvalidInput(
                "is not an attribute's name", field=name[:64], remedy="Use lower case letters, digits and underscores."
            )
        elif isinstance(value, str | list | dict) and len(msgspec.json.encode(value)) > MAX_ATTRIBUTE_BYTES:
            yield InvalidInput(
                f"is larger than {MAX_ATTRIBUTE_BYTES:,} bytes", field=name, remedy="Keep it elsewhere; refer to it."
            )
        elif value is not None and name in definitions and not _IS[definitions[name].type](value):
            wanted = definitions[name].type
            yield InvalidInput(f"is not a {wanted}", field=name, remedy=f"It is defined as {wanted}; send one.")


def read_attribute(text: str, wanted: AttributeType) -> JsonValue:
    """A value of that type from a file's text. Raises ``ValueError``."""
    match wanted:
        case AttributeType.NUMBER:
            number = float(text)
            if not isfinite(number):
                raise ValueError("is not a number")
            return int(number) if number.is_integer() and abs(number) < 2**53 else number
        case AttributeType.BOOLEAN:
            if (said := text.strip().lower()) not in _BOOLEANS:
                raise ValueError("is neither yes nor no")
            return _BOOLEANS[said]
        case AttributeType.LIST:
            return [part.strip() for part in text.split("|") if part.strip()]
        case AttributeType.OBJECT:
            return msgspec.json.decode(text, type=dict[str, JsonValue])
    if not _IS[wanted](text):
        raise ValueError(f"is not a {wanted}")
    return text


def _is_date(value: JsonValue) -> bool:
    if not isinstance(value, str) or len(value) != 10:
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_instant(value: JsonValue) -> bool:
    if not isinstance(value, str):
        return False
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


_BOOLEANS: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_IS: Final[dict[AttributeType, Callable[[JsonValue], bool]]] = {
    AttributeType.TEXT: lambda value: isinstance(value, str),
    AttributeType.NUMBER: lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    AttributeType.BOOLEAN: lambda value: isinstance(value, bool),
    AttributeType.DATE: _is_date,
    AttributeType.INSTANT: _is_instant,
    AttributeType.LIST: lambda value: isinstance(value, list),
    AttributeType.OBJECT: lambda value: isinstance(value, dict),
}


# How somebody is reached


def address(contact: Contact, channel: Channel) -> str | None:
    """Where a message on ``channel`` goes: an address, a number, a push token, or the person where no address is needed."""
    match channel:
        case Channel.EMAIL:
            return _first(contact, IdentityKind.EMAIL)
        case Channel.SMS | Channel.WHATSAPP:
            return _first(contact, IdentityKind.PHONE)
        case Channel.PUSH | Channel.WEB_PUSH:
            devices = devices_for(contact, channel)
            return devices[0].token if devices else None
        case Channel.PAID_MEDIA:
            return _first(contact, IdentityKind.EXCHANGE_ID) or _first(contact, IdentityKind.EMAIL)
    return contact.person_id


def devices_for(contact: Contact, channel: Channel) -> tuple[Device, ...]:
    """Installations that a push on ``channel`` reaches, the one seen last first."""
    wants_web = channel is Channel.WEB_PUSH
    fitting = [
        device for device in contact.devices if device.is_valid and (device.platform is DevicePlatform.WEB) is wants_web
    ]
    return tuple(sorted(fitting, key=lambda device: -device.seen_at_ms))


def unreachable(contact: Contact, channel: Channel) -> str:
    """Why nothing on ``channel`` could reach them; empty when something could."""
    return "" if address(contact, channel) else _LACKS.get(channel, "has no address on this channel")


_LACKS: Final = {
    Channel.EMAIL: "has no e-mail address",
    Channel.SMS: "has no telephone number",
    Channel.WHATSAPP: "has no telephone number",
    Channel.PUSH: "has no installation that can be pushed to",
    Channel.WEB_PUSH: "has no browser that agreed to be pushed to",
    Channel.PAID_MEDIA: "is not known by any id that media could match",
}


def _first(contact: Contact, kind: IdentityKind) -> str | None:
    values = contact.identities.get(kind)
    return values[0] if values else None


# What a change makes of a person


def changed(contact: Contact, change: ContactChange, *, now_ms: int) -> Contact:
    """The person after ``change``; the same object when it changes nothing. Identities are the roster's affair."""
    attributes = _attributes(contact, change)
    devices = _devices(contact.devices, change.devices)
    consents, since = _consents(contact, change.consents)
    time_zone = _said(change.time_zone, contact.time_zone, fill_only=change.only_if_unknown)
    locale = _said(change.locale, contact.locale, fill_only=change.only_if_unknown)
    preferred = _said(change.preferred_channel, contact.preferred_channel, fill_only=change.only_if_unknown)
    after = msgspec.structs.replace(
        contact,
        attributes=attributes,
        devices=devices,
        consents=consents,
        consented_at_ms=since,
        time_zone=time_zone,
        locale=locale,
        preferred_channel=preferred,
    )
    if after == contact:
        return contact
    after.updated_at_ms = now_ms
    return after


def _said(new: str | msgspec.UnsetType, known: str, *, fill_only: bool) -> str:
    return known if new is UNSET or (fill_only and known) else str(new)


def _attributes(contact: Contact, change: ContactChange) -> dict[str, JsonValue]:
    if not change.attributes:
        return contact.attributes
    after = dict(contact.attributes)
    for name, value in change.attributes.items():
        if change.only_if_unknown and name in after:
            continue
        if value is None:
            after.pop(name, None)
        else:
            after[name] = value
    if len(after) > MAX_ATTRIBUTES:
        raise InvalidInput(
            f"a person has {MAX_ATTRIBUTES} attributes at most",
            field="attributes",
            remedy="Remove some with null, or gather them in an object.",
        )
    return after


def _devices(known: tuple[Device, ...], seen: tuple[Device, ...]) -> tuple[Device, ...]:
    """By token; what was seen last comes first, and the oldest give way."""
    if not seen:
        return known
    by_token = {device.token: device for device in known}
    for device in seen:
        held = by_token.get(device.token)
        if held is None or device.seen_at_ms >= held.seen_at_ms:
            by_token[device.token] = device
    newest_first = sorted(by_token.values(), key=lambda device: (-device.seen_at_ms, device.token))
    return tuple(newest_first[:MAX_DEVICES])


def _consents(contact: Contact, given: Iterable[Consent]) -> tuple[dict[str, ConsentState], dict[str, int]]:
    """What was said last holds; of two things said at one instant, the refusal."""
    consents, since = dict(contact.consents), dict(contact.consented_at_ms)
    for consent in given:
        key = consent_key(consent.channel, consent.purpose)
        _say(consents, since, key, consent.state, consent.at_ms)
    return consents, since


def _say(consents: dict[str, ConsentState], since: dict[str, int], key: str, state: ConsentState, at_ms: int) -> None:
    known_ms = since.get(key, -1)
    if at_ms > known_ms or (at_ms == known_ms and state is ConsentState.DENIED):
        consents[key], since[key] = state, at_ms


def merged(survivor: Contact, absorbed: Contact, *, now_ms: int) -> Contact:
    """Both as one: the survivor's word where both say something, but of consents whatever was said last."""
    consents, since = dict(survivor.consents), dict(survivor.consented_at_ms)
    for key, state in absorbed.consents.items():
        _say(consents, since, key, state, absorbed.consented_at_ms.get(key, 0))
    identities = dict(survivor.identities)
    for kind, values in absorbed.identities.items():
        held = identities.get(kind, ())
        identities[kind] = held + tuple(value for value in values if value not in held)
    return Contact(
        person_id=survivor.person_id,
        attributes=absorbed.attributes | survivor.attributes,
        identities=identities,
        devices=_devices(survivor.devices, absorbed.devices),
        consents=consents,
        consented_at_ms=since,
        time_zone=survivor.time_zone or absorbed.time_zone,
        locale=survivor.locale or absorbed.locale,
        preferred_channel=survivor.preferred_channel or absorbed.preferred_channel,
        created_at_ms=min(survivor.created_at_ms, absorbed.created_at_ms),
        updated_at_ms=now_ms,
    )


# Who is who


@dataclass(slots=True)
class Roster:
    """People who are looked up, changed and merged together, in memory: what is dirty afterwards has to be written.

    ``contacts`` and ``owners`` are all the people and identities concerned, as they stand. Whoever is merged away is in
    ``became``. Merging follows what identities are worth: two people who share one become one, unless the tenant's own
    ids (``external_id``) tell them apart. Then a browser changes hands, and everything else stays where it is.
    """

    contacts: dict[str, Contact]
    owners: dict[Identity, str]
    new_id: Callable[[], str]
    became: dict[str, str] = field(default_factory=dict)
    created: set[str] = field(default_factory=set)
    dirty: set[str] = field(default_factory=set)
    claimed: dict[Identity, str] = field(default_factory=dict)
    """Whose identities that changed hands are now; nobody's where it is empty."""
    known: frozenset[Identity] = frozenset()
    """Those that were somebody's to begin with."""
    merges: list[Merge] = field(default_factory=list)
    absorbed: dict[str, Contact] = field(default_factory=dict)
    refused: list[ClaimRefused] = field(default_factory=list)
    consents: list[tuple[str, Consent]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.known = frozenset(self.owners)

    def now(self, person_id: str) -> str:
        """Who ``person_id`` has become."""
        while person_id in self.became:
            person_id = self.became[person_id]
        return person_id

    def person(self, identities: Iterable[Identity], *, person_id: str = "", now_ms: int) -> str:
        """Whoever is known by these, ``person_id`` where it is said; somebody new when nobody is.

        Afterwards they are known by all of them, but for those in ``refused``.
        """
        claims = sorted(set(identities), key=lambda each: (_STRENGTH[each[0]], each[1]))
        anchor = self.now(person_id) if person_id else self._anchor(claims)
        if anchor is None:
            anchor = self.new_id()
        if anchor not in self.contacts:
            self.contacts[anchor] = Contact(person_id=anchor, created_at_ms=now_ms, updated_at_ms=now_ms)
            self.created.add(anchor)
        for claim in claims:
            anchor = self._claim(anchor, claim, now_ms)
        return anchor

    def change(self, person_id: str, change: ContactChange, *, now_ms: int) -> str:
        """Apply ``change``, identities first; whoever it is then. Raises ``InvalidInput``."""
        who = self.person(change.identities, person_id=person_id, now_ms=now_ms)
        before = self.contacts[who]
        after = changed(before, change, now_ms=now_ms)
        if after is not before:
            self.contacts[who] = after
            self.dirty.add(who)
        self.consents.extend((who, consent) for consent in change.consents)
        return who

    def merge(self, one: str, other: str, cause: MergeCause, *, now_ms: int, identity: str = "") -> str:
        """Both become one, whatever their ids say: an alias, or somebody's decision. Who survives is returned."""
        one, other = self.now(one), self.now(other)
        if one == other:
            return one
        survivor, absorbed = sorted((self.contacts[one], self.contacts[other]), key=_seniority)
        gone = absorbed.person_id
        self.contacts[survivor.person_id] = merged(survivor, absorbed, now_ms=now_ms)
        for kind, values in absorbed.identities.items():
            for value in values:
                self._own((kind, value), survivor.person_id)
        self.absorbed[gone] = self.contacts.pop(gone)
        self.became[gone] = survivor.person_id
        self.merges.append(
            Merge(person_id=survivor.person_id, absorbed_id=gone, cause=cause, identity=identity, at_ms=now_ms)
        )
        self.dirty.discard(gone)
        self.dirty.add(survivor.person_id)
        return survivor.person_id

    def _anchor(self, claims: Iterable[Identity]) -> str | None:
        """The owner of the identity that tells best, if nothing better contradicts."""
        named = {value for kind, value in claims if kind == IdentityKind.EXTERNAL_ID}
        for claim in claims:
            owner = self._owner(claim)
            if owner is not None and not self._told_apart(self._external_ids(owner), named):
                return owner
        return None

    def _claim(self, who: str, claim: Identity, now_ms: int) -> str:
        owner = self._owner(claim)
        if owner == who:
            self._prefer(who, claim)
            return who
        if owner is None:
            self._give(who, claim)
            return who
        if not self._told_apart(self._external_ids(who), self._external_ids(owner)):
            return self.merge(who, owner, MergeCause.SHARED_IDENTITY, now_ms=now_ms, identity=f"{claim[0]}:{claim[1]}")
        if claim[0] in _CHANGE_HANDS:
            self._take_away(owner, claim)
            self._give(who, claim)
        else:
            reason = "belongs to somebody with another external id"
            self.refused.append(ClaimRefused(identity=claim, owner_id=owner, reason=reason))
        return who

    def _owner(self, claim: Identity) -> str | None:
        owner = self.owners.get(claim)
        return None if owner is None else self.now(owner)

    def _external_ids(self, person_id: str) -> set[str]:
        return set(self.contacts[person_id].identities.get(IdentityKind.EXTERNAL_ID, ()))

    @staticmethod
    def _told_apart(one: set[str], other: set[str]) -> bool:
        return bool(one) and bool(other) and one.isdisjoint(other)

    def _own(self, claim: Identity, person_id: str) -> None:
        self.owners[claim] = person_id
        self.claimed[claim] = person_id

    def _give(self, who: str, claim: Identity) -> None:
        kind, value = claim
        contact = self.contacts[who]
        values = contact.identities.get(kind, ())
        if len(values) >= MAX_IDENTITIES_A_KIND:
            if kind not in _CHANGE_HANDS:
                reason = f"nobody has more than {MAX_IDENTITIES_A_KIND} of a kind"
                self.refused.append(ClaimRefused(identity=claim, owner_id=who, reason=reason))
                return
            self._take_away(who, (kind, values[-1]))
            contact = self.contacts[who]
            values = contact.identities.get(kind, ())
        self.contacts[who] = msgspec.structs.replace(contact, identities=contact.identities | {kind: (value, *values)})
        self._own(claim, who)
        self.dirty.add(who)

    def _prefer(self, who: str, claim: Identity) -> None:
        """The address that was named last is the one that is written to."""
        kind, value = claim
        contact = self.contacts[who]
        values = contact.identities[kind]
        if values[0] != value and kind not in _CHANGE_HANDS:
            others = tuple(other for other in values if other != value)
            self.contacts[who] = msgspec.structs.replace(
                contact, identities=contact.identities | {kind: (value, *others)}
            )
            self.dirty.add(who)

    def _take_away(self, who: str, claim: Identity) -> None:
        kind, value = claim
        contact = self.contacts[who]
        left = tuple(other for other in contact.identities.get(kind, ()) if other != value)
        identities = {**contact.identities, kind: left} if left else _without(contact.identities, kind)
        self.contacts[who] = msgspec.structs.replace(contact, identities=identities)
        self.owners.pop(claim, None)
        self.claimed[claim] = ""
        self.dirty.add(who)


def _without(identities: dict[str, tuple[str, ...]], kind: str) -> dict[str, tuple[str, ...]]:
    return {each: values for each, values in identities.items() if each != kind}


def _seniority(contact: Contact) -> tuple[bool, int, str]:
    """Who survives comes first: whom the tenant has an id of, then who was known earlier."""
    return IdentityKind.EXTERNAL_ID not in contact.identities, contact.created_at_ms, contact.person_id
