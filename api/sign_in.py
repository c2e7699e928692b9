"""Signing in and staying in: what takes a password's hash or a signature, and several transactions."""

import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import structlog
from joserfc.jwk import ECKey
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.acting import act_as
from domain.clock import Clock
from domain.errors import Forbidden, NotFound, Unauthenticated
from domain.identity import service as identity
from domain.identity.passwords import service as passwords
from domain.identity.passwords.rules import check_password
from domain.identity.passwords.service import Hasher
from domain.identity.second_factors import service as second_factors
from domain.identity.second_factors.service import SetUp
from domain.identity.sessions import rules
from domain.identity.sessions import service as sessions
from domain.identity.sessions.values import Ending
from domain.identity.sign_on import service as sign_on
from domain.identity.tables import Tenant, User
from domain.identity.values import Identity, Permission
from domain.identity.vouchers import service as vouchers
from domain.sealing import Sealer
from storage.sql import Database

LOOK_EVERY_MS: Final = 1_000
"""How old what we know of ended sessions may be: what another process of the API ends is felt within that."""
LOOK_FOR_KEYS_EVERY_MS: Final = 250
"""Somebody may make up any number of keys' names."""
_log = structlog.get_logger("api.sign_in")


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """What somebody holds who signed in. ``device`` makes the next time independent of what strangers try."""

    session_id: str
    access_token: str
    refresh_token: str
    device: str | None = None


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A password was chosen. Whoever has a second factor signs in with it, from the ``device`` if they like."""

    device: str
    tokens: Tokens | None = None


class Entering(NamedTuple):
    """Somebody whom a provider proved to be who they are, and how long that is believed."""

    user: User
    tenant: Tenant
    life_ms: int
    provider_id: str


class Proven(NamedTuple):
    """Somebody who knows their password, and what is kept of that."""

    user: User
    argon2id: str


class CodeNeeded(Unauthenticated):
    """The password is right, and there is a second factor."""

    code = "code_needed"

    def __init__(self, message: str = "a code of your authenticator is needed") -> None:
        super().__init__(
            message,
            field="code",
            remedy="Send the six digits it shows, each once, or a recovery code.",
        )


class SignOnNeeded(Unauthenticated):
    """The password is right, and an identity provider is the only way in."""

    code = "sign_on_needed"

    def __init__(self, provider_name: str) -> None:
        super().__init__(
            f"you come by {provider_name} alone",
            field="password",
            remedy="Sign on there: GET /api/v1/session/sso/providers says where that begins.",
        )


class SignInDesk:
    """Everything the routes of sessions need beside the database."""

    def __init__(self, main: Database, sealer: Sealer, hasher: Hasher, clock_ms: Clock) -> None:
        self._main = main
        self._sealer = sealer
        self._hasher = hasher
        self._clock_ms = clock_ms
        self._keys: Mapping[str, ECKey] = {}
        self._changed: Mapping[str, int] = {}
        self._looked_at_ms = 0

    async def sign_in(
        self,
        tenant_id: str,
        email: str,
        password: str,
        *,
        code: str,
        device: str,
        scopes: Sequence[Permission] | None,
        user_agent: str,
    ) -> Tokens:
        """Raises ``Unauthenticated``, always in the same words and after the same work; ``TooMany`` when many wait.

        And for whoever has the right password: ``SignOnNeeded`` where an identity provider is their only way in,
        ``CodeNeeded`` with a second factor and no right code for it.
        """
        now_ms = self._clock_ms()
        async with self._main.platform() as session:
            is_stranger = not await passwords.knows(session, tenant_id, email, device=device, now_ms=now_ms)
            self._hasher.refuse_when_full(is_stranger=is_stranger)
            attempt = await passwords.attempt(session, tenant_id, email, device=device, now_ms=now_ms)
        account, is_locked = attempt
        kept = account.argon2id if account else None
        is_right = await self._hasher.is_right(password, kept, is_stranger=is_stranger)
        if account is None or account.argon2id is None or is_locked or not is_right:
            raise _wrong()
        if account.user.disabled_at_ms is not None:
            raise _wrong()
        act_as(account.user.id, tenant_id=tenant_id)
        if not code and await self._takes_a_code(account.user, device):
            raise CodeNeeded
        anew = await self._hasher.hash(password) if self._hasher.is_outdated(account.argon2id) else None
        async with self._main.platform() as session:
            user = await self._still(session, account.user.id, account.argon2id)
            provider = await sign_on.only_way_in_of(session, user.id)
            if provider is not None:
                raise SignOnNeeded(provider.name)
            if not await self._passes(session, user, code, now_ms):
                raise CodeNeeded("the code is wrong")
            if anew is not None:
                await passwords.keep(session, user, anew, now_ms=now_ms)
            device = await passwords.succeeded(session, user, device=device, now_ms=now_ms)
            opened = await sessions.start(
                session, user, account.tenant, scopes=scopes, user_agent=user_agent, now_ms=now_ms
            )
            key = await sessions.signing_key(session, self._sealer, now_ms=now_ms)
        return self._tokens(opened, key, device=device, now_ms=now_ms)

    async def enter(
        self,
        entering: Callable[[AsyncSession], Awaitable[Entering]],
        *,
        scopes: Sequence[Permission] | None,
        user_agent: str,
    ) -> Tokens:
        """Tokens for whom ``entering`` finds, in one transaction with what it spends for them."""
        now_ms = self._clock_ms()
        async with self._main.platform() as session:
            user, tenant, life_ms, provider_id = await entering(session)
            opened = await sessions.start(
                session,
                user,
                tenant,
                scopes=scopes,
                user_agent=user_agent,
                life_ms=life_ms,
                provider_id=provider_id,
                now_ms=now_ms,
            )
            key = await sessions.signing_key(session, self._sealer, now_ms=now_ms)
        return self._tokens(opened, key, now_ms=now_ms)

    async def refresh(self, refresh_token: str) -> Tokens:
        """New tokens in place of these. Raises ``Unauthenticated``; a token that comes again later ends the session."""
        now_ms = self._clock_ms()
        async with self._main.platform() as session:
            refreshed = await sessions.refresh(session, refresh_token, now_ms=now_ms)
            key = await sessions.signing_key(session, self._sealer, now_ms=now_ms)
        if isinstance(refreshed, sessions.Opened):
            return self._tokens(refreshed, key, now_ms=now_ms)
        if refreshed is not None:
            self.forget()
            if refreshed.ended_because == Ending.REUSED:
                _log.warning("a refresh token was used twice", session_id=refreshed.id, user_id=refreshed.user_id)
        raise Unauthenticated("the refresh token is not valid", field="refresh_token", remedy="Sign in again.")

    async def sign_out(self, refresh_token: str) -> None:
        """End the session a refresh token is of; one that is over is as good as ended."""
        async with self._main.platform() as session:
            row = await sessions.of_token(session, refresh_token)
            if row is None:
                return
            act_as(row.user_id, tenant_id=row.tenant_id, credential_id=row.id)
        async with self._main.tenant(row.tenant_id) as session:
            with contextlib.suppress(NotFound):  # somebody else was faster
                await sessions.end_one(session, row.user_id, row.id, why=Ending.SIGNED_OUT, now_ms=self._clock_ms())
        self.forget()

    async def identify(self, access_token: str) -> Identity:
        """Whose access token it is. Raises ``Unauthenticated``.

        Nothing is looked up for it but, once a second for all callers together, which sessions have ended.
        """
        now_ms = self._clock_ms()
        if not 0 <= now_ms - self._looked_at_ms < LOOK_EVERY_MS:
            await self._look(now_ms)
        if rules.key_id_of(access_token) not in self._keys and now_ms - self._looked_at_ms >= LOOK_FOR_KEYS_EVERY_MS:
            await self._look(now_ms)
        claims = rules.read_access_token(access_token, self._keys, now_ms=now_ms)
        if not rules.is_current(claims, self._changed):
            raise rules.refused()
        return rules.identity_of(claims)

    async def change_password(self, caller: Identity, current: str, new: str) -> None:
        """Ends every other session of theirs, and their vouchers. Raises ``Forbidden`` for a wrong one, ``InvalidInput`` for a weak one."""
        now_ms = self._clock_ms()
        user, proven = await self.proven(caller, current)
        check_password(new, email=user.email, tenant_id=user.tenant_id)
        argon2id = await self._hasher.hash(new)
        async with self._main.platform() as session:
            user = await self._still(session, user.id, proven)
            await passwords.keep(session, user, argon2id, now_ms=now_ms)
            await vouchers.withdraw(session, user.id)
            await sessions.end_all(
                session, user.id, but=caller.session_id or None, why=Ending.PASSWORD_CHANGED, now_ms=now_ms
            )
        self.forget()

    async def proven(self, caller: Identity, password: str) -> Proven:
        """The caller, who knows their password. Raises ``Forbidden``, after many wrong ones for the right one too."""
        now_ms = self._clock_ms()
        async with self._main.platform() as session:
            user = await identity.get_user(session, caller.user_id)
            attempt = await passwords.attempt_inside(session, user, now_ms=now_ms)
        kept = attempt.account.argon2id if attempt.account else None
        if not await self._hasher.is_right(password, kept) or attempt.is_locked or kept is None:
            raise Forbidden("the password is wrong", field="password", remedy="Try again later, or have it reset.")
        async with self._main.platform() as session:
            await passwords.forgive_inside(session, user)
        return Proven(user, kept)

    async def _still(self, session: AsyncSession, user_id: str, argon2id: str) -> User:
        """The user whose password was right a moment ago, locked. Raises ``Unauthenticated`` where much has changed since."""
        user = await identity.get_user(session, user_id, to_change=True)
        if user.disabled_at_ms is not None or await passwords.kept(session, user_id) != argon2id:
            raise _wrong()
        return user

    async def choose_password(self, voucher: str, new: str, *, user_agent: str) -> Chosen:
        """The password of whom the voucher is for; their sessions end, and without a second factor they are signed in.

        Raises ``Unauthenticated`` for a voucher that is good no more, ``InvalidInput`` for a weak password, which leaves the
        voucher good.
        """
        now_ms = self._clock_ms()
        async with self._main.platform_reading() as session:
            user, _ = await vouchers.look_at(session, voucher, now_ms=now_ms)
        check_password(new, email=user.email, tenant_id=user.tenant_id)
        argon2id = await self._hasher.hash(new)
        act_as(user.id, tenant_id=user.tenant_id)
        async with self._main.platform() as session:
            await identity.get_user(session, user.id, to_change=True)
            user, tenant = await vouchers.spend(session, voucher, now_ms=now_ms)
            await passwords.keep(session, user, argon2id, now_ms=now_ms)
            await sessions.end_all(session, user.id, why=Ending.PASSWORD_CHANGED, now_ms=now_ms)
            await passwords.forgive(session, user)
            await passwords.forgive_inside(session, user)
            device = await passwords.succeeded(session, user, device="", now_ms=now_ms)
            if await second_factors.is_on(session, user.id):
                return Chosen(device=device)
            opened = await sessions.start(session, user, tenant, scopes=None, user_agent=user_agent, now_ms=now_ms)
            key = await sessions.signing_key(session, self._sealer, now_ms=now_ms)
        return Chosen(device=device, tokens=self._tokens(opened, key, now_ms=now_ms))

    async def set_up_second_factor(self, caller: Identity, password: str) -> SetUp:
        """Raises ``Forbidden`` for a wrong password, ``Conflict`` where a second factor counts already."""
        user, proven = await self.proven(caller, password)
        async with self._main.tenant(user.tenant_id) as session:
            user = await self._still(session, user.id, proven)
            return await second_factors.set_up(session, self._sealer, user, now_ms=self._clock_ms())

    async def confirm_second_factor(self, caller: Identity, code: str) -> Sequence[str]:
        """The recovery codes. Raises ``Forbidden`` for a wrong code, ``Conflict`` where there is nothing to confirm."""
        now_ms = self._clock_ms()
        await self._count_code(caller, now_ms)
        async with self._main.tenant(caller.tenant_id) as session:
            user = await identity.get_user(session, caller.user_id, to_change=True)
            codes = await second_factors.confirm(session, self._sealer, user, code, now_ms=now_ms)
            await passwords.forgive_codes(session, user)
        return codes

    async def remove_second_factor(self, caller: Identity, password: str, code: str) -> None:
        """Raises ``Forbidden`` for a wrong password or code."""
        now_ms = self._clock_ms()
        user, proven = await self.proven(caller, password)
        await self._count_code(caller, now_ms)
        async with self._main.tenant(user.tenant_id) as session:
            user = await self._still(session, user.id, proven)
            if not await self._passes(session, user, code, now_ms):
                raise Forbidden(
                    "the code is wrong",
                    field="code",
                    remedy="Send what your authenticator shows now, or a recovery code.",
                )
            await second_factors.remove(session, user.id)
            await passwords.forgive_codes(session, user)

    async def _count_code(self, caller: Identity, now_ms: int) -> None:
        """Before anybody looks at a code: many at once are many. Raises ``Forbidden`` after many wrong ones."""
        async with self._main.platform() as session:
            user = await identity.get_user(session, caller.user_id)
            attempt = await passwords.attempt_code(session, user, now_ms=now_ms)
        if attempt.is_locked:
            raise Forbidden(
                "too many codes were wrong", field="code", remedy="Wait a quarter of an hour, then try the next one."
            )

    async def _takes_a_code(self, user: User, device: str) -> bool:
        """Whether a code is asked for as well. To come without one first is no failed attempt: nothing was guessed."""
        async with self._main.platform() as session:
            if await sign_on.only_way_in_of(session, user.id) or not await second_factors.is_on(session, user.id):
                return False
            await passwords.uncount(session, user, device=device)
        return True

    async def _passes(self, session: AsyncSession, user: User, code: str, now_ms: int) -> bool:
        """Whether the code is right, where one is asked for."""
        return not await second_factors.is_on(session, user.id) or await second_factors.accepts(
            session, self._sealer, user, code, now_ms=now_ms
        )

    async def public_keys(self) -> list[dict[str, Any]]:
        """Of all keys that may have signed what is still good."""
        async with self._main.platform_reading() as session:
            keys = await sessions.verifying_keys(session)
        return [rules.public_half(key) for key in keys.values()]

    def forget(self) -> None:
        """Look again at what has ended: somebody's session has, or their rights have changed."""
        self._looked_at_ms = 0

    def close(self) -> None:
        self._hasher.close()

    async def _look(self, now_ms: int) -> None:
        async with self._main.platform_reading() as session:
            self._keys = await sessions.verifying_keys(session)
            self._changed = await sessions.changed_lately(session, now_ms=now_ms)
        self._looked_at_ms = now_ms

    def _tokens(self, opened: sessions.Opened, key: ECKey, *, device: str | None = None, now_ms: int) -> Tokens:
        self._keys = {**self._keys, str(key.kid): key}
        return Tokens(
            session_id=opened.row.id,
            access_token=sessions.access_token(opened, key, now_ms=now_ms),
            refresh_token=opened.refresh_token,
            device=device,
        )


def _wrong() -> Unauthenticated:
    return Unauthenticated(
        "tenant, address or password is wrong",
        field="password",
        remedy="Check them. After several wrong attempts wait a quarter of an hour, or have the password reset.",
    )
