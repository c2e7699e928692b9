"""Alembic, driven from code: every store has a version directory and a version table of its own."""

from pathlib import Path
from typing import Final

import structlog
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, func, select, text

_HERE: Final = Path(__file__).parent / "migrations"
_LOCK_KEY: Final = 0x43455850
_EXEMPT: Final = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
_log = structlog.get_logger(__name__)


def configuration(connection: Connection, store: str) -> Config:
    """Alembic's configuration for one store on an open connection; ``env.py`` reads both from its attributes."""
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.set_main_option("version_locations", str(_HERE / "versions" / store))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "m%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    config.attributes["store"] = store
    return config


def upgrade(connection: Connection, store: str) -> None:
    """To the newest version, inside the caller's transaction, which is the lock between processes.

    On SQLite that transaction began IMMEDIATE; on PostgreSQL an advisory lock is taken until it ends.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK_KEY)))
        if connection.execute(_EXEMPT).scalar():
            _log.warning("this database role is exempt from row-level security; run the product as another one")
    command.upgrade(configuration(connection, store), "head")
