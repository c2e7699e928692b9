"""Rows of the gates: a tenant's settings, who must not be written to, and when people open what they get."""

from sqlalchemy import JSON, Index, SmallInteger, Text
from sqlmodel import Field

from domain.records import JOURNEYS_STORE, Big, TenantOwned, store


class DeliveryPolicyRow(TenantOwned, table=True):
    """A tenant's ``DeliveryPolicy``. ``salt`` goes into the hashes of its suppression list and never changes."""

    __tablename__ = "delivery_policies"
    __table_args__ = (store(JOURNEYS_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    revision: int = 0
    document: dict[str, object] = Field(default_factory=dict, sa_type=JSON)
    salt: str = Field(max_length=64)
    updated_by: str = Field(default="", max_length=64)
    updated_at_ms: int = Big()


class SuppressionRow(TenantOwned, table=True):
    """Who must not be written to. The identity is a salted hash alone, so that it outlives the person's erasure."""

    __tablename__ = "suppressions"
    __table_args__ = (Index("ix_suppressions_until", "tenant_id", "until_ms"), store(JOURNEYS_STORE))

    tenant_id: str = Field(primary_key=True, max_length=64)
    identity: str = Field(primary_key=True, max_length=32)
    channel: str = Field(primary_key=True, max_length=20)
    """Empty for all channels."""
    kind: str = Field(max_length=20)
    """What was hashed: email, phone or person."""
    reason: str = Field(max_length=20)
    until_ms: int | None = Big(default=None, nullable=True)
    note: str = Field(default="", sa_type=Text)
    added_by: str = Field(max_length=64)
    added_at_ms: int = Big()


class SendTimeHabit(TenantOwned, table=True):
    """Messages sent and opened at an hour of the receiver's day; ``scope`` is ``rules.personal``, ``cohort`` or everybody."""

    __tablename__ = "send_time_habits"
    __table_args__ = (store(JOURNEYS_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    scope: str = Field(primary_key=True, max_length=150)
    channel: str = Field(primary_key=True, max_length=20)
    hour: int = Field(primary_key=True, sa_type=SmallInteger)
    messages: int = Big(default=0)
    opens: int = Big(default=0)
