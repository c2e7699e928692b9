"""Statements over whatever names a template in its definition; they take a tenant's session of the journeys' store."""

from collections.abc import Collection, Sequence

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.broadcasts.tables import BroadcastRow
from domain.journeys.blueprints.tables import JourneyRow, JourneyVersionRow
from domain.messages.activations.tables import ActivationPlanRow


async def journeys(
    session: AsyncSession, text: str, *, but: Collection[str], limit: int
) -> Sequence[tuple[str, str, str]]:
    """(id, name, stage) of those in no stage of ``but`` whose draft or live version holds ``text``."""
    live = (
        select(JourneyVersionRow.journey_id)
        .join(
            JourneyRow,
            (col(JourneyRow.id) == JourneyVersionRow.journey_id)
            & (col(JourneyRow.live_version) == JourneyVersionRow.version),
        )
        .where(col(JourneyVersionRow.definition).contains(text, autoescape=True))
    )
    wanted = select(JourneyRow.id, JourneyRow.name, JourneyRow.stage).where(
        col(JourneyRow.stage).not_in(but),
        or_(col(JourneyRow.id).in_(live), col(JourneyRow.draft).contains(text, autoescape=True)),
    )
    return (await session.exec(wanted.order_by(col(JourneyRow.id)).limit(limit))).all()


async def broadcasts(
    session: AsyncSession, text: str, *, but: Collection[str], limit: int
) -> Sequence[tuple[str, str, str]]:
    """(id, name, stage) of those in no stage of ``but`` whose definition holds ``text``."""
    wanted = select(BroadcastRow.id, BroadcastRow.name, BroadcastRow.stage).where(
        col(BroadcastRow.stage).not_in(but), col(BroadcastRow.definition).contains(text, autoescape=True)
    )
    return (await session.exec(wanted.order_by(col(BroadcastRow.id)).limit(limit))).all()


async def plans(session: AsyncSession, text: str) -> Sequence[str]:
    """Kinds of activations whose plan holds ``text``."""
    wanted = select(ActivationPlanRow.kind).where(col(ActivationPlanRow.document).contains(text, autoescape=True))
    return (await session.exec(wanted.order_by(col(ActivationPlanRow.kind)))).all()
