"""Cutting a period into hours or days of a time zone, and finding the one before. Pure."""

from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.errors import InvalidInput
from domain.pacing.rules import local_day
from domain.workspace.stretches.values import Grain, Stretches

HOUR_MS: Final = 3_600_000
MOST: Final = {Grain.HOUR: 7 * 24, Grain.DAY: 45}
"""Stretches of a period: with the one before, it is within the 90 days that events are kept."""
USUAL: Final = {Grain.HOUR: 24, Grain.DAY: 7}


def cut(from_ms: int | None, to_ms: int, grain: Grain, time_zone: str) -> Stretches:
    """The period up to ``to_ms``, from the beginning of the hour or day that ``from_ms`` is in; a day or a week unless given.

    Raises ``InvalidInput`` for one that is too long, or ends before it begins.
    """
    if from_ms is None:
        starts = _last(to_ms, grain, time_zone, USUAL[grain])
    elif from_ms >= to_ms:
        raise InvalidInput("from is not before to", field="from", remedy="Move one of them.")
    else:
        starts = _last(to_ms, grain, time_zone, MOST[grain] + 1)
        first = _beginning(from_ms, grain, time_zone)
        if first < starts[0]:
            raise _too_long(grain)
        starts = [start for start in starts if start >= first]
    if len(starts) > MOST[grain]:
        raise _too_long(grain)
    return Stretches(tuple(starts), to_ms)


def before(now: Stretches, grain: Grain, time_zone: str) -> Stretches:
    """As many stretches directly before, the last of them as far as the present one has come."""
    starts = _last(now.from_ms, grain, time_zone, len(now.starts_ms))
    begun, ends = now.starts_ms[-1], _end(now.starts_ms[-1], grain, time_zone)
    is_whole = now.to_ms >= ends
    to_ms = now.from_ms if is_whole else min(now.from_ms, starts[-1] + now.to_ms - begun)
    return Stretches(tuple(starts), to_ms)


def _last(to_ms: int, grain: Grain, time_zone: str, count: int) -> list[int]:
    """Where the last so many stretches up to ``to_ms`` begin."""
    last = _beginning(to_ms - 1, grain, time_zone)
    if grain is Grain.HOUR:
        return [last - HOUR_MS * back for back in reversed(range(count))]
    day = local_day(last, time_zone).number
    return [_midnight(day - back, time_zone) for back in reversed(range(count))]


def _beginning(at_ms: int, grain: Grain, time_zone: str) -> int:
    if grain is Grain.DAY:
        return local_day(at_ms, time_zone).starts_at_ms
    local = datetime.fromtimestamp(at_ms / 1_000, UTC).astimezone(ZoneInfo(time_zone))
    offset_ms = (local.utcoffset() or timedelta()) // timedelta(milliseconds=1)
    return at_ms - (at_ms + offset_ms) % HOUR_MS


def _end(start_ms: int, grain: Grain, time_zone: str) -> int:
    return start_ms + HOUR_MS if grain is Grain.HOUR else local_day(start_ms, time_zone).ends_at_ms


def _midnight(day: int, time_zone: str) -> int:
    local = date.fromordinal(day)
    return round(datetime(local.year, local.month, local.day, tzinfo=ZoneInfo(time_zone)).timestamp() * 1_000)


def _too_long(grain: Grain) -> InvalidInput:
    return InvalidInput(
        f"the period is longer than {MOST[grain]} {grain}s",
        field="from",
        remedy="Ask for a shorter one." if grain is Grain.DAY else "Ask for a shorter one, or by day.",
    )
