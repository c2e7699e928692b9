"""What a campaign would get: recorded requests replayed against its newest revision."""

from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Response
from pydantic import Field

from api.auth import Caller, requires
from api.state import State
from api.wire import Body, Id, ShownInstant, ShownMoney, View, show_nanos
from domain.accountability import service
from domain.accountability.tables import ForecastRow
from domain.accountability.values import RECORDING_DAYS, Assumed, Forecast, Interval
from domain.campaigns.service import get_campaign
from domain.identity.values import Permission
from domain.inference.values import VersionName
from domain.pacing.values import Pacing

router = APIRouter(prefix="/api/v1/campaigns", tags=["accountability"])

HOUR_MS: Final = 3_600_000
Reader = Annotated[Caller, requires(Permission.CAMPAIGN_READ)]
Writer = Annotated[Caller, requires(Permission.CAMPAIGN_WRITE)]


class ForecastBody(Body):
    hours: Annotated[int, Field(ge=1, le=RECORDING_DAYS * 24)] = 24
    """How far back to replay."""
    model_version: VersionName | None = None
    """A version of the registry, or `shipped`, to score with instead of the live one."""
    pacing: Pacing | None = None
    """As if the campaign were paced so: `even` and `forecast` hold it to its daily budget, or to its budget over the period."""


class IntervalView(View):
    """Where the true figure lies, 95 times in 100, as far as sampling decides it."""

    low: float
    high: float

    @classmethod
    def of(cls, interval: Interval) -> "IntervalView":
        return cls(low=round(interval.low, 1), high=round(interval.high, 1))


class ForecastHourView(View):
    at: ShownInstant
    requests: float
    bids: float
    wins: float
    spend: str


class ForecastFigures(View):
    """Counts are projected from a sample of the requests, by the rates, model and paces in force or assumed.

    Caps are not replayed.
    """

    revision: int
    from_at: ShownInstant
    to_at: ShownInstant
    made_at: ShownInstant
    sampled_requests: int
    requests: float
    bids: float
    bids_between: IntervalView
    wins: float
    wins_between: IntervalView
    """Without regard to the budget."""
    spend: str
    """What the budget allows of it, in `currency`."""
    spend_without_budget: str
    spend_between: tuple[str, str]
    """Of `spend_without_budget`."""
    currency: str
    average_cpm: ShownMoney
    hours: list[ForecastHourView]
    refusals: dict[str, float]
    """How far the campaign came in how many requests: `bid`, or the code of its refusal."""
    unheard: list[str]
    """Exchanges it would bid on of which nothing was heard in the period: `wins` and `spend` leave them out."""
    model_version: str
    """That was assumed; empty for the live one."""
    pacing: str
    """That was assumed; empty for that of the revision, at the share it goes for now."""
    share: float
    """Of what it was offered, that the campaign went for under the pacing assumed."""

    @classmethod
    def of(cls, made: Forecast) -> "ForecastFigures":
        return cls(
            revision=made.revision,
            from_at=made.from_ms,
            to_at=made.to_ms,
            made_at=made.made_at_ms,
            sampled_requests=made.sampled_requests,
            requests=made.requests,
            bids=made.bids,
            bids_between=IntervalView.of(made.bids_interval),
            wins=round(made.wins, 1),
            wins_between=IntervalView.of(made.wins_interval),
            spend=show_nanos(made.spend_nanos),
            spend_without_budget=show_nanos(made.unbounded_spend_nanos),
            spend_between=(show_nanos(int(made.spend_interval.low)), show_nanos(int(made.spend_interval.high))),
            currency=made.currency,
            average_cpm=made.average_cpm_micros,
            hours=[
                ForecastHourView(
                    at=hour.at_ms,
                    requests=hour.requests,
                    bids=hour.bids,
                    wins=round(hour.wins, 1),
                    spend=show_nanos(hour.spend_nanos),
                )
                for hour in made.hours
            ],
            refusals=made.refusals,
            unheard=list(made.unheard),
            model_version=made.model_version,
            pacing=made.pacing,
            share=round(made.share, 4),
        )


class ForecastView(View):
    """`queued`, `running`, `done` or `failed`; the figures are there once it is done."""

    forecast_id: str
    campaign_id: str
    revision: int
    state: str
    progress: float
    problem: str
    figures: ForecastFigures | None

    @classmethod
    def of(cls, row: ForecastRow) -> "ForecastView":
        made: Any = row.result
        return cls(
            forecast_id=row.id,
            campaign_id=row.campaign_id,
            revision=row.revision,
            state=row.state,
            progress=round(row.progress, 2),
            problem=row.problem,
            figures=ForecastFigures.of(msgspec.convert(made, Forecast)) if made is not None else None,
        )


@router.post("/{campaign_id}/forecast", status_code=200, responses={202: {"model": ForecastView}})
async def make_forecast(
    campaign_id: Id, response: Response, state: State, caller: Writer, body: ForecastBody | None = None
) -> ForecastView:
    """Replay recorded requests against the newest revision. 202 while it is queued or being made: ask for it by its id.

    404 for an unknown model version, 503 while three forecasts of the tenant are being made.
    """
    wanted = body or ForecastBody()
    async with state.main.reading(caller.tenant_id) as session:
        await get_campaign(session, campaign_id)
    to_ms = state.clock_ms() // HOUR_MS * HOUR_MS + HOUR_MS
    row = await state.need_forecasts().start(
        caller.tenant_id,
        campaign_id,
        assumed=Assumed(model_version=wanted.model_version or "", pacing=wanted.pacing),
        from_ms=to_ms - wanted.hours * HOUR_MS,
        to_ms=to_ms,
        actor_id=caller.user_id,
    )
    if row.state in service.UNFINISHED:
        response.status_code = 202
    return ForecastView.of(row)


@router.get("/{campaign_id}/forecast/{forecast_id}")
async def get_forecast(campaign_id: Id, forecast_id: Id, state: State, caller: Reader) -> ForecastView:
    """One forecast, made or in the making."""
    async with state.main.reading(caller.tenant_id) as session:
        row = await service.get_forecast(session, campaign_id, forecast_id, now_ms=state.clock_ms())
        return ForecastView.of(row)
