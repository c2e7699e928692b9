"""The asset library, opened for the API: where its files lie, and where uploads are looked at."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from api.assets import AssetRoom
from storage.files import BucketAccess, open_files
from storage.files.spool import forget_lost
from workers.settings import Settings

_GIBIBYTE = 1024**3


def spool_of(settings: Settings) -> Path:
    """Where files lie on their way in or out."""
    return settings.state_dir.resolve() / "uploads"


@contextlib.asynccontextmanager
async def open_assets(settings: Settings) -> AsyncIterator[AssetRoom | None]:
    """None where no setting says where files lie."""
    chosen = settings.files
    if not chosen.url:
        yield None
        return
    access = BucketAccess(
        endpoint=chosen.endpoint,
        region=chosen.region,
        access_key_id=chosen.access_key_id,
        secret_access_key=chosen.secret_access_key,
    )
    files = open_files(chosen.url, access)
    uploads = spool_of(settings)
    forget_lost(uploads)
    try:
        yield AssetRoom(
            files=files,
            uploads=uploads,
            quota_bytes=chosen.tenant_quota_gib * _GIBIBYTE,
            public_url=chosen.public_url,
        )
    finally:
        await files.close()
