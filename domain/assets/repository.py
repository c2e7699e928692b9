"""Queries over the library. Every function stays inside the session's tenant."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, String, and_, cast, exists, func, or_
from sqlmodel import col, delete, select, tuple_
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.assets.tables import Asset, AssetFile, AssetFolder, AssetTag, AssetUse, AssetVersion
from domain.assets.values import AssetStatus, AssetType, RightsState
from domain.creatives.tables import Creative, CreativeVersion
from domain.paging import Position
from domain.records import tenant_of


class Sort(StrEnum):
    """Orders of a list of assets."""

    NEWEST = "-created_at"
    NAME = "name"


class Filters:
    """Which assets; what is empty or None restricts nothing. ``tags`` are all asked for, of the other lists any."""

    def __init__(
        self,
        *,
        text: str = "",
        types: Collection[AssetType] = (),
        statuses: Collection[AssetStatus] = (),
        tags: Collection[str] = (),
        folder_ids: Collection[str] | None = None,
        rights: RightsState | None = None,
        now_ms: int,
        warned_until_ms: int,
    ) -> None:
        self.text = text
        self.types = types
        self.statuses = statuses
        self.tags = tags
        self.folder_ids = folder_ids
        self.rights = rights
        self.now_ms = now_ms
        self.warned_until_ms = warned_until_ms


async def asset(session: AsyncSession, asset_id: str, *, for_update: bool = False) -> Asset | None:
    wanted = select(Asset).where(Asset.id == asset_id)
    if for_update:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return (await session.exec(wanted)).one_or_none()


async def several(session: AsyncSession, asset_ids: Collection[str]) -> Sequence[Asset]:
    return (await session.exec(select(Asset).where(col(Asset.id).in_(asset_ids)))).all()


async def asset_by_key(session: AsyncSession, creation_key: str) -> Asset | None:
    return (await session.exec(select(Asset).where(Asset.creation_key == creation_key))).one_or_none()


async def page(
    session: AsyncSession, filters: Filters, *, sort: Sort, after: Position | None, limit: int
) -> Sequence[Asset]:
    wanted = select(Asset).where(*_conditions(filters))
    if sort is Sort.NEWEST:
        if after is not None:
            wanted = wanted.where(col(Asset.id) < after.id)
        wanted = wanted.order_by(col(Asset.id).desc())
    else:
        if after is not None:
            later = and_(col(Asset.name) == after.value, col(Asset.id) > after.id)
            wanted = wanted.where(or_(col(Asset.name) > after.value, later))
        wanted = wanted.order_by(col(Asset.name), col(Asset.id))
    return (await session.exec(wanted.limit(limit))).all()


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.text:
        conditions.append(col(Asset.name).icontains(filters.text, autoescape=True))
    if filters.types:
        conditions.append(col(Asset.type).in_([one.value for one in filters.types]))
    if filters.statuses:
        conditions.append(col(Asset.status).in_([one.value for one in filters.statuses]))
    if filters.folder_ids is not None:
        conditions.append(col(Asset.folder_id).in_(filters.folder_ids))
    conditions += [
        exists().where(col(AssetTag.asset_id) == Asset.id, col(AssetTag.tag) == tag).correlate(Asset)
        for tag in filters.tags
    ]
    if filters.rights is not None:
        conditions.append(_rights(filters))
    return conditions


def _rights(filters: Filters) -> ColumnElement[bool]:
    begin, end = col(Asset.usable_from_ms), col(Asset.usable_until_ms)
    has_begun = or_(begin.is_(None), begin <= filters.now_ms)
    match filters.rights:
        case RightsState.EXPIRED:
            return end <= filters.now_ms
        case RightsState.NOT_YET:
            return and_(begin > filters.now_ms, or_(end.is_(None), end > filters.now_ms))
        case RightsState.EXPIRING:
            return and_(end > filters.now_ms, end <= filters.warned_until_ms, has_begun)
        case RightsState.VALID:
            return and_(end > filters.warned_until_ms, has_begun)
        case _:
            return and_(end.is_(None), has_begun)


async def files_of(session: AsyncSession, assets: Collection[Asset]) -> dict[str, tuple[AssetVersion, AssetFile]]:
    """The newest version of each asset with its file, by the asset's id."""
    wanted = (
        select(AssetVersion, AssetFile)
        .join(Asset, and_(col(Asset.id) == AssetVersion.asset_id, col(Asset.version) == AssetVersion.version))
        .join(AssetFile, col(AssetFile.sha256) == AssetVersion.sha256)
        .where(col(Asset.id).in_([one.id for one in assets]))
    )
    return {version.asset_id: (version, file) for version, file in (await session.exec(wanted)).all()}


async def tags_of(session: AsyncSession, asset_ids: Collection[str]) -> dict[str, list[str]]:
    wanted = select(AssetTag).where(col(AssetTag.asset_id).in_(asset_ids)).order_by(col(AssetTag.tag))
    tags: dict[str, list[str]] = {one: [] for one in asset_ids}
    for row in (await session.exec(wanted)).all():
        tags[row.asset_id].append(row.tag)
    return tags


async def all_tags(session: AsyncSession, *, limit: int) -> Sequence[tuple[str, int]]:
    """Tags in use, each with how many assets have it, the most used first."""
    count = func.count()
    wanted = select(AssetTag.tag, count).group_by(col(AssetTag.tag)).order_by(count.desc(), col(AssetTag.tag))
    return (await session.exec(wanted.limit(limit))).all()


async def replace_tags(session: AsyncSession, asset_id: str, tags: Collection[str]) -> None:
    held = set((await tags_of(session, [asset_id]))[asset_id])
    gone = held.difference(tags)
    if gone:
        await session.exec(delete(AssetTag).where(col(AssetTag.asset_id) == asset_id, col(AssetTag.tag).in_(gone)))
    session.add_all(AssetTag(tenant_id=tenant_of(session), asset_id=asset_id, tag=tag) for tag in set(tags) - held)
    await session.flush()


async def version(session: AsyncSession, asset_id: str, number: int) -> tuple[AssetVersion, AssetFile] | None:
    wanted = (
        select(AssetVersion, AssetFile)
        .join(AssetFile, col(AssetFile.sha256) == AssetVersion.sha256)
        .where(AssetVersion.asset_id == asset_id, AssetVersion.version == number)
    )
    return (await session.exec(wanted)).one_or_none()


async def these_versions(
    session: AsyncSession, pairs: Collection[tuple[str, int]]
) -> Sequence[tuple[AssetVersion, AssetFile]]:
    wanted = (
        select(AssetVersion, AssetFile)
        .join(AssetFile, col(AssetFile.sha256) == AssetVersion.sha256)
        .where(tuple_(col(AssetVersion.asset_id), col(AssetVersion.version)).in_(pairs))
    )
    return (await session.exec(wanted)).all()


async def versions(session: AsyncSession, asset_id: str, *, limit: int) -> Sequence[tuple[AssetVersion, AssetFile]]:
    """Newest first."""
    wanted = (
        select(AssetVersion, AssetFile)
        .join(AssetFile, col(AssetFile.sha256) == AssetVersion.sha256)
        .where(AssetVersion.asset_id == asset_id)
        .order_by(col(AssetVersion.version).desc())
    )
    return (await session.exec(wanted.limit(limit))).all()


async def remove_asset(session: AsyncSession, row: Asset) -> None:
    for table in (AssetTag, AssetVersion):
        await session.exec(delete(table).where(col(table.asset_id) == row.id))
    await session.delete(row)
    await session.flush()


async def file(session: AsyncSession, sha256: str, *, for_update: bool = False) -> AssetFile | None:
    key = (tenant_of(session), sha256)
    return await session.get(AssetFile, key, with_for_update=for_update, populate_existing=for_update)


async def bytes_kept(session: AsyncSession) -> int:
    kept = func.coalesce(func.sum(AssetFile.size_bytes + AssetFile.thumbnail_bytes), 0)
    return int((await session.exec(select(kept))).one())


async def unneeded_files(
    session: AsyncSession, *, uploaded_before_ms: int, removing_before_ms: int, limit: int
) -> Sequence[AssetFile]:
    """Files of no version, uploaded a while ago, that nobody is removing, or whose remover was not heard of again."""
    wanted = (
        select(AssetFile)
        .where(*_unneeded(uploaded_before_ms, removing_before_ms))
        .order_by(col(AssetFile.uploaded_at_ms))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return (await session.exec(wanted)).all()


async def files_without_versions(session: AsyncSession, addresses: Collection[str]) -> Sequence[AssetFile]:
    wanted = select(AssetFile).where(
        col(AssetFile.sha256).in_(addresses),
        ~exists().where(col(AssetVersion.sha256) == AssetFile.sha256).correlate(AssetFile),
    )
    return (await session.exec(wanted.with_for_update())).all()


async def addresses_of_kinds(session: AsyncSession, media_types: Collection[str], *, largest: int) -> Sequence[str]:
    kinds = or_(*(col(AssetFile.media_type).startswith(kind, autoescape=True) for kind in media_types))
    wanted = select(AssetFile.sha256).where(kinds, col(AssetFile.size_bytes) <= largest)
    return (await session.exec(wanted.order_by(col(AssetFile.sha256)))).all()


async def assets_of(session: AsyncSession, sha256: str) -> Sequence[str]:
    wanted = select(AssetVersion.asset_id).where(AssetVersion.sha256 == sha256).distinct()
    return (await session.exec(wanted.order_by(col(AssetVersion.asset_id)))).all()


async def tenants_with_unneeded(
    session: AsyncSession, *, uploaded_before_ms: int, removing_before_ms: int
) -> Sequence[str]:
    wanted = select(AssetFile.tenant_id).where(*_unneeded(uploaded_before_ms, removing_before_ms)).distinct()
    return (await session.exec(wanted.order_by(col(AssetFile.tenant_id)))).all()


def _unneeded(uploaded_before_ms: int, removing_before_ms: int) -> tuple[Any, ...]:
    made_of_it = (col(AssetVersion.sha256) == AssetFile.sha256) & (col(AssetVersion.tenant_id) == AssetFile.tenant_id)
    return (
        col(AssetFile.uploaded_at_ms) < uploaded_before_ms,
        or_(col(AssetFile.removing_since_ms).is_(None), col(AssetFile.removing_since_ms) < removing_before_ms),
        ~exists().where(made_of_it).correlate(AssetFile),
    )


async def tenants_with_ending_rights(session: AsyncSession, *, until_ms: int, now_ms: int) -> Sequence[str]:
    wanted = select(Asset.tenant_id).where(*_ending(until_ms, now_ms)).distinct()
    return (await session.exec(wanted.order_by(col(Asset.tenant_id)))).all()


async def with_ending_rights(session: AsyncSession, *, until_ms: int, now_ms: int) -> Sequence[Asset]:
    return (await session.exec(select(Asset).where(*_ending(until_ms, now_ms)).order_by(col(Asset.id)))).all()


def _ending(until_ms: int, now_ms: int) -> tuple[Any, ...]:
    return (
        col(Asset.usable_until_ms) > now_ms,
        col(Asset.usable_until_ms) <= until_ms,
        Asset.status != AssetStatus.ARCHIVED.value,
    )


async def still_named(session: AsyncSession, addresses: Collection[str]) -> set[str]:
    """Which of these addresses a file that stays, or its thumbnail, has."""
    wanted = select(AssetFile.sha256, AssetFile.thumbnail_sha256).where(
        col(AssetFile.removing_since_ms).is_(None),
        or_(col(AssetFile.sha256).in_(addresses), col(AssetFile.thumbnail_sha256).in_(addresses)),
    )
    return {address for pair in (await session.exec(wanted)).all() for address in pair}


async def forget_files(session: AsyncSession, addresses: Collection[str], *, removing_since_ms: int) -> None:
    await session.exec(
        delete(AssetFile).where(
            col(AssetFile.sha256).in_(addresses), col(AssetFile.removing_since_ms) == removing_since_ms
        )
    )


async def folder(session: AsyncSession, folder_id: str, *, for_update: bool = False) -> AssetFolder | None:
    wanted = select(AssetFolder).where(AssetFolder.id == folder_id)
    if for_update:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return (await session.exec(wanted)).one_or_none()


async def folders(session: AsyncSession) -> Sequence[AssetFolder]:
    wanted = select(AssetFolder).order_by(col(AssetFolder.id)).execution_options(populate_existing=True)
    return (await session.exec(wanted)).all()


async def is_empty(session: AsyncSession, folder_id: str) -> bool:
    inside = select(Asset.id).where(Asset.folder_id == folder_id).limit(1)
    below = select(AssetFolder.id).where(AssetFolder.parent_id == folder_id).limit(1)
    return (await session.exec(inside)).first() is None and (await session.exec(below)).first() is None


async def uses(session: AsyncSession, asset_id: str, *, limit: int) -> Sequence[AssetUse]:
    wanted = select(AssetUse).where(AssetUse.asset_id == asset_id)
    return (await session.exec(wanted.order_by(col(AssetUse.kind), col(AssetUse.subject_id)).limit(limit))).all()


async def used_by(session: AsyncSession, kind: str, subject_id: str) -> Sequence[AssetUse]:
    wanted = select(AssetUse).where(AssetUse.kind == kind, AssetUse.subject_id == subject_id)
    return (await session.exec(wanted.order_by(col(AssetUse.asset_id)))).all()


async def use(session: AsyncSession, asset_id: str, kind: str, subject_id: str) -> AssetUse | None:
    return await session.get(AssetUse, (asset_id, kind, subject_id))


_CONTENT: Final[Any] = cast(col(CreativeVersion.content), String)


async def creatives_naming(session: AsyncSession, asset_id: str, *, limit: int) -> Sequence[Creative]:
    """Creatives whose newest content has the asset's id in it, as in an address it is fetched from."""
    wanted = (
        select(Creative)
        .join(
            CreativeVersion,
            and_(col(CreativeVersion.creative_id) == Creative.id, col(CreativeVersion.version) == Creative.version),
        )
        .where(col(Creative.removed_at_ms).is_(None), _CONTENT.contains(asset_id, autoescape=True))
        .order_by(col(Creative.id))
        .limit(limit)
    )
    return (await session.exec(wanted)).all()
