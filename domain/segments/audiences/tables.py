"""Rows of segments as their authors keep them: definitions and their versions, computed properties, models, refreshes."""

from sqlalchemy import JSON, Text, UniqueConstraint
from sqlmodel import Field

from domain.records import JOURNEYS_STORE, Big, TenantOwned, store


class SegmentRow(TenantOwned, table=True):
    """A segment. ``number`` is what bidders know it by: it never changes, and is never given again."""

    __tablename__ = "segments"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        UniqueConstraint("tenant_id", "name"),
        store(JOURNEYS_STORE),
    )

    id: str = Field(primary_key=True, max_length=40)
    number: int = Big()
    name: str = Field(max_length=160)
    version: int = 1
    archived_at_ms: int | None = Big(default=None, nullable=True)
    members: int = 0
    """As counted at the end of the last refresh."""
    estimated: int | None = None
    """How many were expected when the version was written."""
    wanted_at_ms: int = Big()
    """When last something happened that asks for everybody to be looked at."""
    refreshed_at_ms: int = Big(default=0)
    """When the last refresh that was finished began; 0 until there was one."""
    created_by: str = Field(max_length=64)
    created_at_ms: int = Big()
    updated_at_ms: int = Big()


class SegmentVersionRow(TenantOwned, table=True):
    """What a segment said from then on: never changed afterwards."""

    __tablename__ = "segment_versions"
    __table_args__ = (store(JOURNEYS_STORE),)

    segment_id: str = Field(primary_key=True, max_length=40)
    version: int = Field(primary_key=True)
    definition: str = Field(sa_type=Text)
    created_by: str = Field(max_length=64)
    created_at_ms: int = Big()


class ComputedPropertyRow(TenantOwned, table=True):
    """A property computed of events, under its name."""

    __tablename__ = "computed_properties"
    __table_args__ = (store(JOURNEYS_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    name: str = Field(primary_key=True, max_length=64)
    stamp: str = Field(max_length=40)
    """Another one after every change."""
    definition: str = Field(sa_type=Text)
    created_by: str = Field(max_length=64)
    updated_at_ms: int = Big()


class SegmentModelRow(TenantOwned, table=True):
    """What a lookalike or predictive segment was last fitted to, and how well; ``model`` is empty where that was impossible."""

    __tablename__ = "segment_models"
    __table_args__ = (store(JOURNEYS_STORE),)

    segment_id: str = Field(primary_key=True, max_length=40)
    version: int
    model: str = Field(default="", sa_type=Text)
    report: dict[str, int | float | str] = Field(default_factory=dict, sa_type=JSON)
    fitted_at_ms: int = Big()


class SegmentRefreshRow(TenantOwned, table=True):
    """One look at everybody: what for, how far it is, and what came of it."""

    __tablename__ = "segment_refreshes"
    __table_args__ = (store(JOURNEYS_STORE),)

    id: str = Field(primary_key=True, max_length=40)
    segments: list[str] = Field(default_factory=list, sa_type=JSON)
    after: str = Field(default="", max_length=128)
    """The last person looked at; empty once it is over."""
    is_through: bool = False
    people_total: int = 0
    people_done: int = 0
    entered: int = 0
    left: int = 0
    failure: str = Field(default="", sa_type=Text)
    started_at_ms: int = Big()
    updated_at_ms: int = Big()
    finished_at_ms: int | None = Big(default=None, nullable=True)
