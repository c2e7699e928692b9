"""Rows of the gate: a tenant's rules, tasks, grants, and every revision that was let through."""

from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from domain.records import MAIN_STORE, Big, TenantOwned, store


class GateRuleRow(TenantOwned, table=True):
    """What one tenant makes of a check; without one it is as we ship it."""

    __tablename__ = "gate_rules"
    __table_args__ = (UniqueConstraint("tenant_id", "name"), store(MAIN_STORE))

    id: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=80)
    asked: str = Field(max_length=60)
    """The check, or a family of checks."""
    enforcement: str = Field(max_length=10)
    channels: list[str] = Field(default_factory=list, sa_type=JSON)
    budget_from_micros: int | None = Big(default=None, nullable=True)


class CampaignTask(TenantOwned, table=True):
    """Something to be done for a campaign; ``done_at_ms`` is None until it is."""

    __tablename__ = "campaign_tasks"
    __table_args__ = (Index("ix_campaign_tasks_campaign", "tenant_id", "campaign_id", "id"), store(MAIN_STORE))

    id: str = Field(primary_key=True, max_length=40)
    campaign_id: str = Field(max_length=40)
    title: str = Field(max_length=200)
    assignee_id: str = Field(default="", max_length=64)
    due_at_ms: int | None = Big(default=None, nullable=True)
    required: bool
    done_at_ms: int | None = Big(default=None, nullable=True)
    done_by: str = Field(default="", max_length=64)
    created_by: str = Field(max_length=64)
    created_at_ms: int = Big()


class GateOverride(TenantOwned, table=True):
    """Somebody's word that named findings of one content do not keep it from going live, for a while."""

    __tablename__ = "gate_overrides"
    __table_args__ = (Index("ix_gate_overrides_campaign", "tenant_id", "campaign_id", "id"), store(MAIN_STORE))

    id: str = Field(primary_key=True, max_length=40)
    campaign_id: str = Field(max_length=40)
    revision: int
    revision_hash: str = Field(max_length=64)
    findings: list[str] = Field(sa_type=JSON)
    reason: str = Field(max_length=2_000)
    granted_by: str = Field(max_length=64)
    granted_at_ms: int = Big()
    expires_at_ms: int = Big()
    withdrawn_by: str = Field(default="", max_length=64)
    withdrawn_at_ms: int | None = Big(default=None, nullable=True)


class GatePassage(TenantOwned, table=True):
    """A revision that the gate let through, the last time it did. Without one no snapshot of it can be compiled."""

    __tablename__ = "gate_passages"
    __table_args__ = (store(MAIN_STORE),)

    campaign_id: str = Field(primary_key=True, max_length=40)
    revision: int = Field(primary_key=True)
    revision_hash: str = Field(max_length=64)
    wish: str = Field(max_length=20)
    passed_at_ms: int = Big()
    findings: list[dict[str, Any]] = Field(sa_type=JSON)
    """Warnings, and what a grant let through."""
