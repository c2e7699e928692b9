"""Rows of journeys as their authors keep them: the draft, immutable versions, and who took each step of its life."""

from sqlalchemy import JSON, Text, UniqueConstraint
from sqlmodel import Field

from domain.records import JOURNEYS_STORE, Big, TenantOwned, store


class JourneyRow(TenantOwned, table=True):
    """A journey. ``draft`` is the next version; ``live_version`` is the one people enter, 0 before the first."""

    __tablename__ = "journeys"
    __table_args__ = (UniqueConstraint("tenant_id", "creation_key"), store(JOURNEYS_STORE))

    id: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=120)
    stage: str = Field(max_length=20)
    mode: str = Field(default="", max_length=20)
    """Empty before the first publication; fixed afterwards, since people inside are carried that way."""
    shards: int = 0
    live_version: int = 0
    trigger_kind: str = Field(default="", max_length=20)
    """Of the live version."""
    draft: str | None = Field(default=None, sa_type=Text)
    draft_revision: int = 0
    """Counts edits of the draft: an editor says which one it read."""
    draft_by: str = Field(default="", max_length=64)
    """Whoever changed it last, publishing it among that; empty where that was not kept."""
    last_sequence: int = 0
    estimated_people: int = 0
    creation_key: str | None = Field(default=None, max_length=200)
    created_by: str = Field(max_length=64)
    created_at_ms: int = Big()
    updated_at_ms: int = Big()


class JourneyVersionRow(TenantOwned, table=True):
    """A version that was published: never changed afterwards."""

    __tablename__ = "journey_versions"
    __table_args__ = (store(JOURNEYS_STORE),)

    journey_id: str = Field(primary_key=True, max_length=40)
    version: int = Field(primary_key=True)
    definition: str = Field(sa_type=Text)
    published_by: str = Field(max_length=64)
    published_at_ms: int = Big()


class JourneyTransitionRow(TenantOwned, table=True):
    """One action on a journey: who, in which stage, when and why."""

    __tablename__ = "journey_transitions"
    __table_args__ = (store(JOURNEYS_STORE),)

    journey_id: str = Field(primary_key=True, max_length=40)
    sequence: int = Field(primary_key=True)
    from_stage: str = Field(max_length=20)
    action: str = Field(max_length=20)
    to_stage: str = Field(max_length=20)
    actor_id: str = Field(max_length=64)
    comment: str = Field(default="", sa_type=Text)
    details: dict[str, str | int] = Field(default_factory=dict, sa_type=JSON)
    at_ms: int = Big()
