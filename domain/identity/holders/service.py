"""Whom to turn to: people of a tenant who may do something. On a tenant's session."""

from collections.abc import Collection

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.identity import repository
from domain.identity.rules import permissions_of
from domain.identity.values import ApproverGrant, Permission, Role
from domain.records import tenant_of


async def who_may(session: AsyncSession, permission: Permission) -> frozenset[str]:
    """Ids of those who hold ``permission`` and are not disabled."""
    tenant_id = tenant_of(session)
    return frozenset(
        user.id
        for user in await repository.active_users(session)
        if permission in permissions_of(map(Role, user.roles), map(ApproverGrant, user.grants), tenant_id=tenant_id)
    )


async def everybody(session: AsyncSession) -> dict[str, frozenset[str]]:
    """The roles and grants of all who are not disabled."""
    return {user.id: frozenset((*user.roles, *user.grants)) for user in await repository.active_users(session)}


async def held_now(session: AsyncSession, user_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """The roles and grants of those of them that are people of the tenant; whoever is locked out holds none."""
    found = await repository.users_by_id(session, user_ids)
    return {
        user.id: frozenset(() if user.disabled_at_ms is not None else (*user.roles, *user.grants)) for user in found
    }


async def active(session: AsyncSession, user_ids: Collection[str]) -> frozenset[str]:
    """Those of them that are people of the tenant and not disabled."""
    return frozenset(user.id for user in await repository.active_users(session) if user.id in user_ids)
