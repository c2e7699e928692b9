"""What values are, how somebody is reached, and what a change makes of a person. Pure."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from ipaddress import ip_address
from math import isfinite
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import UNSET
from pydantic import JsonValue

from domain.campaigns.values import Channel
from domain.contacts.values import (
    ASK_AGAIN_AFTER_MONTHS,
    CLOCK_AHEAD_MS,
    MAX_ATTRIBUTE_BYTES,
    MAX_ATTRIBUTES,
    MAX_DEVICES,
    SALE,
    AttributeDefinition,
    AttributeType,
    Consent,
    Contact,
    ContactChange,
    Device,
    DevicePlatform,
    Evidence,
    How,
    Identity,
    IdentityKind,
    JsonObject,
    PrivacyPurpose,
    consent_key,
)
from domain.delivery.values import ConsentState, Purpose, Receiver
from domain.errors import Conflict, InvalidInput

STRENGTH: Final = {kind.value: rank for rank, kind in enumerate(IdentityKind)}
"""How well a kind tells people apart, the best first."""
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
    if kind not in STRENGTH:
        raise InvalidInput(
            f"'{kind}' is not a kind of identity", field="identities", remedy=f"Known are {', '.join(STRENGTH)}."
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
        elif fault := _unkeepable(name, value):
            yield fault
        elif isinstance(value, str | list | dict) and len(msgspec.json.encode(value)) > MAX_ATTRIBUTE_BYTES:
            yield InvalidInput(
                f"is larger than {MAX_ATTRIBUTE_BYTES:,} bytes", field=name, remedy="Keep it elsewhere; refer to it."
            )
        elif value is not None and name in definitions and not _IS[definitions[name].type](value):
            wanted = definitions[name].type
            yield InvalidInput(f"is not a {wanted}", field=name, remedy=f"It is defined as {wanted}; send one.")


def _unkeepable(name: str, value: JsonValue) -> InvalidInput | None:
    """What JSON can say and no store can hold."""
    try:
        msgspec.msgpack.encode(value)
    except OverflowError:
        return InvalidInput("holds a number beyond 64 bits", field=name, remedy="Send it as a text.")
    except UnicodeEncodeError:
        return InvalidInput("holds half a character", field=name, remedy="Send both halves of a surrogate pair.")
    return None


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
            try:
                return msgspec.json.decode(text, type=JsonObject)
            except (msgspec.MsgspecError, RecursionError) as error:
                raise ValueError("is not a JSON object") from error
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
            if refuses_sale(contact):
                return None
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
    if address(contact, channel):
        return ""
    if channel is Channel.PAID_MEDIA and refuses_sale(contact):
        return "has opted out of the sale and sharing of their data"
    return _LACKS.get(channel, "has no address on this channel")


_LACKS: Final = {
    Channel.EMAIL: "has no e-mail address",
    Channel.SMS: "has no telephone number",
    Channel.WHATSAPP: "has no telephone number",
    Channel.PUSH: "has no installation that can be pushed to",
    Channel.WEB_PUSH: "has no browser that agreed to be pushed to",
    Channel.PAID_MEDIA: "is not known by any id that media could match",
}


def receiver_of(contact: Contact, channel: Channel, purpose: Purpose) -> Receiver:
    """Somebody as the gates have to know them, for a message on ``channel``."""
    return Receiver(
        person_id=contact.person_id,
        unreachable=unreachable(contact, channel),
        address=address(contact, channel) or "",
        emails=contact.identities.get("email", ()),
        phones=contact.identities.get("phone", ()),
        consent=contact.consents.get(consent_key(channel, purpose), ConsentState.UNKNOWN),
        time_zone=contact.time_zone,
    )


def _first(contact: Contact, kind: IdentityKind) -> str | None:
    values = contact.identities.get(kind)
    return values[0] if values else None


# What a change makes of a person


def changed(contact: Contact, change: ContactChange, *, now_ms: int) -> Contact:
    """The person after ``change``; the same object when it changes nothing. Identities are the roster's affair."""
    attributes = _attributes(contact, change)
    devices = devices_seen(contact.devices, change.devices)
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


def differences(before: Contact, after: Contact) -> set[str]:
    """What predicates may look at that is not as it was."""
    old, new = before.attributes, after.attributes
    changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)} if old is not new else set()
    if before.consents != after.consents:
        changed.add("consent")
    if before.consents.get(SALE) != after.consents.get(SALE):
        changed.add(PrivacyPurpose.SALE_OR_SHARING.value)
    changed.update(name for name in _SAID_ONCE if getattr(before, name) != getattr(after, name))
    return changed


_SAID_ONCE: Final = ("time_zone", "locale", "preferred_channel")


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
    if len(after) > max(MAX_ATTRIBUTES, len(contact.attributes)):
        raise InvalidInput(
            f"a person has {MAX_ATTRIBUTES} attributes at most",
            field="attributes",
            remedy="Remove some with null, or gather them in an object.",
        )
    return after


def devices_seen(known: tuple[Device, ...], seen: tuple[Device, ...]) -> tuple[Device, ...]:
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
        say(consents, since, key, consent.state, consent.at_ms)
    return consents, since


def lies_ahead(at_ms: int, *, now_ms: int) -> bool:
    """Whether nobody can have said it by then, whatever the clock of whom we heard it from."""
    return at_ms > now_ms + CLOCK_AHEAD_MS


def say(consents: dict[str, ConsentState], since: dict[str, int], key: str, state: ConsentState, at_ms: int) -> None:
    known_ms = since.get(key, -1)
    if at_ms > known_ms or (at_ms == known_ms and state is ConsentState.DENIED):
        consents[key], since[key] = state, at_ms


# What can be shown, and what is sold or shared with nobody


def known_ip(text: str) -> str:
    """An address of the internet in its usual spelling; empty stays empty. Raises ``InvalidInput``."""
    try:
        return str(ip_address(text.strip())) if text.strip() else ""
    except ValueError:
        raise InvalidInput("is not an IP address", field="ip", remedy="Send one like 203.0.113.7.") from None


def is_bare(evidence: Evidence, proof: str) -> bool:
    """Whether somebody merely says that it was said: a file or another system, with nothing to show for it."""
    shown = (proof, evidence.source, evidence.text_version, evidence.ip, evidence.user_agent)
    return evidence.how in _HEARSAY and not any(shown)


_HEARSAY: Final = frozenset({How.IMPORT, How.API, How.UNTOLD})
_OWN_ACTS: Final = frozenset({How.FORM, How.DOUBLE_OPT_IN, How.PREFERENCE_PAGE, How.CALL, How.IN_PERSON})


def refuses_sale(contact: Contact) -> bool:
    """Whether their data may be sold to nobody, and shared with nobody for advertising across contexts."""
    return contact.consents.get(SALE) is ConsentState.DENIED


def may_be_asked_again_ms(contact: Contact) -> int | None:
    """From when on whoever opted out may be asked to opt in; None for who did not."""
    if not refuses_sale(contact):
        return None
    since = datetime.fromtimestamp(contact.consented_at_ms[SALE] / 1_000, UTC)
    month = since.month - 1 + ASK_AGAIN_AFTER_MONTHS
    year, month = since.year + month // 12, month % 12 + 1
    day = min(since.day, monthrange(year, month)[1])
    return int(since.replace(year=year, month=month, day=day).timestamp() * 1_000)


def check_opt_in(contact: Contact, evidence: Evidence, proof: str, at_ms: int) -> None:
    """Only the person's own act takes an opt-out back, later than it, and with something to show.

    Raises ``InvalidInput``, and ``Conflict`` where there is nothing to take back.
    """
    if not refuses_sale(contact):
        raise Conflict("they have not opted out", field="person_id", remedy="Nothing stands against it.")
    if evidence.how not in _OWN_ACTS:
        known = ", ".join(sorted(_OWN_ACTS))
        raise InvalidInput("is no act of the person", field="how", remedy=f"Send how they said it themselves: {known}.")
    if not (proof or evidence.source):
        raise InvalidInput("is missing", field="source", remedy="Name the form, document or call that shows it.")
    if at_ms <= contact.consented_at_ms[SALE]:
        raise InvalidInput("is not later than the opt-out", field="at", remedy="Send what they said afterwards.")
