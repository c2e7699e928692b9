"""Rows of what journeys' steps did to people besides writing to them: refused, or to be ended later."""

from typing import Any

from sqlalchemy import JSON, Index, column
from sqlmodel import Field

from domain.records import JOURNEYS_STORE, Big, TenantOwned, store


class EffectRow(TenantOwned, table=True):
    """What a step was refused, or what it began and is to be ended at ``due_at_ms``; ``done_at_ms`` is None until it was."""

    __tablename__ = "journey_effects"
    __table_args__ = (
        Index(
            "ix_journey_effects_open",
            "due_at_ms",
            postgresql_where=column("done_at_ms").is_(None),
            sqlite_where=column("done_at_ms").is_(None),
        ),
        Index("ix_journey_effects_person", "tenant_id", "person_id"),
        store(JOURNEYS_STORE) | {"sqlite_with_rowid": False},
    )

    tenant_id: str = Field(max_length=64)
    key: str = Field(primary_key=True, max_length=120)
    journey_id: str = Field(max_length=40)
    person_id: str = Field(max_length=128)
    kind: str = Field(max_length=20)
    body: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    planned_at_ms: int = Big()
    due_at_ms: int = Big()
    done_at_ms: int | None = Big(default=None, nullable=True)
    outcome: str = Field(default="", max_length=160)
