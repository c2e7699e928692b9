"""Use cases of vouchers: secrets that let somebody choose a password, once."""

import secrets
from typing import Final, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.errors import Conflict, Unauthenticated
from domain.identity.rules import digest
from domain.identity.sign_on import repository as sign_on
from domain.identity.tables import Tenant, User
from domain.identity.vouchers import repository
from domain.identity.vouchers.tables import VoucherRow
from domain.identity.vouchers.values import ASKED_EVERY_MS, LIFE_MS, Purpose

_PREFIX: Final = "cev_"


class Issued(NamedTuple):
    """A new voucher. ``secret`` is told this once; we keep its digest."""

    secret: str
    expires_at_ms: int


class Bearer(NamedTuple):
    """Whose voucher it is."""

    user: User
    tenant: Tenant


async def issue(session: AsyncSession, user: User, purpose: Purpose, *, now_ms: int) -> Issued:
    """A voucher for ``user``; earlier ones are good no more, but for an invitation when a reset is asked for.

    Raises ``Conflict`` for somebody who is locked out, or comes by an identity provider alone.
    """
    if user.disabled_at_ms is not None:
        raise Conflict("this person is locked out", field="user_id", remedy="Let them in again first.")
    provider = await sign_on.only_way_in_of(session, user.id)
    if provider is not None:
        raise Conflict(
            f"this person comes by {provider.name} alone",
            field="user_id",
            remedy="Unlink them from it first, or have it be another way in with only_way_in false.",
        )
    await repository.withdraw(session, user.id, only=Purpose.RESET if purpose is Purpose.RESET else None)
    secret, expires_at_ms = f"{_PREFIX}{secrets.token_urlsafe(32)}", now_ms + LIFE_MS[purpose]
    session.add(
        VoucherRow(
            sha256=digest(secret),
            tenant_id=user.tenant_id,
            user_id=user.id,
            purpose=purpose.value,
            created_at_ms=now_ms,
            expires_at_ms=expires_at_ms,
        )
    )
    await session.flush()
    return Issued(secret, expires_at_ms)


async def withdraw(session: AsyncSession, user_id: str) -> None:
    """What was issued to this person is good no more."""
    await repository.withdraw(session, user_id)


async def was_asked_lately(session: AsyncSession, user_id: str, *, now_ms: int) -> bool:
    """Whether one was issued within the last minute."""
    return any(now_ms - row.created_at_ms < ASKED_EVERY_MS for row in await repository.of_user(session, user_id))


async def look_at(session: AsyncSession, secret: str, *, now_ms: int) -> Bearer:
    """Whose voucher this is, unspent. Raises ``Unauthenticated``."""
    return await _found(session, secret, now_ms=now_ms, to_change=False)


async def spend(session: AsyncSession, secret: str, *, now_ms: int) -> Bearer:
    """Whose voucher this was; it is good no more. Raises ``Unauthenticated``, in the same words whatever is wrong."""
    bearer = await _found(session, secret, now_ms=now_ms, to_change=True)
    await repository.withdraw(session, bearer.user.id)
    return bearer


async def _found(session: AsyncSession, secret: str, *, now_ms: int, to_change: bool) -> Bearer:
    found = await repository.voucher(session, digest(secret), to_change=to_change)
    if found is None or found[0].expires_at_ms <= now_ms or found[1].disabled_at_ms is not None:
        raise _good_no_more()
    _, user, tenant = found
    if await sign_on.only_way_in_of(session, user.id) is not None:
        raise _good_no_more()
    return Bearer(user, tenant)


def _good_no_more() -> Unauthenticated:
    return Unauthenticated(
        "this link is good no more", field="voucher", remedy="Ask for a new one; each is good once, for a while."
    )
