"""The API's side of the library: uploads taken in and looked at, and files handed out."""

import asyncio
import contextlib
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote
from weakref import WeakValueDictionary

import domain
from domain.assets.inspection.values import MAX_S, Found, Refusal
from domain.assets.values import MEDIA
from domain.errors import TooMany
from storage.files.protocol import FileStore

_PROGRAM: Final = "domain.assets.inspection.service"
_OURS: Final = str(Path(domain.__file__).parents[1])
_LOOKED_AT_AT_ONCE: Final = 2
_UPLOADS_OF_A_TENANT: Final = 4
_LONGEST_TYPE: Final = 200
_ALONE: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'; sandbox"
"""For whatever a browser might make of a file: nothing runs, nothing is fetched, and it is nobody's origin."""


@dataclass(kw_only=True)
class AssetRoom:
    """Everything the routes of the library need."""

    files: FileStore
    uploads: Path
    """Where files lie while they are looked at."""
    quota_bytes: int
    """What one tenant may keep."""
    public_url: str = ""
    """Where browsers find what creatives show; empty where nobody has said so."""
    _looking: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_LOOKED_AT_AT_ONCE))
    _turns: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    """Whose file is looked at, by tenant: files that take long hold up nobody but who sent them."""
    _uploading: Counter[str] = field(default_factory=Counter)

    def media_url(self, tenant_id: str) -> str:
        """Where browsers find the files of a tenant, each by its asset and version; empty where nobody has said so."""
        return f"{self.public_url.rstrip('/')}/v1/media/{tenant_id}" if self.public_url else ""

    @contextlib.contextmanager
    def upload_of(self, tenant_id: str) -> Iterator[None]:
        """Raises ``TooMany`` while the tenant has as many under way as it may."""
        if self._uploading[tenant_id] >= _UPLOADS_OF_A_TENANT:
            raise TooMany(f"{_UPLOADS_OF_A_TENANT} files of yours are on their way already", retry_after_s=2)
        self._uploading[tenant_id] += 1
        try:
            yield
        finally:
            self._uploading[tenant_id] -= 1

    async def look(self, tenant_id: str, directory: Path, content_type: str) -> Found:
        """What the file in ``directory`` is, asked in a process of its own that may take so much time and memory.

        One file of a tenant at a time.
        """
        turn = self._turns.setdefault(tenant_id, asyncio.Lock())
        async with turn, self._looking:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", _PROGRAM, str(directory), content_type[:_LONGEST_TYPE]),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env={"PYTHONPATH": _OURS, "OMP_NUM_THREADS": "1"},
                cwd=directory,
            )
            try:
                async with asyncio.timeout(2 * MAX_S):
                    said, _ = await process.communicate()
            except TimeoutError:
                said = b""
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        return Found.model_validate_json(said) if process.returncode == 0 else _UNFATHOMABLE


_UNFATHOMABLE: Final = Found(
    refusal=Refusal(
        message="looking at the file takes more time or memory than we give it",
        field="file",
        remedy="Send a smaller or simpler one.",
    )
)


@dataclass(frozen=True)
class Span:
    """A part of a file, as asked for by ``Range``: from its first byte up to and without ``end``."""

    start: int
    end: int


def span_of(header: str | None, size_bytes: int) -> Span | None:
    """The one range a caller asks for, empty where the file has no such bytes; None for all of it.

    What is no single range of bytes is answered with the whole file, as RFC 9110 has it.
    """
    unit, _, asked = (header or "").partition("=")
    first, dash, last = asked.strip().partition("-")
    numbers = first + last
    if unit.strip().lower() != "bytes" or not dash or not (numbers.isascii() and numbers.isdigit()):
        return None
    if not first:
        return Span(max(0, size_bytes - int(last)), size_bytes)
    if last and int(last) < int(first):
        return None
    return Span(int(first), min(int(last) + 1, size_bytes) if last else size_bytes)


def download_headers(media_type: str, *, name: str, sha256: str, thumbnail: bool = False) -> Mapping[str, str]:
    """How a file leaves: as what it is, and as nothing that could act in the name of whoever opens it."""
    media = MEDIA[media_type]
    manner = "inline" if thumbnail or media.shown_inline else "attachment"
    return {
        "Content-Type": media_type if not media_type.startswith("text/") else f"{media_type}; charset=utf-8",
        "Content-Disposition": f"{manner}; filename*=UTF-8''{quote(_file_name(name, media.extension), safe='')}",
        "Content-Security-Policy": _ALONE,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Resource-Policy": "same-site",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "private, no-cache",
        "ETag": f'"{sha256}"',
        "Accept-Ranges": "bytes",
    }


def _file_name(name: str, extension: str) -> str:
    """What the asset is called, ending as its type does."""
    bare = "".join("_" if character in '\\/:*?"<>|' else character for character in name).strip(". ") or "file"
    return bare if bare.lower().endswith(f".{extension}") else f"{bare}.{extension}"
