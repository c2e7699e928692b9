"""What every table shares: the tenant column, and how time and money are stored.

Instants are Unix milliseconds in a 64-bit integer (``created_at_ms``), amounts are integer micros or nanos: the same on
SQLite and PostgreSQL, exact on both. Only the edges know time zones and decimals.
"""

from typing import Any, Final

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

MAIN_STORE: Final = "main"
MONEY_STORE: Final = "money"
JOURNEYS_STORE: Final = "journeys"
"""People, what they did, where they are in journeys, and every message to them: one store, so that one transaction covers all."""
STORES: Final = (MAIN_STORE, MONEY_STORE, JOURNEYS_STORE)
TENANT_KEY: Final = "tenant_id"
"""Where a tenant's session keeps its tenant (``session.info``)."""
EVERY_TENANT: Final = "*"
"""What a platform session acts for; never the id of a tenant."""


SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraints without a name could never be dropped again on SQLite."""


class TenantOwned(SQLModel):
    """A row that belongs to one tenant; a tenant's session can neither read nor write another's."""

    tenant_id: str = Field(index=True, max_length=64)


def tenant_of(session: AsyncSession) -> str:
    """The tenant whose session this is; a service asks it instead of taking the id twice."""
    return str(session.info[TENANT_KEY])


def Big(**options: Any) -> Any:  # noqa: N802 -- reads as the column type it is
    """A 64-bit integer column, for milliseconds, micros and nanos."""
    return Field(sa_type=BigInteger, **options)


def store(name: str) -> dict[str, Any]:
    """``__table_args__`` entry naming the store a table lives in: on SQLite, each has a file of its own."""
    return {"info": {"store": name}}
