"""Rows of digests."""

from sqlmodel import Field

from domain.records import MAIN_STORE, Big, TenantOwned, store


class DigestPreference(TenantOwned, table=True):
    """What one person chose; without a row they are not written to."""

    __tablename__ = "digest_preferences"
    __table_args__ = (store(MAIN_STORE),)

    user_id: str = Field(primary_key=True, foreign_key="users.id", max_length=40)
    is_on: bool
    hour: int
    time_zone: str = Field(max_length=64)
    changed_at_ms: int = Big()


class DigestRow(TenantOwned, table=True):
    """One person's digest of one day of theirs. The key makes a second one impossible."""

    __tablename__ = "digests"
    __table_args__ = (store(MAIN_STORE),)

    user_id: str = Field(primary_key=True, foreign_key="users.id", max_length=40)
    day: str = Field(primary_key=True, max_length=10)
    state: str = Field(max_length=20)
    """A ``DigestState``."""
    why: str = Field(default="", max_length=300)
    at_ms: int = Big(index=True)
    """When it came to its state."""
    told_until_ms: int = Big(default=0)
    """What happened before is in it, if it was sent; the next one tells of what happened from then on."""
