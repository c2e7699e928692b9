"""Who may do what: tenants, people, roles, approver grants and permissions."""

from enum import StrEnum
from typing import Annotated, Final

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr

PLATFORM_TENANT: Final = "platform"
"""The tenant of the people who run the product; only they can hold platform permissions."""


class Role(StrEnum):
    ADMIN = "admin"
    MANAGER = "manager"
    OPERATOR = "operator"
    ANALYST = "analyst"
    VIEWER = "viewer"


class ApproverGrant(StrEnum):
    """Granted on top of a role: whose decision an approval rule may ask for besides a manager's."""

    DIRECTOR = "director"
    COMPLIANCE = "compliance"
    CREATIVE = "creative"
    """Reads what people will see, where a rule asks for creative review."""
    LEGAL = "legal"
    """Reads it as a lawyer, where a rule asks for legal review."""


class Permission(StrEnum):
    """What a route asks for: a resource and a verb."""

    CAMPAIGN_READ = "campaign:read"
    CAMPAIGN_WRITE = "campaign:write"
    CAMPAIGN_OPERATE = "campaign:operate"
    """Pause, resume, complete, archive."""
    CAMPAIGN_APPROVE = "campaign:approve"
    """Decide in a review; which decisions count is up to the approval rules."""
    GATE_WRITE = "gate:write"
    """The rules of approval, and what of the go-live gate blocks, warns, or is not asked."""
    GATE_OVERRIDE = "gate:override"
    """Let a campaign go live in spite of named findings, for a while and with a reason."""
    CREATIVE_READ = "creative:read"
    CREATIVE_WRITE = "creative:write"
    JOURNEY_READ = "journey:read"
    JOURNEY_WRITE = "journey:write"
    EXPERIMENT_READ = "experiment:read"
    EXPERIMENT_WRITE = "experiment:write"
    DCO_READ = "dco:read"
    DCO_WRITE = "dco:write"
    CDP_READ = "cdp:read"
    CDP_WRITE = "cdp:write"
    DSP_READ = "dsp:read"
    DSP_WRITE = "dsp:write"
    """Accounts at demand-side platforms, audiences and campaigns there, and bids routed to them."""
    ANALYTICS_READ = "analytics:read"
    BILLING_READ = "billing:read"
    BILLING_WRITE = "billing:write"
    PROFILE_READ = "profile:read"
    PROFILE_WRITE = "profile:write"
    PRIVACY_WRITE = "privacy:write"
    """Have everything that is kept of a person handed over, or erased everywhere."""
    USER_READ = "user:read"
    USER_WRITE = "user:write"
    """People of the own tenant and their tokens."""
    AUDIT_READ = "audit:read"
    """Who did what in the own tenant."""
    TENANT_READ = "tenant:read"
    TENANT_WRITE = "tenant:write"
    """Every tenant, not only the own one."""
    EXCHANGE_READ = "exchange:read"
    EXCHANGE_WRITE = "exchange:write"
    SYSTEM_READ = "system:read"
    """What concerns all tenants at once, such as no-bids by reason."""
    SYSTEM_WRITE = "system:write"


TenantId = Annotated[StrictStr, Field(pattern="^[a-z][a-z0-9_-]{1,39}$")]
"""Also part of subjects and keys, hence no dots."""


Label = Annotated[StrictStr, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""What people call something: one line."""


RequestsPerMinute = Annotated[StrictInt, Field(ge=1, le=10_000_000)]


Scopes = Annotated[tuple[Permission, ...], Field(min_length=1, max_length=len(Permission))]
"""What somebody may do at most by way of a key or a session, whatever else their roles allow."""


EmailAddress = Annotated[StrictStr, Field(pattern=r"^[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,190}$")]


class NewTenant(BaseModel):
    """A tenant to be. ``seat`` is the buyer seat its bids carry, its own id by default."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: TenantId
    name: Label
    requests_per_minute: RequestsPerMinute | None = None
    seat: Annotated[StrictStr, Field(pattern="^[A-Za-z0-9._-]{0,64}$")] = ""


class NewUser(BaseModel):
    """A person to be. Grants come on top of roles."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    email: EmailAddress
    name: Label
    roles: Annotated[tuple[Role, ...], Field(min_length=1, max_length=5)]
    grants: Annotated[tuple[ApproverGrant, ...], Field(max_length=len(ApproverGrant))] = ()


class Quota(Struct, frozen=True):
    """What may be asked in a minute under one name: a key's, or a tenant's."""

    name: str
    tenant_id: str
    subject: str
    per_minute: int


class Identity(Struct, frozen=True, kw_only=True):
    """Who a token turned out to belong to."""

    tenant_id: str
    user_id: str
    token_id: str
    """Empty for whoever signed in."""
    session_id: str = ""
    """Empty for an API key."""
    is_demo: bool = False
    """Whether the key works in demo mode only."""
    roles: tuple[Role, ...]
    grants: tuple[ApproverGrant, ...]
    permissions: frozenset[Permission]
    """What their roles amount to, as far as the scopes of the key or session reach."""
    quotas: tuple[Quota, ...] = ()
    expires_at_ms: int | None = None
    used_at_ms: int | None = None
    """When the key's use was last noted."""
