"""Statements over settings, suppressions and habits; they take a tenant's session."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import bindparam, tuple_
from sqlmodel import and_, col, delete, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.delivery.tables import DeliveryPolicyRow, SendTimeHabit, SuppressionRow
from domain.delivery.values import SuppressionReason
from domain.records import adding, inserting, tenant_of

CHUNK: Final = 1_000


async def policy(session: AsyncSession, *, to_change: bool = False) -> DeliveryPolicyRow | None:
    return await session.get(
        DeliveryPolicyRow, tenant_of(session), with_for_update=to_change, populate_existing=to_change
    )


async def add_policy(session: AsyncSession, row: dict[str, Any]) -> None:
    """Unless there is one."""
    await session.exec(inserting(session, DeliveryPolicyRow).values(**row).on_conflict_do_nothing())


_SUPPRESSIONS: Final = select(
    SuppressionRow.identity, SuppressionRow.channel, SuppressionRow.reason, SuppressionRow.until_ms
).where(
    SuppressionRow.tenant_id == bindparam("of_tenant"),
    col(SuppressionRow.identity).in_(bindparam("identities", expanding=True)),
)


async def suppressions(session: AsyncSession, identities: Collection[str]) -> Sequence[Any]:
    """(identity, channel, reason, until) of at most ``CHUNK`` identities."""
    asked = {"of_tenant": tenant_of(session), "identities": list(identities)}
    found: Any = await session.exec(_SUPPRESSIONS, params=asked)
    rows: Sequence[Any] = found.all()
    return rows


async def listed(session: AsyncSession, identities: Collection[str]) -> Sequence[SuppressionRow]:
    return (await session.exec(select(SuppressionRow).where(col(SuppressionRow.identity).in_(identities)))).all()


async def page(
    session: AsyncSession,
    *,
    channel: str | None,
    reason: str | None,
    after: tuple[str, str] | None,
    limit: int,
) -> Sequence[SuppressionRow]:
    """In the order of identity and channel, beyond ``after``."""
    wanted = select(SuppressionRow).where(SuppressionRow.tenant_id == tenant_of(session))
    if channel is not None:
        wanted = wanted.where(SuppressionRow.channel == channel)
    if reason is not None:
        wanted = wanted.where(SuppressionRow.reason == reason)
    if after is not None:
        identity, last = after
        wanted = wanted.where(
            or_(
                col(SuppressionRow.identity) > identity,
                and_(col(SuppressionRow.identity) == identity, col(SuppressionRow.channel) > last),
            )
        )
    ordered = wanted.order_by(col(SuppressionRow.identity), col(SuppressionRow.channel)).limit(limit)
    return (await session.exec(ordered)).all()


async def suppress(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """An entry that is there gives way to one that outweighs it (``rules.outweighs``), and to no other."""
    if not rows:
        return
    statement = inserting(session, SuppressionRow)
    new = statement.excluded
    replaced = {column: new[column] for column in ("reason", "until_ms", "note", "added_by", "added_at_ms")}
    until_ms = col(SuppressionRow.until_ms)
    holds_longer = until_ms.is_not(None) & (new.until_ms.is_(None) | (new.until_ms > until_ms))
    own_word = SuppressionReason.USER_OPT_OUT.value
    holds_firmer = (
        until_ms.is_not_distinct_from(new.until_ms)
        & (col(SuppressionRow.reason) == own_word)
        & (new.reason != own_word)
    )
    await session.exec(
        statement.on_conflict_do_update(
            index_elements=["tenant_id", "identity", "channel"], set_=replaced, where=holds_longer | holds_firmer
        ),
        params=rows,
    )


async def release(session: AsyncSession, entries: Collection[tuple[str, str]]) -> int:
    """Take entries (identity, channel) off the list; how many there were."""
    found: Any = await session.exec(
        delete(SuppressionRow).where(
            tuple_(col(SuppressionRow.identity), col(SuppressionRow.channel)).in_(list(entries))
        )
    )
    return int(found.rowcount)


async def forget_expired(session: AsyncSession, *, before_ms: int) -> int:
    found: Any = await session.exec(delete(SuppressionRow).where(col(SuppressionRow.until_ms) < before_ms))
    return int(found.rowcount)


async def habits(session: AsyncSession, scopes: Collection[str]) -> Sequence[SendTimeHabit]:
    """Of at most ``CHUNK`` scopes."""
    return (await session.exec(select(SendTimeHabit).where(col(SendTimeHabit.scope).in_(scopes)))).all()


async def learn(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Add messages and opens to habits; ``rows`` come in the order of their keys, for everybody."""
    if rows:
        await session.exec(adding(session, SendTimeHabit, "messages", "opens"), params=rows)


async def forget_habits(session: AsyncSession, scope: str) -> None:
    await session.exec(delete(SendTimeHabit).where(col(SendTimeHabit.scope) == scope))
