"""Which role may do what. ``PERMISSIONS_OF`` is the whole matrix; a page can print it and a test holds it."""

import hashlib
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from domain.identity.values import PLATFORM_TENANT, ApproverGrant, Permission, Quota, Role

PLATFORM_ONLY: Final = frozenset(
    {
        Permission.TENANT_WRITE,
        Permission.EXCHANGE_READ,
        Permission.EXCHANGE_WRITE,
        Permission.SYSTEM_READ,
        Permission.SYSTEM_WRITE,
    }
)
"""Reach across tenants, so a role grants them to people of the platform's own tenant alone."""

_VIEWER: Final = frozenset({Permission.CAMPAIGN_READ, Permission.CREATIVE_READ, Permission.ANALYTICS_READ})
_ANALYST: Final = _VIEWER | {
    Permission.JOURNEY_READ,
    Permission.EXPERIMENT_READ,
    Permission.DCO_READ,
    Permission.CDP_READ,
    Permission.DSP_READ,
    Permission.SYSTEM_READ,
}
_OPERATOR: Final = _ANALYST | {Permission.CAMPAIGN_OPERATE, Permission.PROFILE_READ, Permission.EXCHANGE_READ}
_MANAGER: Final = _OPERATOR | {
    Permission.CAMPAIGN_WRITE,
    Permission.CAMPAIGN_APPROVE,
    Permission.CREATIVE_WRITE,
    Permission.JOURNEY_WRITE,
    Permission.EXPERIMENT_WRITE,
    Permission.DCO_WRITE,
    Permission.CDP_WRITE,
    Permission.DSP_WRITE,
    Permission.BILLING_READ,
    Permission.BILLING_WRITE,
    Permission.PROFILE_WRITE,
    Permission.USER_READ,
    Permission.TENANT_READ,
}

PERMISSIONS_OF: Final[Mapping[Role, frozenset[Permission]]] = MappingProxyType(
    {
        Role.VIEWER: _VIEWER,
        Role.ANALYST: _ANALYST,
        Role.OPERATOR: _OPERATOR,
        Role.MANAGER: _MANAGER,
        Role.ADMIN: frozenset(Permission),
    }
)

_APPROVER: Final = frozenset({Permission.CAMPAIGN_READ, Permission.CREATIVE_READ, Permission.CAMPAIGN_APPROVE})
PERMISSIONS_OF_GRANT: Final[Mapping[ApproverGrant, frozenset[Permission]]] = MappingProxyType(
    {
        ApproverGrant.DIRECTOR: _APPROVER | {Permission.GATE_OVERRIDE},
        ApproverGrant.COMPLIANCE: _APPROVER | {Permission.GATE_OVERRIDE},
        ApproverGrant.CREATIVE: _APPROVER,
        ApproverGrant.LEGAL: _APPROVER,
    }
)
"""What an approver grant brings besides the role."""


def digest(secret: str) -> str:
    """What we keep of a secret that was drawn at random."""
    return hashlib.sha256(secret.encode()).hexdigest()


def permissions_of(roles: Iterable[Role], grants: Iterable[ApproverGrant], *, tenant_id: str) -> frozenset[Permission]:
    """Everything a person's roles and grants amount to within their tenant.

    An approver grant brings the right to read campaigns and decide on them, whatever the role.
    """
    held = frozenset[Permission]().union(
        *(PERMISSIONS_OF[role] for role in roles), *(PERMISSIONS_OF_GRANT[grant] for grant in grants)
    )
    return held if tenant_id == PLATFORM_TENANT else held - PLATFORM_ONLY


def within(held: frozenset[Permission], scopes: Iterable[str] | None) -> frozenset[Permission]:
    """What is left of ``held`` once ``scopes`` narrow it; None narrows nothing."""
    return held if scopes is None else held.intersection(scopes)


def quotas_of(tenant_id: str, of_tenant: int | None, *narrower: tuple[str, int | None]) -> tuple[Quota, ...]:
    """What holds for a caller: the quotas of their key or the like, and of their tenant, as far as there are any."""
    named = [("key", subject, per_minute) for subject, per_minute in narrower]
    return tuple(
        Quota(name, tenant_id, subject, per_minute)
        for name, subject, per_minute in (*named, ("tenant", tenant_id, of_tenant))
        if per_minute is not None
    )


def permission_table() -> str:
    """The matrix as the Markdown table of the README."""
    rows = ["| permission | " + " | ".join(Role) + " |", "| --- |" + " :-: |" * len(Role)]
    for permission in Permission:
        name = f"{permission} \\*" if permission in PLATFORM_ONLY else str(permission)
        marks = ("✓" if permission in PERMISSIONS_OF[role] else "" for role in Role)
        rows.append(f"| {name} | " + " | ".join(marks) + " |")
    return "\n".join(rows)
