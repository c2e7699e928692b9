"""Counting impressions and holding them to caps; pure."""

from domain.events.values import Event, EventType
from domain.frequency.values import HOUR_MS, NEVER, NOT_SHOWN, Seen, Shown
from domain.serving.values import FrequencyCaps


def counts(event: Event) -> bool:
    """Whether ``event`` is an impression of somebody: a bill, whatever the banker makes of it, but no test."""
    return event.type is EventType.BILL and not event.is_test and bool(event.person_id and event.campaign_id)


def day_of(hour: int) -> int:
    return hour // 24


def week_of(hour: int) -> int:
    """Number of the week, which begins on Monday; 1970 began on a Thursday."""
    return (hour // 24 + 3) // 7


def counted(seen: Seen, at_ms: int) -> Seen:
    """``seen`` with an impression at ``at_ms``; one that comes late counts in the windows it still belongs to."""
    hour = at_ms // HOUR_MS
    last, in_hour, in_day, in_week, ever = seen
    if hour > last:
        in_hour = 0
        in_day = in_day if day_of(hour) == day_of(last) else 0
        in_week = in_week if week_of(hour) == week_of(last) else 0
        last = hour
    return Seen(
        last,
        in_hour + (hour == last),
        in_day + (day_of(hour) == day_of(last)),
        in_week + (week_of(hour) == week_of(last)),
        ever + 1,
    )


def shown(seen: Seen, now_ms: int) -> Shown:
    """What ``seen`` means at ``now_ms``."""
    hour = now_ms // HOUR_MS
    last, in_hour, in_day, in_week, ever = seen
    if hour == last:
        return Shown(in_hour, in_day, in_week, ever)
    if seen is NEVER:
        return NOT_SHOWN
    return Shown(
        0, in_day if day_of(hour) == day_of(last) else 0, in_week if week_of(hour) == week_of(last) else 0, ever
    )


def reached(caps: FrequencyCaps, times: Shown) -> bool:
    """Whether another impression of the campaign would exceed one of its own caps; ``times`` counts bids in flight as shown."""
    return bool(
        (caps.per_hour and times.hour >= caps.per_hour)
        or (caps.per_day and times.day >= caps.per_day)
        or (caps.per_week and times.week >= caps.per_week)
        or (caps.lifetime and times.ever >= caps.lifetime)
    )


def reached_together(caps: FrequencyCaps, times: Shown) -> bool:
    """The same of all the tenant's campaigns together."""
    return bool(
        (caps.tenant_per_hour and times.hour >= caps.tenant_per_hour)
        or (caps.tenant_per_day and times.day >= caps.tenant_per_day)
        or (caps.tenant_per_week and times.week >= caps.tenant_per_week)
    )
