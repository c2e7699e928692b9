"""Rows of what is said on which occasion, and of every activation with how its channel was found."""

from typing import Any

from sqlalchemy import Index, Text
from sqlmodel import Field

from domain.records import JOURNEYS_STORE, Big, TenantOwned, store


class ActivationPlanRow(TenantOwned, table=True):
    """One occasion of a tenant's."""

    __tablename__ = "activation_plans"
    __table_args__ = (store(JOURNEYS_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    kind: str = Field(primary_key=True, max_length=40)
    document: str = Field(sa_type=Text)
    revision: int
    updated_by: str = Field(max_length=64)
    updated_at_ms: int = Big()


class ActivationRow(TenantOwned, table=True):
    """One activation; a cause is unique for its person and kind, so that it activates each of them once."""

    __tablename__ = "activations"
    __table_args__: Any = (Index("ix_activations_person", "tenant_id", "person_id", "at_ms"), store(JOURNEYS_STORE))

    tenant_id: str = Field(primary_key=True, max_length=64)
    person_id: str = Field(primary_key=True, max_length=128)
    kind: str = Field(primary_key=True, max_length=40)
    cause_id: str = Field(primary_key=True, max_length=128)
    activation_id: str = Field(max_length=40)
    channel: str = Field(max_length=20)
    message_key: str = Field(max_length=200)
    tried: str = Field(sa_type=Text)
    at_ms: int = Big()
