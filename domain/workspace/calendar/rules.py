"""What gets in each other's way. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.campaigns.rules import FINISHED
from domain.campaigns.values import Stage
from domain.money import micros_to_nanos, show
from domain.workspace.calendar.values import BlackoutDays, Conflict, ConflictKind, Entry, EntryKind

MOST_CONFLICTS: Final = 500
MOST_SHARED: Final = 100
"""Of what two entries meet in, so many are named."""
BEGUN: Final = frozenset({Stage.LIVE, *FINISHED})
_EVERYBODY: Final = "everybody"


def days_ms(first_day: date, last_day: date, time_zone: str) -> tuple[int, int]:
    """From the midnight at which the first day begins to the one at which the last has ended."""
    zone = ZoneInfo(time_zone)
    begins = datetime.combine(first_day, time.min, zone)
    ends = datetime.combine(last_day + timedelta(days=1), time.min, zone)
    return int(begins.timestamp() * 1_000), int(ends.timestamp() * 1_000)


def begins_ms(
    stage: Stage, *, starts_at_ms: int | None, ends_at_ms: int | None, live_ms: int | None, created_ms: int, now_ms: int
) -> int | None:
    """From when on a campaign runs: since it went live; before that by its date, and without one now at the earliest."""
    if stage in BEGUN or live_ms is not None:
        return max(created_ms if live_ms is None else live_ms, starts_at_ms or 0)
    if starts_at_ms is not None:
        return starts_at_ms
    return now_ms if ends_at_ms is None else min(now_ms, ends_at_ms - 1)


def overlaps(entry: Entry, *, from_ms: int, to_ms: int) -> bool:
    return _overlap((from_ms, to_ms), entry.span) is not None


def conflicts(
    entries: Sequence[Entry], blackouts: Iterable[BlackoutDays], *, from_ms: int, to_ms: int
) -> list[Conflict]:
    """What meets within a range, by when it begins; at most ``MOST_CONFLICTS``."""
    running = [entry for entry in entries if not entry.is_over]
    campaigns = [entry for entry in running if entry.kind is EntryKind.CAMPAIGN]
    messages = [entry for entry in running if entry.kind is not EntryKind.CAMPAIGN]
    window = (from_ms, to_ms)
    found = [
        *_meeting(campaigns, lambda entry: entry.inventory, _inventory, window),
        *_meeting(campaigns, lambda entry: entry.audiences, _audience, window),
        *_meeting(messages, _message_keys, _audience, window),
        *_meeting(campaigns, _purse, _budgets, window),
        *_blacked_out(running, blackouts, window),
    ]
    return sorted(found, key=lambda one: (one.from_ms, one.kind, one.entry_ids))[:MOST_CONFLICTS]


def _message_keys(entry: Entry) -> frozenset[str]:
    return frozenset(f"{audience} by {channel}" for audience in entry.audiences for channel in entry.channels)


def _purse(entry: Entry) -> frozenset[str]:
    return frozenset({f"{entry.advertiser_domain} in {entry.currency}"}) if entry.advertiser_domain else frozenset()


def _meeting(
    entries: Iterable[Entry],
    keys_of: Callable[[Entry], frozenset[str]],
    tell: Callable[[Entry, Entry, tuple[str, ...]], tuple[ConflictKind, str, str]],
    window: tuple[int, int],
) -> Iterator[Conflict]:
    """Every two entries that share a key while both run, once, by when they meet; no more once there are ``MOST_CONFLICTS``.

    Entries are taken up as they begin, beside what still runs by then. So no pair that never meets is looked at, and a key
    that many share ends the search early instead of making it long.
    """
    running: dict[str, list[Entry]] = {}
    found = 0
    for span, entry in _as_they_begin(entries, window):
        meets: dict[str, tuple[Entry, list[str]]] = {}
        for key in keys_of(entry):
            still = [other for other in running.get(key, ()) if _until(other, window[1]) > span[0]]
            for other in still:
                meets.setdefault(other.id, (other, []))[1].append(key)
            running[key] = [*still, entry]
        for other, keys in meets.values():
            shared = tuple(sorted(keys)[:MOST_SHARED])
            kind, text, remedy = tell(other, entry, shared)
            yield Conflict(
                kind=kind,
                entry_ids=(other.id, entry.id),
                from_ms=span[0],
                to_ms=_until(other, span[1]),
                shared=shared,
                text=text,
                remedy=remedy,
            )
        found += len(meets)
        if found >= MOST_CONFLICTS:
            return


def _as_they_begin(entries: Iterable[Entry], window: tuple[int, int]) -> list[tuple[tuple[int, int], Entry]]:
    """Those that run within the window, each with the part of it that it runs."""
    spans = [(_overlap(window, entry.span), entry) for entry in entries]
    return sorted(((span, entry) for span, entry in spans if span is not None), key=lambda one: (one[0][0], one[1].id))


def _inventory(one: Entry, other: Entry, keys: tuple[str, ...]) -> tuple[ConflictKind, str, str]:
    text = f"'{one.name}' and '{other.name}' both go for {', '.join(keys[:3])}"
    return ConflictKind.SAME_INVENTORY, text, "Leave it to one of them, or move a flight."


def _audience(one: Entry, other: Entry, keys: tuple[str, ...]) -> tuple[ConflictKind, str, str]:
    text = f"'{one.name}' and '{other.name}' both address {', '.join(keys[:3])}"
    return (
        ConflictKind.SAME_AUDIENCE,
        text,
        "Move one of them, exclude one's people from the other, or cap both together.",
    )


def _budgets(one: Entry, other: Entry, keys: tuple[str, ...]) -> tuple[ConflictKind, str, str]:
    both = show(micros_to_nanos(one.budget_micros + other.budget_micros), one.currency)
    text = f"'{one.name}' and '{other.name}' may spend {both} together for {one.advertiser_domain} ({', '.join(keys)})"
    return ConflictKind.OVERLAPPING_BUDGETS, text, "See that each amount is meant, or lower one."


def _blacked_out(
    entries: Iterable[Entry], blackouts: Iterable[BlackoutDays], window: tuple[int, int]
) -> Iterator[Conflict]:
    days = list(blackouts)
    for entry in entries:
        for blackout in days:
            span = _overlap(window, entry.span, (blackout.from_ms, blackout.to_ms))
            if span is None or (blackout.channels and not blackout.channels & entry.channels):
                continue
            yield Conflict(
                kind=ConflictKind.BLACKOUT,
                entry_ids=(entry.id,),
                from_ms=span[0],
                to_ms=span[1],
                shared=(blackout.id,),
                text=f"'{entry.name}' runs on days kept free: {blackout.name}",
                remedy="Move it, or pause it for those days.",
            )


def _until(entry: Entry, last_ms: int) -> int:
    _, ends_ms = entry.span
    return last_ms if ends_ms is None else min(ends_ms, last_ms)


def _overlap(window: tuple[int, int], *spans: tuple[int | None, int | None]) -> tuple[int, int] | None:
    begins = max([window[0], *(start for start, _ in spans if start is not None)])
    ends = min([window[1], *(end for _, end in spans if end is not None)])
    return (begins, ends) if begins < ends else None


def everybody_or(segment: object) -> frozenset[str]:
    """The one audience of a message."""
    return frozenset({f"segment {segment}" if segment else _EVERYBODY})
