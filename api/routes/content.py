"""Templates: drafts, versions, checks, previews as anybody, and test sends through the ledger."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator, Field, JsonValue

from api.auth import Caller, requires
from api.content import begin_preview, finish_preview
from api.content_views import AsWhom, Checked, FindingView, Preview
from api.routes.campaigns import IfMatch
from api.state import State
from api.wire import Body, Id, ShownInstant, View, if_match
from domain.campaigns.values import Channel, printable
from domain.content import service
from domain.content.prepared.rules import Prepared
from domain.content.proofing.rules import check_tried
from domain.content.tables import TemplateRow, TemplateVersionRow
from domain.content.uses.service import uses_of
from domain.content.uses.values import Sender
from domain.content.values import Standing, TemplateContent
from domain.delivery.values import Purpose
from domain.errors import InvalidInput
from domain.identity.values import Permission
from domain.ids import new_id
from domain.messages import service as ledger
from domain.messages.values import PlannedMessage, Priority
from domain.paging import MAX_PAGE

router = APIRouter(prefix="/api/v1/content/templates", tags=["content"])

Reader = Annotated[Caller, requires(Permission.JOURNEY_READ)]
Writer = Annotated[Caller, requires(Permission.JOURNEY_WRITE)]
Name = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]+$")]


class TemplateQuery(Body):
    """Which of the templates; ``next_cursor`` of a page continues it."""

    channel: Channel | None = None
    standing: Standing | None = None
    q: Annotated[str, Field(max_length=120), AfterValidator(printable)] = ""
    """In its name."""
    archived: bool = False
    cursor: Annotated[str | None, Field(max_length=64)] = None
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE)] = 50


class NewTemplate(Body):
    name: Name
    channel: Channel
    content: dict[str, Any]
    """A ``TemplateContent``; it may have faults until it is published."""


class Draft(Body):
    name: Name | None = None
    content: dict[str, Any] | None = None
    draft_revision: int | None = None
    """The revision that was read: somebody else's change in between is not overwritten."""


class Publication(Body):
    draft_revision: int | None = None
    comment: Annotated[str, Field(max_length=4_000)] = ""


class TemplateView(View):
    id: str
    name: str
    channel: str
    live_version: int
    """0 before the first."""
    has_draft: bool
    draft_revision: int
    draft_by: str
    """Whoever wrote the draft last; empty where that was not kept."""
    is_archived: bool
    created_by: str
    created_at: ShownInstant
    updated_at: ShownInstant


class TemplateWhole(TemplateView):
    content: dict[str, Any]
    """The draft, or without one what is live."""


class PublishedView(TemplateView):
    findings: list[FindingView]
    """What was tried and could not be rendered for anybody we made up; the check says everything else."""


class TemplateUse(View):
    kind: Sender
    id: str
    name: str
    stage: str
    """Empty for a plan of activations, which has none."""


class ArchivedView(TemplateView):
    used_by: list[TemplateUse]
    """What goes on sending it until it is changed: journeys and broadcasts that are not over, and plans of activations."""


class TemplatePage(View):
    templates: list[TemplateView]
    next_cursor: str | None


class VersionView(View):
    version: int
    comment: str
    published_by: str
    published_at: ShownInstant


class VersionWhole(VersionView):
    content: dict[str, Any]


class CheckBody(Body):
    purpose: Purpose = Purpose.MARKETING


class Whose(AsWhom):
    version: Annotated[int, Field(ge=0)] = 0
    """0 is the draft, or without one what is live."""


class TestSend(Body):
    """To whom: people who may get it by every rule; a test passes the same gates as any message."""

    person_ids: Annotated[list[Annotated[str, Field(max_length=64)]], Field(min_length=1, max_length=20)]
    variables: dict[str, JsonValue] = Field(default_factory=dict, max_length=50)
    event: dict[str, JsonValue] = Field(default_factory=dict, max_length=200)
    purpose: Literal[Purpose.MARKETING, Purpose.TRANSACTIONAL] = Purpose.TRANSACTIONAL
    version: Annotated[int, Field(ge=0)] = 0
    """0 is the draft, or without one what is live."""


class TestSent(View):
    source: str
    keys: list[str]
    """Ask the ledger what became of each."""
    version: int
    """Negative for a draft, by its revision."""


@router.post("", status_code=201)
async def create_template(state: State, caller: Writer, body: NewTemplate) -> TemplateView:
    """Write a template; it is a draft until it is published."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        row = await service.create(
            session, body.name, body.channel, body.content, actor_id=caller.user_id, now_ms=state.clock_ms()
        )
    return _view(row)


@router.get("")
async def list_templates(
    state: State,
    caller: Reader,
    wanted: Annotated[TemplateQuery, Query()],
) -> TemplatePage:
    """Templates, newest first."""
    async with state.journeys.reading(caller.tenant_id) as session:
        rows = await service.page(
            session,
            channel=wanted.channel,
            standing=wanted.standing,
            text=wanted.q,
            archived=wanted.archived,
            before=wanted.cursor,
            limit=wanted.limit,
        )
    return TemplatePage(
        templates=[_view(row) for row in rows], next_cursor=rows[-1].id if len(rows) == wanted.limit else None
    )


@router.get("/{template_id}")
async def get_template(state: State, caller: Reader, template_id: Id, response: Response) -> TemplateWhole:
    async with state.journeys.reading(caller.tenant_id) as session:
        row = await service.existing(session, template_id)
        content = await service.content_of(session, row)
    response.headers["ETag"] = f'"{row.draft_revision}"'
    return TemplateWhole(**_fields(row), content=content)


@router.patch("/{template_id}")
async def edit_template(
    *, state: State, caller: Writer, template_id: Id, body: Draft, response: Response, match: IfMatch = None
) -> TemplateView:
    """Replace the draft, or the name, or both. 409 when somebody else did since you read it, by ETag or draft_revision."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        row = await service.edit_draft(
            session,
            template_id,
            body=body.content,
            name=body.name,
            expected_revision=if_match(match) if body.draft_revision is None else body.draft_revision,
            actor_id=caller.user_id,
            now_ms=state.clock_ms(),
        )
    response.headers["ETag"] = f'"{row.draft_revision}"'
    return _view(row)


@router.delete("/{template_id}/draft", status_code=204)
async def discard_template_draft(state: State, caller: Writer, template_id: Id) -> Response:
    """Forget what is being written; a template that was never published goes with it."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        await service.discard_draft(session, template_id, now_ms=state.clock_ms())
    return Response(status_code=204)


@router.post("/{template_id}/publish")
async def publish_template(state: State, caller: Writer, template_id: Id, body: Publication) -> PublishedView:
    """Freeze the draft as the next version, which every message from now on is made of.

    Refused where nobody could ever be sent it; what hardly anybody could be sent is told.
    """
    async with state.journeys.tenant(caller.tenant_id) as session:
        row = await service.publish(
            session,
            template_id,
            expected_revision=body.draft_revision,
            comment=body.comment,
            actor_id=caller.user_id,
            now_ms=state.clock_ms(),
        )
        _, version = await service.compiled(session, row, row.live_version)
    tried = check_tried(Prepared(version), now_ms=state.clock_ms())
    return PublishedView(**_fields(row), findings=[FindingView.of(one) for one in tried])


@router.post("/{template_id}/archive")
async def archive_template(state: State, caller: Writer, template_id: Id) -> ArchivedView:
    """Put out of sight. What uses it goes on sending it, and is named; no draft that names it can be published from now on."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        row = await service.archive(session, template_id, archived=True, now_ms=state.clock_ms())
        used_by = [TemplateUse(**use._asdict()) for use in await uses_of(session, template_id)]
    return ArchivedView(**_fields(row), used_by=used_by)


@router.get("/{template_id}/uses")
async def list_template_uses(state: State, caller: Reader, template_id: Id) -> list[TemplateUse]:
    """What sends it, or would once it is published: journeys and broadcasts that are not over, and plans of activations."""
    async with state.journeys.reading(caller.tenant_id) as session:
        return [TemplateUse(**use._asdict()) for use in await uses_of(session, template_id)]


@router.post("/{template_id}/restore")
async def restore_template(state: State, caller: Writer, template_id: Id) -> TemplateView:
    async with state.journeys.tenant(caller.tenant_id) as session:
        return _view(await service.archive(session, template_id, archived=False, now_ms=state.clock_ms()))


@router.get("/{template_id}/versions")
async def list_template_versions(state: State, caller: Reader, template_id: Id) -> list[VersionView]:
    """Newest first."""
    async with state.journeys.reading(caller.tenant_id) as session:
        await service.existing(session, template_id)
        rows = await service.versions(session, template_id)
    return [VersionView(**_version(row)) for row in rows]


@router.get("/{template_id}/versions/{number}")
async def get_template_version(state: State, caller: Reader, template_id: Id, number: int) -> VersionWhole:
    async with state.journeys.reading(caller.tenant_id) as session:
        row = await service.existing(session, template_id)
        found = await service.version(session, template_id, number)
        content = await service.content_of(session, row, number)
    return VersionWhole(**_version(found), content=content)


@router.post("/{template_id}/check")
async def check_template(state: State, caller: Reader, template_id: Id, body: CheckBody) -> Checked:
    """Everything that would be held against the draft, each with the place and the remedy."""
    async with state.journeys.reading(caller.tenant_id) as session:
        row = await service.existing(session, template_id)
        try:
            content, version = await service.compile_draft(session, row)
            prepared = Prepared(version)
        except InvalidInput as error:
            return Checked.refused(error, await service.content_of(session, row))
    return Checked.of(content, version, prepared, purpose=body.purpose, now_ms=state.clock_ms())


@router.post("/{template_id}/preview")
async def preview_template(
    state: State, caller: Annotated[Caller, requires(Permission.PROFILE_READ)], template_id: Id, body: Whose
) -> Preview:
    """The message as this person would get it, rendered by what renders messages; nothing is sent or counted."""
    room = state.need_content()
    now_ms = state.clock_ms()
    async with state.journeys.reading(caller.tenant_id) as session:
        row = await service.existing(session, template_id)
        prepared = Prepared((await service.compiled(session, row, body.version))[1])
        viewing = await begin_preview(
            session,
            prepared,
            await body.contact(session),
            room.sealer,
            variables=body.variables,
            event=body.event,
            now_ms=now_ms,
        )
    seen = await finish_preview(viewing, room.fetcher, locale=body.locale)
    return Preview.of(seen, Channel(row.channel))


@router.post("/{template_id}/test", status_code=202)
async def send_test(state: State, caller: Writer, template_id: Id, body: TestSend) -> TestSent:
    """Send it to these people by way of the ledger, with every gate; ``source`` tells tests from everything else."""
    now_ms = state.clock_ms()
    source = f"test:{caller.user_id}"
    async with state.journeys.tenant(caller.tenant_id) as session:
        row = await service.existing(session, template_id)
        number = await service.proof(session, row, body.version, actor_id=caller.user_id, now_ms=now_ms)
        test_id = new_id("tst")
        planned = [
            PlannedMessage(
                key=f"{test_id}/{person_id}",
                person_id=person_id,
                channel=Channel(row.channel),
                template_id=template_id,
                template_version=number,
                source=source,
                step=test_id,
                purpose=body.purpose,
                variables={**body.variables, "event": body.event} if body.event else body.variables,
                priority=Priority.HIGH,
                planned_at_ms=now_ms,
            )
            for person_id in dict.fromkeys(body.person_ids)
        ]
        await ledger.plan(session, planned)
    return TestSent(source=source, keys=[one.key for one in planned], version=number)


def _view(row: TemplateRow) -> TemplateView:
    return TemplateView(**_fields(row))


def _fields(row: TemplateRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "channel": row.channel,
        "live_version": row.live_version,
        "has_draft": row.draft is not None,
        "draft_revision": row.draft_revision,
        "draft_by": row.draft_by,
        "is_archived": row.is_archived,
        "created_by": row.created_by,
        "created_at": row.created_at_ms,
        "updated_at": row.updated_at_ms,
    }


def _version(row: TemplateVersionRow) -> dict[str, Any]:
    return {
        "version": row.version,
        "comment": row.comment,
        "published_by": row.published_by,
        "published_at": row.published_at_ms,
    }


@router.get("/schema/content")
async def describe_content(_caller: Reader) -> dict[str, Any]:
    """The JSON schema of what authors write."""
    return TemplateContent.model_json_schema(by_alias=True)
