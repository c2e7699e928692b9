"""Brand kits, written and published; and creatives held against them."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi import Body as JsonBody
from pydantic import Base64Bytes, Field, JsonValue, ValidationError
from sqlmodel.ext.asyncio.session import AsyncSession

from api.auth import Caller, requires
from api.errors import InvalidBody, problems_of
from api.routes.campaigns import IfMatch
from api.state import State
from api.wire import Body, Cursor, Id, Limit, ShownInstant, View, if_match, merge_patch
from domain.brand import service
from domain.brand.tables import BrandKitRow, BrandKitVersionRow
from domain.brand.values import SEED, Box, Finding, Kit, Label, Picture, Piece, Report, Severity, UsedColour
from domain.creatives import service as creatives
from domain.errors import InvalidInput
from domain.identity.values import Permission

router = APIRouter(prefix="/api/v1/brand", tags=["brand"])

Reader = Annotated[Caller, requires(Permission.CREATIVE_READ)]
Writer = Annotated[Caller, requires(Permission.CREATIVE_WRITE)]
Part = Annotated[str, Field(min_length=1, max_length=2_000)]
Number = Annotated[int, Field(ge=0, le=1_000_000)]


class KitBody(Body):
    """A kit as its author writes it. Left out, ``content`` begins as what every tenant starts with."""

    name: Label
    content: Kit = SEED


class Publication(Body):
    comment: Annotated[str, Field(max_length=500)] = ""


class KitView(View):
    """A kit, and whether somebody is writing its next version."""

    id: str
    name: str
    live_version: int
    """0 before the first is published."""
    has_draft: bool
    revision: int
    """Rises with every change; also the ETag."""
    is_default: bool
    """Creatives are held against it where no kit is named."""
    is_archived: bool
    created_by: str
    created_at: ShownInstant
    updated_at: ShownInstant


class KitWhole(KitView):
    content: Kit
    """The draft, or without one what is live."""


class KitPage(View):
    items: list[KitView]
    next_cursor: str | None


class KitVersion(View):
    """What a kit asked for from one publication to the next; it never changes."""

    version: int
    content: Kit
    comment: str
    published_by: str
    published_at: ShownInstant


class InForce(View):
    """What creatives are held against. ``kit_id`` is empty and ``version`` 0 for what every tenant starts with."""

    kit_id: str
    version: int
    content: Kit


class AgainstKit(Body):
    """Which kit: a published version of it, or its draft."""

    kit_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")] = service.DEFAULT
    version: Number = 0
    """0 is the newest that is published."""
    draft: bool = False
    """Hold it against what the kit says now, published or not."""


class PostedImage(Body):
    """An image to look at. Name it by its address if the markup shows it."""

    name: Part
    data: Base64Bytes
    """The file, in Base64: PNG, JPEG, WebP or GIF."""
    logo: Box | None = None
    """Where the logo is in it."""


class PostedCreative(AgainstKit):
    """A creative that is not stored: markup, texts by name, images."""

    html: Annotated[str, Field(max_length=200_000)] = ""
    texts: dict[Part, Annotated[str, Field(max_length=20_000)]] = Field(default_factory=dict, max_length=50)
    images: list[PostedImage] = Field(default_factory=list, max_length=10)


class StoredCreative(AgainstKit):
    """How to look at a stored creative. ``logos`` says where the logo is in its images, by their part."""

    logos: dict[str, Box] = Field(default_factory=dict, max_length=3)


class Validation(View):
    """What came of it. It passes without errors; warnings name what could not be told."""

    kit_id: str
    kit_version: int
    creative_id: str | None = None
    creative_version: int | None = None
    passes: bool
    errors: int
    warnings: int
    notes: int
    findings: list[Finding]
    colours: list[UsedColour]


@router.post("/kits", status_code=201)
async def create_brand_kit(state: State, response: Response, caller: Writer, body: KitBody) -> KitWhole:
    """Write a kit; it asks for nothing until it is published."""
    async with state.main.tenant(caller.tenant_id) as session:
        row = await service.create(session, body.name, body.content, actor_id=caller.user_id, now_ms=state.clock_ms())
    response.headers["ETag"] = _etag(row)
    response.headers["Location"] = f"{router.prefix}/kits/{row.id}"
    return KitWhole(**_fields(row), content=body.content)


@router.get("/kits")
async def list_brand_kits(
    state: State,
    caller: Reader,
    cursor: Cursor = None,
    limit: Limit = 50,
    archived: Annotated[bool, Query()] = False,  # noqa: FBT002 -- a query parameter
) -> KitPage:
    """Oldest first."""
    async with state.main.reading(caller.tenant_id) as session:
        page = await service.list_kits(session, archived=archived, cursor=cursor, limit=limit)
    return KitPage(items=[KitView(**_fields(row)) for row in page.items], next_cursor=page.next_cursor)


@router.get("/kit-in-force")
async def get_brand_kit_in_force(state: State, caller: Reader) -> InForce:
    """What your creatives are held against where no kit is named."""
    async with state.main.reading(caller.tenant_id) as session:
        held = await service.in_force(session)
    return InForce(kit_id=held.kit_id, version=held.version, content=held.kit)


@router.get("/kits/{kit_id}")
async def get_brand_kit(kit_id: Id, state: State, response: Response, caller: Reader) -> KitWhole:
    async with state.main.reading(caller.tenant_id) as session:
        row = await service.existing(session, kit_id)
        content = await service.content_of(session, row)
    response.headers["ETag"] = _etag(row)
    return KitWhole(**_fields(row), content=content)


@router.patch("/kits/{kit_id}")
async def edit_brand_kit(
    *,
    kit_id: Id,
    patch: Annotated[dict[str, JsonValue], JsonBody(examples=[{"content": {"palette": {"tolerance": 2.0}}}])],
    state: State,
    response: Response,
    caller: Writer,
    read_at: IfMatch = None,
) -> KitWhole:
    """Change its name or its draft: a JSON merge patch (RFC 7396). What is published stays as it is."""
    expected = if_match(read_at)
    async with state.main.tenant(caller.tenant_id) as session:
        row = await service.existing(session, kit_id, to_change=True)
        held = KitBody(name=row.name, content=await service.content_of(session, row))
        wanted = _patched(held, patch)
        row = await service.edit_draft(
            session,
            row,
            name=wanted.name,
            content=wanted.content,
            expected_revision=expected,
            now_ms=state.clock_ms(),
        )
    response.headers["ETag"] = _etag(row)
    return KitWhole(**_fields(row), content=wanted.content)


@router.post("/kits/{kit_id}/publish")
async def publish_brand_kit(
    *,
    kit_id: Id,
    state: State,
    response: Response,
    caller: Writer,
    body: Publication | None = None,
    read_at: IfMatch = None,
) -> KitView:
    """Freeze the draft as the next version. The first kit you publish becomes your default."""
    async with state.main.tenant(caller.tenant_id) as session:
        row = await service.publish(
            session,
            kit_id,
            expected_revision=if_match(read_at),
            comment=body.comment if body else "",
            actor_id=caller.user_id,
            now_ms=state.clock_ms(),
        )
    response.headers["ETag"] = _etag(row)
    return KitView(**_fields(row))


@router.put("/kits/{kit_id}/default")
async def make_brand_kit_default(kit_id: Id, state: State, caller: Writer) -> KitView:
    """Hold creatives against this kit where none is named."""
    async with state.main.tenant(caller.tenant_id) as session:
        row = await service.make_default(session, kit_id, now_ms=state.clock_ms())
    return KitView(**_fields(row))


@router.delete("/kits/{kit_id}", status_code=204)
async def remove_brand_kit(kit_id: Id, state: State, caller: Writer) -> None:
    """Put it out of sight, its versions kept; a kit that was never published is erased."""
    async with state.main.tenant(caller.tenant_id) as session:
        await service.remove(session, kit_id, now_ms=state.clock_ms())


@router.get("/kits/{kit_id}/versions")
async def list_brand_kit_versions(kit_id: Id, state: State, caller: Reader) -> list[KitVersion]:
    """Newest first."""
    async with state.main.reading(caller.tenant_id) as session:
        return [_version(row) for row in await service.versions(session, kit_id)]


@router.get("/kits/{kit_id}/versions/{version}")
async def get_brand_kit_version(kit_id: Id, version: Number, state: State, caller: Reader) -> KitVersion:
    async with state.main.reading(caller.tenant_id) as session:
        return _version(await service.version(session, kit_id, version))


@router.post("/validations")
async def validate_posted_creative(state: State, caller: Reader, body: PostedCreative) -> Validation:
    """Hold what you send against a kit. Nothing of it is kept."""
    if not (body.html.strip() or body.texts or body.images):
        raise InvalidInput("there is nothing to look at", field="html", remedy="Send html, texts or images.")
    async with state.main.reading(caller.tenant_id) as session:
        held = await _held(session, body)
    pictures = tuple(Picture(name=one.name, data=one.data, logo=one.logo) for one in body.images)
    piece = Piece(html=body.html, texts=body.texts, pictures=pictures)
    return _validation(held, await state.brand.judge(caller.tenant_id, held.kit, piece))


@router.post("/validations/creatives/{creative_id}")
async def validate_stored_creative(
    creative_id: Id, state: State, caller: Reader, body: StoredCreative | None = None
) -> Validation:
    """Hold a creative of yours, with its images as they are served now, against a kit."""
    asked = body or StoredCreative()
    async with state.main.reading(caller.tenant_id) as session:
        creative, content = await creatives.get_creative(session, creative_id)
        held = await _held(session, asked)
    piece = await state.brand.piece_of(caller.tenant_id, content, asked.logos)
    told = _validation(held, await state.brand.judge(caller.tenant_id, held.kit, piece))
    return told.model_copy(update={"creative_id": creative.id, "creative_version": creative.version})


async def _held(session: AsyncSession, asked: AgainstKit) -> service.InForce:
    if not asked.draft:
        return await service.in_force(session, asked.kit_id, asked.version)
    if asked.version or asked.kit_id == service.DEFAULT:
        raise InvalidInput(
            "a draft is one kit's, and has no version", field="draft", remedy="Name the kit, and leave version out."
        )
    return await service.draft_of(session, asked.kit_id)


def _validation(held: service.InForce, report: Report) -> Validation:
    return Validation(
        kit_id=held.kit_id,
        kit_version=held.version,
        passes=report.passes,
        errors=_count(report.findings, Severity.ERROR),
        warnings=_count(report.findings, Severity.WARNING),
        notes=_count(report.findings, Severity.NOTE),
        findings=list(report.findings),
        colours=list(report.colours),
    )


def _count(findings: Sequence[Finding], severity: Severity) -> int:
    return sum(one.severity is severity for one in findings)


def _patched(held: KitBody, patch: dict[str, JsonValue]) -> KitBody:
    try:
        return KitBody.model_validate(merge_patch(held.model_dump(mode="json"), patch))
    except ValidationError as error:
        raise InvalidBody(problems_of(error.errors())) from error


def _fields(row: BrandKitRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "live_version": row.live_version,
        "has_draft": row.draft is not None,
        "revision": row.draft_revision,
        "is_default": row.is_default,
        "is_archived": row.is_archived,
        "created_by": row.created_by,
        "created_at": row.created_at_ms,
        "updated_at": row.updated_at_ms,
    }


def _version(row: BrandKitVersionRow) -> KitVersion:
    return KitVersion(
        version=row.version,
        content=Kit.model_validate(row.content),
        comment=row.comment,
        published_by=row.published_by,
        published_at=row.published_at_ms,
    )


def _etag(row: BrandKitRow) -> str:
    return f'"{row.draft_revision}"'
