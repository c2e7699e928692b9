"""Sources whose messages only go out at the hand of whoever planned them."""

from sqlmodel import Field

from domain.records import JOURNEYS_STORE, Big, TenantOwned, store


class MessageHold(TenantOwned, table=True):
    """One source that is held."""

    __tablename__ = "message_holds"
    __table_args__ = (store(JOURNEYS_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    source: str = Field(primary_key=True, max_length=100)
    since_ms: int = Big()
