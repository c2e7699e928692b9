"""Use cases of assets on a tenant's session. Files and folders have rooms of their own below."""

from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.assets import repository
from domain.assets.files.service import file_to_use
from domain.assets.folders.service import existing as existing_folder
from domain.assets.folders.service import within
from domain.assets.repository import Filters, Sort
from domain.assets.rules import after, refuse_unfit, refuse_without_rights, warned_from
from domain.assets.tables import Asset, AssetFile, AssetUse, AssetVersion
from domain.assets.values import (
    AssetAction,
    AssetContent,
    AssetStatus,
    AssetType,
    Facts,
    Rights,
    RightsState,
    UseKind,
)
from domain.campaigns import service as campaigns
from domain.creatives import service as creatives
from domain.errors import Conflict, InvalidInput, NotFound
from domain.ids import new_id
from domain.paging import Page, Position, read_cursor, write_cursor
from domain.records import tenant_of

MAX_SHOWN: Final = 200
"""Versions and uses that are listed of one asset."""


class Kept(NamedTuple):
    """An asset as people read it: its tags, and its newest version with the file."""

    asset: Asset
    tags: list[str]
    version: AssetVersion
    file: AssetFile


class Uses(NamedTuple):
    """Where an asset is used: what was noted, and creatives that have its id in their content."""

    noted: list[AssetUse]
    creative_ids: list[str]


async def create_asset(
    session: AsyncSession,
    content: AssetContent,
    sha256: str,
    *,
    note: str = "",
    actor_id: str,
    now_ms: int,
    creation_key: str | None = None,
) -> Kept:
    """Make an asset of an uploaded file; it waits for its review. Repeated with the same key it answers the first one.

    Raises ``NotFound`` for an unknown file or folder, ``InvalidInput`` where the file is none for that type of asset,
    ``Conflict`` when the key made another asset.
    """
    if creation_key is not None:
        known = await repository.asset_by_key(session, creation_key)
        if known is not None:
            return await _made_before(session, known, content, sha256)
    file = await file_to_use(session, sha256, now_ms=now_ms)
    refuse_unfit(content.type, facts_of(file))
    asset = Asset(
        id=new_id("ast"),
        tenant_id=tenant_of(session),
        status=AssetStatus.PENDING_REVIEW.value,
        creation_key=creation_key,
        created_by=actor_id,
        created_at_ms=now_ms,
        updated_at_ms=now_ms,
        **_columns(content),
    )
    await existing_folder(session, content.folder_id)
    session.add(asset)
    await session.flush()
    await repository.replace_tags(session, asset.id, content.tags)
    version = await _add_version(session, asset, sha256, note=note, actor_id=actor_id, now_ms=now_ms)
    return Kept(asset, sorted(content.tags), version, file)


async def get_asset(session: AsyncSession, asset_id: str, *, for_update: bool = False) -> Kept:
    """Raises ``NotFound``, also for another tenant's asset."""
    asset = await repository.asset(session, asset_id, for_update=for_update)
    if asset is None:
        raise NotFound(f"there is no asset '{asset_id}'", field="asset_id")
    return (await _kept(session, [asset]))[0]


async def known(session: AsyncSession, asset_ids: Collection[str]) -> dict[str, Asset]:
    """Those of them that are there, by id."""
    return {row.id: row for row in await repository.several(session, asset_ids)} if asset_ids else {}


async def list_assets(
    session: AsyncSession,
    *,
    text: str = "",
    types: tuple[AssetType, ...] = (),
    statuses: tuple[AssetStatus, ...] = (),
    tags: tuple[str, ...] = (),
    folder_id: str | None = None,
    with_subfolders: bool = False,
    rights: RightsState | None = None,
    sort: Sort = Sort.NEWEST,
    cursor: str | None,
    limit: int,
    now_ms: int,
) -> Page[Kept]:
    """One page of assets. ``folder_id`` empty is the library's top. Raises ``NotFound`` for an unknown folder."""
    filters = Filters(
        text=text,
        types=types,
        statuses=statuses,
        tags=tags,
        folder_ids=None if folder_id is None else await within(session, folder_id, with_subfolders=with_subfolders),
        rights=rights,
        now_ms=now_ms,
        warned_until_ms=now_ms + (now_ms - warned_from(now_ms)),
    )
    position = read_cursor(sort, cursor)
    rows = await repository.page(session, filters, sort=sort, after=position, limit=limit + 1)
    items = await _kept(session, rows[:limit])
    if len(rows) <= limit:
        return Page(items, None)
    last = items[-1].asset
    return Page(items, write_cursor(sort, Position(last.name if sort is Sort.NAME else last.id, last.id)))


async def list_tags(session: AsyncSession, *, limit: int) -> list[tuple[str, int]]:
    """Tags in use, each with how many assets have it, the most used first."""
    return list(await repository.all_tags(session, limit=limit))


async def edit_asset(
    session: AsyncSession, asset_id: str, content: AssetContent, *, expected_revision: int | None, now_ms: int
) -> Kept:
    """Change what people wrote about it; the same again changes nothing. Raises ``Conflict`` when somebody else was faster."""
    kept = await get_asset(session, asset_id, for_update=True)
    asset = kept.asset
    if content_of(kept) == content:
        return kept
    _refuse_outdated(asset, expected_revision)
    refuse_unfit(content.type, facts_of(kept.file))
    await existing_folder(session, content.folder_id)
    for name, value in _columns(content).items():
        setattr(asset, name, value)
    _changed(asset, now_ms)
    session.add(asset)
    await session.flush()
    await repository.replace_tags(session, asset.id, content.tags)
    return kept._replace(tags=sorted(content.tags))


async def add_version(
    session: AsyncSession,
    asset_id: str,
    sha256: str,
    *,
    note: str = "",
    expected_revision: int | None,
    actor_id: str,
    now_ms: int,
) -> Kept:
    """Give an asset another file as its next version, which waits for its review; the same file again changes nothing.

    What was approved may be used until then. Raises as ``create_asset`` and ``edit_asset``.
    """
    kept = await get_asset(session, asset_id, for_update=True)
    asset = kept.asset
    if kept.version.sha256 == sha256:
        return kept
    _refuse_outdated(asset, expected_revision)
    if asset.status == AssetStatus.ARCHIVED:
        raise Conflict("an archived asset gets no new version", field="asset_id", remedy="Restore it first.")
    file = await file_to_use(session, sha256, now_ms=now_ms)
    refuse_unfit(AssetType(asset.type), facts_of(file))
    asset.version += 1
    asset.status, asset.status_note = AssetStatus.PENDING_REVIEW.value, ""
    _changed(asset, now_ms)
    session.add(asset)
    version = await _add_version(session, asset, sha256, note=note, actor_id=actor_id, now_ms=now_ms)
    return kept._replace(version=version, file=file)


async def act(
    session: AsyncSession,
    asset_id: str,
    action: AssetAction,
    *,
    note: str,
    expected_revision: int | None,
    actor_id: str,
    now_ms: int,
) -> Kept:
    """Move an asset on. What is approved may be used; what is rejected may not, and an older approved version stays.

    Raises ``Conflict`` where the action is not possible, and ``InvalidInput`` for a rejection without a reason.
    """
    kept = await get_asset(session, asset_id, for_update=True)
    asset = kept.asset
    _refuse_outdated(asset, expected_revision)
    if action is AssetAction.REJECT and not note.strip():
        raise InvalidInput("a rejection needs a reason", field="note", remedy="Say what is wrong with it.")
    asset.status = after(AssetStatus(asset.status), action).value
    asset.status_note = note
    if action is AssetAction.APPROVE:
        asset.approved_version, asset.approved_by, asset.approved_at_ms = asset.version, actor_id, now_ms
    elif action is AssetAction.REJECT and asset.approved_version == asset.version:
        asset.approved_version, asset.approved_by, asset.approved_at_ms = None, "", None
    _changed(asset, now_ms)
    session.add(asset)
    await session.flush()
    return kept


async def remove_asset(session: AsyncSession, asset_id: str) -> None:
    """Erase an asset with all its versions. Raises ``Conflict`` while something uses it."""
    kept = await get_asset(session, asset_id, for_update=True)
    used = await uses(session, asset_id)
    if used.noted or used.creative_ids:
        raise Conflict(
            f"the asset is used in {len(used.noted) + len(used.creative_ids)} places",
            field="asset_id",
            remedy="Archive it, or take it out of those places first; .../uses names them.",
        )
    await repository.remove_asset(session, kept.asset)


async def get_version(session: AsyncSession, asset_id: str, number: int | None) -> Kept:
    """An asset with one of its versions; None is the newest. Raises ``NotFound``."""
    kept = await get_asset(session, asset_id)
    if number is None:
        return kept
    found = await repository.version(session, asset_id, number)
    if found is None:
        raise NotFound(f"asset '{asset_id}' has no version {number}", field="version")
    version, file = found
    return kept._replace(version=version, file=file)


async def list_versions(session: AsyncSession, asset_id: str) -> list[tuple[AssetVersion, AssetFile]]:
    """Newest first. Raises ``NotFound``."""
    await get_asset(session, asset_id)
    return list(await repository.versions(session, asset_id, limit=MAX_SHOWN))


async def note_use(
    session: AsyncSession, asset_id: str, kind: UseKind, subject_id: str, *, actor_id: str, now_ms: int
) -> AssetUse:
    """Note that something uses the approved version from now on. Noted again, it uses what is approved by now.

    Raises ``Conflict`` unless the asset is approved, not archived, and its rights hold; ``NotFound`` for a campaign or a
    creative that is not there.
    """
    asset = (await get_asset(session, asset_id, for_update=True)).asset
    if asset.approved_version is None or asset.status == AssetStatus.ARCHIVED:
        raise Conflict(
            f"no version of this asset may be used: it is '{asset.status}'",
            field="asset_id",
            remedy="Have it approved first.",
        )
    refuse_without_rights(rights_of(asset), now_ms=now_ms)
    if kind is UseKind.CAMPAIGN:
        await campaigns.get_campaign(session, subject_id)
    elif kind is UseKind.CREATIVE:
        await creatives.get_creative(session, subject_id)
    use = await repository.use(session, asset_id, kind, subject_id)
    if use is None:
        use = AssetUse(
            tenant_id=asset.tenant_id,
            asset_id=asset_id,
            kind=kind.value,
            subject_id=subject_id,
            version=asset.approved_version,
            noted_by=actor_id,
            noted_at_ms=now_ms,
        )
    elif use.version != asset.approved_version:
        use.version, use.noted_by, use.noted_at_ms = asset.approved_version, actor_id, now_ms
    session.add(use)
    await session.flush()
    return use


async def used_by(session: AsyncSession, kind: UseKind, subject_id: str) -> Sequence[AssetUse]:
    """What somebody noted that this uses."""
    return await repository.used_by(session, kind.value, subject_id)


async def these_versions(
    session: AsyncSession, pairs: Collection[tuple[str, int]]
) -> dict[tuple[str, int], tuple[AssetVersion, AssetFile]]:
    """Those of these versions that there are, by asset id and number."""
    found = await repository.these_versions(session, pairs) if pairs else ()
    return {(version.asset_id, version.version): (version, file) for version, file in found}


async def forget_use(session: AsyncSession, asset_id: str, kind: UseKind, subject_id: str) -> None:
    """Raises ``NotFound`` where no such use was noted."""
    await get_asset(session, asset_id)
    use = await repository.use(session, asset_id, kind, subject_id)
    if use is None:
        raise NotFound(f"no use of asset '{asset_id}' by {kind} '{subject_id}' was noted", field="subject_id")
    await session.delete(use)
    await session.flush()


async def uses(session: AsyncSession, asset_id: str) -> Uses:
    """Where an asset is used. Raises ``NotFound``."""
    await get_asset(session, asset_id)
    noted = list(await repository.uses(session, asset_id, limit=MAX_SHOWN))
    known = {use.subject_id for use in noted if use.kind == UseKind.CREATIVE}
    found = await repository.creatives_naming(session, asset_id, limit=MAX_SHOWN)
    return Uses(noted, [creative.id for creative in found if creative.id not in known])


async def tenants_with_ending_rights(session: AsyncSession, *, until_ms: int, now_ms: int) -> Sequence[str]:
    """Whoever has an asset whose rights end until then; on a platform session."""
    return await repository.tenants_with_ending_rights(session, until_ms=until_ms, now_ms=now_ms)


async def with_ending_rights(session: AsyncSession, *, until_ms: int, now_ms: int) -> Sequence[Asset]:
    """Assets that are not archived, whose rights end until then and have not ended yet."""
    return await repository.with_ending_rights(session, until_ms=until_ms, now_ms=now_ms)


def content_of(kept: Kept) -> AssetContent:
    asset = kept.asset
    return AssetContent(
        name=asset.name,
        type=AssetType(asset.type),
        description=asset.description,
        folder_id=asset.folder_id,
        tags=tuple(kept.tags),
        rights=rights_of(asset),
    )


def rights_of(asset: Asset) -> Rights:
    return Rights(
        holder=asset.rights_holder,
        licence=asset.licence,
        usable_from_ms=asset.usable_from_ms,
        usable_until_ms=asset.usable_until_ms,
    )


def facts_of(file: AssetFile) -> Facts:
    return Facts(
        media_type=file.media_type,
        width=file.width,
        height=file.height,
        frames=file.frames,
        duration_ms=file.duration_ms,
        video_codec=file.video_codec,
        audio_codec=file.audio_codec,
        sent_sha256=file.sent_sha256,
        purpose=file.purpose,
        removed=tuple(file.removed),
    )


def _columns(content: AssetContent) -> dict[str, Any]:
    return {
        "name": content.name,
        "type": content.type.value,
        "description": content.description,
        "folder_id": content.folder_id,
        "rights_holder": content.rights.holder,
        "licence": content.rights.licence,
        "usable_from_ms": content.rights.usable_from_ms,
        "usable_until_ms": content.rights.usable_until_ms,
    }


def _changed(asset: Asset, now_ms: int) -> None:
    asset.revision += 1
    asset.updated_at_ms = now_ms


def _refuse_outdated(asset: Asset, expected_revision: int | None) -> None:
    if expected_revision not in (None, asset.revision):
        raise Conflict(
            f"the asset is at revision {asset.revision} by now, not at {expected_revision}",
            field="If-Match",
            remedy="Read it again and repeat the change on what it says now.",
        )


async def _add_version(
    session: AsyncSession, asset: Asset, sha256: str, *, note: str, actor_id: str, now_ms: int
) -> AssetVersion:
    version = AssetVersion(
        tenant_id=asset.tenant_id,
        asset_id=asset.id,
        version=asset.version,
        sha256=sha256,
        note=note,
        created_by=actor_id,
        created_at_ms=now_ms,
    )
    session.add(version)
    await session.flush()
    return version


async def _made_before(session: AsyncSession, known: Asset, content: AssetContent, sha256: str) -> Kept:
    kept = await get_version(session, known.id, 1)
    if kept.version.sha256 != sha256 or content_of(kept).type != content.type:
        raise Conflict(
            "this Idempotency-Key made another asset", field="Idempotency-Key", remedy="Use a new key for a new asset."
        )
    return await get_asset(session, known.id)


async def _kept(session: AsyncSession, assets: Sequence[Asset]) -> list[Kept]:
    if not assets:
        return []
    tags = await repository.tags_of(session, [asset.id for asset in assets])
    files = await repository.files_of(session, assets)
    return [Kept(asset, tags[asset.id], *files[asset.id]) for asset in assets]
