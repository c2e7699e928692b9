"""The five things people are told of a campaign's money."""

from enum import StrEnum

from msgspec import Struct


class AlertKind(StrEnum):
    NEARING_LIMIT = "nearing_limit"
    """80 % of the budget is spent."""
    BUDGET_EXHAUSTED = "budget_exhausted"
    """All of it is spent, or what is left funds no bid any more."""
    OVER_DAILY_BUDGET = "over_daily_budget"
    """More is spent on a day than its budget: it was lowered meanwhile."""
    PACING_BEHIND = "pacing_behind"
    PACING_AHEAD = "pacing_ahead"


class Alert(Struct, frozen=True, kw_only=True):
    """``occasion`` is what it is raised once for: a budget, or a day. Amounts are nanos of ``currency``."""

    kind: AlertKind
    occasion: str
    campaign_id: str
    currency: str
    spent_nanos: int
    measure_nanos: int
    """What the spend was held against: the budget, the day's, or the plan by now."""
