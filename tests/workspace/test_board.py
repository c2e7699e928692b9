"""Whose money needs somebody first, and what all of it comes to."""

from domain.budgets.alerts.values import AlertKind
from domain.pacing.values import PacingStatus
from domain.workspace.board.rules import line, together, worst_first
from tests.budgets.test_alerts import NOW_MS, UNIT, day, pace, view


def test_the_worst_stand_first_and_among_alike_whoever_is_further_off():
    seen = {
        "well": view(),
        "early": view(pace=pace(PacingStatus.BEHIND, 9)),
        "nearing": view(confirmed_nanos=800 * UNIT),
        "ahead": view(pace=pace(PacingStatus.AHEAD, 10)),
        "a little behind": view(pace=pace(PacingStatus.BEHIND, 12)),
        "far behind": view(pace=pace(PacingStatus.BEHIND, 60)),
        "over its day": view(today=day(51, 50), pace=pace(PacingStatus.AHEAD, 10)),
        "used up": view(confirmed_nanos=999 * UNIT, exhausted_at_ms=NOW_MS),
        "never live": None,
    }
    lines = worst_first(line(name, money) for name, money in seen.items())
    assert [one.campaign_id for one in lines] == [
        "used up",
        "over its day",
        "far behind",
        "a little behind",
        "ahead",
        "nearing",
        "early",
        "well",
        "never live",
    ]
    assert lines[1].troubles == (AlertKind.OVER_DAILY_BUDGET, AlertKind.PACING_AHEAD)


def test_currencies_are_never_added_together():
    lines = [
        line("a", view(pace=pace(PacingStatus.BEHIND, 60), confirmed_nanos=7 * UNIT)),
        line("b", view(pace=pace(PacingStatus.BEHIND, 17), currency="USD")),
        line("c", view(pace=pace(PacingStatus.AHEAD, 2), today=day(5, 50))),
        line("d", None),
    ]
    euros, dollars = together(lines)
    assert (euros.currency, euros.campaigns, euros.behind, euros.behind_nanos) == ("EUR", 2, 1, 53 * UNIT)
    assert (euros.ahead, euros.ahead_nanos, euros.today_nanos) == (1, 5 * UNIT, 5 * UNIT)
    assert (euros.budget_nanos, euros.confirmed_nanos) == (2_000 * UNIT, 7 * UNIT)
    assert (dollars.currency, dollars.behind, dollars.behind_nanos) == ("USD", 1, 10 * UNIT)
