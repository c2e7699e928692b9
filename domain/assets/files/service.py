"""Uploaded files on record, and the removal of those nobody needs."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.assets import repository
from domain.assets.tables import AssetFile
from domain.assets.values import Facts
from domain.errors import Conflict, NotFound, Unavailable
from domain.records import tenant_of

UNNEEDED_AFTER_MS: Final = 86_400_000
REMOVER_LOST_AFTER_MS: Final = 600_000
"""When somebody else takes up a removal that was begun and not finished."""
_AT_ONCE: Final = 10


class Address(NamedTuple):
    """Where bytes lie, and how many."""

    sha256: str = ""
    size_bytes: int = 0


class Leaving(NamedTuple):
    """Files marked for removal: whose records go last, and whose bytes go first."""

    files: Sequence[str]
    addresses: frozenset[str]
    since_ms: int


async def record_file(
    session: AsyncSession, stored: Address, facts: Facts, *, thumbnail: Address, actor_id: str, now_ms: int
) -> AssetFile:
    """Put a file whose bytes are kept on record; uploaded again, it is as fresh as a new one.

    Raises ``Unavailable`` while the same file is being removed.
    """
    row = await repository.file(session, stored.sha256, for_update=True)
    if row is not None:
        if row.removing_since_ms is not None:
            raise Unavailable("the same file is just being removed", retry_after_s=REMOVER_LOST_AFTER_MS // 1_000)
        row.uploaded_at_ms = now_ms
        if row.duration_ms is None:  # it came before anybody measured such files
            row.width, row.height, row.duration_ms = facts.width, facts.height, facts.duration_ms
            row.video_codec, row.audio_codec = facts.video_codec, facts.audio_codec
    else:
        row = AssetFile(
            tenant_id=tenant_of(session),
            sha256=stored.sha256,
            size_bytes=stored.size_bytes,
            thumbnail_sha256=thumbnail.sha256,
            thumbnail_bytes=thumbnail.size_bytes,
            uploaded_by=actor_id,
            uploaded_at_ms=now_ms,
            **facts.model_dump(exclude={"removed"}),
            removed=list(facts.removed),
        )
    session.add(row)
    await session.flush()
    return row


async def file_to_use(session: AsyncSession, sha256: str, *, now_ms: int) -> AssetFile:
    """A file that a version may be made of, as fresh as a new one. Raises ``NotFound``."""
    row = await repository.file(session, sha256, for_update=True)
    if row is None or row.removing_since_ms is not None:
        raise NotFound(f"there is no file '{sha256}'", field="file", remedy="Upload it; the answer says its 'sha256'.")
    row.uploaded_at_ms = now_ms  # whoever waits to mark it looks at it again only if it changed
    session.add(row)
    await session.flush()
    return row


async def refuse_over_quota(session: AsyncSession, *, quota_bytes: int) -> None:
    """Raise ``Conflict`` once the tenant's files take all the room they may."""
    if await repository.bytes_kept(session) >= quota_bytes:
        raise Conflict(
            f"your library is full: it holds {quota_bytes // 2**30} GiB",
            field="file",
            remedy="Remove assets you do not need; the room is free a day later. Or have the quota raised.",
        )


async def of_kinds(session: AsyncSession, media_types: Sequence[str], *, largest: int) -> Sequence[str]:
    """Addresses of files whose media type begins with one of these, up to a size."""
    return await repository.addresses_of_kinds(session, media_types, largest=largest)


async def assets_of(session: AsyncSession, sha256: str) -> Sequence[str]:
    """Assets that have a version made of a file."""
    return await repository.assets_of(session, sha256)


async def mark(session: AsyncSession, addresses: Sequence[str], *, now_ms: int) -> Leaving:
    """Mark those of some files that no version is made of, however lately they came. Their bytes may be removed once this is committed."""
    return await _marked(session, await repository.files_without_versions(session, addresses), now_ms=now_ms)


async def tenants_with_unneeded(session: AsyncSession, *, now_ms: int) -> Sequence[str]:
    """Whoever keeps files that nobody needs any more; on a platform session."""
    return await repository.tenants_with_unneeded(
        session, uploaded_before_ms=now_ms - UNNEEDED_AFTER_MS, removing_before_ms=now_ms - REMOVER_LOST_AFTER_MS
    )


async def mark_unneeded(session: AsyncSession, *, now_ms: int) -> Leaving:
    """Mark some files that nobody needs any more. Their bytes may be removed once this is committed."""
    rows = await repository.unneeded_files(
        session,
        uploaded_before_ms=now_ms - UNNEEDED_AFTER_MS,
        removing_before_ms=now_ms - REMOVER_LOST_AFTER_MS,
        limit=_AT_ONCE,
    )
    return await _marked(session, rows, now_ms=now_ms)


async def _marked(session: AsyncSession, rows: Sequence[AssetFile], *, now_ms: int) -> Leaving:
    for row in rows:
        row.removing_since_ms = now_ms
        session.add(row)
    await session.flush()
    addresses = {address for row in rows for address in (row.sha256, row.thumbnail_sha256) if address}
    needed = await repository.still_named(session, addresses) if addresses else set()
    return Leaving([row.sha256 for row in rows], frozenset(addresses - needed), now_ms)


async def forget_removed(session: AsyncSession, leaving: Leaving) -> None:
    """Forget files whose bytes are gone."""
    await repository.forget_files(session, leaving.files, removing_since_ms=leaving.since_ms)
