"""When people are told of a campaign's money. Pure."""

from typing import Final

from domain.budgets.alerts.values import Alert, AlertKind
from domain.budgets.values import BudgetView
from domain.money import show
from domain.pacing.values import PacingStatus

NEARING_PERCENT: Final = 80
SPEAKS_FROM_PERCENT: Final = 10
"""Of a period's amount that has to be planned by now: before, a few bids more or less are the whole difference."""


def due(view: BudgetView) -> list[Alert]:
    """What a campaign's money gives reason to say now, told already or not."""
    if view.closed and view.exhausted_at_ms is None:
        return []
    return [*_of_the_budget(view), *_of_the_day(view), *_of_the_pace(view)]


def _of_the_budget(view: BudgetView) -> list[Alert]:
    spent, budget = view.confirmed_nanos, view.budget_nanos
    if spent >= budget or view.exhausted_at_ms is not None:
        kind = AlertKind.BUDGET_EXHAUSTED
    elif spent * 100 >= budget * NEARING_PERCENT:
        kind = AlertKind.NEARING_LIMIT
    else:
        return []
    return [_alert(view, kind, _since_corrected(view, f"budget:{budget}"), spent, budget)]


def _of_the_day(view: BudgetView) -> list[Alert]:
    day = view.today
    if not day.budget_nanos or day.confirmed_nanos <= day.budget_nanos:
        return []
    occasion = _since_corrected(view, f"day:{day.date}")
    return [_alert(view, AlertKind.OVER_DAILY_BUDGET, occasion, day.confirmed_nanos, day.budget_nanos)]


def _of_the_pace(view: BudgetView) -> list[Alert]:
    pace = view.pace
    kinds = {PacingStatus.BEHIND: AlertKind.PACING_BEHIND, PacingStatus.AHEAD: AlertKind.PACING_AHEAD}
    speaks = pace.planned_nanos * 100 >= pace.amount_nanos * SPEAKS_FROM_PERCENT
    if view.exhausted_at_ms is not None or pace.status not in kinds or not speaks:
        return []
    occasion = f"day:{view.today.date}"
    return [_alert(view, kinds[pace.status], occasion, pace.confirmed_nanos, pace.planned_nanos)]


def _since_corrected(view: BudgetView, occasion: str) -> str:
    """A correction by which a threshold was left makes another occasion of reaching it again."""
    return f"{occasion}:{view.corrected_sequence}" if view.corrected_sequence else occasion


def _alert(view: BudgetView, kind: AlertKind, occasion: str, spent_nanos: int, measure_nanos: int) -> Alert:
    return Alert(
        kind=kind,
        occasion=occasion,
        campaign_id=view.campaign_id,
        currency=view.currency,
        spent_nanos=spent_nanos,
        measure_nanos=measure_nanos,
    )


def news_key(kind: str, campaign_id: str, occasion: str) -> str:
    """What an alert's notifications are known by."""
    return f"{kind}:{campaign_id}:{occasion}"


def sentence(alert: Alert) -> str:
    """What it means, with the amounts."""
    spent = show(alert.spent_nanos, alert.currency)
    measure = show(alert.measure_nanos, alert.currency)
    match alert.kind:
        case AlertKind.NEARING_LIMIT:
            percent = alert.spent_nanos * 100 // alert.measure_nanos
            return f"{spent} of {measure} are spent, {percent}%. Raise the budget if it is to go on."
        case AlertKind.BUDGET_EXHAUSTED:
            return f"{spent} of {measure} are spent, and no bid can be paid from what is left. It bids no more until the budget is raised."
        case AlertKind.OVER_DAILY_BUDGET:
            return f"{spent} are spent today, where {measure} are allowed since the daily budget was lowered. It bids again tomorrow."
        case AlertKind.PACING_BEHIND:
            return f"{spent} are spent where {measure} were planned by now. Ask why it is not bidding."
        case AlertKind.PACING_AHEAD:
            return f"{spent} are spent where {measure} were planned by now."


TITLES: Final = {
    AlertKind.NEARING_LIMIT: "nears the end of its budget",
    AlertKind.BUDGET_EXHAUSTED: "has used up its budget",
    AlertKind.OVER_DAILY_BUDGET: "is over its daily budget",
    AlertKind.PACING_BEHIND: "spends less than planned",
    AlertKind.PACING_AHEAD: "spends more than planned",
}
