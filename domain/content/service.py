"""Use cases of templates and blocks, on a tenant's session of the journeys' store."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, TypeVar

import msgspec
from pydantic import TypeAdapter, ValidationError
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.campaigns.values import Channel
from domain.content import repository
from domain.content.links.rules import LinkSigner
from domain.content.liquid.values import ContentRefused
from domain.content.prepared.rules import Prepared
from domain.content.proofing.rules import check_tried
from domain.content.rules import compile_version
from domain.content.tables import BlockRow, BlockUse, BlockVersionRow, TemplateRow, TemplateVersionRow
from domain.content.values import BlockContent, Severity, Standing, TemplateContent, TemplateVersion
from domain.errors import Conflict, InvalidInput, NotFound
from domain.faults import fault_of
from domain.ids import new_id
from domain.records import tenant_of
from domain.segments.audiences import service as audiences

_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(TemplateVersion)
_JSON: Final = TypeAdapter[dict[str, Any]](dict[str, Any])
_MOST_KEPT: Final = 500
Content = TypeVar("Content", TemplateContent, BlockContent)
Blocks = Mapping[str, tuple[int, BlockContent]]


class TemplateShelf:
    """Versions as they are rendered: each parsed once in a process, the ones used longest ago forgotten first."""

    def __init__(self, signer: LinkSigner | None = None, *, most: int = _MOST_KEPT) -> None:
        self._signer = signer
        self._most = most
        self._kept: dict[tuple[str, str, int], Prepared | ContentRefused] = {}

    def prepared(self, version: TemplateVersion) -> Prepared:
        """Raises ``ContentRefused``."""
        key = (version.tenant_id, version.template_id, version.version)
        found = self._kept.pop(key, None)
        if found is None:
            try:
                found = Prepared(version, signer=self._signer)
            except ContentRefused as error:
                found = error
        self._kept[key] = found
        if len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]
        if isinstance(found, ContentRefused):
            raise found
        return found

    def has(self, tenant_id: str, template_id: str, version: int) -> bool:
        return (tenant_id, template_id, version) in self._kept

    def kept(self, tenant_id: str, template_id: str, version: int) -> Prepared | ContentRefused | None:
        return self._kept.get((tenant_id, template_id, version))


async def load_prepared(
    session: AsyncSession, wanted: Collection[tuple[str, int]], shelf: TemplateShelf
) -> dict[tuple[str, int], Prepared | InvalidInput | NotFound]:
    """What templates became, by (id, version) as asked for; version 0 is the newest that is published.

    One that cannot be rendered, or is not there, is its refusal: whoever is to get it learns why.
    """
    tenant_id = tenant_of(session)
    newest = {template_id for template_id, number in wanted if number == 0}
    live = await repository.live_versions(session, newest) if newest else {}
    numbers = {(one, number): number or live.get(one, 0) for one, number in wanted}
    to_load = {
        (one, number) for (one, _), number in numbers.items() if number and not shelf.has(tenant_id, one, number)
    }
    if to_load:
        for compiled in await repository.compiled(session, to_load):
            try:
                shelf.prepared(_DECODER.decode(compiled))
            except ContentRefused:
                continue  # the shelf has kept it, to be told to everybody who asks
    found: dict[tuple[str, int], Prepared | InvalidInput | NotFound] = {}
    for (template_id, asked), number in numbers.items():
        kept = shelf.kept(tenant_id, template_id, number) if number else None
        found[template_id, asked] = kept or NotFound(
            f"there is no published template '{template_id}'" + (f" in version {asked}" if asked else ""),
            field="template_id",
            remedy="Publish it.",
        )
    return found


# Templates


async def create(
    session: AsyncSession, name: str, channel: Channel, body: Mapping[str, Any], *, actor_id: str, now_ms: int
) -> TemplateRow:
    """A template with a draft, which may have faults until it is published."""
    row = TemplateRow(
        tenant_id=tenant_of(session),
        id=new_id("tpl"),
        name=name,
        channel=channel,
        draft=_text(body),
        draft_revision=1,
        draft_by=actor_id,
        created_by=actor_id,
        created_at_ms=now_ms,
        updated_at_ms=now_ms,
    )
    session.add(row)
    await session.flush()
    return row


async def existing(session: AsyncSession, template_id: str, *, to_change: bool = False) -> TemplateRow:
    """Raises ``NotFound``."""
    row = await repository.template(session, template_id, to_change=to_change)
    if row is None:
        raise NotFound(f"there is no template '{template_id}'", field="template_id", remedy="List the templates.")
    return row


async def named(session: AsyncSession, template_ids: Collection[str]) -> dict[str, TemplateRow]:
    """Those of these ids that there are, archived ones too."""
    return {row.id: row for row in await repository.named(session, template_ids)} if template_ids else {}


async def page(
    session: AsyncSession,
    *,
    channel: Channel | None,
    archived: bool,
    before: str | None,
    limit: int,
    standing: Standing | None = None,
    text: str = "",
) -> Sequence[TemplateRow]:
    """Newest first; ``text`` is looked for in their names."""
    return await repository.templates(
        session, channel=channel, standing=standing, text=text, archived=archived, before=before, limit=limit
    )


async def edit_draft(
    session: AsyncSession,
    template_id: str,
    *,
    body: Mapping[str, Any] | None,
    name: str | None,
    expected_revision: int | None,
    actor_id: str,
    now_ms: int,
) -> TemplateRow:
    """Replace the draft. Raises ``Conflict`` when somebody else did since ``expected_revision``."""
    row = await existing(session, template_id, to_change=True)
    if expected_revision is not None and expected_revision != row.draft_revision:
        raise Conflict(
            f"the draft was changed meanwhile: it is at revision {row.draft_revision}",
            field="draft_revision",
            remedy="Read it again and repeat the change on what it says now.",
        )
    if name is not None:
        row.name = name
    if body is not None:
        row.draft = _text(body)
        row.draft_revision += 1
        row.draft_by = actor_id
    row.updated_at_ms = now_ms
    session.add(row)
    await session.flush()
    return row


async def discard_draft(session: AsyncSession, template_id: str, *, now_ms: int) -> None:
    """Forget what is being written; a template that was never published goes with it."""
    row = await existing(session, template_id, to_change=True)
    if not row.live_version:
        await repository.remove_template(session, template_id)
        return
    row.draft = None
    row.draft_revision += 1
    row.updated_at_ms = now_ms
    session.add(row)


async def archive(session: AsyncSession, template_id: str, *, archived: bool, now_ms: int) -> TemplateRow:
    """Put out of sight, or back. What was planned with it is sent all the same."""
    row = await existing(session, template_id, to_change=True)
    row.is_archived = archived
    row.updated_at_ms = now_ms
    session.add(row)
    return row


def read_content(body: Mapping[str, Any]) -> TemplateContent:
    """Raises ``InvalidInput`` with the first thing that is wrong."""
    return _read(TemplateContent, body)


async def compile_draft(session: AsyncSession, row: TemplateRow) -> tuple[TemplateContent, TemplateVersion]:
    """The draft, or without one the live version's content, as version 0. Raises ``InvalidInput``, ``ContentRefused``."""
    return await compiled(session, row, 0)


async def compile_unsaved(
    session: AsyncSession, body: Mapping[str, Any], channel: Channel
) -> tuple[TemplateContent, TemplateVersion]:
    """What somebody is writing and has not saved, as version 0 of no template. Raises ``InvalidInput``, ``ContentRefused``."""
    content = read_content(body)
    made = compile_version(
        content,
        tenant_id=tenant_of(session),
        template_id="",
        version=0,
        channel=channel,
        blocks=await live_blocks(session),
    )
    return content, made


async def compiled(session: AsyncSession, row: TemplateRow, number: int) -> tuple[TemplateContent, TemplateVersion]:
    """What was written, and what it became or would become. Raises ``NotFound``, ``InvalidInput``, ``ContentRefused``."""
    content = read_content(await content_of(session, row, number))
    if number:
        return content, _DECODER.decode((await version(session, row.id, number)).compiled)
    return content, await _compile(session, row, content, 0)


async def _compile(session: AsyncSession, row: TemplateRow, content: TemplateContent, number: int) -> TemplateVersion:
    return compile_version(
        content,
        tenant_id=row.tenant_id,
        template_id=row.id,
        version=number,
        channel=Channel(row.channel),
        blocks=await live_blocks(session),
    )


async def proof(session: AsyncSession, row: TemplateRow, number: int, *, actor_id: str, now_ms: int) -> int:
    """The version that a test of ``number`` is sent in: a draft is kept as it stands, under a number below zero.

    Raises ``NotFound`` for a version there is not, ``InvalidInput`` and ``ContentRefused`` for a draft that cannot be rendered.
    """
    if number or row.draft is None:
        return (await version(session, row.id, number or row.live_version)).version
    number = -row.draft_revision
    made = await _compile(session, row, read_content(_JSON.validate_json(row.draft)), number)
    Prepared(made)
    held = await repository.version(session, row.id, number)
    if held is None:
        session.add(_version_row(row, number, row.draft, made, comment="", actor_id=actor_id, now_ms=now_ms))
    return number


async def content_of(session: AsyncSession, row: TemplateRow, number: int = 0) -> dict[str, Any]:
    """What the author wrote: a version's, or the draft's, or without a draft the live version's."""
    if not number and row.draft is not None:
        return _JSON.validate_json(row.draft)
    return _JSON.validate_json((await version(session, row.id, number or row.live_version)).content)


async def version(session: AsyncSession, template_id: str, number: int) -> TemplateVersionRow:
    found = await repository.version(session, template_id, number)
    if found is None:
        raise NotFound(
            f"template '{template_id}' has no version {number}", field="version", remedy="List its versions."
        )
    return found


async def versions(session: AsyncSession, template_id: str) -> Sequence[TemplateVersionRow]:
    return await repository.versions(session, template_id)


async def publish(
    session: AsyncSession,
    template_id: str,
    *,
    expected_revision: int | None,
    comment: str,
    actor_id: str,
    now_ms: int,
) -> TemplateRow:
    """Freeze the draft as the next version. Raises ``InvalidInput`` and ``ContentRefused`` for one that can never be rendered."""
    row = await existing(session, template_id, to_change=True)
    if row.draft is None:
        raise Conflict("there is no draft to publish", field="draft", remedy="Write one.")
    if expected_revision is not None and expected_revision != row.draft_revision:
        raise Conflict(
            f"the draft is at revision {row.draft_revision}, not {expected_revision}",
            field="draft_revision",
            remedy="Read it again, and publish what it says now.",
        )
    await _freeze(session, row, row.draft, comment=comment, actor_id=actor_id, now_ms=now_ms)
    row.draft = None
    row.draft_revision += 1
    session.add(row)
    await session.flush()
    return row


async def _freeze(
    session: AsyncSession, row: TemplateRow, content: str, *, comment: str, actor_id: str, now_ms: int
) -> None:
    made = await _compile(session, row, read_content(_JSON.validate_json(content)), row.live_version + 1)
    _refuse_never_rendered(Prepared(made), now_ms)  # found out now, not when it is sent
    row.live_version += 1
    row.updated_at_ms = now_ms
    session.add(_version_row(row, made.version, content, made, comment=comment, actor_id=actor_id, now_ms=now_ms))
    await repository.forget_uses(session, row.id)
    for name, number in made.blocks.items():
        session.add(BlockUse(tenant_id=row.tenant_id, name=name, template_id=row.id, version=number))


def _refuse_never_rendered(prepared: Prepared, now_ms: int) -> None:
    """Raise ``ContentRefused`` for a language that nobody could ever be sent."""
    never = next((one for one in check_tried(prepared, now_ms=now_ms) if one.severity is Severity.ERROR), None)
    if never is not None:
        raise ContentRefused(never.field, never.message, never.remedy, line=never.line)


def _version_row(
    row: TemplateRow, number: int, content: str, made: TemplateVersion, *, comment: str, actor_id: str, now_ms: int
) -> TemplateVersionRow:
    return TemplateVersionRow(
        tenant_id=row.tenant_id,
        template_id=row.id,
        version=number,
        content=content,
        compiled=_ENCODER.encode(made),
        comment=comment,
        published_by=actor_id,
        published_at_ms=now_ms,
    )


# Blocks


async def block(session: AsyncSession, name: str, *, to_change: bool = False) -> BlockRow:
    """Raises ``NotFound``."""
    row = await repository.block(session, name, to_change=to_change)
    if row is None:
        raise NotFound(f"there is no block '{name}'", field="name", remedy="List the blocks.")
    return row


async def blocks(session: AsyncSession) -> Sequence[BlockRow]:
    return await repository.blocks(session)


async def content_of_block(session: AsyncSession, row: BlockRow) -> BlockContent:
    """The draft, or without one what is live."""
    if row.draft is not None:
        return BlockContent.model_validate_json(row.draft)
    return (await live_blocks(session))[row.name][1]


async def save_block(
    session: AsyncSession,
    name: str,
    body: Mapping[str, Any],
    *,
    description: str,
    actor_id: str,
    now_ms: int,
    expected_revision: int | None = None,
) -> BlockRow:
    """The block's draft, made or replaced; revision 0 is of one there is not yet.

    Raises ``InvalidInput``, and ``Conflict`` when somebody else wrote it since ``expected_revision``.
    """
    text = _read(BlockContent, body).model_dump_json(by_alias=True)
    row = await repository.block(session, name, to_change=True)
    revision = 0 if row is None else row.draft_revision
    if expected_revision is not None and expected_revision != revision:
        raise Conflict(
            f"there is a block '{name}' already"
            if expected_revision == 0
            else f"the block was changed meanwhile: it is at revision {revision}",
            field="name" if expected_revision == 0 else "draft_revision",
            remedy="Give yours another name, or change that one."
            if expected_revision == 0
            else "Read it again and repeat the change on what it says now.",
        )
    if row is None:
        row = BlockRow(
            tenant_id=tenant_of(session), name=name, created_by=actor_id, created_at_ms=now_ms, updated_at_ms=now_ms
        )
    row.draft = text
    row.draft_revision += 1
    row.draft_by = actor_id
    row.description = description
    row.updated_at_ms = now_ms
    session.add(row)
    await session.flush()
    return row


async def publish_block(
    session: AsyncSession, name: str, *, update_templates: bool, actor_id: str, now_ms: int
) -> tuple[BlockRow, dict[str, int]]:
    """Freeze the block's draft; with ``update_templates``, templates that have it get a new version with it.

    Gives those templates with their new versions. Raises ``ContentRefused`` if one of them could not be rendered any more,
    and ``InvalidInput`` for a variant by what there is not: then nothing is published.
    """
    row = await block(session, name, to_change=True)
    if row.draft is None:
        raise Conflict("there is no draft to publish", field="draft", remedy="Write one.")
    for number, variant in enumerate(BlockContent.model_validate_json(row.draft).variants):
        if variant.when is not None:
            await audiences.refuse_unknown(session, variant.when, field=f"variants.{number}.when")
    row.live_version += 1
    session.add(
        BlockVersionRow(
            tenant_id=row.tenant_id,
            name=name,
            version=row.live_version,
            content=row.draft,
            published_by=actor_id,
            published_at_ms=now_ms,
        )
    )
    row.draft = None
    row.updated_at_ms = now_ms
    session.add(row)
    await session.flush()
    updated: dict[str, int] = {}
    if update_templates:
        for use in list(await repository.uses_of(session, name)):
            template = await existing(session, use.template_id, to_change=True)
            content = (await version(session, template.id, template.live_version)).content
            comment = f"With version {row.live_version} of block {name}."
            await _freeze(session, template, content, comment=comment, actor_id=actor_id, now_ms=now_ms)
            session.add(template)
            updated[template.id] = template.live_version
    await session.flush()
    return row, updated


async def remove_block(session: AsyncSession, name: str) -> None:
    """Raises ``Conflict`` while templates have it."""
    await block(session, name, to_change=True)
    uses = await repository.uses_of(session, name)
    if uses:
        raise Conflict(
            f"{len(uses)} templates have this block, such as {uses[0].template_id}", remedy="Take it out of them first."
        )
    await repository.remove_block(session, name)


async def uses_of(session: AsyncSession, name: str) -> Sequence[BlockUse]:
    return await repository.uses_of(session, name)


async def live_blocks(session: AsyncSession) -> Blocks:
    return {
        name: (number, BlockContent.model_validate_json(content))
        for name, number, content in await repository.live_blocks(session)
    }


def _read(kind: type[Content], body: Mapping[str, Any]) -> Content:
    try:
        return kind.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "content"
        fault = fault_of(first)
        raise InvalidInput(fault.about(where), field=where, remedy=fault.remedy) from error


def _text(body: Mapping[str, Any]) -> str:
    text = _JSON.dump_json(dict(body)).decode()
    if len(text) > 4_000_000:
        raise InvalidInput("a template has more than 4 MB", field="content", remedy="Shorten it.")
    return text
