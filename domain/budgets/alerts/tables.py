"""Rows of alerts, in the main store: beside the notifications that they lead to, so that both are there or neither."""

from sqlmodel import Field

from domain.records import MAIN_STORE, Big, TenantOwned, store


class BudgetAlert(TenantOwned, table=True):
    """One alert of one campaign on one occasion. Its row is what makes it the only one."""

    __tablename__ = "budget_alerts"
    __table_args__ = (store(MAIN_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    campaign_id: str = Field(primary_key=True, max_length=64)
    kind: str = Field(primary_key=True, max_length=20)
    """An ``AlertKind``."""
    occasion: str = Field(primary_key=True, max_length=40)
    currency: str = Field(max_length=3)
    spent_nanos: int = Big()
    measure_nanos: int = Big()
    raised_at_ms: int = Big()
