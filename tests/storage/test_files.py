"""What every store of files promises; each of these tests runs against each of them."""

import asyncio
import hashlib
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from domain.errors import InvalidInput, NotFound, Unavailable
from storage.files import BucketAccess, FileStore, LocalFiles, open_files
from storage.files.protocol import CHUNK
from tests.storage import bucket_server

MISSING = "0" * 64


@pytest.fixture
async def bucket() -> AsyncIterator[str]:
    """Where a server that speaks like S3 listens."""
    runner = web.AppRunner(bucket_server.application())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


def access_to(endpoint: str, **changes: str) -> BucketAccess:
    keys = {"access_key_id": bucket_server.ACCESS_KEY, "secret_access_key": bucket_server.SECRET_KEY}
    return BucketAccess(**{"endpoint": endpoint, "region": bucket_server.REGION} | keys | changes)


@pytest.fixture(params=["directory", "bucket"])
async def files(request, tmp_path: Path, bucket: str) -> AsyncIterator[FileStore]:
    if request.param == "directory":
        store = open_files((tmp_path / "files with a space").as_uri(), BucketAccess())
    else:
        store = open_files(f"s3://{bucket_server.BUCKET}/the/library", access_to(bucket))
    yield store
    await store.close()


@pytest.fixture
def brought(tmp_path: Path):
    """A file with these bytes, as an upload leaves it."""

    def bring(content: bytes) -> Path:
        path = tmp_path / f"brought-{hashlib.sha256(content).hexdigest()[:8]}"
        path.write_bytes(content)
        return path

    return bring


async def everything(files: FileStore, tenant_id: str, sha256: str, **part) -> bytes:
    return b"".join([piece async for piece in await files.read(tenant_id, sha256, **part)])


@pytest.mark.parametrize("content", [b"x", b"\x00\xff" * 5, os.urandom(12 * 2**20 + 17)], ids=["small", "odd", "large"])
async def test_what_is_put_is_found_by_its_content(files, brought, content):
    stored = await files.put("ours", brought(content))
    assert stored == (hashlib.sha256(content).hexdigest(), len(content))
    assert await files.size("ours", stored.sha256) == len(content)
    assert await everything(files, "ours", stored.sha256) == content


async def test_any_part_of_a_file_can_be_read(files, brought):
    content = os.urandom(2 * CHUNK + 5)
    sha256 = (await files.put("ours", brought(content))).sha256
    for start, end in ((0, 1), (7, CHUNK + 9), (CHUNK, None), (len(content) - 1, None), (5, 10 * len(content)), (3, 3)):
        assert await everything(files, "ours", sha256, start=start, end=end) == content[start:end]
    assert await everything(files, "ours", sha256, start=len(content)) == b""


async def test_putting_the_same_again_changes_nothing(files, brought):
    first = await files.put("ours", brought(b"again"))
    assert await files.put("ours", brought(b"again")) == first
    assert await everything(files, "ours", first.sha256) == b"again"


async def test_many_may_put_the_same_at_once(files, brought):
    source = brought(os.urandom(CHUNK))
    stored = await asyncio.gather(*(files.put("ours", source) for _ in range(8)))
    assert len(set(stored)) == 1
    assert await everything(files, "ours", stored[0].sha256) == source.read_bytes()


async def test_equal_files_of_two_tenants_are_two_files(files, brought):
    sha256 = (await files.put("ours", brought(b"logo"))).sha256
    assert await files.size("theirs", sha256) is None
    with pytest.raises(NotFound):
        await files.read("theirs", sha256)
    await files.put("theirs", brought(b"logo"))
    assert await files.remove("ours", sha256) is True
    assert await everything(files, "theirs", sha256) == b"logo"


async def test_what_is_removed_is_gone_and_may_come_back(files, brought):
    sha256 = (await files.put("ours", brought(b"back"))).sha256
    assert [await files.remove("ours", sha256), await files.remove("ours", sha256)] == [True, False]
    assert await files.size("ours", sha256) is None
    with pytest.raises(NotFound):
        await files.read("ours", sha256)
    await files.put("ours", brought(b"back"))
    assert await everything(files, "ours", sha256) == b"back"


@pytest.mark.parametrize(
    ("tenant_id", "sha256"), [("../ours", MISSING), ("", MISSING), ("ours", "../../etc/passwd"), ("ours", "AB" * 32)]
)
async def test_nothing_outside_of_the_tenants_own_place_can_be_named(files, tenant_id, sha256):
    with pytest.raises(InvalidInput):
        await files.read(tenant_id, sha256)
    with pytest.raises(InvalidInput):
        await files.remove(tenant_id, sha256)


async def test_a_bucket_that_does_not_let_us_in_is_unavailable(bucket, brought):
    for access in (access_to(bucket, secret_access_key="another"), access_to(bucket, access_key_id="nobody")):
        files = open_files(f"s3://{bucket_server.BUCKET}", access)
        with pytest.raises(Unavailable):
            await files.put("ours", brought(b"content"))
        with pytest.raises(Unavailable):
            await files.size("ours", MISSING)


async def test_a_directory_that_cannot_be_written_is_unavailable_and_leaves_nothing_half(tmp_path, brought):
    files = LocalFiles(tmp_path / "store")
    (tmp_path / "store" / "ours").write_text("in the way")
    with pytest.raises(Unavailable):
        await files.put("ours", brought(b"content"))
    assert list((tmp_path / "store" / ".drafts").iterdir()) == []


async def test_drafts_of_processes_that_died_are_cleared_away_a_day_later(tmp_path):
    LocalFiles(tmp_path)
    old, new = tmp_path / ".drafts" / "old", tmp_path / ".drafts" / "new"
    old.write_bytes(b"half")
    new.write_bytes(b"half")
    os.utime(old, (time.time() - 90_000,) * 2)
    LocalFiles(tmp_path)
    assert [path.name for path in (tmp_path / ".drafts").iterdir()] == ["new"]


@pytest.mark.parametrize("url", ["", "files", "file://host/x", "file:///", "s3://", "ftp://x/y", "https://x/y"])
def test_an_address_that_means_no_store_is_refused_by_name(url):
    with pytest.raises(InvalidInput) as refused:
        open_files(url, BucketAccess())
    assert refused.value.field == "files.url"
