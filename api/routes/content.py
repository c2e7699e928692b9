"""Templates: drafts, versions, checks, previews as anybody, and test sends through the ledger."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field, JsonValue

from api.auth import Caller, requires
from api.content import Seen, begin_preview, finish_preview
from api.state import State
from api.wire import Body, Id, ShownInstant, View
from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.contacts.values import Contact
from domain.content import service
from domain.content.liquid.values import ContentRefused
from domain.content.prepared.rules import Prepared
from domain.content.proofing.rules import check_rendered, check_written
from domain.content.tables import TemplateRow, TemplateVersionRow
from domain.content.values import Finding, Severity, TemplateContent
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
    is_archived: bool
    created_by: str
    created_at: ShownInstant
    updated_at: ShownInstant


class TemplateWhole(TemplateView):
    content: dict[str, Any]
    """The draft, or without one what is live."""


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


class FindingView(View):
    severity: Severity
    rule: str
    field: str
    locale: str
    message: str
    remedy: str
    line: int
    excerpt: str


class Checked(View):
    can_be_published: bool
    findings: list[FindingView]
    reads: list[str]
    """The values it looks at."""
    blocks: dict[str, int]
    """The blocks in it, by version."""


class CheckBody(Body):
    purpose: Purpose = Purpose.MARKETING


class Whose(Body):
    """As whom: a contact, or somebody made up with ``attributes``. What is left out of a contact's is the contact's."""

    person_id: Annotated[str | None, Field(max_length=64)] = None
    attributes: dict[str, JsonValue] = Field(default_factory=dict, max_length=300)
    locale: Annotated[str, Field(max_length=35)] = ""
    time_zone: Annotated[str, Field(max_length=64)] = ""
    variables: dict[str, JsonValue] = Field(default_factory=dict, max_length=50)
    event: dict[str, JsonValue] = Field(default_factory=dict, max_length=200)
    """``{"name": ..., "properties": {...}}``, or the properties alone."""
    version: Annotated[int, Field(ge=0)] = 0
    """0 is the draft, or without one what is live."""


class FetchedView(View):
    reason: str
    """Why there is nothing; empty when there is."""
    value: JsonValue


class Preview(View):
    locale: str
    subject: str
    html: str
    text: str
    title: str
    body: str
    data: dict[str, JsonValue]
    media_urls: list[str]
    headers: dict[str, str]
    missing: list[str]
    """Shown, and nobody had a value for it."""
    items: dict[str, JsonValue]
    fetched: dict[str, FetchedView]
    html_bytes: int
    findings: list[FindingView]


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
            session, channel=wanted.channel, archived=wanted.archived, before=wanted.cursor, limit=wanted.limit
        )
    return TemplatePage(
        templates=[_view(row) for row in rows], next_cursor=rows[-1].id if len(rows) == wanted.limit else None
    )


@router.get("/{template_id}")
async def get_template(state: State, caller: Reader, template_id: Id) -> TemplateWhole:
    async with state.journeys.reading(caller.tenant_id) as session:
        row = await service.existing(session, template_id)
        content = await service.content_of(session, row)
    return TemplateWhole(**_fields(row), content=content)


@router.patch("/{template_id}")
async def edit_template(state: State, caller: Writer, template_id: Id, body: Draft) -> TemplateView:
    """Replace the draft, or the name, or both."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        row = await service.edit_draft(
            session,
            template_id,
            body=body.content,
            name=body.name,
            expected_revision=body.draft_revision,
            now_ms=state.clock_ms(),
        )
    return _view(row)


@router.delete("/{template_id}/draft", status_code=204)
async def discard_template_draft(state: State, caller: Writer, template_id: Id) -> Response:
    """Forget what is being written; a template that was never published goes with it."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        await service.discard_draft(session, template_id, now_ms=state.clock_ms())
    return Response(status_code=204)


@router.post("/{template_id}/publish")
async def publish_template(state: State, caller: Writer, template_id: Id, body: Publication) -> TemplateView:
    """Freeze the draft as the next version, which every message from now on is made of."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        row = await service.publish(
            session,
            template_id,
            expected_revision=body.draft_revision,
            comment=body.comment,
            actor_id=caller.user_id,
            now_ms=state.clock_ms(),
        )
    return _view(row)


@router.post("/{template_id}/archive")
async def archive_template(state: State, caller: Writer, template_id: Id) -> TemplateView:
    """Put out of sight. What was planned with it is sent all the same."""
    return await _archived(state, caller, template_id, archived=True)


@router.post("/{template_id}/restore")
async def restore_template(state: State, caller: Writer, template_id: Id) -> TemplateView:
    return await _archived(state, caller, template_id, archived=False)


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
            return Checked(can_be_published=False, findings=[_refusal(error)], reads=[], blocks={})
    findings = check_written(content, version, purpose=body.purpose)
    return Checked(
        can_be_published=True,
        findings=[_finding(one) for one in findings],
        reads=list(prepared.reads),
        blocks=version.blocks,
    )


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
            await _contact(session, body),
            room.sealer,
            variables=body.variables,
            event=body.event,
            now_ms=now_ms,
        )
    seen = await finish_preview(viewing, room.fetcher, locale=body.locale)
    return _preview(seen, Channel(row.channel))


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


async def _archived(state: State, caller: Caller, template_id: str, *, archived: bool) -> TemplateView:
    async with state.journeys.tenant(caller.tenant_id) as session:
        row = await service.archive(session, template_id, archived=archived, now_ms=state.clock_ms())
    return _view(row)


async def _contact(session: Any, body: Whose) -> Contact:
    contact = await contacts.get(session, body.person_id) if body.person_id else Contact(person_id="per_preview")
    return Contact(
        person_id=contact.person_id,
        attributes=contact.attributes | body.attributes,
        identities=contact.identities,
        devices=contact.devices,
        consents=contact.consents,
        time_zone=body.time_zone or contact.time_zone,
        locale=body.locale or contact.locale,
        preferred_channel=contact.preferred_channel,
        created_at_ms=contact.created_at_ms,
        updated_at_ms=contact.updated_at_ms,
    )


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


def _preview(seen: Seen, channel: Channel) -> Preview:
    rendered = seen.rendered
    return Preview(
        locale=rendered.locale,
        subject=rendered.subject,
        html=rendered.html,
        text=rendered.text,
        title=rendered.title,
        body=rendered.body,
        data=rendered.data,
        media_urls=list(rendered.media_urls),
        headers=rendered.headers,
        missing=list(rendered.missing),
        items=dict(seen.items),
        fetched={name: FetchedView(reason=one.reason, value=one.value) for name, one in seen.fetched.items()},
        html_bytes=len(rendered.html.encode()),
        findings=[_finding(one) for one in check_rendered(rendered, channel)],
    )


def _finding(one: Finding) -> FindingView:
    return FindingView(
        severity=one.severity,
        rule=one.rule,
        field=one.field,
        locale=one.locale,
        message=one.message,
        remedy=one.remedy,
        line=one.line,
        excerpt=one.excerpt,
    )


def _refusal(error: InvalidInput) -> FindingView:
    return FindingView(
        severity=Severity.ERROR,
        rule="refused",
        field=error.field or "content",
        locale="",
        message=error.message,
        remedy=error.remedy or "Correct it.",
        line=error.line if isinstance(error, ContentRefused) else 0,
        excerpt="",
    )


@router.get("/schema/content")
async def describe_content(_caller: Reader) -> dict[str, Any]:
    """The JSON schema of what authors write."""
    return TemplateContent.model_json_schema(by_alias=True)
