"""Lists as people want to see them again."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.auth import Caller, requires
from api.routes.campaigns import IfMatch
from api.state import State
from api.wire import Id, ShownInstant, if_match
from domain.identity.values import Permission
from domain.workspace.views import service
from domain.workspace.views.tables import SavedView
from domain.workspace.views.values import SUBJECTS, Subject, ViewContent

router = APIRouter(prefix="/api/v1/workspace/views", tags=["workspace"])

Reader = Annotated[Caller, requires(Permission.CAMPAIGN_READ)]


class SavedViewView(ViewContent):
    """One view, and where its list is: `GET` that path with `filters` and `sort` as the query."""

    id: str
    owner_id: str
    path: str
    revision: int
    updated_at: ShownInstant

    @classmethod
    def of(cls, row: SavedView) -> "SavedViewView":
        return cls(
            id=row.id,
            owner_id=row.owner_id,
            path=SUBJECTS[Subject(row.subject)].path,
            revision=row.revision,
            updated_at=row.updated_at_ms,
            name=row.name,
            subject=Subject(row.subject),
            filters=row.filters,
            sort=row.sort,
            columns=tuple(row.columns),
            is_shared=row.is_shared,
        )


@router.get("")
async def list_views(
    state: State, caller: Reader, subject: Annotated[Subject | None, Query()] = None
) -> list[SavedViewView]:
    """Your own and those your tenant shares, by name."""
    async with state.main.reading(caller.tenant_id) as session:
        return [
            SavedViewView.of(row) for row in await service.list_views(session, user_id=caller.user_id, subject=subject)
        ]


@router.post("", status_code=201)
async def save_view(body: ViewContent, state: State, caller: Reader) -> SavedViewView:
    """Keep a list as you want to see it again; shared, everybody of your tenant sees it."""
    async with state.main.tenant(caller.tenant_id) as session:
        return SavedViewView.of(await service.save(session, body, user_id=caller.user_id, now_ms=state.clock_ms()))


@router.get("/{view_id}")
async def get_view(view_id: Id, state: State, response: Response, caller: Reader) -> SavedViewView:
    async with state.main.reading(caller.tenant_id) as session:
        row = await service.get_view(session, view_id, user_id=caller.user_id)
        response.headers["ETag"] = f'"{row.revision}"'
        return SavedViewView.of(row)


@router.put("/{view_id}")
async def change_view(
    view_id: Id, body: ViewContent, state: State, caller: Reader, read_at: IfMatch = None
) -> SavedViewView:
    """Say it anew; yours alone."""
    async with state.main.tenant(caller.tenant_id) as session:
        row = await service.change(
            session,
            view_id,
            body,
            expected_revision=if_match(read_at),
            user_id=caller.user_id,
            now_ms=state.clock_ms(),
        )
        return SavedViewView.of(row)


@router.delete("/{view_id}", status_code=204)
async def remove_view(view_id: Id, state: State, caller: Reader) -> None:
    async with state.main.tenant(caller.tenant_id) as session:
        await service.remove(session, view_id, user_id=caller.user_id)
