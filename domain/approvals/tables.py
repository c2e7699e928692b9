"""Rows of approval: a tenant's rules, the rounds of review with what each asks of whom, and every decision."""

from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from domain.records import MAIN_STORE, Big, TenantOwned, store


class ApprovalRuleRow(TenantOwned, table=True):
    """One rule of one tenant; a tenant without any lives by ``DEFAULT_RULES``."""

    __tablename__ = "approval_rules"
    __table_args__ = (UniqueConstraint("tenant_id", "name"), store(MAIN_STORE))

    id: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=80)
    required_role: str = Field(max_length=20)
    min_approvals: int
    auto_approve_below_micros: int | None = Big(default=None, nullable=True)
    budget_from_micros: int | None = Big(default=None, nullable=True)
    channels: list[str] = Field(default_factory=list, sa_type=JSON)
    categories: list[str] = Field(default_factory=list, sa_type=JSON)
    creative_review: bool = False
    legal_review: bool = False


class ApprovalRound(TenantOwned, table=True):
    """One review of one revision. ``outcome`` is ``pending`` until it closes, and never changes after that."""

    __tablename__ = "approvals"
    __table_args__ = (
        UniqueConstraint("tenant_id", "campaign_id", "round"),
        Index("ix_approvals_pending", "tenant_id", "outcome", "opened_at_ms"),
        store(MAIN_STORE),
    )

    id: str = Field(primary_key=True, max_length=40)
    campaign_id: str = Field(max_length=40)
    round: int
    revision: int
    facts: dict[str, Any] = Field(sa_type=JSON)
    """What the rules looked at, as the workflow received it, so that a repeated opening answers the same."""
    sections: dict[str, str] | None = Field(default=None, sa_type=JSON, nullable=True)
    """The hash of each section of what is reviewed; None for rounds from before sections were hashed."""
    open_sections: list[str] | None = Field(default=None, sa_type=JSON, nullable=True)
    """Those that are to be read, in this round."""
    standing: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON, nullable=True)
    """Approvals of earlier rounds that count in this one."""
    outcome: str = Field(max_length=20)
    opened_at_ms: int = Big()
    closed_at_ms: int | None = Big(default=None, nullable=True)
    reminders: int = 0


class ApprovalRequirement(TenantOwned, table=True):
    """How many people of one role a round asks for."""

    __tablename__ = "approval_requirements"
    __table_args__ = (store(MAIN_STORE),)

    approval_id: str = Field(primary_key=True, foreign_key="approvals.id", max_length=40)
    role: str = Field(primary_key=True, max_length=20)
    min_approvals: int
    rules: list[str] = Field(sa_type=JSON)


class ApprovalSubmitter(TenantOwned, table=True):
    """Somebody who submitted or wrote what a round reviews, and therefore may not decide on it."""

    __tablename__ = "approval_submitters"
    __table_args__ = (store(MAIN_STORE),)

    approval_id: str = Field(primary_key=True, foreign_key="approvals.id", max_length=40)
    user_id: str = Field(primary_key=True, max_length=64)


class ApprovalDecision(TenantOwned, table=True):
    """What one approver said in one round; the key makes a second decision impossible."""

    __tablename__ = "approval_decisions"
    __table_args__ = (store(MAIN_STORE),)

    approval_id: str = Field(primary_key=True, foreign_key="approvals.id", max_length=40)
    approver_id: str = Field(primary_key=True, max_length=64)
    roles: list[str] = Field(sa_type=JSON)
    verdict: str = Field(max_length=20)
    comment: str = Field(default="", max_length=4_000)
    at_ms: int = Big()
    revision_hash: str | None = Field(default=None, max_length=64, nullable=True)
    """What the approver had read."""
    remarks: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON, nullable=True)
