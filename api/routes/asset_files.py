"""Files of the library: brought as the body of a request, looked at, kept; and handed out again."""

from pathlib import Path as FilePath
from typing import Annotated, Any, Final

import structlog
from fastapi import APIRouter, Header, Path, Request, Response
from fastapi.responses import StreamingResponse

from api.assets import AssetRoom, download_headers, span_of
from api.auth import Caller, requires
from api.state import AppState, State
from api.wire import Id, ShownInstant, View
from domain.assets import service
from domain.assets.files import service as files
from domain.assets.files.service import Address
from domain.assets.inspection.values import CLEANED, SENT, THUMBNAIL
from domain.assets.rules import refuse_expired
from domain.assets.service import Kept
from domain.assets.tables import AssetFile
from domain.assets.values import MEDIA
from domain.errors import Conflict, InvalidInput, NotFound, Unavailable
from domain.identity.values import Permission
from storage.files.protocol import Stored
from storage.files.spool import spooled

_log = structlog.get_logger("api.assets")

router = APIRouter(prefix="/api/v1/brand/assets", tags=["assets"])

Reader = Annotated[Caller, requires(Permission.CREATIVE_READ)]
Writer = Annotated[Caller, requires(Permission.CREATIVE_WRITE)]
Number = Annotated[int, Path(ge=1, le=1_000_000)]
IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match", max_length=400)]
Range = Annotated[str | None, Header(alias="Range", max_length=100)]
_ANY_FILE: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {media: {"schema": {"type": "string", "format": "binary"}} for media in MEDIA},
    }
}
_BYTES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "The file"},
    416: {"description": "The file has none of the bytes that Range asks for"},
    206: {"description": "The part of it that Range asks for"},
    304: {"description": "What you have is what there is"},
}


class FileView(View):
    sha256: str
    """Names the file when an asset or a version is made of it. Of a cleaned file: of what is kept."""
    media_type: str
    size_bytes: int
    width: int
    height: int
    """In pixels; 0 where a file has no size of its own."""
    frames: int
    duration_ms: int | None
    """Of what moves or sounds; null where it does neither, or nobody could read how long."""
    video_codec: str
    audio_codec: str
    """Empty where there is none, or nobody could read it."""
    removed: list[str]
    """What was taken out because it could run or reach out."""
    has_thumbnail: bool
    uploaded_at: ShownInstant

    @classmethod
    def of(cls, file: AssetFile) -> "FileView":
        return cls(
            sha256=file.sha256,
            media_type=file.media_type,
            size_bytes=file.size_bytes,
            width=file.width,
            height=file.height,
            frames=file.frames,
            duration_ms=file.duration_ms,
            video_codec=file.video_codec,
            audio_codec=file.audio_codec,
            removed=file.removed,
            has_thumbnail=bool(file.thumbnail_sha256),
            uploaded_at=file.uploaded_at_ms,
        )


@router.post("/files", status_code=201, openapi_extra=_ANY_FILE)
async def upload_file(
    request: Request,
    state: State,
    caller: Writer,
    content_type: Annotated[str, Header(max_length=200)] = "application/octet-stream",
) -> FileView:
    """Bring a file, as the body, with its type in the header Content-Type. The same file again changes nothing.

    What could run in it is taken out of SVG and HTML. A file of which nobody makes an asset is removed after a day.
    """
    room = state.need_assets()
    with room.upload_of(caller.tenant_id):
        await _make_room(state, room, caller.tenant_id)
        async with spooled(request.stream(), below=room.uploads) as sent:
            found = await room.look(caller.tenant_id, sent.parent, content_type)
            if found.facts is None:
                assert found.refusal is not None
                raise InvalidInput(**dict(found.refusal))
            stored, thumbnail = await _keep(room, caller.tenant_id, sent.parent)
            async with state.main.tenant(caller.tenant_id) as session:
                row = await files.record_file(
                    session,
                    Address(*stored),
                    found.facts,
                    thumbnail=Address(*thumbnail) if thumbnail else Address(),
                    actor_id=caller.user_id,
                    now_ms=state.clock_ms(),
                )
            if not await _all_there(room, caller.tenant_id, stored, thumbnail):
                await _keep(room, caller.tenant_id, sent.parent)  # a removal ended between the bytes and their record
    return FileView.of(row)


@router.get("/{asset_id}/file", response_class=Response, responses=_BYTES)
async def get_asset_file(
    *, asset_id: Id, state: State, caller: Reader, has: IfNoneMatch = None, part: Range = None
) -> Response:
    """The file of the newest version, unless the rights to use it have ended."""
    return await _hand_out(state, caller, asset_id, None, has=has, part=part)


@router.get("/{asset_id}/versions/{version}/file", response_class=Response, responses=_BYTES)
async def get_asset_version_file(
    *, asset_id: Id, version: Number, state: State, caller: Reader, has: IfNoneMatch = None, part: Range = None
) -> Response:
    """The file of one version, unless the rights to use the asset have ended."""
    return await _hand_out(state, caller, asset_id, version, has=has, part=part)


@router.get("/{asset_id}/thumbnail", response_class=Response, responses=_BYTES)
async def get_asset_thumbnail(asset_id: Id, state: State, caller: Reader, has: IfNoneMatch = None) -> Response:
    """The newest version in small, of pictures made of pixels; also once the rights have ended."""
    kept = await _kept(state, caller, asset_id, None)
    sha256 = kept.file.thumbnail_sha256
    if not sha256:
        raise NotFound(f"a file of type {kept.file.media_type} has no thumbnail", field="asset_id")
    headers = download_headers("image/webp", name=kept.asset.name, sha256=sha256, thumbnail=True)
    if _is_known(has, sha256):
        return Response(status_code=304, headers=dict(headers))
    content = await state.need_assets().files.read(caller.tenant_id, sha256)
    return StreamingResponse(content, headers=dict(headers))


async def _hand_out(
    state: AppState, caller: Caller, asset_id: str, version: int | None, *, has: str | None, part: str | None
) -> Response:
    kept = await _kept(state, caller, asset_id, version)
    refuse_expired(service.rights_of(kept.asset), now_ms=state.clock_ms())
    file = kept.file
    headers = dict(download_headers(file.media_type, name=kept.asset.name, sha256=file.sha256))
    if _is_known(has, file.sha256):
        return Response(status_code=304, headers=headers)
    span = span_of(part, file.size_bytes)
    store = state.need_assets().files
    if span is None:
        content = await store.read(caller.tenant_id, file.sha256)
        return StreamingResponse(content, headers=headers | {"Content-Length": str(file.size_bytes)})
    if span.start >= span.end:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{file.size_bytes}"})
    content = await store.read(caller.tenant_id, file.sha256, start=span.start, end=span.end)
    headers["Content-Range"] = f"bytes {span.start}-{span.end - 1}/{file.size_bytes}"
    headers["Content-Length"] = str(span.end - span.start)
    return StreamingResponse(content, status_code=206, headers=headers)


async def _kept(state: AppState, caller: Caller, asset_id: str, version: int | None) -> Kept:
    async with state.main.reading(caller.tenant_id) as session:
        return await service.get_version(session, asset_id, version)


async def _keep(room: AssetRoom, tenant_id: str, directory: FilePath) -> tuple[Stored, Stored | None]:
    cleaned, thumbnail = directory / CLEANED, directory / THUMBNAIL
    stored = await room.files.put(tenant_id, cleaned if _is_there(cleaned) else directory / SENT)
    return stored, await room.files.put(tenant_id, thumbnail) if _is_there(thumbnail) else None


def _is_there(path: FilePath) -> bool:
    return path.exists()


async def _all_there(room: AssetRoom, tenant_id: str, *kept: Stored | None) -> bool:
    sizes = [await room.files.size(tenant_id, one.sha256) for one in kept if one is not None]
    return None not in sizes


async def _make_room(state: AppState, room: AssetRoom, tenant_id: str) -> None:
    """Raise ``Conflict`` for a library that is full even without what nobody needs."""
    while True:
        has_removed = await _remove_unneeded(state, room, tenant_id)
        try:
            async with state.main.reading(tenant_id) as session:
                await files.refuse_over_quota(session, quota_bytes=room.quota_bytes)
        except Conflict:
            if not has_removed:
                raise
        else:
            return


async def _remove_unneeded(state: AppState, room: AssetRoom, tenant_id: str) -> bool:
    """Whether some files went. Marked in one transaction, removed, forgotten in another: the next upload follows whoever dies."""
    async with state.main.tenant(tenant_id) as session:
        leaving = await files.mark_unneeded(session, now_ms=state.clock_ms())
    if not leaving.files:
        return False
    try:
        for address in leaving.addresses:
            await room.files.remove(tenant_id, address)
    except Unavailable as unavailable:  # a later upload takes it up; this one may do without
        _log.warning("files that nobody needs could not be removed", tenant_id=tenant_id, why=unavailable.message)
        return False
    async with state.main.tenant(tenant_id) as session:
        await files.forget_removed(session, leaving)
    return True


def _is_known(header: str | None, sha256: str) -> bool:
    return header is not None and f'"{sha256}"' in header
