"""Bodies of events into the one shape: CloudEvents, tracking calls, and ours. Pure.

What is wrong with one item is said of that item; only a body that is none of these shapes is refused as a whole.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from typing import Any, Final

import msgspec

from domain.behaviour.cloudevents import rules as cloudevent
from domain.behaviour.ingestion.values import CLOUDEVENTS, Read, Told
from domain.behaviour.readings.rules import (
    device,
    event_name,
    identities,
    instant,
    json_of,
    object_of,
    person,
    text,
    tidy,
)
from domain.behaviour.rules import placed
from domain.behaviour.tracking import rules as tracking
from domain.behaviour.values import MAX_EVENT_BYTES, MAX_EVENT_ID, MAX_ITEMS, Observed, Refusal, Source
from domain.contacts.rules import known_time_zone, normal_locale
from domain.contacts.values import IdentityKind, JsonObject
from domain.errors import InvalidInput

_OURS: Final = frozenset(
    {
        "event",
        "event_id",
        "at",
        "sent_at",
        "source",
        "person",
        "person_id",
        "user_id",
        "device_id",
        "properties",
        "attributes",
        "device",
        "time_zone",
        "locale",
    }
)
_OUR_IDS: Final = {"user_id": IdentityKind.EXTERNAL_ID, "device_id": IdentityKind.ANONYMOUS_ID}
_SOURCES: Final = frozenset(Source)
_PERSON: Final = re.compile(r"[!-~]{1,64}")
_encode = msgspec.json.Encoder(order="deterministic").encode


def read_body(body: bytes, *, headers: Mapping[str, str], door: str, now_ms: int, new_id: Callable[[], str]) -> Read:
    """Every item of a body. ``door`` is the source of items that name none; ``headers`` have lower-case names.

    ``new_id`` names items that carry no id and do not say when they happened: nothing tells those from a repetition.
    Raises ``InvalidInput`` for a body that cannot be read at all, or holds more than 500 items.
    """
    if cloudevent.is_binary(headers):
        return _read([cloudevent.structured(body, headers)], {}, None, _Here(door, now_ms, new_id), is_batch=False)
    said = json_of(body)
    if headers.get("content-type", "").startswith(CLOUDEVENTS) and not isinstance(said, list):
        raise InvalidInput("is not a list of CloudEvents", field="body", remedy="Send a JSON array.")
    items, shared, sent_at_ms, is_batch = _items(said)
    if len(items) > MAX_ITEMS:
        raise InvalidInput(f"holds more than {MAX_ITEMS} items", field="body", remedy="Send it in several batches.")
    return _read(items, shared, sent_at_ms, _Here(door, now_ms, new_id), is_batch=is_batch)


class _Here(msgspec.Struct, frozen=True):
    """Where and when a body came in."""

    door: str
    now_ms: int
    new_id: Callable[[], str]


def _items(said: Any) -> tuple[list[Any], JsonObject, int | None, bool]:
    """(the items, what they share, when they were sent by the sender's clock, whether they are a batch)."""
    if isinstance(said, list):
        return said, {}, None, True
    if not isinstance(said, dict):
        raise InvalidInput("is neither an event nor a list of them", field="body", remedy="Send a JSON object.")
    for name, sent_at in (("batch", "sentAt"), ("events", "sent_at")):
        if isinstance(said.get(name), list):
            shared = {"context": said["context"]} if isinstance(said.get("context"), dict) else {}
            return said[name], shared, instant(said, sent_at), True
    return [said], {}, None, False


def _read(items: Sequence[Any], shared: JsonObject, sent_at_ms: int | None, here: _Here, *, is_batch: bool) -> Read:
    taken: dict[int, Observed] = {}
    refused = []
    for index, said in enumerate(items):
        try:
            taken[index] = _observed(_told(said, shared, sent_at_ms, here), said, here)
        except InvalidInput as error:
            field = error.field or ""
            refused.append(Refusal(index=index, field=field, message=error.message, remedy=error.remedy or ""))
    return Read(items=tuple(taken.values()), places=tuple(taken), refused=tuple(refused), is_batch=is_batch)


def _told(said: Any, shared: JsonObject, sent_at_ms: int | None, here: _Here) -> Told:
    if not isinstance(said, dict):
        raise InvalidInput("is not a JSON object", field="body", remedy="Send an object for each event.")
    if "specversion" in said:
        return cloudevent.told(said)
    if tracking.is_call(said):
        return tracking.told({**shared, **said}, sent_at_ms=sent_at_ms, now_ms=here.now_ms)
    return _ours(said, sent_at_ms=sent_at_ms, now_ms=here.now_ms)


def _ours(said: JsonObject, *, sent_at_ms: int | None, now_ms: int) -> Told:
    if unknown := said.keys() - _OURS:
        raise InvalidInput(
            "is not a field of an event", field=min(unknown)[:64], remedy="Put what happened into properties."
        )
    source = said.get("source")
    if source is not None and not (isinstance(source, str) and source in _SOURCES):
        raise InvalidInput("is none of the sources", field="source", remedy=f"Send one of {', '.join(Source)}.")
    hardware = object_of(said, "device")
    return Told(
        name=event_name(said.get("event"), "event"),
        given_id=text(said, "event_id"),
        at_ms=instant(said, "at"),
        sent_at_ms=instant(said, "sent_at") or sent_at_ms,
        source=source,
        person_id=text(said, "person_id"),
        identities=(*person(object_of(said, "person")), *identities(said, _OUR_IDS)),
        attributes=tidy(object_of(said, "attributes")),
        properties=tidy(object_of(said, "properties")),
        devices=device(hardware.get("platform"), hardware.get("token"), hardware.get("app"), seen_at_ms=now_ms),
        time_zone=text(said, "time_zone"),
        locale=text(said, "locale"),
    )


def _observed(told: Told, said: JsonObject, here: _Here) -> Observed:
    if not told.identities and not told.person_id:
        raise InvalidInput(
            "names nobody", field="person", remedy="Send an identity, such as external_id, email or anonymous_id."
        )
    if told.person_id and not _PERSON.fullmatch(told.person_id):
        raise InvalidInput("is not a person's id", field="person_id", remedy="Send the person_id we gave them.")
    if len(_encode([told.attributes, told.properties])) > MAX_EVENT_BYTES:
        raise InvalidInput(
            f"is larger than {MAX_EVENT_BYTES:,} bytes", field="properties", remedy="Keep it elsewhere; refer to it."
        )
    return Observed(
        event_id=_event_id(told, said, here),
        name=told.name,
        at_ms=here.now_ms
        if told.at_ms is None
        else placed(told.at_ms, received_at_ms=here.now_ms, sent_at_ms=told.sent_at_ms),
        received_at_ms=here.now_ms,
        source=str(told.source or here.door),
        person_id=told.person_id,
        identities=tuple(dict.fromkeys(told.identities)),
        was=told.was,
        attributes=told.attributes,
        devices=told.devices,
        time_zone=known_time_zone(told.time_zone) if told.time_zone else "",
        locale=normal_locale(told.locale) if told.locale else "",
        properties=told.properties,
    )


def _event_id(told: Told, said: JsonObject, here: _Here) -> str:
    """The sender's; without one, what the item says, if that includes when."""
    if not told.given_id:
        return here.new_id() if told.at_ms is None else f"={_digest(_encode(said))}"
    if len(told.given_id) <= MAX_EVENT_ID and told.given_id.isprintable():
        return told.given_id
    return f"~{_digest(told.given_id.encode(errors='replace'))}"


def _digest(body: bytes) -> str:
    return blake2b(body, digest_size=20).hexdigest()
