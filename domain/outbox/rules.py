"""Pure rules of feeds and webhook calls: what is shown when, in what order, and when a call is tried again."""

from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

from msgspec import Struct

from domain.outbox.values import Occasion, Showing

_RETRY_MS: Final = (
    5_000,
    60_000,
    5 * 60_000,
    30 * 60_000,
    2 * 3_600_000,
    5 * 3_600_000,
    10 * 3_600_000,
)
"""Pauses after the first, the second ... attempt: eight attempts over about eighteen hours."""
MOST_ATTEMPTS: Final = len(_RETRY_MS) + 1


def retry_at_ms(attempts: int, *, now_ms: int, spread: float, retry_after_s: int = 0) -> int | None:
    """When a call is made again after so many attempts; None once it is given up.

    ``spread`` in [0, 1) lengthens the pause by up to a half, so that what failed together does not come back together. A
    receiver's own Retry-After counts up to an hour.
    """
    if attempts >= MOST_ATTEMPTS:
        return None
    pause_ms = int(_RETRY_MS[max(attempts, 1) - 1] * (1 + spread / 2))
    return now_ms + max(pause_ms, min(retry_after_s, 3_600) * 1_000)


def suits(showing: Showing, occasion: Occasion, *, now_ms: int) -> bool:
    """Whether an item may be shown at this occasion; what it says of the person is somebody else's to ask."""
    return (
        (not showing.from_ms or showing.from_ms <= now_ms)
        and (not showing.until_ms or now_ms < showing.until_ms)
        and (not showing.on_event or showing.on_event == occasion.event)
        and (not showing.screens or any(_matches(one, occasion.screen) for one in showing.screens))
        and (not showing.platforms or occasion.platform in showing.platforms)
        and (not showing.stores or occasion.store in showing.stores)
        and (not showing.slot or showing.slot == occasion.slot)
        and _between(occasion.app_version, showing.app_version_min, showing.app_version_max)
    )


def _matches(pattern: str, screen: str) -> bool:
    return screen.startswith(pattern[:-1]) if pattern.endswith("*") else screen == pattern


def _between(version: str, lowest: str, highest: str) -> bool:
    if not (lowest or highest):
        return True
    if not version:
        return False
    said = _numbers(version)
    return (not lowest or said >= _numbers(lowest)) and (not highest or said <= _numbers(highest))


def _numbers(version: str) -> tuple[int, ...]:
    """``2.10`` as (2, 10, 0, 0): versions compare by number, not by letter."""
    numbers = [int(part) for part in version.split(".")]
    return tuple(numbers + [0] * (4 - len(numbers)))


class Standing(Struct, frozen=True, kw_only=True):
    """An item as the order of a feed sees it."""

    message_id: str
    at_ms: int
    priority: int
    pinned: bool


Item = TypeVar("Item")


def in_order(items: Iterable[tuple[Standing, Item]]) -> Sequence[Item]:
    """Pinned first, then by priority, then the newest."""
    ordered = sorted(items, key=lambda pair: (not pair[0].pinned, pair[0].priority, -pair[0].at_ms, pair[0].message_id))
    return [item for _, item in ordered]
