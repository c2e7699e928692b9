"""Rows of corrections, in the money store."""

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from domain.records import MONEY_STORE, Big, TenantOwned, store


class BudgetCorrection(TenantOwned, table=True):
    """An entry against an entry: by how much a settlement counts more or less than before. Never changed, never removed."""

    __tablename__ = "budget_corrections"
    __table_args__ = (
        UniqueConstraint("tenant_id", "campaign_id", "number"),
        Index("budget_corrections_by_entry", "tenant_id", "settlement", "number"),
        store(MONEY_STORE),
    )

    sequence: int = Big(primary_key=True)
    """Of the ledger: the one it shares with the settlement that tells the stream of it."""
    campaign_id: str = Field(max_length=64)
    number: int
    """Counts the campaign's corrections from 1."""
    settlement: int = Big()
    """Sequence of the settlement that it is against."""
    day: int = 0
    """Ordinal of the campaign's day whose books it moves; 0 is none."""
    before_nanos: int = Big()
    """What the settlement counted for until then."""
    after_nanos: int = Big()
    currency: str = Field(max_length=3)
    reason: str = Field(max_length=2_000)
    made_by: str = Field(max_length=64)
    made_at_ms: int = Big()
