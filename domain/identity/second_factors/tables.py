"""Rows of second factors."""

from sqlalchemy import JSON
from sqlmodel import Field

from domain.records import MAIN_STORE, Big, TenantOwned, store


class SecondFactorRow(TenantOwned, table=True):
    """Somebody's authenticator. It counts once ``confirmed_at_ms`` is set."""

    __tablename__ = "second_factors"
    __table_args__ = (store(MAIN_STORE),)

    user_id: str = Field(primary_key=True, foreign_key="users.id", max_length=40)
    sealed: str = Field(max_length=300)
    last_step: int = Big(default=0)
    """The half minute of the last code that was taken."""
    recovery_sha256: list[str] = Field(default_factory=list, sa_type=JSON)
    created_at_ms: int = Big()
    confirmed_at_ms: int | None = Big(default=None, nullable=True)
