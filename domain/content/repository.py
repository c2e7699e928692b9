"""Statements over templates and blocks; they take a tenant's session."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, tuple_
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.content.tables import BlockRow, BlockUse, BlockVersionRow, TemplateRow, TemplateVersionRow
from domain.content.values import Standing
from domain.records import tenant_of


async def template(session: AsyncSession, template_id: str, *, to_change: bool = False) -> TemplateRow | None:
    key = (tenant_of(session), template_id)
    return await session.get(TemplateRow, key, with_for_update=to_change, populate_existing=to_change)


async def named(session: AsyncSession, template_ids: Collection[str]) -> Sequence[TemplateRow]:
    return (await session.exec(select(TemplateRow).where(col(TemplateRow.id).in_(template_ids)))).all()


async def templates(
    session: AsyncSession,
    *,
    channel: str | None,
    standing: Standing | None,
    text: str,
    archived: bool,
    before: str | None,
    limit: int,
) -> Sequence[TemplateRow]:
    """Newest first."""
    wanted = select(TemplateRow).where(col(TemplateRow.is_archived) == archived).order_by(col(TemplateRow.id).desc())
    if text:
        wanted = wanted.where(func.lower(col(TemplateRow.name)).contains(text.lower(), autoescape=True))
    if standing is Standing.UNPUBLISHED:
        wanted = wanted.where(TemplateRow.live_version == 0)
    elif standing is not None:
        has_draft = col(TemplateRow.draft).is_not(None)
        is_changed = has_draft if standing is Standing.CHANGED else ~has_draft
        wanted = wanted.where(TemplateRow.live_version > 0, is_changed)
    if channel:
        wanted = wanted.where(TemplateRow.channel == channel)
    if before:
        wanted = wanted.where(col(TemplateRow.id) < before)
    return (await session.exec(wanted.limit(limit))).all()


async def live_versions(session: AsyncSession, template_ids: Collection[str]) -> dict[str, int]:
    wanted = select(TemplateRow.id, TemplateRow.live_version).where(col(TemplateRow.id).in_(template_ids))
    return dict((await session.exec(wanted)).all())


async def version(session: AsyncSession, template_id: str, number: int) -> TemplateVersionRow | None:
    return await session.get(TemplateVersionRow, (tenant_of(session), template_id, number))


async def versions(session: AsyncSession, template_id: str) -> Sequence[TemplateVersionRow]:
    """Newest first, without proofs of drafts."""
    wanted = select(TemplateVersionRow).where(
        TemplateVersionRow.template_id == template_id, col(TemplateVersionRow.version) > 0
    )
    return (await session.exec(wanted.order_by(col(TemplateVersionRow.version).desc()))).all()


async def compiled(session: AsyncSession, wanted: Collection[tuple[str, int]]) -> Sequence[bytes]:
    found = select(TemplateVersionRow.compiled).where(
        tuple_(col(TemplateVersionRow.template_id), col(TemplateVersionRow.version)).in_(list(wanted))
    )
    return (await session.exec(found)).all()


async def remove_template(session: AsyncSession, template_id: str) -> None:
    await session.exec(delete(TemplateRow).where(col(TemplateRow.id) == template_id))


async def block(session: AsyncSession, name: str, *, to_change: bool = False) -> BlockRow | None:
    key = (tenant_of(session), name)
    return await session.get(BlockRow, key, with_for_update=to_change, populate_existing=to_change)


async def blocks(session: AsyncSession) -> Sequence[BlockRow]:
    return (await session.exec(select(BlockRow).order_by(col(BlockRow.name)))).all()


async def remove_block(session: AsyncSession, name: str) -> None:
    await session.exec(delete(BlockVersionRow).where(col(BlockVersionRow.name) == name))
    await session.exec(delete(BlockRow).where(col(BlockRow.name) == name))


async def live_blocks(session: AsyncSession) -> Sequence[tuple[str, int, str]]:
    """(name, version, content) of every published block."""
    wanted = select(BlockVersionRow.name, BlockVersionRow.version, BlockVersionRow.content).join(
        BlockRow,
        (col(BlockRow.tenant_id) == col(BlockVersionRow.tenant_id))
        & (col(BlockRow.name) == col(BlockVersionRow.name))
        & (col(BlockRow.live_version) == col(BlockVersionRow.version)),
    )
    return (await session.exec(wanted)).all()


async def uses_of(session: AsyncSession, name: str) -> Sequence[BlockUse]:
    wanted = select(BlockUse).where(BlockUse.name == name).order_by(col(BlockUse.template_id))
    return (await session.exec(wanted)).all()


async def forget_uses(session: AsyncSession, template_id: str) -> None:
    await session.exec(delete(BlockUse).where(col(BlockUse.template_id) == template_id))
