"""Rows of opt-outs: who has opted out, by hash, and what the bid plane has not heard of it yet."""

from sqlmodel import Field

from domain.records import JOURNEYS_STORE, Big, TenantOwned, store


class SaleOptOut(TenantOwned, table=True):
    """An identity whose data is sold to and shared with nobody: a salted hash alone, so that it outlives an erasure."""

    __tablename__ = "sale_opt_outs"
    __table_args__ = (store(JOURNEYS_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    identity: str = Field(primary_key=True, max_length=32)
    kind: str = Field(max_length=20)
    is_said: bool
    how: str = Field(max_length=24)
    since_ms: int = Big()
    added_by: str = Field(max_length=64)
    added_at_ms: int = Big()


class SaleTelling(TenantOwned, table=True):
    """A key of which the bid plane is to be told; ``changes`` counts, so that a later change is not taken for told."""

    __tablename__ = "sale_tellings"
    __table_args__ = (store(JOURNEYS_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    kind: str = Field(primary_key=True, max_length=20)
    value: str = Field(primary_key=True, max_length=200)
    changes: int = 1
