"""Statements over forecasts."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.accountability.tables import ForecastRow


async def forecast(session: AsyncSession, forecast_id: str) -> ForecastRow | None:
    return (await session.exec(select(ForecastRow).where(ForecastRow.id == forecast_id))).one_or_none()


async def newest(session: AsyncSession, campaign_id: str, *, state: str | None = None) -> ForecastRow | None:
    wanted = select(ForecastRow).where(ForecastRow.campaign_id == campaign_id)
    if state is not None:
        wanted = wanted.where(ForecastRow.state == state)
    return (await session.exec(wanted.order_by(col(ForecastRow.asked_at_ms).desc()).limit(1))).first()
