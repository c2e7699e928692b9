"""The asset library: what there is, where it stands, who may use it until when, and what uses it."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi import Body as JsonBody
from pydantic import Field, JsonValue, ValidationError

from api.auth import Caller, not_permitted, requires
from api.errors import InvalidBody, problems_of
from api.routes.asset_files import FileView, Reader, Writer
from api.routes.campaigns import IdempotencyKey, IfMatch
from api.state import State
from api.wire import Body, Cursor, Id, Instant, Limit, ShownInstant, View, if_match, merge_patch, show_instant
from domain.assets import service
from domain.assets.folders import service as folders
from domain.assets.folders.service import Placed
from domain.assets.repository import Sort
from domain.assets.rules import LIFE, rights_state
from domain.assets.service import Kept
from domain.assets.tables import AssetFile, AssetUse, AssetVersion
from domain.assets.values import (
    AssetAction,
    AssetContent,
    AssetStatus,
    AssetType,
    FolderName,
    Line,
    Name,
    Note,
    RightsState,
    Tag,
    Tags,
    UseKind,
)
from domain.content import service as templates
from domain.identity.values import Permission

router = APIRouter(prefix="/api/v1/brand/assets", tags=["assets"])

Approver = Annotated[Caller, requires(Permission.CAMPAIGN_APPROVE, Permission.CREATIVE_WRITE)]
FolderId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,40}$")]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$", examples=["9f86d081884c7d659a2feaa0c55ad015..."])]
SubjectId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class RightsBody(Body):
    holder: Line = ""
    licence: Line = ""
    usable_from: Instant | None = None
    usable_until: Instant | None = None
    """The first instant at which it may not be used any more."""


class AssetBody(Body):
    name: Name
    type: AssetType
    description: Note = ""
    folder_id: FolderId = ""
    """Empty is the library's top."""
    tags: Tags = ()
    rights: RightsBody = RightsBody()

    def content(self) -> AssetContent:
        """Raises ``InvalidBody`` where values contradict one another."""
        written = self.model_dump(include={"name", "type", "description", "folder_id", "tags"})
        rights = {
            "holder": self.rights.holder,
            "licence": self.rights.licence,
            "usable_from_ms": self.rights.usable_from,
            "usable_until_ms": self.rights.usable_until,
        }
        try:
            return AssetContent.model_validate({**written, "rights": rights})
        except ValidationError as error:
            raise InvalidBody(problems_of(error.errors())) from error


class NewAssetBody(AssetBody):
    file: Sha256
    """The ``sha256`` that the upload answered."""
    note: Note = ""


class VersionBody(Body):
    file: Sha256
    note: Note = ""


class ActionBody(Body):
    note: Note = ""


class FolderBody(Body):
    name: FolderName
    parent_id: FolderId = ""


class FolderPatch(Body):
    name: FolderName | None = None
    parent_id: FolderId | None = None
    """Where it lies from now on; empty is the library's top."""


class UseBody(Body):
    kind: UseKind
    subject_id: SubjectId


class RightsView(View):
    holder: str
    licence: str
    usable_from: ShownInstant | None
    usable_until: ShownInstant | None
    state: RightsState
    """``expiring`` in the last thirty days before they end; once they have, the file is not handed out."""


class AssetView(View):
    id: str
    name: str
    type: AssetType
    description: str
    folder_id: str
    tags: list[str]
    rights: RightsView
    status: AssetStatus
    status_note: str
    allowed: list[AssetAction]
    version: int
    approved_version: int | None
    """What may be used; null for none."""
    file: FileView
    created_by: str
    created_at: ShownInstant
    updated_at: ShownInstant

    @classmethod
    def of(cls, kept: Kept, *, now_ms: int) -> "AssetView":
        asset, rights = kept.asset, service.rights_of(kept.asset)
        return cls(
            id=asset.id,
            name=asset.name,
            type=AssetType(asset.type),
            description=asset.description,
            folder_id=asset.folder_id,
            tags=kept.tags,
            rights=RightsView(
                holder=rights.holder,
                licence=rights.licence,
                usable_from=rights.usable_from_ms,
                usable_until=rights.usable_until_ms,
                state=rights_state(rights, now_ms=now_ms),
            ),
            status=AssetStatus(asset.status),
            status_note=asset.status_note,
            allowed=list(LIFE[AssetStatus(asset.status)]),
            version=asset.version,
            approved_version=asset.approved_version,
            file=FileView.of(kept.file),
            created_by=asset.created_by,
            created_at=asset.created_at_ms,
            updated_at=asset.updated_at_ms,
        )


class AssetPage(View):
    items: list[AssetView]
    next_cursor: str | None


class VersionView(View):
    version: int
    note: str
    file: FileView
    created_by: str
    created_at: ShownInstant

    @classmethod
    def of(cls, version: AssetVersion, file: AssetFile) -> "VersionView":
        return cls(
            version=version.version,
            note=version.note,
            file=FileView.of(file),
            created_by=version.created_by,
            created_at=version.created_at_ms,
        )


class FolderView(View):
    id: str
    name: str
    parent_id: str
    path: str
    created_at: ShownInstant

    @classmethod
    def of(cls, placed: Placed) -> "FolderView":
        folder = placed.folder
        return cls(
            id=folder.id,
            name=folder.name,
            parent_id=folder.parent_id,
            path=placed.path,
            created_at=folder.created_at_ms,
        )


class TagView(View):
    tag: str
    assets: int


class UseView(View):
    kind: UseKind
    subject_id: str
    version: int
    noted_by: str
    noted_at: ShownInstant

    @classmethod
    def of(cls, use: AssetUse) -> "UseView":
        return cls(
            kind=UseKind(use.kind),
            subject_id=use.subject_id,
            version=use.version,
            noted_by=use.noted_by,
            noted_at=use.noted_at_ms,
        )


class UsesView(View):
    noted: list[UseView]
    creative_ids: list[str]
    """Creatives that nobody noted, whose content has the asset's id in it."""


@router.post("", status_code=201)
async def create_asset(
    body: NewAssetBody, state: State, response: Response, caller: Writer, idempotency_key: IdempotencyKey = None
) -> AssetView:
    """Make an asset of a file that you have uploaded. It waits for its review before anything may use it."""
    content = body.content()
    async with state.main.tenant(caller.tenant_id) as session:
        kept = await service.create_asset(
            session,
            content,
            body.file,
            note=body.note,
            actor_id=caller.user_id,
            now_ms=state.clock_ms(),
            creation_key=idempotency_key,
        )
    response.headers["Location"] = f"{router.prefix}/{kept.asset.id}"
    return _shown(state, response, kept)


@router.get("")
async def list_assets(
    *,
    state: State,
    caller: Reader,
    text: Annotated[str, Query(max_length=200, description="Looked for in names, ignoring case")] = "",
    type_: Annotated[list[AssetType] | None, Query(alias="type", description="Any of these")] = None,
    status: Annotated[list[AssetStatus] | None, Query(description="Any of these")] = None,
    tag: Annotated[list[Tag] | None, Query(description="All of these", max_length=10)] = None,
    folder_id: Annotated[FolderId | None, Query(description="Empty is the top; leave it out for everywhere")] = None,
    with_subfolders: bool = False,
    rights: RightsState | None = None,
    sort: Sort = Sort.NEWEST,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> AssetPage:
    """Search the library."""
    now_ms = state.clock_ms()
    async with state.main.reading(caller.tenant_id) as session:
        page = await service.list_assets(
            session,
            text=text,
            types=tuple(type_ or ()),
            statuses=tuple(status or ()),
            tags=tuple(tag or ()),
            folder_id=folder_id,
            with_subfolders=with_subfolders,
            rights=rights,
            sort=sort,
            cursor=cursor,
            limit=limit,
            now_ms=now_ms,
        )
    return AssetPage(items=[AssetView.of(kept, now_ms=now_ms) for kept in page.items], next_cursor=page.next_cursor)


@router.get("/tags")
async def list_tags(state: State, caller: Reader, limit: Limit = 200) -> list[TagView]:
    """Tags in use, the most used first."""
    async with state.main.reading(caller.tenant_id) as session:
        found = await service.list_tags(session, limit=limit)
    return [TagView(tag=tag, assets=assets) for tag, assets in found]


@router.get("/folders")
async def list_folders(state: State, caller: Reader) -> list[FolderView]:
    """All folders, by path."""
    async with state.main.reading(caller.tenant_id) as session:
        return [FolderView.of(placed) for placed in await folders.list_folders(session)]


@router.post("/folders", status_code=201)
async def create_folder(body: FolderBody, state: State, caller: Writer) -> FolderView:
    """A folder, at the top or in another one."""
    async with state.main.tenant(caller.tenant_id) as session:
        placed = await folders.create_folder(
            session, body.name, parent_id=body.parent_id, actor_id=caller.user_id, now_ms=state.clock_ms()
        )
    return FolderView.of(placed)


@router.patch("/folders/{folder_id}")
async def change_folder(folder_id: Id, body: FolderPatch, state: State, caller: Writer) -> FolderView:
    """Rename or move a folder, with all that lies in it."""
    async with state.main.tenant(caller.tenant_id) as session:
        return FolderView.of(await folders.change_folder(session, folder_id, name=body.name, parent_id=body.parent_id))


@router.delete("/folders/{folder_id}", status_code=204)
async def remove_folder(folder_id: Id, state: State, caller: Writer) -> None:
    """Remove an empty folder."""
    async with state.main.tenant(caller.tenant_id) as session:
        await folders.remove_folder(session, folder_id)


@router.get("/{asset_id}")
async def get_asset(asset_id: Id, state: State, response: Response, caller: Reader) -> AssetView:
    async with state.main.reading(caller.tenant_id) as session:
        kept = await service.get_asset(session, asset_id)
    return _shown(state, response, kept)


@router.patch("/{asset_id}")
async def edit_asset(
    *,
    asset_id: Id,
    patch: Annotated[dict[str, JsonValue], JsonBody(examples=[{"tags": ["spring"]}])],
    state: State,
    response: Response,
    caller: Writer,
    read_at: IfMatch = None,
) -> AssetView:
    """Change some fields: a JSON merge patch (RFC 7396); null resets a field. Moves an asset by its ``folder_id``."""
    expected = if_match(read_at)
    async with state.main.tenant(caller.tenant_id) as session:
        current = service.content_of(await service.get_asset(session, asset_id, for_update=True))
        kept = await service.edit_asset(
            session, asset_id, _patched(current, patch), expected_revision=expected, now_ms=state.clock_ms()
        )
    return _shown(state, response, kept)


@router.delete("/{asset_id}", status_code=204)
async def remove_asset(asset_id: Id, state: State, caller: Writer) -> None:
    """Erase an asset that nothing uses, with all its versions."""
    async with state.main.tenant(caller.tenant_id) as session:
        await service.remove_asset(session, asset_id)


@router.get("/{asset_id}/versions")
async def list_asset_versions(asset_id: Id, state: State, caller: Reader) -> list[VersionView]:
    """The newest first, 200 at most."""
    async with state.main.reading(caller.tenant_id) as session:
        return [VersionView.of(*found) for found in await service.list_versions(session, asset_id)]


@router.post("/{asset_id}/versions", status_code=201)
async def add_asset_version(
    *, asset_id: Id, body: VersionBody, state: State, response: Response, caller: Writer, read_at: IfMatch = None
) -> AssetView:
    """Another file as the next version. It waits for its review; what was approved may be used meanwhile."""
    async with state.main.tenant(caller.tenant_id) as session:
        kept = await service.add_version(
            session,
            asset_id,
            body.file,
            note=body.note,
            expected_revision=if_match(read_at),
            actor_id=caller.user_id,
            now_ms=state.clock_ms(),
        )
    return _shown(state, response, kept)


@router.post("/{asset_id}/actions/{action}")
async def act_on_asset(
    *,
    asset_id: Id,
    action: AssetAction,
    body: ActionBody,
    state: State,
    response: Response,
    caller: Approver,
    read_at: IfMatch = None,
) -> AssetView:
    """Approve, reject (with a reason), ask for another review, archive or restore."""
    _refuse_decider(caller, action)
    async with state.main.tenant(caller.tenant_id) as session:
        kept = await service.act(
            session,
            asset_id,
            action,
            note=body.note,
            expected_revision=if_match(read_at),
            actor_id=caller.user_id,
            now_ms=state.clock_ms(),
        )
    return _shown(state, response, kept)


@router.get("/{asset_id}/uses")
async def list_asset_uses(asset_id: Id, state: State, caller: Reader) -> UsesView:
    """Where the asset is used: what was noted, and creatives that name it."""
    async with state.main.reading(caller.tenant_id) as session:
        found = await service.uses(session, asset_id)
    return UsesView(noted=[UseView.of(use) for use in found.noted], creative_ids=found.creative_ids)


@router.post("/{asset_id}/uses", status_code=201)
async def note_asset_use(asset_id: Id, body: UseBody, state: State, caller: Writer) -> UseView:
    """Note that something uses the approved version; refused before it is approved and once its rights have ended."""
    if body.kind is UseKind.TEMPLATE:
        async with state.journeys.reading(caller.tenant_id) as session:
            await templates.existing(session, body.subject_id)
    async with state.main.tenant(caller.tenant_id) as session:
        use = await service.note_use(
            session, asset_id, body.kind, body.subject_id, actor_id=caller.user_id, now_ms=state.clock_ms()
        )
    return UseView.of(use)


@router.delete("/{asset_id}/uses/{kind}/{subject_id}", status_code=204)
async def forget_asset_use(asset_id: Id, kind: UseKind, subject_id: Id, state: State, caller: Writer) -> None:
    """Note that something uses it no longer."""
    async with state.main.tenant(caller.tenant_id) as session:
        await service.forget_use(session, asset_id, kind, subject_id)


def _refuse_decider(caller: Caller, action: AssetAction) -> None:
    decides = action in {AssetAction.APPROVE, AssetAction.REJECT}
    needed = Permission.CAMPAIGN_APPROVE if decides else Permission.CREATIVE_WRITE
    if needed not in caller.permissions:
        raise not_permitted(caller, needed)


def _patched(current: AssetContent, patch: dict[str, JsonValue]) -> AssetContent:
    rights = current.rights
    written: dict[str, Any] = current.model_dump(mode="json", exclude={"rights"}) | {
        "rights": {
            "holder": rights.holder,
            "licence": rights.licence,
            "usable_from": None if rights.usable_from_ms is None else show_instant(rights.usable_from_ms),
            "usable_until": None if rights.usable_until_ms is None else show_instant(rights.usable_until_ms),
        }
    }
    try:
        return AssetBody.model_validate(merge_patch(written, patch)).content()
    except ValidationError as error:
        raise InvalidBody(problems_of(error.errors())) from error


def _shown(state: State, response: Response, kept: Kept) -> AssetView:
    response.headers["ETag"] = f'"{kept.asset.revision}"'
    return AssetView.of(kept, now_ms=state.clock_ms())
