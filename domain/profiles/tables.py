"""Rows of profiles: what anybody may know of a person, and what one tenant knows of them."""

from sqlalchemy import JSON, Index, LargeBinary, column
from sqlmodel import Field, SQLModel

from domain.records import MAIN_STORE, Big, TenantOwned, store


def _index(name: str, what: str) -> Index:
    """Of those of a tenant's people who have it."""
    has_it = column(what).is_not(None)
    return Index(name, "tenant_id", what, postgresql_where=has_it, sqlite_where=has_it)


class Person(SQLModel, table=True):
    """The tenant-neutral part of a person. ``interests`` is a MessagePack array of 64 numbers, or empty."""

    __tablename__ = "people"
    __table_args__ = (store(MAIN_STORE),)

    person_id: str = Field(primary_key=True, max_length=128)
    interests: bytes = Field(default=b"", sa_type=LargeBinary)
    recency: float = 0.0
    updated_at_ms: int = Big()


class PersonIdentity(SQLModel, table=True):
    """Whose an id of somebody else's is, the id as ``identity_key`` makes it; the tenant that said so first holds it."""

    __tablename__ = "person_identities"
    __table_args__ = (store(MAIN_STORE),)

    identity: str = Field(primary_key=True, max_length=128)
    person_id: str = Field(max_length=128)
    claimed_by: str = Field(max_length=64)
    updated_at_ms: int = Big()


class TenantPerson(TenantOwned, table=True):
    """What one tenant knows of a person; the person may be unknown to everybody else."""

    __tablename__ = "tenant_people"
    __table_args__ = (
        Index("ix_tenant_people_person", "person_id"),
        _index("ix_tenant_people_email", "email_sha256"),
        _index("ix_tenant_people_phone", "phone_sha256"),
        store(MAIN_STORE),
    )

    tenant_id: str = Field(primary_key=True, max_length=64)
    person_id: str = Field(primary_key=True, max_length=128)
    segments: list[int] = Field(default_factory=list, sa_type=JSON)
    tier: str = Field(default="green", max_length=40)
    stars_balance: int = Big(default=0)
    qualifying_stars: int = Big(default=0)
    lifetime_stars: int = Big(default=0)
    days_since_redeem: int = -1
    birthday_month: int = 0
    preferred_channel: str = Field(default="", max_length=20)
    personalised_ads: bool = True
    sale_refused: bool = False
    """They have opted out of the sale and sharing of their data; no import takes that back."""
    match_keys: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    email_sha256: str | None = Field(default=None, max_length=128)
    """As among ``match_keys``, in lower case: opt-outs look for it, in a column since row security lets no expression use an index."""
    phone_sha256: str | None = Field(default=None, max_length=128)
    updated_at_ms: int = Big()
