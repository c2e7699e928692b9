"""All tables of all contexts, and which store each lives in."""

import importlib
import importlib.util
import pkgutil
from functools import cache

from sqlalchemy import MetaData, Table
from sqlmodel import SQLModel

import domain
from domain.records import MAIN_STORE


@cache
def all_tables() -> MetaData:
    """The metadata of every ``tables.py`` of a context or of a room below one, all of them imported."""
    for context in pkgutil.walk_packages(domain.__path__, "domain."):
        if context.ispkg and importlib.util.find_spec(f"{context.name}.tables"):
            importlib.import_module(f"{context.name}.tables")
    return SQLModel.metadata


def store_of(table: Table) -> str:
    return str(table.info.get("store", MAIN_STORE))


def tables_of(store: str) -> list[Table]:
    """Tables of one store, those that others refer to first."""
    return [table for table in all_tables().sorted_tables if store_of(table) == store]
