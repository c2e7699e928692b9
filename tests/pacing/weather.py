"""The weathers a plan has to be kept in, and what keeping it means."""

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any, Final

from domain.pacing.rules import hour_of_week
from domain.pacing.values import HOURS_OF_WEEK, Pacing
from tests.pacing.day import HOUR_MS, MONDAY_MS, Market, Outcome, PaceBook, Simulation, diurnal
from workers.banking.pacing import Supply

FORECAST: Final = 40_000
"""Requests a day that the traffic was expected to be."""
BUDGET: Final = 12_000_000_000
"""Nanos a day: half of what could be bought of the forecast traffic, and 6,000 impressions at the usual price."""
TOLERATED: Final = 0.05


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One weather's figures; what supply permits is what the same traffic sells without any plan or budget."""

    weather: "Weather"
    paced: Outcome
    plan_nanos: int
    permitted_nanos: int
    spent_nanos: int
    quality: float
    """What was bought, by its expected clicks, against the average of what was offered."""

    @property
    def due_nanos(self) -> int:
        return min(self.plan_nanos, self.permitted_nanos)

    @property
    def off(self) -> float:
        return self.spent_nanos / self.due_nanos - 1.0

    @property
    def worst_hour(self) -> float:
        """The furthest that spend was ahead of the plan or behind it, in parts of the whole."""
        gaps = [spend - plan for plan, spend in zip(self.paced.plan, self.paced.spend, strict=True)]
        return max(gaps, key=abs) / self.plan_nanos

    @property
    def held(self) -> bool:
        bid_nanos = max(1, self.spent_nanos) / max(1, len(self.paced.bought))
        missed = self.due_nanos - self.spent_nanos
        return -TOLERATED * self.due_nanos <= missed <= max(TOLERATED * self.due_nanos, bid_nanos)


@dataclass(frozen=True, kw_only=True)
class Weather:
    """A day, or some, and what is to be seen in it."""

    name: str
    story: str
    market: Market
    options: dict[str, Any] = field(default_factory=dict)
    """Of the ``Simulation``."""
    learned: Callable[[float], float] | None = None
    """The traffic around a day that the banker has seen in the weeks before."""

    def judge(self, *, always_compare: bool = True) -> Verdict:
        """Simulate it; and once more without a plan, always or only when the plan was missed."""
        options = {"daily_nanos": BUDGET} | self.options
        paced = Simulation(self.market, **options, book=learned_book(self.learned)).run()
        unbounded = {"daily_nanos": 0, "budget_nanos": 10**15, "pacing": Pacing.ASAP}
        permitted = paced.plan[-1]
        if always_compare or paced.spend[-1] < (1 - TOLERATED) * permitted:
            permitted = Simulation(self.market, **(options | unbounded)).run().spend[-1]
        return Verdict(
            weather=self,
            paced=paced,
            plan_nanos=paced.plan[-1],
            permitted_nanos=permitted,
            spent_nanos=paced.spend[-1],
            quality=fmean(paced.bought or [0.0]) / fmean(paced.seen),
        )


def learned_book(curve: Callable[[float], float] | None) -> PaceBook:
    """A pace book after weeks of such days."""
    book = PaceBook()
    if curve is not None:
        hours = {hour_of_week(MONDAY_MS + hour * HOUR_MS): curve(hour % 24) for hour in range(HOURS_OF_WEEK)}
        book.platform = Supply(tuple(1_000 * hours[hour] for hour in range(HOURS_OF_WEEK)))
    return book


def _traffic(times: float, **changes: Any) -> Market:
    return Market(requests_a_day=FORECAST * times, **changes)


def _bursts(hour: float) -> float:
    return diurnal(hour) * (10.0 if hour * 60 % 120 < 5 else 0.6)


def _six_hours_late(hour: float) -> float:
    return diurnal(hour - 6.0)


WEATHERS: Final = (
    Weather(name="1x even", story="traffic as forecast", market=_traffic(1.0)),
    Weather(name="0.3x even", story="a third of the traffic: the plan is out of reach", market=_traffic(0.3)),
    Weather(name="3x even", story="three times the traffic", market=_traffic(3.0)),
    *(
        Weather(
            name=f"{times}x forecast",
            story=f"{times} of the forecast, spread as forecast",
            market=_traffic(times),
            options={"pacing": Pacing.FORECAST},
            learned=diurnal,
        )
        for times in (1.0, 0.3, 3.0)
    ),
    Weather(
        name="forecast out of phase",
        story="the day comes six hours later than in the weeks before",
        market=_traffic(1.5, curve=_six_hours_late),
        options={"pacing": Pacing.FORECAST},
        learned=diurnal,
    ),
    Weather(
        name="bursts",
        story="ten times the traffic for five minutes, every other hour",
        market=_traffic(1.0, curve=_bursts),
    ),
    Weather(
        name="prices treble at noon",
        story="what cost 2.00 costs 6.00 from noon on",
        market=_traffic(1.0, price_nanos=lambda hour: 2e6 if hour < 12 else 6e6),
    ),
    Weather(
        name="prices fall at noon",
        story="what cost 2.00 costs 0.70 from noon on",
        market=_traffic(2.0, price_nanos=lambda hour: 2e6 if hour < 12 else 0.7e6),
    ),
    Weather(name="few wins", story="one bid in twenty wins", market=_traffic(4.0, win_rate=0.05)),
    Weather(name="no loss notices", story="bids that lose only expire", market=_traffic(1.0, noticed_losses=0.0)),
    Weather(
        name="three bidders", story="the same traffic, over three bidders", market=_traffic(1.0), options={"bidders": 3}
    ),
    *(
        Weather(
            name=f"{impressions} impressions a day",
            story="a small budget comes out in single bids, spread over the day",
            market=_traffic(1.0),
            options={"daily_nanos": int(impressions * 3_150_000)},
        )
        for impressions in (3, 5, 20, 100)
    ),
    Weather(
        name="a flight of three days",
        story="no daily budget: the plan runs to the end of the flight",
        market=_traffic(1.0),
        options={"daily_nanos": 0, "budget_nanos": 3 * BUDGET, "days": 3.0},
    ),
    Weather(
        name="clocks go forward",
        story="three days in New York, of which one has 23 hours; each has its own budget",
        market=_traffic(0.5),
        options={
            "time_zone": "America/New_York",
            "from_ms": 1_804_914_000_000,
            "days": 71 / 24,
            "daily_nanos": BUDGET // 4,
        },
    ),
)
