"""Use cases of forecasts on a tenant's session, and the snapshot of a campaign as it would run."""

from typing import Final, NamedTuple

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.accountability import repository
from domain.accountability.tables import ForecastRow
from domain.accountability.values import Forecast
from domain.campaigns import repository as campaigns_repository
from domain.campaigns.service import read_campaign
from domain.campaigns.values import Channel, FlightDates
from domain.creatives import repository as creatives_repository
from domain.creatives.values import CreativeContent
from domain.errors import InvalidInput, NotFound
from domain.identity import repository as identity_repository
from domain.ids import new_id
from domain.loyalty.rules import tier_boosts_pct
from domain.loyalty.values import DEFAULT_LADDER, Tier, TierLadder
from domain.records import tenant_of
from domain.serving.rules import Piece, compile_snapshot
from domain.serving.values import CampaignSnapshot

QUEUED: Final = "queued"
RUNNING: Final = "running"
DONE: Final = "done"
FAILED: Final = "failed"
UNFINISHED: Final = frozenset({QUEUED, RUNNING})
SILENT_MS: Final = 60_000
"""Whoever makes a forecast, or has it queued, says how far it is every few seconds; this long without a word, and nobody makes it."""
DAY_MS: Final = 86_400_000
_REPLAYED_REVISION: Final = 1 << 60
"""Newer than any snapshot that is live."""


class Proposal(NamedTuple):
    """A campaign as its newest revision would run, from now on and without an end."""

    snapshot: CampaignSnapshot
    revision: int
    budget_micros: int


async def propose(session: AsyncSession, campaign_id: str) -> Proposal:
    """The newest revision, approved or not. Raises ``NotFound``; ``InvalidInput`` for what exchanges do not sell."""
    campaign, content = await read_campaign(session, campaign_id)
    if content.channel is not Channel.PAID_MEDIA:
        raise InvalidInput(
            "only paid media is bid for, and can be forecast", field="campaign_id", remedy="Choose such a campaign."
        )
    row = await campaigns_repository.revision(session, campaign_id, campaign.revision)
    pairs = tuple((creative_id, version) for creative_id, version in (row.creatives if row is not None else []))
    found = await creatives_repository.versions(session, pairs)
    by_id = {one.creative_id: CreativeContent.model_validate(one.content) for one in found}
    tenant = await identity_repository.tenant(session, campaign.tenant_id)
    tiers = tenant.tier_ladder if tenant else None
    ladder = TierLadder(tiers=tuple(Tier(**tier) for tier in tiers)) if tiers else DEFAULT_LADDER
    snapshot = compile_snapshot(
        tenant_id=campaign.tenant_id,
        campaign_id=campaign.id,
        revision=_REPLAYED_REVISION,
        seat=tenant.seat if tenant else campaign.tenant_id,
        content=content,
        flight=FlightDates(),
        creatives=[Piece(creative_id, by_id[creative_id]) for creative_id, _ in pairs],
        tier_boosts_pct=tier_boosts_pct(ladder),
    )
    return Proposal(snapshot, campaign.revision, content.budget_micros)


def planned_micros(proposal: Proposal, *, from_ms: int, to_ms: int) -> int:
    """What pacing has a campaign spend in a period: its daily budget for so many days, and never more than its budget."""
    daily_micros = proposal.snapshot.spending.daily_budget_micros
    if not daily_micros:
        return proposal.budget_micros
    return min(proposal.budget_micros, daily_micros * (to_ms - from_ms) // DAY_MS)


async def begin(
    session: AsyncSession, campaign_id: str, *, revision: int, from_ms: int, to_ms: int, actor_id: str, now_ms: int
) -> ForecastRow:
    row = ForecastRow(
        id=new_id("fct"),
        tenant_id=tenant_of(session),
        campaign_id=campaign_id,
        revision=revision,
        state=QUEUED,
        from_ms=from_ms,
        to_ms=to_ms,
        asked_by=actor_id,
        asked_at_ms=now_ms,
        touched_at_ms=now_ms,
    )
    session.add(row)
    await session.flush()
    return row


async def advance(session: AsyncSession, forecast_id: str, progress: float | None, *, now_ms: int) -> None:
    """Say that somebody still makes it, and how far it is; None while its turn has not come."""
    row = await repository.forecast(session, forecast_id)
    if row is not None and row.state in UNFINISHED:
        row.touched_at_ms = now_ms
        if progress is not None:
            row.state, row.progress = RUNNING, progress
        session.add(row)


async def finish(
    session: AsyncSession, forecast_id: str, *, result: Forecast | None, problem: str = "", now_ms: int
) -> None:
    """With a result it is done; without one it has failed, and ``problem`` says why."""
    row = await repository.forecast(session, forecast_id)
    if row is not None:
        row.state = FAILED if result is None else DONE
        row.progress, row.touched_at_ms, row.problem = 1.0, now_ms, problem[:400]
        row.result = None if result is None else msgspec.to_builtins(result)
        session.add(row)


async def get_forecast(session: AsyncSession, campaign_id: str, forecast_id: str, *, now_ms: int) -> ForecastRow:
    """Raises ``NotFound``. One that nobody makes any more, since its process ended, reads as failed."""
    row = await repository.forecast(session, forecast_id)
    if row is None or row.campaign_id != campaign_id:
        raise NotFound(f"there is no forecast '{forecast_id}' of this campaign", field="forecast_id")
    if row.state in UNFINISHED and now_ms - row.touched_at_ms > SILENT_MS:
        session.expunge(row)  # it is read so, and stays as it is
        row.state, row.problem = FAILED, "the process that made it has ended; ask again"
    return row


async def latest_forecast(session: AsyncSession, campaign_id: str) -> Forecast | None:
    """The last one that was made, of whichever revision; it says which."""
    row = await repository.newest(session, campaign_id, state=DONE)
    return msgspec.convert(row.result, Forecast) if row is not None and row.result is not None else None
