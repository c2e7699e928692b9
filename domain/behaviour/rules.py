"""When an event happened, whether it is what was expected, and what it calls for at once. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Final

from pydantic import JsonValue

from domain.behaviour.values import (
    AHEAD_MS,
    DAY_MS,
    INTERNAL,
    KEEP_DAYS,
    LATE_AFTER_MS,
    ActivationKind,
    CustomerEvent,
    EventSchema,
    PropertyRule,
    PropertyType,
)
from domain.errors import InvalidInput

ACTIVATION: Final = "activation_wanted"
"""The event we derive from one with high intent; journeys start on it like on any other."""
STARS: Final = "stars_due"
"""The event we derive from one that the loyalty programme pays for: ``base_stars``, for its cause."""
MERGED: Final = "contact_merged"
SESSION_MS: Final = 30 * 60_000

_AT_ONCE: Final = {
    **dict.fromkeys(("cart_abandon", "cart_abandoned", "checkout_abandoned"), ActivationKind.RETARGETING),
    **dict.fromkeys(("purchase", "order_completed"), ActivationKind.UPSELL),
    **dict.fromkeys(("store_visit", "loyalty_swipe", "check_in", "checkin"), ActivationKind.IN_STORE_OFFER),
}
INTEREST: Final = frozenset(
    {"product_view", "product_viewed", "wishlist_add", "product_added_to_wishlist", "added_to_wishlist"}
)
"""Ask for something only while the person is still there: their second within half an hour, once a session."""
_MOST_CENTS: Final = 10**17
"""More than a year of all the world's trade."""
_EARNS: Final = frozenset({"purchase", "order_completed", "loyalty_swipe", "check_in", "checkin"})


def placed(at_ms: int, *, received_at_ms: int, sent_at_ms: int | None = None) -> int:
    """When it happened, by our clock. Raises ``InvalidInput`` for what has not happened yet, or too long ago.

    A sender that says when it sent, by its own clock, is corrected by the difference. A clock that runs a little ahead
    reports what happens now.
    """
    if sent_at_ms is not None:
        at_ms += received_at_ms - sent_at_ms
    if at_ms > received_at_ms + AHEAD_MS:
        raise InvalidInput(
            f"lies {(at_ms - received_at_ms) // 60_000:,} minutes ahead",
            field="at",
            remedy="Set the sender's clock, or send sent_at by the same clock.",
        )
    if at_ms < received_at_ms - KEEP_DAYS * DAY_MS:
        raise InvalidInput(
            f"lies more than {KEEP_DAYS} days back", field="at", remedy="Import attributes instead of old events."
        )
    return min(at_ms, received_at_ms)


def is_late(event: CustomerEvent) -> bool:
    """Too long ago to start or wake anybody; it still counts in what people did."""
    return event.received_at_ms - event.at_ms > LATE_AFTER_MS


def misfits(schema: EventSchema, properties: Mapping[str, JsonValue]) -> list[InvalidInput]:
    """Everything about an event that its schema does not expect."""
    faults = []
    for name, rule in schema.properties.items():
        value = properties.get(name)
        if value is None:
            if rule.required:
                faults.append(_fault(name, "is missing", f"Send {name} as {rule.type}."))
        elif fault := _misfit(name, rule, value):
            faults.append(fault)
    if not schema.others:
        faults += [
            _fault(name, f"is not expected of '{schema.name}'", "Leave it out, or add it to the event's schema.")
            for name in properties
            if name not in schema.properties
        ]
    return faults


def derived(
    event: CustomerEvent, *, viewed_at_ms: int | None = None, activated_at_ms: int | None = None
) -> tuple[CustomerEvent, ...]:
    """What the event calls for: an activation, stars. Idempotent: their ids follow from the event's own.

    ``viewed_at_ms`` is when the person showed the same kind of interest before, ``activated_at_ms`` when that last
    called for something; None for never. What comes late calls for stars alone.
    """
    if event.source == INTERNAL:
        return ()
    calls = []
    kind = activation(event, viewed_at_ms=viewed_at_ms, activated_at_ms=activated_at_ms)
    if kind is not None and not is_late(event):
        calls.append(_derive(event, ACTIVATION, {"kind": kind.value, "cause": event.properties}))
    if event.name in _EARNS:
        stars = base_stars(amount_cents(event.properties))
        calls.append(_derive(event, STARS, {"base_stars": stars}))
    return tuple(calls)


def activation(event: CustomerEvent, *, viewed_at_ms: int | None, activated_at_ms: int | None) -> ActivationKind | None:
    """What an event with high intent asks for at once."""
    if kind := _AT_ONCE.get(event.name):
        return kind
    if event.name not in INTEREST or viewed_at_ms is None:
        return None
    within_session = 0 <= event.at_ms - viewed_at_ms <= SESSION_MS
    asked_already = activated_at_ms is not None and event.at_ms - activated_at_ms <= SESSION_MS
    return ActivationKind.SESSION_OFFER if within_session and not asked_already else None


def shows_interest(name: str) -> bool:
    """Whether an event is one that activates only within a session."""
    return name in INTEREST


def base_stars(cents: int) -> int:
    """A star for every dollar begun; what tiers, channels and promotions make of it is the programme's affair."""
    return -(-cents // 100) if cents > 0 else 0


def amount_cents(properties: Mapping[str, JsonValue]) -> int:
    """What was spent: ``amount_cents``, else ``revenue``, ``total``, ``amount`` or ``value`` in whole units; 0 if not said.

    A number that is beyond all money is no amount.
    """
    cents = properties.get("amount_cents")
    if isinstance(cents, int) and not isinstance(cents, bool) and abs(cents) <= _MOST_CENTS:
        return cents
    for name in ("revenue", "total", "amount", "value"):
        said = properties.get(name)
        if isinstance(said, int | float) and not isinstance(said, bool) and abs(said) <= _MOST_CENTS // 100:
            return round(said * 100)
    return 0


def derived_id(cause_id: str, what: str) -> str:
    """The id of an event that follows from another one: the same each time it is worked out."""
    return f"{what}:{blake2b(cause_id.encode(), digest_size=15).hexdigest()}"


def _derive(event: CustomerEvent, name: str, properties: dict[str, JsonValue]) -> CustomerEvent:
    return CustomerEvent(
        event_id=derived_id(event.event_id, name),
        person_id=event.person_id,
        name=name,
        at_ms=event.at_ms,
        received_at_ms=event.received_at_ms,
        properties={"because": event.name, "cause_id": event.event_id, "source": event.source, **properties},
    )


def _misfit(name: str, rule: PropertyRule, value: JsonValue) -> InvalidInput | None:
    if not _IS[rule.type](value):
        return _fault(name, f"is not {_ARTICLE[rule.type]}", f"Send {name} as {rule.type}.")
    if rule.one_of and value not in rule.one_of:
        return _fault(name, "is none of the expected values", f"Expected are {', '.join(rule.one_of[:10])}.")
    if isinstance(value, int | float):
        if rule.least is not None and value < rule.least:
            return _fault(name, f"is below {rule.least:g}", f"Send {rule.least:g} or more.")
        if rule.most is not None and value > rule.most:
            return _fault(name, f"is above {rule.most:g}", f"Send {rule.most:g} or less.")
    return None


def _fault(name: str, message: str, remedy: str) -> InvalidInput:
    return InvalidInput(message, field=f"properties.{name}", remedy=remedy)


def _is_number(value: JsonValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_instant(value: JsonValue) -> bool:
    if isinstance(value, int) and not isinstance(value, bool):
        return True
    if not isinstance(value, str):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


_IS: Final[dict[PropertyType, Callable[[JsonValue], bool]]] = {
    PropertyType.TEXT: lambda value: isinstance(value, str),
    PropertyType.NUMBER: _is_number,
    PropertyType.INTEGER: lambda value: isinstance(value, int) and not isinstance(value, bool),
    PropertyType.BOOLEAN: lambda value: isinstance(value, bool),
    PropertyType.INSTANT: _is_instant,
    PropertyType.LIST: lambda value: isinstance(value, list),
    PropertyType.OBJECT: lambda value: isinstance(value, dict),
}
_ARTICLE: Final = {
    PropertyType.TEXT: "a text",
    PropertyType.NUMBER: "a number",
    PropertyType.INTEGER: "a whole number",
    PropertyType.BOOLEAN: "true or false",
    PropertyType.INSTANT: "an instant",
    PropertyType.LIST: "a list",
    PropertyType.OBJECT: "an object",
}
