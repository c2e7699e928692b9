"""Files of the library as browsers fetch them: those that creatives and campaigns show, for as long as they may be used."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Response
from fastapi.responses import StreamingResponse

from api.assets import download_headers
from api.state import State
from api.wire import Id
from domain.assets import service
from domain.assets.rules import refuse_expired
from domain.assets.values import UseKind
from domain.errors import NotFound

router = APIRouter(prefix="/v1/media", tags=["assets"])

Tenant = Annotated[str, Path(pattern="^[a-z][a-z0-9_-]{1,39}$")]
SHOWN_BY = frozenset({UseKind.CREATIVE.value, UseKind.CAMPAIGN.value})
HOUR_S = 3_600


@router.get("/{tenant_id}/{asset_id}/{version}", response_class=Response)
async def get_media(
    tenant_id: Tenant,
    asset_id: Id,
    version: Annotated[int, Path(ge=1, le=1_000_000)],
    state: State,
    has: Annotated[str | None, Header(alias="If-None-Match", max_length=400)] = None,
) -> Response:
    """The file of a version that a creative or a campaign uses. Everything else looks as if it were not there."""
    async with state.main.reading(tenant_id) as session:
        kept = await service.get_version(session, asset_id, version)
        used = await service.uses(session, asset_id)
    if not any(use.kind in SHOWN_BY and use.version == version for use in used.noted):
        raise NotFound(f"there is no file of asset '{asset_id}' to show", field="asset_id")
    refuse_expired(service.rights_of(kept.asset), now_ms=state.clock_ms())
    file = kept.file
    headers = dict(download_headers(file.media_type, name=kept.asset.name, sha256=file.sha256)) | {
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Cache-Control": f"public, max-age={HOUR_S}",
        "Accept-Ranges": "none",
    }
    if has is not None and f'"{file.sha256}"' in has:
        return Response(status_code=304, headers=headers)
    content = await state.need_assets().files.read(tenant_id, file.sha256)
    return StreamingResponse(content, headers=headers | {"Content-Length": str(file.size_bytes)})
