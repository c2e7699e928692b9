"""What the budget board shows of campaigns."""

from msgspec import Struct

from domain.budgets.alerts.values import AlertKind
from domain.budgets.values import BudgetView


class Line(Struct, frozen=True):
    """One campaign's money, None until it went live once; ``troubles`` are what gives reason to say something now."""

    campaign_id: str
    rank: int
    """Smaller is worse."""
    money: BudgetView | None
    troubles: tuple[AlertKind, ...] = ()


class Together(Struct, frozen=True, kw_only=True):
    """What campaigns of one currency come to, in nanos of it."""

    currency: str
    campaigns: int
    budget_nanos: int
    confirmed_nanos: int
    today_nanos: int
    """Of the day it is in each campaign's time zone."""
    behind: int
    """Campaigns that spend less than planned; ``behind_nanos`` is what is missing."""
    behind_nanos: int
    ahead: int
    ahead_nanos: int
