"""Statements over passwords and attempts; they take a platform session."""

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.identity.passwords.tables import PasswordRow, SignInAttemptsRow
from domain.identity.passwords.values import CODES, INSIDE, STRANGERS
from domain.identity.tables import Tenant, User
from domain.records import inserting


async def account(session: AsyncSession, tenant_id: str, email: str) -> tuple[User, Tenant, PasswordRow | None] | None:
    wanted = (
        select(User, Tenant, PasswordRow)
        .join(Tenant, col(Tenant.id) == User.tenant_id)
        .join(PasswordRow, col(PasswordRow.user_id) == User.id, isouter=True)
        .where(User.tenant_id == tenant_id, User.email == email)
    )
    return (await session.exec(wanted)).one_or_none()


async def password(session: AsyncSession, user_id: str) -> PasswordRow | None:
    return (await session.exec(select(PasswordRow).where(PasswordRow.user_id == user_id))).one_or_none()


async def attempts(session: AsyncSession, account: str, device: str) -> SignInAttemptsRow | None:
    """To be changed: others wait until this transaction ends."""
    wanted = select(SignInAttemptsRow).where(SignInAttemptsRow.account == account, SignInAttemptsRow.device == device)
    return (await session.exec(wanted.with_for_update())).one_or_none()


async def add_attempts(session: AsyncSession, row: SignInAttemptsRow) -> None:
    """Unless they are there."""
    await session.exec(inserting(session, SignInAttemptsRow).on_conflict_do_nothing(), params=[row.model_dump()])


async def forget_attempts(session: AsyncSession, *, before_ms: int) -> None:
    await session.exec(delete(SignInAttemptsRow).where(col(SignInAttemptsRow.forget_at_ms) <= before_ms))


async def keep_newest_devices(session: AsyncSession, account: str, *, most: int) -> None:
    of_account = (
        col(SignInAttemptsRow.account) == account,
        col(SignInAttemptsRow.device).not_in((STRANGERS, INSIDE, CODES)),
    )
    oldest = select(SignInAttemptsRow.device).where(*of_account)
    surplus = oldest.order_by(col(SignInAttemptsRow.forget_at_ms).desc()).offset(most)
    devices = (await session.exec(surplus)).all()
    if devices:
        await session.exec(delete(SignInAttemptsRow).where(*of_account, col(SignInAttemptsRow.device).in_(devices)))
