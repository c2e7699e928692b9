"""Tracking calls: identify, track, page, screen, group and alias, as analytics libraries send them. Pure."""

from typing import Final

from domain.behaviour.ingestion.values import Told
from domain.behaviour.readings.rules import device, event_name, identities, instant, lenient, object_of, text, tidy
from domain.behaviour.values import Source
from domain.contacts.rules import known_time_zone, normal_identity, normal_locale
from domain.contacts.values import Identity, IdentityKind, JsonObject
from domain.errors import InvalidInput

CALLS: Final = {
    "identify": "identified",
    "track": "",
    "page": "page_viewed",
    "screen": "screen_viewed",
    "group": "grouped",
    "alias": "aliased",
}
"""The calls, and the event each becomes; a track names its own."""
_IDS: Final = {"userId": IdentityKind.EXTERNAL_ID, "anonymousId": IdentityKind.ANONYMOUS_ID}
_ADDRESSES: Final = {"email": IdentityKind.EMAIL, "phone": IdentityKind.PHONE}
_KEPT_ELSEWHERE: Final = frozenset({*_ADDRESSES, "timezone", "locale"})
_MOBILE: Final = ("ios", "android", "swift", "kotlin", "react-native", "flutter")


def is_call(said: JsonObject) -> bool:
    kind = said.get("type")
    return isinstance(kind, str) and kind in CALLS and "event_id" not in said


def told(said: JsonObject, *, sent_at_ms: int | None, now_ms: int) -> Told:
    """What a call says. ``sent_at_ms`` is when its batch was sent, by the sender's clock. Raises ``InvalidInput``.

    Traits become attributes, an e-mail address and a telephone number among them identities; a group's traits are kept
    under ``group``. A device token in the context makes the installation one that can be pushed to.
    """
    kind = str(said["type"])
    context = object_of(said, "context")
    traits = object_of(said, "traits")
    about = traits if kind == "identify" else object_of(context, "traits")
    properties = tidy(object_of(said, "properties"))
    attributes = tidy({name: value for name, value in about.items() if name not in _KEPT_ELSEWHERE})
    if kind == "group":
        named = tidy({"id": said.get("groupId")})
        attributes["group"] = named | tidy(traits)
        properties["group_id"] = named["id"]
    elif kind in {"page", "screen"}:
        properties |= {name: said[name] for name in ("name", "category") if isinstance(said.get(name), str)}
    hardware, app = object_of(context, "device"), object_of(context, "app")
    platform = hardware.get("type") or object_of(context, "os").get("name")
    return Told(
        name=CALLS[kind] or event_name(said.get("event"), "event"),
        given_id=text(said, "messageId"),
        at_ms=_happened(said),
        sent_at_ms=None if _is_corrected(said) else instant(said, "sentAt") or sent_at_ms,
        source=_door(context),
        identities=(*identities(said, _IDS), *identities(about, _ADDRESSES)),
        was=_former(said) if kind == "alias" else (),
        attributes=attributes,
        properties=properties,
        devices=device(platform, hardware.get("token"), app.get("namespace") or app.get("name"), seen_at_ms=now_ms),
        time_zone=lenient(known_time_zone, context.get("timezone")),
        locale=lenient(normal_locale, context.get("locale")),
    )


def _happened(said: JsonObject) -> int | None:
    at_ms = instant(said, "timestamp")
    return instant(said, "originalTimestamp") if at_ms is None else at_ms


def _is_corrected(said: JsonObject) -> bool:
    """Both are there only after somebody before us has corrected the one by the other."""
    return said.get("timestamp") is not None and said.get("originalTimestamp") is not None


def _former(said: JsonObject) -> tuple[Identity, ...]:
    """An earlier id says nothing of its kind: a browser's, as a rule, else the tenant's own."""
    former = text(said, "previousId")
    if not former:
        raise InvalidInput("is missing; an alias names it", field="previousId", remedy="Send the earlier id.")
    return (
        normal_identity(IdentityKind.ANONYMOUS_ID, former),
        normal_identity(IdentityKind.EXTERNAL_ID, former),
    )


def _door(context: JsonObject) -> str | None:
    """Which library it was tells where it ran."""
    name = text(object_of(context, "library"), "name").lower()
    if any(part in name for part in _MOBILE):
        return Source.MOBILE_APP
    return Source.WEB if name.endswith((".js", "-js")) and "node" not in name else None
