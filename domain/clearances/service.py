"""Use cases of clearances on a tenant's session. Whoever commits it tells the bidders afterwards (``domain.serving``)."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.clearances import repository
from domain.clearances.rules import verdicts
from domain.clearances.tables import Clearance
from domain.clearances.values import NewClearance, Verdict
from domain.creatives.repository import creative as find_creative
from domain.errors import Conflict, NotFound
from domain.records import tenant_of


async def clear_creative(
    session: AsyncSession, creative_id: str, exchange_id: str, said: NewClearance, *, said_by: str, now_ms: int
) -> Clearance:
    """Put an exchange's word on record; the same word again changes nothing.

    ``said_by`` is the exchange itself, or somebody whom it told. The caller has seen to it that the exchange may reach the
    tenant. Raises ``NotFound`` for a creative that is not there, and ``Conflict`` for a word on a version that it does not
    have any more, or of people where the exchange has spoken for itself.
    """
    found = await find_creative(session, creative_id)
    if found is None:
        raise NotFound(f"there is no creative '{creative_id}'", field="creative_id")
    creative, _ = found
    if said.version is not None and said.version != creative.version:
        raise Conflict(
            f"the creative is at version {creative.version} by now, not at {said.version}",
            field="version",
            remedy="Look at what it shows now and decide on that.",
        )
    row = await repository.clearance(session, creative_id, exchange_id)
    if row is None:
        row = Clearance(
            tenant_id=tenant_of(session),
            creative_id=creative_id,
            exchange_id=exchange_id,
            campaign_id=creative.campaign_id,
            version=0,
            state="",
            said_by=said_by,
            updated_at_ms=now_ms,
        )
    news = (creative.version, said.state.value, said.reason, said.exchange_creative_id)
    if (row.version, row.state, row.reason, row.exchange_creative_id) != news:
        if row.state and row.said_by == exchange_id != said_by and row.version == creative.version:
            raise Conflict(
                f"'{exchange_id}' has itself said '{row.state}' of this version",
                field="state",
                remedy="Have the exchange say otherwise, or change the creative and have the new version reviewed.",
            )
        row.version, row.state, row.reason, row.exchange_creative_id = news
        row.said_by, row.updated_at_ms, row.is_told = said_by, max(now_ms, row.updated_at_ms + 1), False
        session.add(row)
        await session.flush()
    return row


async def clearances_of(session: AsyncSession, creative_id: str) -> Sequence[Clearance]:
    """What every exchange said of a creative. Raises ``NotFound``."""
    if await find_creative(session, creative_id) is None:
        raise NotFound(f"there is no creative '{creative_id}'", field="creative_id")
    return await repository.of_creatives(session, [creative_id])


async def verdicts_of(session: AsyncSession, pairs: Sequence[tuple[str, int]]) -> dict[str, Verdict]:
    """What exchanges said of creatives at these versions, by creative."""
    rows = await repository.of_creatives(session, [creative_id for creative_id, _ in pairs])
    return verdicts(((row.creative_id, row.version, row.exchange_id, row.state) for row in rows), dict(pairs))
