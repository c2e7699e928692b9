"""What vendors, links and receivers told us, each once."""

from sqlalchemy import Index, Text
from sqlmodel import Field

from domain.records import JOURNEYS_STORE, Big, TenantOwned, store


class MessageFeedback(TenantOwned, table=True):
    """One piece of feedback; ``message_id`` is empty where it names no message of ours."""

    __tablename__ = "message_feedback"
    __table_args__ = (
        Index("ix_message_feedback_message", "tenant_id", "message_id", "at_ms"),
        store(JOURNEYS_STORE),
    )

    tenant_id: str = Field(primary_key=True, max_length=64)
    event_id: str = Field(primary_key=True, max_length=200)
    message_id: str = Field(default="", max_length=40)
    kind: str = Field(max_length=20)
    channel: str = Field(max_length=20)
    at_ms: int = Big()
    received_at_ms: int = Big()
    is_bot: bool = False
    is_permanent: bool = True
    reason: str = Field(default="", sa_type=Text)
    url: str = Field(default="", sa_type=Text)
