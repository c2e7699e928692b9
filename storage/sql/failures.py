"""What the databases raise, translated once into the family everybody else knows."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm.exc import StaleDataError

from domain.errors import Conflict, InvalidInput, Unavailable

_SQLITE_TRANSIENT = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_IOERR", "SQLITE_FULL", "SQLITE_CANTOPEN")
# PostgreSQL error classes: connection, transaction rollback, resources, operator intervention; too long idle, no lock.
_POSTGRESQL_UNWRITABLE = frozenset({"22021", "22P05"})
"""A NUL character: SQLite stores it, PostgreSQL cannot."""
_POSTGRESQL_TRANSIENT = ("08", "40", "53", "57", "25P03", "55P03")


@asynccontextmanager
async def translated() -> AsyncIterator[None]:
    """Around a whole transaction: broken constraints become ``Conflict``, outages ``Unavailable``; bugs pass through."""
    try:
        yield
    except IntegrityError as error:
        raise Conflict(
            "the change contradicts a record that exists already, or refers to one that does not",
            remedy="Read the record again and repeat the change on what it says now.",
        ) from error
    except StaleDataError as error:
        raise Conflict(
            "the record was changed by somebody else meanwhile",
            remedy="Read the record again and repeat the change on what it says now.",
        ) from error
    except PoolTimeoutError as error:
        raise Unavailable("the database is busy: no connection became free in time") from error
    except DBAPIError as error:
        if _is_transient(error):
            raise Unavailable("the database did not answer in time") from error
        if getattr(error.orig, "sqlstate", None) in _POSTGRESQL_UNWRITABLE:
            raise InvalidInput(
                "a text holds a character that cannot be stored", remedy="Remove NUL characters."
            ) from error
        raise
    except OSError as error:  # asyncpg reports an unreachable server as the socket's own error
        raise Unavailable("the database cannot be reached") from error


def _is_transient(error: DBAPIError) -> bool:
    if error.connection_invalidated:
        return True
    name = getattr(error.orig, "sqlite_errorname", None)
    if name is not None:
        return str(name).startswith(_SQLITE_TRANSIENT)
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return str(state).startswith(_POSTGRESQL_TRANSIENT)
    return isinstance(error.orig, TimeoutError | ConnectionError)
