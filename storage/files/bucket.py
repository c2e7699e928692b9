"""Files in an S3-compatible bucket."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from domain.errors import Unavailable
from storage.files.protocol import CHUNK, Stored, no_such_file, path_of

_PATIENCE: Final = timedelta(seconds=30)
_RETRY_FOR: Final = timedelta(seconds=20)


class BucketFiles:
    """A ``FileStore`` below ``prefix`` of one bucket; large files travel in parts, and appear once the last one is there."""

    def __init__(
        self,
        bucket: str,
        *,
        prefix: str = "",
        endpoint: str = "",
        region: str = "",
        access_key_id: str = "",
        secret_access_key: str = "",
    ) -> None:
        """``endpoint`` empty means the bucket's region; keys left empty are looked for where the machine keeps its own."""
        named = {
            "endpoint": endpoint,
            "region": region or "us-east-1",
            "access_key_id": access_key_id,
            "secret_access_key": secret_access_key,
        }
        self._store = S3Store(
            bucket,
            prefix=prefix or None,
            client_options={"timeout": _PATIENCE, "allow_http": endpoint.startswith("http://")},
            retry_config={"max_retries": 3, "retry_timeout": _RETRY_FOR},
            virtual_hosted_style_request=False,
            disable_bulk_delete=True,  # not every server that speaks like S3 knows it
            **{name: value for name, value in named.items() if value},  # type: ignore[arg-type]
        )

    async def put(self, tenant_id: str, source: Path) -> Stored:
        stored = await asyncio.to_thread(_measure, source)
        path = path_of(tenant_id, stored.sha256)
        if await self.size(tenant_id, stored.sha256) != stored.size_bytes:
            with _translated():
                await obstore.put_async(self._store, path, source)
        return stored

    async def size(self, tenant_id: str, sha256: str) -> int | None:
        with _translated():
            try:
                return (await obstore.head_async(self._store, path_of(tenant_id, sha256)))["size"]
            except FileNotFoundError:
                return None

    async def read(
        self, tenant_id: str, sha256: str, *, start: int = 0, end: int | None = None
    ) -> AsyncIterator[bytes]:
        size = await self.size(tenant_id, sha256)
        if size is None:
            raise no_such_file(sha256)
        end = size if end is None else min(end, size)
        if start >= end:
            return _nothing()
        with _translated():
            try:
                got = await obstore.get_async(self._store, path_of(tenant_id, sha256), options={"range": (start, end)})
            except FileNotFoundError:
                raise no_such_file(sha256) from None
        return _pieces(got.stream(min_chunk_size=CHUNK))

    async def remove(self, tenant_id: str, sha256: str) -> bool:
        there = await self.size(tenant_id, sha256) is not None
        with _translated():
            await obstore.delete_async(self._store, path_of(tenant_id, sha256))
        return there

    async def close(self) -> None:
        """Connections end with the process."""


def _measure(source: Path) -> Stored:
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return Stored(digest.hexdigest(), file.tell())


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield b""


async def _pieces(stream: "obstore.BytesStream") -> AsyncIterator[bytes]:
    with _translated():
        async for piece in stream:
            yield bytes(piece)


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (BaseError, FileNotFoundError) as error:  # writing to a bucket that is not there finds no file
        raise Unavailable("the bucket of files does not answer as it should") from error
