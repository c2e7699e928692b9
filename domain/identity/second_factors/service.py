"""Use cases of second factors, on a session handed in: set up, confirmed, asked for, taken away."""

import secrets
from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.errors import Conflict, Forbidden
from domain.identity.rules import digest
from domain.identity.second_factors import repository
from domain.identity.second_factors.rules import plain, provisioning_uri, shown, step_of
from domain.identity.second_factors.tables import SecondFactorRow
from domain.identity.tables import User
from domain.sealing import Sealer

SECRET_BYTES: Final = 20
RECOVERY_CODES: Final = 10
PENDING_LIFE_MS: Final = 600_000
"""How long one that was set up waits for its first code."""
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look alike."""


class SetUp(NamedTuple):
    """What an authenticator needs, shown this once."""

    secret: str
    uri: str


async def set_up(session: AsyncSession, sealer: Sealer, user: User, *, now_ms: int) -> SetUp:
    """Counts for nothing until it is confirmed; beginning again replaces it. Raises ``Conflict`` where one counts."""
    row = await repository.second_factor(session, user.id, to_change=True)
    if row is not None and row.confirmed_at_ms is not None:
        raise Conflict("you have a second factor already", remedy="Take it away first.")
    secret = secrets.token_bytes(SECRET_BYTES)
    row = row or SecondFactorRow(user_id=user.id, tenant_id=user.tenant_id, sealed="", created_at_ms=now_ms)
    row.sealed, row.created_at_ms = sealer.seal(secret, bound_to=user.id), now_ms
    session.add(row)
    await session.flush()
    return SetUp(shown(secret), provisioning_uri(secret, tenant_id=user.tenant_id, email=user.email))


async def confirm(session: AsyncSession, sealer: Sealer, user: User, code: str, *, now_ms: int) -> Sequence[str]:
    """From now on it counts; the recovery codes, told this once. Raises ``Conflict``, and ``Forbidden`` for a wrong code."""
    row = await repository.second_factor(session, user.id, to_change=True)
    if row is None or row.confirmed_at_ms is not None or now_ms - row.created_at_ms >= PENDING_LIFE_MS:
        raise Conflict("there is no second factor to confirm", remedy="Set one up first.")
    secret = sealer.open(row.sealed, bound_to=user.id)
    step = step_of(secret, plain(code), after_step=row.last_step, now_ms=now_ms)
    if step is None:
        raise Forbidden(
            "the code is wrong", field="code", remedy="Check the clock of your device, and try the next one."
        )
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    row.confirmed_at_ms, row.last_step = now_ms, step
    row.recovery_sha256 = [digest(code) for code in codes]
    session.add(row)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


async def is_on(session: AsyncSession, user_id: str) -> bool:
    row = await repository.second_factor(session, user_id)
    return row is not None and row.confirmed_at_ms is not None


async def accepts(session: AsyncSession, sealer: Sealer, user: User, code: str, *, now_ms: int) -> bool:
    """Whether ``code`` is the authenticator's of now or a recovery code; either is spent by it. Commit it."""
    row = await repository.second_factor(session, user.id, to_change=True)
    if row is None or row.confirmed_at_ms is None:
        return False
    typed = plain(code)
    step = step_of(sealer.open(row.sealed, bound_to=user.id), typed, after_step=row.last_step, now_ms=now_ms)
    if step is not None:
        row.last_step = step
    elif digest(typed) in row.recovery_sha256:
        row.recovery_sha256 = [kept for kept in row.recovery_sha256 if kept != digest(typed)]
    else:
        return False
    session.add(row)
    await session.flush()
    return True


async def remove(session: AsyncSession, user_id: str) -> None:
    """A password alone lets in again."""
    await repository.remove(session, user_id)
