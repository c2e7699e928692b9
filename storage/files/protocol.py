"""What every store of files promises, whatever it is made of.

A file is found by its tenant and the SHA-256 of its bytes. Two tenants' equal files are two files: nobody learns from a store
what somebody else keeps in it.
"""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from domain.errors import InvalidInput, NotFound

CHUNK: Final = 256 * 1024
_TENANT = re.compile(r"[a-z][a-z0-9_-]{1,39}")
_ADDRESS = re.compile(r"[0-9a-f]{64}")


class Stored(NamedTuple):
    """Where a file lies now."""

    sha256: str
    size_bytes: int


class FileStore(Protocol):
    """Raises ``Unavailable`` when what it stands on does not answer or is full."""

    async def put(self, tenant_id: str, source: Path) -> Stored:
        """Keep a copy of ``source``: whole or not at all, and once, however often it is put."""
        ...

    async def size(self, tenant_id: str, sha256: str) -> int | None:
        """In bytes; None where there is no such file."""
        ...

    async def read(
        self, tenant_id: str, sha256: str, *, start: int = 0, end: int | None = None
    ) -> AsyncIterator[bytes]:
        """The bytes from ``start`` up to and without ``end``, in pieces. Raises ``NotFound`` before the first one."""
        ...

    async def remove(self, tenant_id: str, sha256: str) -> bool:
        """Whether it was there."""
        ...

    async def close(self) -> None: ...


def path_of(tenant_id: str, sha256: str) -> str:
    """Below the store's root: ``tenant/ab/ab12...``. Raises ``InvalidInput`` for what is no tenant or no address."""
    if not _TENANT.fullmatch(tenant_id):
        raise InvalidInput(f"'{tenant_id}' is not a tenant", field="tenant_id")
    if not _ADDRESS.fullmatch(sha256):
        raise InvalidInput("a file's address is its SHA-256 in 64 hexadecimal digits", field="sha256")
    return f"{tenant_id}/{sha256[:2]}/{sha256}"


def no_such_file(sha256: str) -> NotFound:
    return NotFound(f"there is no file '{sha256}'", field="sha256", remedy="Upload it again.")
