"""Statements over providers, links and what was spent."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.identity.sign_on.tables import IdentityProviderRow, SignOnLinkRow, SignOnSpentRow
from domain.records import inserting


async def provider(session: AsyncSession, provider_id: str, *, to_change: bool = False) -> IdentityProviderRow | None:
    wanted = select(IdentityProviderRow).where(IdentityProviderRow.id == provider_id)
    return (await session.exec(wanted.with_for_update() if to_change else wanted)).one_or_none()


async def providers(session: AsyncSession) -> Sequence[IdentityProviderRow]:
    return (await session.exec(select(IdentityProviderRow).order_by(col(IdentityProviderRow.name)))).all()


async def link(session: AsyncSession, provider_id: str, subject_sha256: str) -> SignOnLinkRow | None:
    wanted = select(SignOnLinkRow).where(
        SignOnLinkRow.provider_id == provider_id, SignOnLinkRow.subject_sha256 == subject_sha256
    )
    return (await session.exec(wanted)).one_or_none()


async def links_of(session: AsyncSession, user_id: str) -> Sequence[SignOnLinkRow]:
    wanted = select(SignOnLinkRow).where(SignOnLinkRow.user_id == user_id)
    return (await session.exec(wanted.order_by(col(SignOnLinkRow.provider_id)))).all()


async def only_way_in_of(session: AsyncSession, user_id: str) -> IdentityProviderRow | None:
    """The provider that this person comes by alone; None for whoever may choose a password."""
    wanted = (
        select(IdentityProviderRow)
        .join(SignOnLinkRow, col(SignOnLinkRow.provider_id) == IdentityProviderRow.id)
        .where(
            SignOnLinkRow.user_id == user_id,
            col(IdentityProviderRow.enabled).is_(True),
            col(IdentityProviderRow.only_way_in).is_(True),
        )
    )
    return (await session.exec(wanted.order_by(col(IdentityProviderRow.id)).limit(1))).first()


async def forget_links(session: AsyncSession, provider_id: str) -> None:
    """One after another, so that each is entered in the log."""
    wanted = select(SignOnLinkRow).where(SignOnLinkRow.provider_id == provider_id)
    for row in (await session.exec(wanted)).all():
        await session.delete(row)
    await session.flush()


async def spend(session: AsyncSession, row: SignOnSpentRow) -> bool:
    """Whether it had not come before."""
    statement = inserting(session, SignOnSpentRow).values(**row.model_dump()).on_conflict_do_nothing()
    result: Any = await session.exec(statement)
    return bool(result.rowcount)


async def forget_spent(session: AsyncSession, *, before_ms: int) -> None:
    await session.exec(delete(SignOnSpentRow).where(col(SignOnSpentRow.forget_at_ms) <= before_ms))
