"""Items of a body, while they are read and afterwards."""

from typing import Final

from msgspec import Struct

from domain.behaviour.values import Observed, Refusal
from domain.contacts.values import Device, Identity, JsonObject

CLOUDEVENT: Final = "application/cloudevents+json"
CLOUDEVENTS: Final = "application/cloudevents-batch+json"


class Told(Struct, frozen=True, kw_only=True):
    """What one item says, whatever its shape, before it is known when that was by our clock."""

    name: str
    given_id: str
    """Empty where the sender gave none."""
    at_ms: int | None
    sent_at_ms: int | None = None
    """By the sender's clock, where it is still to be corrected by it."""
    source: str | None
    person_id: str = ""
    identities: tuple[Identity, ...] = ()
    was: tuple[Identity, ...] = ()
    attributes: JsonObject = {}
    properties: JsonObject = {}
    devices: tuple[Device, ...] = ()
    time_zone: str = ""
    locale: str = ""


class Read(Struct, frozen=True, kw_only=True):
    """Every item of a body is one or the other: read, or refused by its place. An id may come twice."""

    items: tuple[Observed, ...]
    places: tuple[int, ...]
    """Of each of ``items``, in the body."""
    refused: tuple[Refusal, ...]
    is_batch: bool
