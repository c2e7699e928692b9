"""Rows of vouchers."""

from sqlmodel import Field

from domain.records import MAIN_STORE, Big, TenantOwned, store


class VoucherRow(TenantOwned, table=True):
    """A secret that is good once, of which we keep the digest alone."""

    __tablename__ = "vouchers"
    __table_args__ = (store(MAIN_STORE),)

    sha256: str = Field(primary_key=True, max_length=64)
    user_id: str = Field(foreign_key="users.id", max_length=40, index=True)
    purpose: str = Field(max_length=20)
    created_at_ms: int = Big()
    expires_at_ms: int = Big()
