"""Rows of the people inside journeys: where each stands, what they wait to hear of, how they came there, and counts.

All are written in bulk by the engine, thousands a second: few columns, few indexes, none of them random where time can
order them.
"""

from typing import Any

from sqlalchemy import BigInteger, Index, LargeBinary, SmallInteger, Text, UniqueConstraint, column
from sqlmodel import Field

from domain.records import JOURNEYS_STORE, Big, TenantOwned, store


def _clustered() -> dict[str, Any]:
    """Kept in the order of its key, where SQLite would keep the key beside the rows."""
    return store(JOURNEYS_STORE) | {"sqlite_with_rowid": False}


class TravellerRow(TenantOwned, table=True):
    """One run of one person through a journey.

    ``look_at_ms`` is when the engine looks at them next: the end of their wait, or now when something happened; None for
    those who left. ``due_at_ms`` is the end of their wait, whatever happens. ``reason`` says why they left, or why they could
    not be moved on and stand aside. ``entry`` counts a person's runs, so that
    nobody is inside twice. ``shard`` is -1 where a workflow of their own carries them.
    """

    __tablename__ = "journey_travellers"
    __table_args__ = (
        UniqueConstraint("tenant_id", "person_id", "journey_id", "entry"),
        Index(
            "ix_journey_travellers_due",
            "journey_id",
            "shard",
            "look_at_ms",
            postgresql_where=column("look_at_ms").is_not(None),
            sqlite_where=column("look_at_ms").is_not(None),
        ),
        _clustered(),
    )

    tenant_id: str = Field(max_length=64)
    run_id: str = Field(primary_key=True, max_length=40)
    journey_id: str = Field(max_length=40)
    person_id: str = Field(max_length=128)
    entry: int
    version: int
    shard: int = Field(sa_type=SmallInteger)
    status: str = Field(max_length=12)
    step: str = Field(max_length=40)
    visit: int = 0
    look_at_ms: int | None = Big(default=None, nullable=True)
    due_at_ms: int | None = Big(default=None, nullable=True)
    since_ms: int = Big()
    entered_at_ms: int = Big()
    ended_at_ms: int | None = Big(default=None, nullable=True)
    reason: str = Field(default="", max_length=160)
    held_out: bool = False
    goals: str = Field(default="", sa_type=Text)
    """Reached so far, as a JSON list; empty for none."""
    cause: str = Field(max_length=160)
    """What brought them: an event, a call, a schedule's hour. The same one brings nobody twice."""
    context: str = Field(default="", sa_type=Text)
    """What their messages may say of it, as a JSON object; empty for nothing."""
    revision: int = 0


class InboxRow(TenantOwned, table=True):
    """Something a person inside was heard to do, that their journey may be waiting for."""

    __tablename__ = "journey_inbox"
    __table_args__ = (_clustered(),)

    tenant_id: str = Field(max_length=64)
    run_id: str = Field(primary_key=True, max_length=40)
    event_id: str = Field(primary_key=True, max_length=128)
    event: str = Field(max_length=64)
    at_ms: int = Big()
    properties: str = Field(default="", sa_type=Text)
    """As a JSON object; empty for none."""


class PathRow(TenantOwned, table=True):
    """One move of a person: the steps passed in it, as MessagePack of ``Passed``; ``visit`` is the first one's."""

    __tablename__ = "journey_paths"
    __table_args__ = (_clustered(),)

    tenant_id: str = Field(max_length=64)
    run_id: str = Field(primary_key=True, max_length=40)
    visit: int = Field(primary_key=True)
    passed: bytes = Field(sa_type=LargeBinary)


class CountRow(TenantOwned, table=True):
    """How many people did something, by journey, version and shard; added to in the transaction in which they did."""

    __tablename__ = "journey_counts"
    __table_args__ = (_clustered(),)

    tenant_id: str = Field(max_length=64)
    journey_id: str = Field(primary_key=True, max_length=40)
    version: int = Field(primary_key=True)
    shard: int = Field(primary_key=True, sa_type=SmallInteger)
    what: str = Field(primary_key=True, max_length=12)
    """``entered``, ``held_out``, ``left``, ``passed``, ``goal`` or ``refused`` (at the door)."""
    step: str = Field(primary_key=True, max_length=120)
    outcome: str = Field(primary_key=True, max_length=160)
    people: int = Field(sa_type=BigInteger)


class ShardRow(TenantOwned, table=True):
    """Until when a shard looks for work by itself: nobody needs to poke it before."""

    __tablename__ = "journey_shards"
    __table_args__ = (_clustered(),)

    tenant_id: str = Field(max_length=64)
    journey_id: str = Field(primary_key=True, max_length=40)
    shard: int = Field(primary_key=True, sa_type=SmallInteger)
    awake_until_ms: int = Big(default=0)
