"""A campaign's money, as its page and the budget board show it."""

from typing import Self

from api.wire import ShownInstant, View, show_nanos
from domain.budgets import values
from domain.campaigns.tables import Campaign
from domain.money import micros_to_nanos
from domain.pacing.values import Pacing, PacingStatus


class DayView(View):
    """One calendar day of a campaign, in its own time zone. It contains the bids made in it, whenever they are billed."""

    date: str
    budget: str | None
    """None without a daily budget."""
    confirmed: str
    in_flight: str

    @classmethod
    def of(cls, day: values.DayView) -> Self:
        return cls(
            date=day.date,
            budget=show_nanos(day.budget_nanos) if day.budget_nanos else None,
            confirmed=show_nanos(day.confirmed_nanos),
            in_flight=show_nanos(day.in_flight_nanos),
        )


class PaceView(View):
    """Plan against spend of the period under way: the day with a daily budget, else the flight."""

    mode: Pacing
    status: PacingStatus
    time_zone: str
    starts_at: ShownInstant | None
    ends_at: ShownInstant | None
    amount: str
    """To be spent in the period."""
    planned: str
    """Of it, by now."""
    confirmed: str
    share: float
    """The part of its supply the campaign takes part in, the best of it; 1 is all."""

    @classmethod
    def of(cls, pace: values.PaceView) -> Self:
        return cls(
            mode=pace.mode,
            status=pace.status,
            time_zone=pace.time_zone,
            starts_at=pace.starts_at_ms,
            ends_at=pace.ends_at_ms,
            amount=show_nanos(pace.amount_nanos),
            planned=show_nanos(pace.planned_nanos),
            confirmed=show_nanos(pace.confirmed_nanos),
            share=round(pace.share, 6),
        )


class BudgetView(View):
    """A campaign's money, exact, in its currency. ``available`` is what is neither spent nor held by bidders."""

    campaign_id: str
    currency: str
    budget: str
    """What was approved; of a campaign that never went live, what its newest revision asks for."""
    confirmed: str
    in_flight: str
    disputed: str
    available: str
    exhausted_at: ShownInstant | None
    closed: bool
    sequence: int
    """Number of the last settlement this includes."""
    today: DayView | None = None
    """None until it went live once, like ``pace``."""
    pace: PaceView | None = None

    @classmethod
    def of(cls, money: values.BudgetView) -> Self:
        return cls(
            campaign_id=money.campaign_id,
            currency=money.currency,
            budget=show_nanos(money.budget_nanos),
            confirmed=show_nanos(money.confirmed_nanos),
            in_flight=show_nanos(money.in_flight_nanos),
            disputed=show_nanos(money.disputed_nanos),
            available=show_nanos(max(0, money.budget_nanos - money.confirmed_nanos - money.in_flight_nanos)),
            exhausted_at=money.exhausted_at_ms,
            closed=money.closed,
            sequence=money.sequence,
            today=DayView.of(money.today),
            pace=PaceView.of(money.pace),
        )

    @classmethod
    def untouched(cls, campaign: Campaign) -> Self:
        """What a campaign that never went live has: all of the budget it asks for."""
        budget, nothing = show_nanos(micros_to_nanos(campaign.budget_micros)), show_nanos(0)
        return cls(
            campaign_id=campaign.id,
            currency=campaign.currency,
            budget=budget,
            confirmed=nothing,
            in_flight=nothing,
            disputed=nothing,
            available=budget,
            exhausted_at=None,
            closed=False,
            sequence=0,
        )
