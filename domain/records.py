"""What every table shares: the tenant column, and how time and money are stored.

Instants are Unix milliseconds in a 64-bit integer (``created_at_ms``), amounts are integer micros or nanos: the same on
SQLite and PostgreSQL, exact on both. Only the edges know time zones and decimals.
"""

from typing import Any

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

MAIN_STORE = "main"
MONEY_STORE = "money"


class TenantOwned(SQLModel):
    """A row that belongs to one tenant; a tenant's session can neither read nor write another's."""

    tenant_id: str = Field(index=True, max_length=64)


def Big(**options: Any) -> Any:
    """A 64-bit integer column, for milliseconds, micros and nanos."""
    return Field(sa_type=BigInteger, **options)


def store(name: str) -> dict[str, Any]:
    """``__table_args__`` entry naming the store a table lives in: on SQLite, money has a file of its own."""
    return {"info": {"store": name}}
