"""Use cases of brand kits on a tenant's session of the main store, and what of a stored creative is held against one."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.brand import repository
from domain.brand.tables import BrandKitRow, BrandKitVersionRow
from domain.brand.values import SEED, Kit, Picture, Piece
from domain.creatives.values import CreativeContent
from domain.errors import Conflict, NotFound
from domain.ids import new_id
from domain.paging import Page, Position, read_cursor, write_cursor
from domain.records import tenant_of
from domain.serving.values import CreativeFormat

DEFAULT: Final = "default"
"""Names the tenant's default kit wherever an id is asked for; the seed where there is none."""
_SORT: Final = "id"


class InForce(NamedTuple):
    """What a creative is held against. The seed has no id and is version 0."""

    kit_id: str
    version: int
    kit: Kit


async def create(session: AsyncSession, name: str, content: Kit, *, actor_id: str, now_ms: int) -> BrandKitRow:
    """A kit with a draft. It asks for nothing until it is published."""
    row = BrandKitRow(
        tenant_id=tenant_of(session),
        id=new_id("brk"),
        name=name,
        draft=content.model_dump(mode="json"),
        created_by=actor_id,
        created_at_ms=now_ms,
        updated_at_ms=now_ms,
    )
    session.add(row)
    await session.flush()
    return row


async def existing(session: AsyncSession, kit_id: str, *, to_change: bool = False) -> BrandKitRow:
    """Raises ``NotFound``."""
    row = await repository.kit(session, kit_id, to_change=to_change)
    if row is None:
        raise NotFound(f"there is no brand kit '{kit_id}'", field="kit_id", remedy="List the kits.")
    return row


async def list_kits(session: AsyncSession, *, archived: bool, cursor: str | None, limit: int) -> Page[BrandKitRow]:
    """One page of kits, oldest first."""
    after = read_cursor(_SORT, cursor)
    rows = await repository.page(session, archived=archived, after=after.id if after else "", limit=limit + 1)
    items = list(rows[:limit])
    more = len(rows) > limit
    return Page(items, write_cursor(_SORT, Position(items[-1].id, items[-1].id)) if more else None)


async def content_of(session: AsyncSession, row: BrandKitRow) -> Kit:
    """The draft, or without one what is live."""
    if row.draft is not None:
        return Kit.model_validate(row.draft)
    return Kit.model_validate((await version(session, row.id, row.live_version)).content)


async def edit_draft(
    session: AsyncSession, row: BrandKitRow, *, name: str, content: Kit, expected_revision: int | None, now_ms: int
) -> BrandKitRow:
    """Give a kit that was read to be changed another name, another draft, or both; the same changes nothing.

    Raises ``Conflict`` when somebody else was faster.
    """
    held = await content_of(session, row)
    if (name, content) == (row.name, held):
        return row
    _refuse_outdated(row, expected_revision)
    row.name = name
    if content != held:
        row.draft = content.model_dump(mode="json")
    row.draft_revision += 1
    row.updated_at_ms = now_ms
    session.add(row)
    await session.flush()
    return row


async def publish(
    session: AsyncSession, kit_id: str, *, expected_revision: int | None, comment: str, actor_id: str, now_ms: int
) -> BrandKitRow:
    """Freeze the draft as the next version. The first kit a tenant publishes becomes its default.

    Raises ``Conflict`` without a draft, or when it changed since it was read.
    """
    rows = {one.id: one for one in await repository.kits_to_change(session)}
    row = rows.get(kit_id) or await existing(session, kit_id)
    _refuse_archived(row)
    _refuse_outdated(row, expected_revision)
    if row.draft is None:
        raise Conflict("there is no draft to publish", field="draft", remedy="Change the kit first.")
    row.live_version += 1
    session.add(
        BrandKitVersionRow(
            tenant_id=row.tenant_id,
            kit_id=kit_id,
            version=row.live_version,
            content=row.draft,
            comment=comment,
            published_by=actor_id,
            published_at_ms=now_ms,
        )
    )
    row.draft = None
    row.draft_revision += 1
    row.is_default = row.is_default or not any(one.is_default for one in rows.values())
    row.updated_at_ms = now_ms
    session.add(row)
    await session.flush()
    return row


async def make_default(session: AsyncSession, kit_id: str, *, now_ms: int) -> BrandKitRow:
    """Hold creatives against this kit where none is named. Raises ``Conflict`` for one without a published version."""
    rows = await repository.kits_to_change(session)
    chosen = next((one for one in rows if one.id == kit_id), None) or await existing(session, kit_id)
    _refuse_archived(chosen)
    if not chosen.live_version:
        raise Conflict("the kit was never published", field="kit_id", remedy="Publish it first.")
    for one in (*(other for other in rows if other.id != kit_id), chosen):  # the old one goes before the new one comes
        if one.is_default != (one.id == kit_id):
            one.is_default = one.id == kit_id
            one.updated_at_ms = now_ms
            session.add(one)
            await session.flush()
    return chosen


async def remove(session: AsyncSession, kit_id: str, *, now_ms: int) -> None:
    """Put a kit out of sight, its versions kept for reports that name them; one that was never published is erased.

    Raises ``Conflict`` for the default kit.
    """
    row = await existing(session, kit_id, to_change=True)
    if row.is_default:
        raise Conflict("it is the default kit", field="kit_id", remedy="Make another kit the default first.")
    if not row.live_version:
        await repository.remove(session, kit_id)
        return
    row.is_archived = True
    row.updated_at_ms = now_ms
    session.add(row)


async def version(session: AsyncSession, kit_id: str, number: int) -> BrandKitVersionRow:
    """Raises ``NotFound``."""
    found = await repository.version(session, kit_id, number)
    if found is None:
        raise NotFound(f"brand kit '{kit_id}' has no version {number}", field="version", remedy="List its versions.")
    return found


async def versions(session: AsyncSession, kit_id: str) -> Sequence[BrandKitVersionRow]:
    """Newest first. Raises ``NotFound``."""
    await existing(session, kit_id)
    return await repository.versions(session, kit_id)


async def in_force(session: AsyncSession, kit_id: str = DEFAULT, number: int = 0) -> InForce:
    """A kit's version, the newest published one for 0; the tenant's default kit, or without one the seed.

    Raises ``NotFound``, also for a kit that was never published.
    """
    if kit_id == DEFAULT:
        row = await repository.default_kit(session)
        if row is None and not number:
            return InForce("", 0, SEED)
    else:
        row = await existing(session, kit_id)
    if row is None or not (number or row.live_version):
        raise NotFound(
            f"brand kit '{kit_id}' has no published version", field="kit_id", remedy="Publish it, or name another."
        )
    found = await version(session, row.id, number or row.live_version)
    return InForce(row.id, found.version, Kit.model_validate(found.content))


async def draft_of(session: AsyncSession, kit_id: str) -> InForce:
    """What a kit would ask for if it were published now, as version 0. Raises ``NotFound``."""
    row = await existing(session, kit_id)
    return InForce(row.id, 0, await content_of(session, row))


def images_of(content: CreativeContent) -> dict[str, str]:
    """The addresses of everything still that a creative shows, by part."""
    native = content.native
    images = {
        "media_url": content.media_url if content.format in _STILL else "",
        "companion": content.companion.url if content.companion else "",
        "native.icon": native.icon.url if native and native.icon else "",
    }
    return {part: address for part, address in images.items() if address}


_STILL: Final = (CreativeFormat.BANNER, CreativeFormat.NATIVE)


def piece_of(content: CreativeContent, pictures: Mapping[str, Picture], unread: Mapping[str, str]) -> Piece:
    """A stored creative as a brand sees it; ``pictures`` and ``unread`` say what became of ``images_of``, by part."""
    texts = {"title": content.title, "body": content.body}
    if content.native is not None:
        shown = ("sponsored", "cta", "body_2", "price", "sale_price")
        texts |= {f"native.{name}": str(getattr(content.native, name)) for name in shown}
    missing = dict(unread)
    if content.vast_url or (content.format not in _STILL and content.media_url):
        missing["vast_url" if content.vast_url else "media_url"] = "it moves or sounds, which is not looked at"
    return Piece(
        html=content.html,
        texts={part: text for part, text in texts.items() if text},
        pictures=tuple(pictures.values()),
        unread=missing,
    )


def _refuse_outdated(row: BrandKitRow, expected_revision: int | None) -> None:
    if expected_revision not in (None, row.draft_revision):
        raise Conflict(
            f"the kit is at revision {row.draft_revision} by now, not at {expected_revision}",
            field="If-Match",
            remedy="Read it again and repeat the change on what it says now.",
        )


def _refuse_archived(row: BrandKitRow) -> None:
    if row.is_archived:
        raise Conflict("the kit is archived", field="kit_id", remedy="Use another kit, or make a new one of it.")
