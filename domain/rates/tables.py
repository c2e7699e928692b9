"""Rows of rate tables: every one there ever was. They belong to the platform."""

from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from domain.records import MAIN_STORE, Big, store


class RateTableRow(SQLModel, table=True):
    """One table as ``domain.rates.values.RateTable`` describes it, numbered as it was put into force."""

    __tablename__ = "rate_tables"
    __table_args__ = (store(MAIN_STORE),)

    revision: int = Field(primary_key=True)
    day: str = Field(max_length=10)
    source: str = Field(max_length=200)
    per_usd_e9: dict[str, Any] = Field(sa_type=JSON)
    put_by: str = Field(max_length=64)
    put_at_ms: int = Big()
