"""Dates that would put a campaign on air by a slip of the year are refused, with the way out."""

import pytest

from domain.campaigns.rules import check_end, refuse_to_schedule
from domain.campaigns.values import Stage
from domain.errors import ActionRefused, InvalidInput

NOW_MS = 1_790_000_000_000
DAY_MS = 86_400_000


def schedule(starts_at_ms: int | None, ends_at_ms: int | None = None) -> None:
    refuse_to_schedule(
        Stage.APPROVED,
        now_ms=NOW_MS,
        starts_at_ms=starts_at_ms,
        ends_at_ms=ends_at_ms,
        approved_starts_at_ms=None,
        approved_ends_at_ms=None,
    )


@pytest.mark.parametrize(
    ("starts_at_ms", "ends_at_ms", "reason"),
    [
        (None, None, "needs a start date"),
        (NOW_MS - 365 * DAY_MS, None, "start date has passed"),
        (NOW_MS + 2 * DAY_MS, NOW_MS + DAY_MS, "end before it begins"),
        (NOW_MS, NOW_MS - DAY_MS, "in the past"),
    ],
)
def test_a_flight_that_nobody_can_mean_is_refused(starts_at_ms: int | None, ends_at_ms: int | None, reason: str):
    with pytest.raises(ActionRefused, match=reason) as refused:
        schedule(starts_at_ms, ends_at_ms)
    assert "go_live" in refused.value.allowed


@pytest.mark.parametrize("starts_at_ms", [NOW_MS - 1_000, NOW_MS, NOW_MS + DAY_MS])
def test_a_start_of_about_now_or_later_is_taken(starts_at_ms: int):
    schedule(starts_at_ms, NOW_MS + 7 * DAY_MS)


def test_an_end_must_lie_ahead_or_stay_open():
    check_end(None, now_ms=NOW_MS)
    check_end(NOW_MS + 1, now_ms=NOW_MS)
    with pytest.raises(InvalidInput) as refused:
        check_end(NOW_MS, now_ms=NOW_MS)
    assert refused.value.field == "ends_at"
