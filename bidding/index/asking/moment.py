"""The time as campaigns look at it: the hour of the week, in UTC and wherever one of them keeps its hours."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog

HOURS_OF_WEEK: Final = 168
QUARTER_MS: Final = 900_000
"""Time zones differ from UTC by whole quarters of an hour."""
_HOUR_MS: Final = 3_600_000
_EPOCH_HOUR_OF_WEEK: Final = 72
"""Unix time began on a Thursday; weeks here begin on Monday."""

_log = structlog.get_logger(__name__)


class Moment(NamedTuple):
    """Equal for as long as no campaign can tell the difference."""

    hour_of_week: int = 0
    zone_hours: tuple[tuple[str, int], ...] = ()


def moment_at(now_ms: int, zones: Iterable[str]) -> Moment:
    """``now_ms`` in UTC and in each of ``zones`` (IANA names)."""
    at = datetime.fromtimestamp(now_ms // QUARTER_MS * QUARTER_MS / 1_000, UTC)
    hours = []
    for zone in sorted(zones):
        local = at.astimezone(_zone(zone))
        hours.append((zone, local.weekday() * 24 + local.hour))
    return Moment(hour_of_week(now_ms), tuple(hours))


def hour_of_week(at_ms: int) -> int:
    """0 is Monday's first hour."""
    return (at_ms // _HOUR_MS + _EPOCH_HOUR_OF_WEEK) % HOURS_OF_WEEK


@cache
def _zone(name: str) -> ZoneInfo:
    """UTC for a zone that this machine does not know, which is said in the log."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        _log.error("unknown time zone, using UTC", time_zone=name)
        return ZoneInfo("UTC")
