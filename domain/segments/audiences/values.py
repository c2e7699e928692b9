"""Segments as evaluation and their authors see them."""

from msgspec import Struct

from domain.segments.values import SegmentDefinition


class Segment(Struct, frozen=True, kw_only=True):
    """A segment as it holds now. Nobody is a member of one that is archived."""

    id: str
    number: int
    version: int
    definition: SegmentDefinition
    is_archived: bool = False


class SegmentState(Struct, frozen=True, kw_only=True):
    """A segment with what is known of its size and its refreshes."""

    segment: Segment
    members: int
    estimated: int | None
    refreshed_at_ms: int
    created_by: str
    created_at_ms: int
    updated_at_ms: int


class Refresh(Struct, frozen=True, kw_only=True):
    """One look at everybody, on record."""

    id: str
    segments: tuple[str, ...]
    after: str
    """The last person looked at; it goes on beyond."""
    is_through: bool
    people_total: int
    people_done: int
    entered: int
    left: int
    failure: str
    started_at_ms: int
    updated_at_ms: int
    finished_at_ms: int | None
