"""What is remembered of one person's impressions of one campaign, or of all of a tenant's together."""

from typing import Final, NamedTuple

HOUR_MS: Final = 3_600_000
ALL_CAMPAIGNS: Final = "*"
"""In the place of a campaign's id: all of the tenant's, capped or not."""


class Seen(NamedTuple):
    """Impressions in the clock hour, day and week (from Monday) of the last one, all UTC, and ever.

    ``hour`` numbers that hour since 1970. Every window ends with the last impression, so nothing else need be kept.
    """

    hour: int
    in_hour: int
    in_day: int
    in_week: int
    ever: int


NEVER: Final = Seen(0, 0, 0, 0, 0)


class Shown(NamedTuple):
    """Impressions in the present hour, day and week, and ever."""

    hour: int
    day: int
    week: int
    ever: int


NOT_SHOWN: Final = Shown(0, 0, 0, 0)
