"""Rows of broadcasts: what is sent, how far it is, and who did what to it."""

from sqlalchemy import JSON, Text, UniqueConstraint
from sqlmodel import Field

from domain.records import JOURNEYS_STORE, Big, TenantOwned, store


class BroadcastRow(TenantOwned, table=True):
    """A broadcast. Everything below ``starts_at_ms`` is written while it runs."""

    __tablename__ = "broadcasts"
    __table_args__ = (UniqueConstraint("tenant_id", "creation_key"), store(JOURNEYS_STORE))

    id: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=120)
    stage: str = Field(max_length=20)
    definition: str = Field(sa_type=Text)
    revision: int = 1
    """Counts edits of the draft: an editor says which one it read."""
    starts_at_ms: int | None = Big(default=None, nullable=True)
    began_at_ms: int | None = Big(default=None, nullable=True)
    """The audience is as it was then."""
    ended_at_ms: int | None = Big(default=None, nullable=True)
    audience: int = Big(default=0)
    """People written down so far."""
    audience_after: str = Field(default="", max_length=128)
    """Whoever was looked at last; empty once all have been."""
    is_written_down: bool = False
    """The audience is complete."""
    versions: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    decide_at_ms: int | None = Big(default=None, nullable=True)
    winner: str = Field(default="", max_length=20)
    verdict: str = Field(default="", sa_type=Text)
    """A ``Verdict`` as JSON: what the test came to."""
    decision: str = Field(default="", sa_type=Text)
    """In words."""
    reason: str = Field(default="", sa_type=Text)
    """Why it is paused, waits, or is a draft again."""
    samples: str = Field(default="", sa_type=Text)
    allowance: int = Big(default=0)
    """In thousandths of a message."""
    allowance_at_ms: int = Big(default=0)
    last_sequence: int = 0
    creation_key: str | None = Field(default=None, max_length=200)
    created_by: str = Field(max_length=64)
    created_at_ms: int = Big()
    updated_at_ms: int = Big()


class BroadcastTransitionRow(TenantOwned, table=True):
    """One action on a broadcast: who, in which stage, when and why."""

    __tablename__ = "broadcast_transitions"
    __table_args__ = (store(JOURNEYS_STORE),)

    broadcast_id: str = Field(primary_key=True, max_length=40)
    sequence: int = Field(primary_key=True)
    order_id: str = Field(default="", max_length=120)
    """What asked for it; asked for twice, it is done once."""
    from_stage: str = Field(max_length=20)
    action: str = Field(max_length=20)
    to_stage: str = Field(max_length=20)
    actor_id: str = Field(max_length=64)
    comment: str = Field(default="", sa_type=Text)
    at_ms: int = Big()
