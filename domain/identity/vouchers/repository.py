"""Statements over vouchers."""

from collections.abc import Sequence

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.identity.tables import Tenant, User
from domain.identity.vouchers.tables import VoucherRow


async def voucher(
    session: AsyncSession, sha256: str, *, to_change: bool = False
) -> tuple[VoucherRow, User, Tenant] | None:
    """``to_change`` keeps other transactions from spending it until this one ends."""
    wanted = select(VoucherRow).where(VoucherRow.sha256 == sha256)
    row = (await session.exec(wanted.with_for_update() if to_change else wanted)).one_or_none()
    if row is None:
        return None
    people = select(User, Tenant).where(User.id == row.user_id, col(Tenant.id) == User.tenant_id)
    user, tenant = (await session.exec(people)).one()
    return row, user, tenant


async def of_user(session: AsyncSession, user_id: str) -> Sequence[VoucherRow]:
    return (await session.exec(select(VoucherRow).where(VoucherRow.user_id == user_id))).all()


async def withdraw(session: AsyncSession, user_id: str, *, only: str | None = None) -> None:
    """All of the person's, or ``only`` those of one purpose."""
    wanted = delete(VoucherRow).where(col(VoucherRow.user_id) == user_id)
    if only is not None:
        wanted = wanted.where(col(VoucherRow.purpose) == only)
    await session.exec(wanted)
