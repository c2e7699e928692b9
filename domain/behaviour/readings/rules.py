"""Reading JSON that others wrote: one field at a time, with the field named in whatever is wrong. Pure."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

import msgspec

from domain.contacts.rules import normal_identity
from domain.contacts.values import Device, DevicePlatform, Identity, IdentityKind, JsonObject
from domain.errors import InvalidInput

MAX_DEPTH: Final = 6
"""Of objects and lists in properties and attributes."""
NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
KINDS: Final = {kind.value: kind for kind in IdentityKind}
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BETWEEN: Final = re.compile(r"[^A-Za-z0-9]+")
_LARGEST_INT: Final = 2**63
_LAST_INSTANT_MS: Final = 1 << 43
_LONGEST_TOKEN: Final = 4_096
_PLATFORMS: Final = {
    "ios": DevicePlatform.IOS,
    "iphone os": DevicePlatform.IOS,
    "ipados": DevicePlatform.IOS,
    "android": DevicePlatform.ANDROID,
    "web": DevicePlatform.WEB,
}
_decode = msgspec.json.Decoder().decode


def json_of(body: bytes) -> Any:
    """What a body says. Raises ``InvalidInput`` for what is not JSON in UTF-8, or is nested beyond reading."""
    try:
        return _decode(body)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        raise InvalidInput("is not JSON", field="body", remedy="Send JSON in UTF-8.") from None


def object_of(said: Mapping[str, Any], name: str) -> JsonObject:
    """An object, empty where there is none. Raises ``InvalidInput``."""
    value = said.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise InvalidInput("is not a JSON object", field=name, remedy="Send an object.")
    return value


def text(said: Mapping[str, Any], name: str) -> str:
    """A text, empty where there is none. Raises ``InvalidInput``."""
    value = said.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InvalidInput("is not a text", field=name, remedy="Send it as a text.")
    return value


def instant(said: Mapping[str, Any], name: str) -> int | None:
    """Unix milliseconds of ISO 8601 (UTC unless it says otherwise) or of themselves. Raises ``InvalidInput``."""
    value = said.get(name)
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LAST_INSTANT_MS:
        return value
    if isinstance(value, str):
        try:
            read = datetime.fromisoformat(value)
            return int((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp() * 1_000)
        except (ValueError, OverflowError):
            pass
    raise InvalidInput("is not an instant", field=name, remedy="Send it like 2027-03-01T00:00:00Z.")


def event_name(said: Any, field: str) -> str:
    """As predicates write it. Raises ``InvalidInput``."""
    name = snake(said) if isinstance(said, str) else ""
    if not NAME.fullmatch(name):
        raise InvalidInput(
            "is not the name of an event", field=field, remedy="Send 1 to 64 letters and digits, such as purchase."
        )
    return name


@lru_cache(maxsize=8_192)
def snake(name: str) -> str:
    """``order_completed`` for ``Order Completed``, ``orderCompleted`` and ``order-completed``."""
    return _BETWEEN.sub("_", _HUMP.sub("_", name.strip())).strip("_").lower()


def tidy(value: JsonObject) -> JsonObject:
    """With names as predicates and templates write them, and numbers as stores hold them. Raises ``InvalidInput``."""
    return {_tidy_name(name): _tidy(each, 1) for name, each in value.items()}


def _tidy(value: Any, depth: int) -> Any:
    if isinstance(value, dict | list):
        if depth >= MAX_DEPTH:
            raise InvalidInput(f"is nested more than {MAX_DEPTH} deep", field="properties", remedy="Flatten it.")
        if isinstance(value, dict):
            return {_tidy_name(name): _tidy(each, depth + 1) for name, each in value.items()}
        return [_tidy(each, depth + 1) for each in value]
    if isinstance(value, int) and not -_LARGEST_INT <= value < _LARGEST_INT:
        return _as_float(value)
    return value


def _as_float(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        raise InvalidInput(
            "holds a number beyond 1.8e308", field="properties", remedy="Send it as a text, or leave it out."
        ) from None


def _tidy_name(name: str) -> str:
    written = snake(name)
    return written if NAME.fullmatch(written) else name[:64]


def identities(said: Mapping[str, Any], fields: Mapping[str, IdentityKind]) -> list[Identity]:
    """Of those fields that name somebody. Raises ``InvalidInput``."""
    found = []
    for name, kind in fields.items():
        value = said.get(name)
        if value is None or value == "":
            continue
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise InvalidInput("is neither a text nor a whole number", field=name, remedy="Send it as a text.")
        found.append(normal_identity(kind, str(value)))
    return found


def person(said: Mapping[str, Any]) -> list[Identity]:
    """Of an object that holds identities by their kind and nothing else. Raises ``InvalidInput``."""
    if unknown := said.keys() - KINDS.keys():
        raise InvalidInput(
            "is not a kind of identity", field=f"person.{min(unknown)[:40]}", remedy=f"Known are {', '.join(KINDS)}."
        )
    return identities(said, KINDS)


def device(platform: Any, token: Any, app: Any, *, seen_at_ms: int) -> tuple[Device, ...]:
    """The installation these name, if they name one that can be pushed to."""
    if not isinstance(token, str) or not token or len(token) > _LONGEST_TOKEN or not isinstance(platform, str):
        return ()
    known = _PLATFORMS.get(platform.lower())
    if known is None:
        return ()
    return (Device(known, token, app[:200] if isinstance(app, str) else "", seen_at_ms=seen_at_ms),)


def lenient(read: Callable[[str], str], value: Any) -> str:
    """What a library adds by itself and is wrong is nobody's mistake: then it is empty."""
    if not isinstance(value, str) or not value:
        return ""
    try:
        return read(value)
    except InvalidInput:
        return ""
