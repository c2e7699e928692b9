"""Which campaign's money needs somebody first, and what all of it comes to. Pure."""

from collections.abc import Iterable, Sequence
from typing import Final

from domain.budgets.alerts.rules import due
from domain.budgets.alerts.values import AlertKind
from domain.budgets.values import BudgetView, PaceView
from domain.pacing.values import PacingStatus
from domain.workspace.board.values import Line, Together

WORST_FIRST: Final = (
    AlertKind.BUDGET_EXHAUSTED,
    AlertKind.OVER_DAILY_BUDGET,
    AlertKind.PACING_BEHIND,
    AlertKind.PACING_AHEAD,
    AlertKind.NEARING_LIMIT,
)
_OFF_PLAN: Final = len(WORST_FIRST)
_WELL: Final = _OFF_PLAN + 1
_NO_MONEY_YET: Final = _WELL + 1
_WHOLE: Final = 1_000_000


def line(campaign_id: str, money: BudgetView | None) -> Line:
    if money is None:
        return Line(campaign_id, _NO_MONEY_YET * _WHOLE, None)
    troubles = tuple(sorted((alert.kind for alert in due(money)), key=WORST_FIRST.index))
    off_nanos = abs(off_plan_nanos(money.pace))
    is_off = money.pace.status in (PacingStatus.BEHIND, PacingStatus.AHEAD)
    place = WORST_FIRST.index(troubles[0]) if troubles else _OFF_PLAN if is_off else _WELL
    parts = min(_WHOLE - 1, off_nanos * _WHOLE // max(1, money.pace.amount_nanos)) if is_off else 0
    return Line(campaign_id, place * _WHOLE + _WHOLE - 1 - parts, money, troubles)


def off_plan_nanos(pace: PaceView) -> int:
    """By how much less is spent than was planned by now; negative where it is more, 0 where there is no plan or it holds."""
    if pace.status not in (PacingStatus.BEHIND, PacingStatus.AHEAD):
        return 0
    return pace.planned_nanos - pace.confirmed_nanos


def worst_first(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda one: (one.rank, one.campaign_id))


def together(lines: Iterable[Line]) -> list[Together]:
    """By currency; campaigns that never went live have spent nothing and are left out."""
    of_currency: dict[str, list[BudgetView]] = {}
    for one in lines:
        if one.money is not None:
            of_currency.setdefault(one.money.currency, []).append(one.money)
    return [_summed(currency, of_currency[currency]) for currency in sorted(of_currency)]


def _summed(currency: str, views: Sequence[BudgetView]) -> Together:
    off = [off_plan_nanos(view.pace) for view in views]
    return Together(
        currency=currency,
        campaigns=len(views),
        budget_nanos=sum(view.budget_nanos for view in views),
        confirmed_nanos=sum(view.confirmed_nanos for view in views),
        today_nanos=sum(view.today.confirmed_nanos for view in views),
        behind=sum(view.pace.status is PacingStatus.BEHIND for view in views),
        behind_nanos=sum(nanos for nanos in off if nanos > 0),
        ahead=sum(view.pace.status is PacingStatus.AHEAD for view in views),
        ahead_nanos=-sum(nanos for nanos in off if nanos < 0),
    )
