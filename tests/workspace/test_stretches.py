"""A period is cut by the clocks of a place, and held against as much of the time before."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from domain.errors import InvalidInput
from domain.workspace.stretches.rules import before, cut
from domain.workspace.stretches.values import Grain, Stretches

HOUR = 3_600_000
BERLIN = "Europe/Berlin"


def at(text: str, zone: str = BERLIN) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1_000)


def said(period: Stretches, zone: str = BERLIN) -> list[tuple[str, str]]:
    """The stretches as clocks there show them."""

    def clock(at_ms: int) -> str:
        return f"{datetime.fromtimestamp(at_ms / 1_000, ZoneInfo(zone)):%m-%dT%H:%M}"

    return [(clock(start), clock(end)) for start, end in period]


def test_a_week_is_the_days_of_a_place_up_to_now_and_the_week_before_ends_as_early():
    now = cut(None, at("2027-01-15T14:20"), Grain.DAY, BERLIN)
    earlier = before(now, Grain.DAY, BERLIN)
    assert said(now)[0] == ("01-09T00:00", "01-10T00:00")
    assert said(now)[-1] == ("01-15T00:00", "01-15T14:20")
    assert said(earlier)[0] == ("01-02T00:00", "01-03T00:00")
    assert said(earlier)[-1] == ("01-08T00:00", "01-08T14:20")
    assert len(said(now)) == len(said(earlier)) == 7


def test_days_on_which_clocks_change_are_whole_days():
    now = cut(at("2027-03-28T09:00"), at("2027-03-29T00:00"), Grain.DAY, BERLIN)
    assert [end - start for start, end in now] == [23 * HOUR]
    assert [end - start for start, end in before(now, Grain.DAY, BERLIN)] == [24 * HOUR]


def test_hours_begin_where_clocks_there_strike_them():
    now = cut(None, at("2027-01-15T14:20", "Asia/Kolkata"), Grain.HOUR, "Asia/Kolkata")
    assert len(now.starts_ms) == 24
    assert said(now, "Asia/Kolkata")[-1] == ("01-15T14:00", "01-15T14:20")
    earlier = before(now, Grain.HOUR, "Asia/Kolkata")
    assert said(earlier, "Asia/Kolkata")[-1] == ("01-14T14:00", "01-14T14:20")


@pytest.mark.parametrize(
    ("from_", "grain"),
    [("2027-01-16T00:00", Grain.DAY), ("2026-11-30T00:00", Grain.DAY), ("2027-01-08T14:59", Grain.HOUR)],
)
def test_a_period_that_ends_before_it_begins_or_is_too_long_is_refused(from_, grain):
    with pytest.raises(InvalidInput):
        cut(at(from_), at("2027-01-15T14:20"), grain, BERLIN)
    assert len(cut(at("2026-12-02T07:00"), at("2027-01-15T14:20"), Grain.DAY, BERLIN).starts_ms) == 45
