"""Creatives and assets held against the placements they are bought for, and packed for them."""

import zlib
from collections.abc import AsyncIterator, Iterable
from hashlib import sha256
from typing import Annotated, Any, Final, Self

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import Field, model_validator

from api.routes.asset_files import Reader, Writer
from api.routes.campaigns import IdempotencyKey
from api.state import State
from api.wire import Body, Cursor, Id, Limit, ShownInstant, View
from domain.errors import Conflict
from domain.placements.contracts.values import CONTRACTS
from domain.placements.packages import service
from domain.placements.packages.rules import ending, heading
from domain.placements.packages.tables import CreativeExport
from domain.placements.packages.values import Member, Prepared, Wish
from domain.placements.values import MAX_ASSETS, MAX_PLACEMENTS, Contract, Fault, Outcome, Verdict
from domain.serving.values import CreativeFormat
from storage.files.protocol import FileStore

router = APIRouter(prefix="/api/v1/brand", tags=["assets"])

RecordId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Placement = Annotated[str, Field(pattern=r"^[a-z0-9.]{1,80}$", examples=["iab.display.300x250"])]
Text = Annotated[str, Field(max_length=2_000)]
_ZIP: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"application/zip": {}}, "description": "The package"},
}


class TextsBody(Body):
    """What would be written beside assets that are no creative yet."""

    title: Text = ""
    body: Text = ""
    sponsored: Text = ""
    cta: Text = ""

    def texts(self) -> tuple[tuple[str, str], ...]:
        native = (("native.sponsored", self.sponsored), ("native.cta", self.cta))
        return (("title", self.title), ("body", self.body), *native)


class CheckBody(Body):
    """A creative, or some assets that are to become one."""

    creative_id: RecordId | None = None
    asset_ids: Annotated[list[RecordId], Field(default_factory=list, max_length=MAX_ASSETS)]
    texts: TextsBody = TextsBody()
    """Goes with ``asset_ids``."""
    placements: Annotated[list[Placement], Field(default_factory=list, max_length=MAX_PLACEMENTS)]
    """Left out, all that it might fit."""

    @model_validator(mode="after")
    def _one_subject(self) -> Self:
        if bool(self.creative_id) == bool(self.asset_ids):
            raise ValueError("is of a creative or of assets; send one of creative_id and asset_ids")
        return self

    def wish(self) -> Wish:
        texts = self.texts.texts() if self.asset_ids else ()
        return Wish(self.creative_id or "", tuple(self.asset_ids), texts, tuple(self.placements))


class ExportBody(CheckBody):
    placements: Annotated[list[Placement], Field(min_length=1, max_length=MAX_PLACEMENTS)]
    """Each has to take it."""


class FindingView(View):
    fault: Fault
    where: str
    message: str
    remedy: str


class VerdictView(View):
    placement: str
    version: int
    """Of the contract."""
    name: str
    source: str
    outcome: Outcome
    """``unknown`` where nothing is wrong that could be seen, and not everything could."""
    findings: list[FindingView]
    file: str | None
    """The sha256 of the file that would be shown there."""

    @classmethod
    def of(cls, verdict: Verdict) -> "VerdictView":
        return cls(
            placement=verdict.placement,
            version=verdict.version,
            name=verdict.name,
            source=verdict.source,
            outcome=verdict.outcome,
            findings=[FindingView(**dict(one)) for one in verdict.findings],
            file=verdict.sha256 or None,
        )


class ObstacleView(View):
    where: str
    message: str
    remedy: str


class CheckView(View):
    placements: list[VerdictView]
    can_leave: bool
    """Whether a package of it may be made, for those placements that do not fail."""
    kept_here_by: list[ObstacleView]
    """Rights, approvals and stages that keep it here."""

    @classmethod
    def of(cls, prepared: Prepared) -> "CheckView":
        return cls(
            placements=[VerdictView.of(one) for one in prepared.verdicts],
            can_leave=not prepared.obstacles,
            kept_here_by=[ObstacleView(**one._asdict()) for one in prepared.obstacles],
        )


class ExportedFor(View):
    placement: str
    version: int


class ExportedAsset(View):
    asset_id: str
    version: int


class ExportView(View):
    id: str
    creative_id: str | None
    """Null for a package of assets alone."""
    campaign_id: str | None
    assets: list[ExportedAsset]
    placements: list[ExportedFor]
    manifest_sha256: str
    """Two packages that say the same have the same."""
    size_bytes: int
    exported_by: str
    exported_at: ShownInstant
    fetches: int
    fetched_by: str
    """Who fetched it last."""
    fetched_at: ShownInstant | None

    @classmethod
    def of(cls, row: CreativeExport) -> "ExportView":
        return cls(
            id=row.id,
            creative_id=row.creative_id or None,
            campaign_id=row.campaign_id or None,
            assets=[ExportedAsset(asset_id=one, version=number) for one, number in row.assets],
            placements=[ExportedFor(placement=one, version=number) for one, number in row.placements],
            manifest_sha256=row.manifest_sha256,
            size_bytes=row.size_bytes,
            exported_by=row.exported_by,
            exported_at=row.exported_at_ms,
            fetches=row.fetches,
            fetched_by=row.fetched_by,
            fetched_at=row.fetched_at_ms,
        )


class ExportPage(View):
    items: list[ExportView]
    next_cursor: str | None


@router.get("/placements")
async def list_placements(
    _caller: Reader, format_: Annotated[CreativeFormat | None, Query(alias="format")] = None
) -> list[Contract]:
    """What each placement asks of a creative, and whose word that is."""
    return [one for one in CONTRACTS.values() if format_ in (None, one.format)]


@router.post("/placements/check")
async def check_placements(body: CheckBody, state: State, caller: Reader) -> CheckView:
    """Hold a creative, or some assets, against placements: what fits, what is wrong where, and the remedy."""
    media_url = state.assets.media_url(caller.tenant_id) if state.assets else ""
    async with state.main.reading(caller.tenant_id) as session:
        prepared = await service.prepare(session, body.wish(), media_url=media_url, now_ms=state.clock_ms())
    return CheckView.of(prepared)


@router.post("/exports", status_code=201)
async def export_creative(
    body: ExportBody, state: State, response: Response, caller: Writer, idempotency_key: IdempotencyKey = None
) -> ExportView:
    """Make a package for placements: the files, and a manifest of what they are and where they come from.

    409 where rights, approvals or the campaign's stage keep it here; 422 where a placement would not take it.
    """
    room, wish = state.need_assets(), body.wish()
    media_url = room.media_url(caller.tenant_id)
    with room.upload_of(caller.tenant_id):
        async with state.main.reading(caller.tenant_id) as session:
            known = await service.made_before(session, idempotency_key, wish) if idempotency_key else None
            prepared = (
                None if known else await service.prepare(session, wish, media_url=media_url, now_ms=state.clock_ms())
            )
        if prepared is not None:
            service.refuse_held_back(prepared)
            addresses = {one.sha256 for one in prepared.material.files}
            checksums = {one: await _checksum(room.files, caller.tenant_id, one) for one in addresses}
            async with state.main.tenant(caller.tenant_id) as session:
                known = await service.record(
                    session,
                    wish,
                    prepared,
                    checksums,
                    media_url=media_url,
                    actor_id=caller.user_id,
                    now_ms=state.clock_ms(),
                    creation_key=idempotency_key,
                )
    assert known is not None
    response.headers["Location"] = f"{router.prefix}/exports/{known.id}"
    return ExportView.of(known)


@router.get("/exports")
async def list_exports(
    state: State,
    caller: Reader,
    creative_id: Annotated[str | None, Query(pattern=r"^[A-Za-z0-9_-]{1,64}$")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ExportPage:
    """What left the house, the newest first: for whom, in whose name, and who fetched it."""
    async with state.main.reading(caller.tenant_id) as session:
        page = await service.list_exports(session, creative_id=creative_id, cursor=cursor, limit=limit)
    return ExportPage(items=[ExportView.of(one) for one in page.items], next_cursor=page.next_cursor)


@router.get("/exports/{export_id}")
async def get_export(export_id: Id, state: State, caller: Reader) -> ExportView:
    async with state.main.reading(caller.tenant_id) as session:
        return ExportView.of(await service.existing(session, export_id))


@router.get("/exports/{export_id}/manifest", response_class=Response)
async def get_export_manifest(export_id: Id, state: State, caller: Reader) -> Response:
    """As it lies in the package; also once the package may not leave any more."""
    async with state.main.reading(caller.tenant_id) as session:
        row = await service.existing(session, export_id)
    return Response(row.manifest, media_type="application/json", headers={"ETag": f'"{row.manifest_sha256}"'})


@router.get("/exports/{export_id}/package", response_class=StreamingResponse, responses=_ZIP)
async def get_export_package(export_id: Id, state: State, caller: Writer) -> StreamingResponse:
    """The ZIP, byte for byte the same each time. 409 once something in it may not leave any more, or a file is gone.

    That is where rights have ended, an asset or the campaign is held back, the creative is approved otherwise by now, or not any
    more, or whoever approved it is locked out. The audit log says who fetched it.
    """
    files = state.need_assets().files
    async with state.main.reading(caller.tenant_id) as session:
        contents = service.contents_of(await service.existing(session, export_id))
    missing = [
        one.path
        for one, _ in contents
        if one.sha256 and await files.size(caller.tenant_id, one.sha256) != one.size_bytes
    ]
    async with state.main.tenant(caller.tenant_id) as session:
        row = await service.let_leave(session, export_id, actor_id=caller.user_id, now_ms=state.clock_ms())
        if missing:
            raise Conflict(
                f"the store of files has no {missing[0]} any more",
                remedy="Upload the file again, or export what took its place.",
            )
    headers = {
        "Content-Disposition": f'attachment; filename="{row.id}.zip"',
        "Content-Length": str(row.size_bytes),
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingResponse(_packed(files, caller.tenant_id, contents), media_type="application/zip", headers=headers)


async def _packed(files: FileStore, tenant_id: str, contents: Iterable[tuple[Member, bytes]]) -> AsyncIterator[bytes]:
    members = []
    for member, content in contents:
        members.append(member)
        yield heading(member)
        if member.sha256:
            async for piece in await files.read(tenant_id, member.sha256):
                yield piece
        else:
            yield content
    yield ending(members)


async def _checksum(files: FileStore, tenant_id: str, address: str) -> int:
    """Of a file's bytes, which are what its address says. Raises ``NotFound``, and ``Conflict`` where they are not."""
    crc32, digest = 0, sha256()
    async for piece in await files.read(tenant_id, address):
        crc32 = zlib.crc32(piece, crc32)
        digest.update(piece)
    if digest.hexdigest() != address:
        raise Conflict("a file in the store is not what was kept there", remedy="Upload it again.")
    return crc32
