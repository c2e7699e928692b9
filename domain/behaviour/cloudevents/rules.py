"""CloudEvents 1.0: structured, batched and binary content mode, as the specification has them. Pure."""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote

from domain.behaviour.ingestion.values import Told
from domain.behaviour.readings.rules import KINDS, event_name, instant, json_of, object_of, person, text, tidy
from domain.behaviour.values import Source
from domain.contacts.rules import normal_identity
from domain.contacts.values import Identity, IdentityKind, JsonObject
from domain.errors import InvalidInput

BINARY_PREFIX: Final = "ce-"
_VERSION: Final = re.compile(r"v[0-9]+")
_TOP_LEVEL: Final = frozenset(
    [
        "com",
        "org",
        "net",
        "io",
        "dev",
        "app",
        "co",
        "edu",
        "gov",
        "eu",
        "de",
        "fr",
        "es",
        "it",
        "nl",
        "uk",
        "us",
        "jp",
        "br",
        "in",
        "mx",
        "ca",
        "au",
    ]
)
_ABOUT_THE_PERSON: Final = frozenset({"person", "person_id", "attributes", "time_zone", "locale"})
_SOURCES: Final = frozenset(Source)


def is_binary(headers: Mapping[str, str]) -> bool:
    """Whether the attributes are in headers (of lower-case names) and the body is the data."""
    return f"{BINARY_PREFIX}specversion" in headers


def structured(body: bytes, headers: Mapping[str, str]) -> JsonObject:
    """An event in binary content mode, told in the structured one. Raises ``InvalidInput``."""
    said: JsonObject = {
        name[len(BINARY_PREFIX) :]: unquote(value) for name, value in headers.items() if name.startswith(BINARY_PREFIX)
    }
    if body:
        _refuse_unless_json(headers.get("content-type") or "application/json", "data")
        said["data"] = json_of(body)
    return said


def told(said: JsonObject) -> Told:
    """What a structured event says. Raises ``InvalidInput``.

    ``type`` names the event without its domain and version, ``source`` and ``id`` together are its id, ``subject`` is whose
    it is: a customer number, or an identity such as ``email:ana@example.com``. ``data`` may say more of them in ``person``
    and ``attributes``; everything else of it are properties.
    """
    if said["specversion"] != "1.0":
        raise InvalidInput("only version 1.0 is read", field="specversion", remedy="Send specversion 1.0.")
    for name in ("id", "source", "type"):
        if not isinstance(said.get(name), str) or not said[name]:
            raise InvalidInput("is missing; every CloudEvent has one", field=name, remedy=f"Send {name} as a text.")
    data = _data(said)
    door = data.get("source")
    return Told(
        name=event_name(_without_domain(said["type"]), "type"),
        given_id=f"{said['source']}#{said['id']}",
        at_ms=instant(said, "time"),
        source=str(door) if isinstance(door, str) and door in _SOURCES else None,
        person_id=text(data, "person_id"),
        identities=(*person(object_of(data, "person")), *_subject(said.get("subject"))),
        attributes=tidy(object_of(data, "attributes")),
        properties=tidy({name: value for name, value in data.items() if name not in _ABOUT_THE_PERSON}),
        time_zone=text(data, "time_zone"),
        locale=text(data, "locale"),
    )


def _data(said: JsonObject) -> JsonObject:
    data = said.get("data")
    if "data_base64" in said:
        _refuse_unless_json(said.get("datacontenttype", "application/json"), "data_base64")
        try:
            data = json_of(base64.b64decode(str(said["data_base64"]), validate=True))
        except binascii.Error:
            raise InvalidInput("is not base64", field="data_base64", remedy="Send data instead.") from None
    if data is not None and not isinstance(data, dict):
        raise InvalidInput("is not a JSON object", field="data", remedy="Send an object.")
    return data or {}


def _refuse_unless_json(content_type: Any, field: str) -> None:
    kind = str(content_type).partition(";")[0].strip().lower()
    if not kind.endswith(("/json", "+json")):
        raise InvalidInput(f"data of '{kind[:60]}' is not read", field=field, remedy="Send data in JSON.")


def _subject(subject: Any) -> list[Identity]:
    if not isinstance(subject, str) or not subject:
        return []
    kind, colon, value = subject.partition(":")
    if colon and kind in KINDS:
        return [normal_identity(kind, value)]
    return [normal_identity(IdentityKind.EXTERNAL_ID, subject)]


def _without_domain(kind: str) -> str:
    """``order_created`` of ``com.example.order.created.v1``: what happened, without who says so."""
    labels = kind.split(".")
    if len(labels) > 2 and labels[0] in _TOP_LEVEL:
        labels = labels[2:]
    if len(labels) > 1 and _VERSION.fullmatch(labels[-1].lower()):
        labels = labels[:-1]
    return "_".join(labels)
