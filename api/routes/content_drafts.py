"""What somebody is writing and has not saved yet: checked and seen as anybody, while it is typed."""

from typing import Annotated, Any

from fastapi import APIRouter

from api.auth import Caller, requires
from api.content import begin_preview, finish_preview
from api.content_views import AsWhom, Checked, Preview
from api.state import State
from api.wire import Body
from domain.campaigns.values import Channel
from domain.content import service
from domain.content.prepared.rules import Prepared
from domain.delivery.values import Purpose
from domain.errors import InvalidInput
from domain.identity.values import Permission

router = APIRouter(prefix="/api/v1/content", tags=["content"])

Writer = Annotated[Caller, requires(Permission.JOURNEY_WRITE)]
"""Whoever may save it. Connected content is fetched for a preview, so that a right to read is not enough."""


class Unsaved(Body):
    channel: Channel
    content: dict[str, Any]
    """A ``TemplateContent``; nothing of it is kept."""


class UnsavedToCheck(Unsaved):
    purpose: Purpose = Purpose.MARKETING


class UnsavedToSee(Unsaved, AsWhom):
    pass


@router.post("/check")
async def check_unsaved(state: State, caller: Writer, body: UnsavedToCheck) -> Checked:
    """Everything that would be held against it, each with the place and the remedy."""
    async with state.journeys.reading(caller.tenant_id) as session:
        try:
            content, version = await service.compile_unsaved(session, body.content, body.channel)
            prepared = Prepared(version)
        except InvalidInput as error:
            return Checked.refused(error, body.content)
    return Checked.of(content, version, prepared, purpose=body.purpose, now_ms=state.clock_ms())


@router.post("/preview")
async def preview_unsaved(
    state: State,
    caller: Writer,
    _reads: Annotated[Caller, requires(Permission.PROFILE_READ)],
    body: UnsavedToSee,
) -> Preview:
    """The message as this person would get it, rendered by what renders messages; nothing is kept, sent or counted."""
    room = state.need_content()
    async with state.journeys.reading(caller.tenant_id) as session:
        _, version = await service.compile_unsaved(session, body.content, body.channel)
        viewing = await begin_preview(
            session,
            Prepared(version),
            await body.contact(session),
            room.sealer,
            variables=body.variables,
            event=body.event,
            now_ms=state.clock_ms(),
        )
    return Preview.of(await finish_preview(viewing, room.fetcher, locale=body.locale), body.channel)
