"""Letting somebody in on the word of an identity provider, on a tenant's session."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.identity import service as identity
from domain.identity.rules import digest
from domain.identity.sign_on import repository
from domain.identity.sign_on import service as providers
from domain.identity.sign_on.rules import SignOnRefused, check_domain, proven_address, roles_told, subject_digest
from domain.identity.sign_on.tables import SignOnLinkRow, SignOnSpentRow
from domain.identity.sign_on.values import Joining, Provider, Refusal, Told
from domain.identity.tables import User
from domain.identity.values import NewUser, Role
from domain.shown import is_shown


async def spend(
    session: AsyncSession, tenant_id: str, provider_id: str, secret: str, *, until_ms: int, now_ms: int
) -> None:
    """From now until ``until_ms`` it has come already. Raises ``SignOnRefused`` where it had."""
    await repository.forget_spent(session, before_ms=now_ms)
    row = SignOnSpentRow(
        tenant_id=tenant_id, provider_id=provider_id, sha256=digest(secret), forget_at_ms=max(until_ms, now_ms + 1)
    )
    if not await repository.spend(session, row):
        raise SignOnRefused(Refusal.USED, "it came a second time")


async def admit(session: AsyncSession, provider: Provider, told: Told, *, now_ms: int) -> User:
    """Whom of our people the provider speaks of; somebody new, where the provider may bring new ones.

    Who they are follows from issuer and subject alone. The first time an address finds them, and only one that was
    verified. Raises ``SignOnRefused``.
    """
    await _check_unchanged(session, provider, told)
    check_domain(provider, told)
    roles = roles_told(provider, told)
    if told.once:
        await spend(
            session, provider.tenant_id, provider.provider_id, told.once, until_ms=told.once_until_ms, now_ms=now_ms
        )
    subject = subject_digest(told.issuer, told.subject)
    link = await repository.link(session, provider.provider_id, subject)
    if link is None:
        user = await _recognised(session, provider, told, roles, now_ms=now_ms)
        link = SignOnLinkRow(
            tenant_id=provider.tenant_id,
            provider_id=provider.provider_id,
            subject_sha256=subject,
            user_id=user.id,
            linked_at_ms=now_ms,
            last_used_at_ms=now_ms,
        )
    else:
        user = await identity.get_user(session, link.user_id, to_change=True)
    if user.disabled_at_ms is not None:
        raise SignOnRefused(Refusal.LOCKED_OUT, f"{user.id} is locked out")
    link.last_used_at_ms = now_ms
    session.add(link)
    if roles is not None and user.roles != [role.value for role in roles]:
        user = await identity.change_user(session, user.id, roles=roles, now_ms=now_ms)
    await session.flush()
    return user


async def _check_unchanged(session: AsyncSession, provider: Provider, told: Told) -> None:
    """Whoever changes the provider waits until this one is in. Raises ``SignOnRefused`` where they came first."""
    row = await repository.provider(session, provider.provider_id, to_change=True)
    if row is None or not row.enabled or providers.issuer_of(row) != told.issuer:
        raise SignOnRefused(Refusal.NOT_PROVEN, f"{provider.name} has changed since this sign-on began")


async def _recognised(
    session: AsyncSession, provider: Provider, told: Told, roles: tuple[Role, ...] | None, *, now_ms: int
) -> User:
    """By a verified address, or made. Raises ``SignOnRefused``."""
    email = proven_address(provider, told)
    found = await identity.find_user(session, provider.tenant_id, email)
    if found is not None:
        user = await identity.get_user(session, found.id, to_change=True)
        if await providers.knows(session, provider.provider_id, user.id):
            raise SignOnRefused(Refusal.ALREADY_LINKED, f"{provider.name} knows {user.id} by another subject")
        return user
    if provider.joining is not Joining.JUST_IN_TIME:
        raise SignOnRefused(Refusal.NOT_INVITED, "nobody made an account for this address")
    given = roles or ((provider.default_role,) if provider.default_role else ())
    return await identity.create_user(
        session, _new_user(email, told, given), tenant_id=provider.tenant_id, now_ms=now_ms
    )


def _new_user(email: str, told: Told, roles: Sequence[Role]) -> NewUser:
    """Raises ``SignOnRefused`` for an address that is none."""
    name = "".join(letter for letter in told.name if is_shown(letter))[:200].strip()
    fields: Mapping[str, Any] = {"email": email, "name": name or email, "roles": tuple(roles)}
    try:
        return NewUser(**fields)
    except ValueError as error:
        raise SignOnRefused(Refusal.ADDRESS_NOT_VERIFIED, "the address is none") from error
