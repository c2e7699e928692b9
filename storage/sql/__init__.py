"""Our records: SQLite in WAL mode by default, PostgreSQL in production, behind one ``Database``."""

from storage.sql.database import Database

__all__ = ["Database"]
