"""Cron lines: what they mean, and when they come next. Pure."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.errors import InvalidInput

_FIELDS: Final = (
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day of month", 1, 31, ()),
    ("month", 1, 12, ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
    ("day of week", 0, 7, ("sun", "mon", "tue", "wed", "thu", "fri", "sat")),
)
_DAYS_AHEAD: Final = 366 * 8 + 3
"""A 29 February is at most eight years away."""


class CronLine(NamedTuple):
    """The times a line names. Days of the week count from Sunday, which is 0."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    any_day: bool
    any_weekday: bool

    def names(self, day: date) -> bool:
        if day.month not in self.months:
            return False
        by_day, by_weekday = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        if self.any_day or self.any_weekday:
            return by_day and by_weekday
        return by_day or by_weekday


@lru_cache(maxsize=256)
def read_cron(line: str) -> CronLine:
    """Raises ``InvalidInput`` naming the field that cannot be read."""
    parts = line.split()
    if len(parts) != len(_FIELDS):
        raise InvalidInput(
            f"a cron line has five fields, not {len(parts)}", field="cron", remedy="Write it like '0 9 * * 1-5'."
        )
    minutes, hours, days, months, weekdays = (_values(part, *field) for part, field in zip(parts, _FIELDS, strict=True))
    return CronLine(
        minutes=tuple(sorted(minutes)),
        hours=tuple(sorted(hours)),
        days=frozenset(days),
        months=frozenset(months),
        weekdays=frozenset(day % 7 for day in weekdays),
        any_day=parts[2].startswith("*"),
        any_weekday=parts[4].startswith("*"),
    )


def known_zone(name: str) -> ZoneInfo:
    """Raises ``InvalidInput``."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidInput(
            f"'{name}' is no time zone", field="time_zone", remedy="Use a name like 'Europe/Rome'."
        ) from error


def next_time_ms(line: str, time_zone: str, *, after_ms: int) -> int:
    """The first instant after ``after_ms`` that the line names. Raises ``InvalidInput`` for one that never comes."""
    cron, zone = read_cron(line), known_zone(time_zone)
    start = datetime.fromtimestamp(after_ms / 1_000, zone).date()
    for ahead in range(_DAYS_AHEAD):
        day = start + timedelta(days=ahead)
        if not cron.names(day):
            continue
        for hour in cron.hours:
            for minute in cron.minutes:
                moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
                at_ms = int(moment.timestamp() * 1_000)
                if at_ms > after_ms:
                    return at_ms
    raise InvalidInput(f"'{line}' names no time that comes", field="cron", remedy="Name a day that exists.")


def _values(part: str, name: str, least: int, most: int, words: tuple[str, ...]) -> set[int]:
    values: set[int] = set()
    for piece in part.split(","):
        span, slash, stride = piece.partition("/")
        first, dash, last = span.partition("-")
        try:
            step = int(stride) if slash else 1
            if first == "*":
                low, high = least, most
            else:
                low = _number(first, words)
                high = _number(last, words) if dash else (most if slash else low)
        except ValueError as error:
            raise _unreadable(part, name) from error
        if step < 1 or not least <= low <= high <= most:
            raise _unreadable(part, name)
        values.update(range(low, high + 1, step))
    return values


def _number(text: str, words: tuple[str, ...]) -> int:
    lowered = text.lower()
    if lowered in words:
        return words.index(lowered) + (1 if words[0] == "jan" else 0)
    return int(text)


def _unreadable(part: str, name: str) -> InvalidInput:
    return InvalidInput(f"'{part}' is no {name}", field="cron", remedy="Write it like '0 9 * * 1-5'.")
