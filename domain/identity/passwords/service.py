"""Use cases of passwords: set and kept, attempts counted before they are judged, and argon2id off the event loop."""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.errors import TooMany
from domain.identity.passwords import repository
from domain.identity.passwords.rules import account_of, lock_ms, normalised
from domain.identity.passwords.tables import PasswordRow, SignInAttemptsRow
from domain.identity.passwords.values import ATTEMPTS_KEPT_MS, CODES, DEVICE_KEPT_MS, INSIDE, MOST_DEVICES, STRANGERS
from domain.identity.rules import digest
from domain.identity.tables import Tenant, User

AT_ONCE: Final = 2
"""Each takes 64 MiB and a tenth of a second of the processor's."""
MOST_WAITING: Final = 40
MOST_STRANGERS: Final = 24
"""Of those that wait: whoever is known here, or is inside, finds room whatever strangers try."""
Result = TypeVar("Result")


class Hasher:
    """Argon2id in threads of its own, few at once, so that signing in neither stops the loop nor eats all memory."""

    def __init__(self, argon2id: PasswordHasher | None = None) -> None:
        self._argon2id = argon2id or PasswordHasher()
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="argon2id")
        self._under_way = 0
        self._strangers = 0
        self._decoy: str | None = None

    async def hash(self, password: str) -> str:
        """Raises ``TooMany`` when too many wait."""
        return await self._aside(lambda: self._argon2id.hash(normalised(password)))

    def refuse_when_full(self, *, is_stranger: bool) -> None:
        """Raises ``TooMany`` where the next would be refused, so that nobody's attempt is counted and not judged."""
        if self._under_way >= MOST_WAITING or (is_stranger and self._strangers >= MOST_STRANGERS):
            raise TooMany("too many people are signing in at this moment", retry_after_s=2)

    async def is_right(self, password: str, kept: str | None, *, is_stranger: bool = False) -> bool:
        """Takes as long where nothing is kept. Raises ``TooMany`` when too many wait."""

        def verify() -> bool:
            if self._decoy is None:
                self._decoy = self._argon2id.hash(secrets.token_urlsafe(16))
            try:
                self._argon2id.verify(kept or self._decoy, normalised(password))
            except (VerificationError, InvalidHashError):
                return False
            return kept is not None

        return await self._aside(verify, is_stranger=is_stranger)

    def is_outdated(self, kept: str) -> bool:
        """Whether it was made with weaker parameters than ours."""
        return self._argon2id.check_needs_rehash(kept)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _aside(self, work: Callable[[], Result], *, is_stranger: bool = False) -> Result:
        self.refuse_when_full(is_stranger=is_stranger)
        self._under_way += 1
        self._strangers += is_stranger
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._under_way -= 1
            self._strangers -= is_stranger


class Account(NamedTuple):
    """Somebody at whose password an attempt is made; ``argon2id`` is None without one."""

    user: User
    tenant: Tenant
    argon2id: str | None


class Attempt(NamedTuple):
    """An attempt that is counted already. A locked one must fail, whatever the password."""

    account: Account | None
    is_locked: bool


async def knows(session: AsyncSession, tenant_id: str, email: str, *, device: str, now_ms: int) -> bool:
    """Whether somebody signed in to this account from this device before."""
    row = await repository.attempts(session, account_of(tenant_id, email), digest(device)) if device else None
    return row is not None and row.forget_at_ms > now_ms


async def attempt(session: AsyncSession, tenant_id: str, email: str, *, device: str, now_ms: int) -> Attempt:
    """Count an attempt, before anybody looks at the password: many at once are many. Commit it.

    A device that signed in before has a count of its own, so strangers who fail cannot keep its owner out.
    """
    await repository.forget_attempts(session, before_ms=now_ms)
    account = account_of(tenant_id, email)
    counted = await repository.attempts(session, account, digest(device)) if device else None
    if counted is None:
        counted = await _counted(session, tenant_id, account, STRANGERS, now_ms=now_ms)
    return await _attempted(session, counted, tenant_id, email, now_ms=now_ms)


async def attempt_inside(session: AsyncSession, user: User, *, now_ms: int) -> Attempt:
    """Likewise, of somebody who is signed in and has to say their password again: strangers' attempts are not theirs."""
    return await _attempted_inside(session, user, INSIDE, now_ms=now_ms)


async def attempt_code(session: AsyncSession, user: User, *, now_ms: int) -> Attempt:
    """Likewise, of somebody who is signed in and shows a code: only a right code makes wrong ones forgotten."""
    return await _attempted_inside(session, user, CODES, now_ms=now_ms)


async def _attempted_inside(session: AsyncSession, user: User, device: str, *, now_ms: int) -> Attempt:
    account = account_of(user.tenant_id, user.email)
    counted = await _counted(session, user.tenant_id, account, device, now_ms=now_ms)
    return await _attempted(session, counted, user.tenant_id, user.email, now_ms=now_ms)


async def _attempted(
    session: AsyncSession, counted: SignInAttemptsRow, tenant_id: str, email: str, *, now_ms: int
) -> Attempt:
    is_locked = counted.locked_until_ms > now_ms
    if not is_locked:
        counted.attempts += 1
        counted.locked_until_ms = now_ms + lock_ms(counted.attempts)
        counted.forget_at_ms = max(counted.forget_at_ms, now_ms + ATTEMPTS_KEPT_MS)
        session.add(counted)
    found = await repository.account(session, tenant_id, email.lower())
    if found is None:
        return Attempt(None, is_locked)
    user, tenant, password = found
    return Attempt(Account(user, tenant, password.argon2id if password else None), is_locked)


async def _counted(
    session: AsyncSession, tenant_id: str, account: str, device: str, *, now_ms: int
) -> SignInAttemptsRow:
    """The count of strangers, or of those inside, begun where there is none."""
    forget_at_ms = now_ms + ATTEMPTS_KEPT_MS
    await repository.add_attempts(
        session, SignInAttemptsRow(tenant_id=tenant_id, account=account, device=device, forget_at_ms=forget_at_ms)
    )
    row = await repository.attempts(session, account, device)
    assert row is not None
    return row


async def succeeded(session: AsyncSession, user: User, *, device: str, now_ms: int) -> str:
    """Forget the attempts from there; the device by which its owner is known from now on, the one given or a new one."""
    account = account_of(user.tenant_id, user.email)
    known = await repository.attempts(session, account, digest(device)) if device else None
    if known is None:
        await forgive(session, user)
        device = f"ced_{secrets.token_urlsafe(24)}"
        known = SignInAttemptsRow(tenant_id=user.tenant_id, account=account, device=digest(device), forget_at_ms=0)
    known.attempts, known.locked_until_ms, known.forget_at_ms = 0, 0, now_ms + DEVICE_KEPT_MS
    session.add(known)
    await session.flush()
    await repository.keep_newest_devices(session, account, most=MOST_DEVICES)
    return device


async def uncount(session: AsyncSession, user: User, *, device: str) -> None:
    """Take back one attempt, and the pause that came of it, of somebody who had the right password."""
    account = account_of(user.tenant_id, user.email)
    counted = await repository.attempts(session, account, digest(device)) if device else None
    counted = counted or await repository.attempts(session, account, STRANGERS)
    if counted is not None:
        counted.attempts, counted.locked_until_ms = max(0, counted.attempts - 1), 0
        session.add(counted)


async def forgive(session: AsyncSession, user: User) -> None:
    """Forget what strangers attempted."""
    await _forgive(session, user, STRANGERS)


async def forgive_inside(session: AsyncSession, user: User) -> None:
    """Forget which passwords were attempted from inside."""
    await _forgive(session, user, INSIDE)


async def forgive_codes(session: AsyncSession, user: User) -> None:
    """Forget which codes were attempted from inside."""
    await _forgive(session, user, CODES)


async def _forgive(session: AsyncSession, user: User, device: str) -> None:
    row = await repository.attempts(session, account_of(user.tenant_id, user.email), device)
    if row is not None:
        row.attempts, row.locked_until_ms = 0, 0
        session.add(row)


async def keep(session: AsyncSession, user: User, argon2id: str, *, now_ms: int) -> None:
    """From now on this is the user's password."""
    row = await repository.password(session, user.id) or PasswordRow(
        user_id=user.id, tenant_id=user.tenant_id, argon2id="", set_at_ms=0
    )
    row.argon2id, row.set_at_ms = argon2id, now_ms
    session.add(row)


async def kept(session: AsyncSession, user_id: str) -> str | None:
    row = await repository.password(session, user_id)
    return row.argon2id if row else None
