"""Rows of how long a tenant keeps what, and of what was removed."""

from sqlmodel import Field

from domain.records import MAIN_STORE, Big, TenantOwned, store


class PrivacyRetention(TenantOwned, table=True):
    """Days that a tenant has chosen for a kind."""

    __tablename__ = "privacy_retention"
    __table_args__ = (store(MAIN_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    kind: str = Field(primary_key=True, max_length=40)
    days: int
    updated_by: str = Field(max_length=64)
    updated_at_ms: int = Big()


class PrivacyRetentionRun(TenantOwned, table=True):
    """What the last run that found something removed of one kind."""

    __tablename__ = "privacy_retention_runs"
    __table_args__ = (store(MAIN_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    kind: str = Field(primary_key=True, max_length=40)
    at_ms: int = Big(primary_key=True)
    rows: int = Big()
    before_ms: int = Big()
