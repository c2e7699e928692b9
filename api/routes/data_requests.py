"""What people ask about themselves: an export of everything, or to be forgotten everywhere."""

from collections.abc import AsyncIterator, Awaitable
from typing import Annotated

import structlog
from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import Field, StrictStr

from api.auth import Caller, requires
from api.state import State
from api.wire import Body, Cursor, Id, Instant, Limit, ShownInstant, View
from domain.contacts import service as contacts
from domain.contacts.rules import lies_ahead, normal_identity
from domain.contacts.values import IdentityKind
from domain.errors import Conflict, InvalidInput, NotFound, Unavailable
from domain.identity import service as identity
from domain.identity.values import Permission
from domain.privacy.requests import service
from domain.privacy.requests.tables import PrivacyRequest
from domain.privacy.requests.values import Check, Law, RequestKind, RequestState

router = APIRouter(prefix="/api/v1/data-requests", tags=["data requests"])

Reader = Annotated[Caller, requires(Permission.PROFILE_READ)]
Writer = Annotated[Caller, requires(Permission.PRIVACY_WRITE)]
_log = structlog.get_logger(__name__)


class RequestBody(Body):
    """Who asks for what. They are named by what they gave: an address, a number, or an id of yours or ours."""

    kind: RequestKind
    law: Law = Law.GDPR
    """By which it is due: `gdpr` in 30 days, `ccpa` in 45."""
    identity_kind: IdentityKind | None = None
    identity: Annotated[StrictStr, Field(min_length=1, max_length=320)] | None = None
    person_id: Annotated[StrictStr, Field(min_length=1, max_length=64, pattern=r"^[!-~]+$")] | None = None
    """Ours, in place of an identity: of one of your contacts. Whom bidders alone know is named by `exchange_id`."""
    received_at: Instant | None = None
    """When they asked; now, if left out."""


class VerifyBody(Body):
    how: Check
    """How it was made sure that whoever asks is who they say."""


class RefuseBody(Body):
    reason: Annotated[StrictStr, Field(min_length=1, max_length=500)]
    """Why it is not carried out, as they were told. Name nobody: it is kept."""


class FindingView(View):
    place: str
    kind: str
    found: int
    removed: int | None
    """None before the second look."""
    left: int | None
    kept_because: str


class RequestView(View):
    id: str
    kind: RequestKind
    law: Law
    state: RequestState
    received_at: ShownInstant
    due_at: ShownInstant
    claim_kind: str
    claim_sha256: str
    """SHA-256 of the request's id, what they were named by and its value, a line each: whoever asked can be told that it was theirs."""
    checked_how: str
    checked_at: ShownInstant | None
    refusal: str
    rounds: int
    trouble: str
    """Why it is not done yet; it goes on trying."""
    ended_at: ShownInstant | None
    certificate_sha256: str
    archive_bytes: int
    archive_until: ShownInstant | None
    """Until when the archive of an export can be fetched."""
    findings: list[FindingView] = Field(default_factory=list)


class RequestPage(View):
    items: list[RequestView]
    next_cursor: str | None


@router.post("", status_code=201)
async def receive_data_request(body: RequestBody, state: State, caller: Writer) -> RequestView:
    """Put a request on record. It waits for somebody to say how they checked who asks; the due date runs from its receipt."""
    desk, now_ms = state.need_data_requests(), state.clock_ms()
    received_at_ms = now_ms if body.received_at is None else min(body.received_at, now_ms)
    if body.received_at is not None and lies_ahead(body.received_at, now_ms=now_ms):
        raise InvalidInput("lies ahead", field="received_at", remedy="Send when they asked, or leave it out for now.")
    claim = _claim(body)
    if body.person_id is not None:
        async with state.journeys.reading(caller.tenant_id) as session:
            await contacts.get(session, body.person_id)
    async with state.main.tenant(caller.tenant_id) as session:
        row = await service.receive(
            session,
            body.kind,
            body.law,
            claim,
            person_id=body.person_id or "",
            received_at_ms=received_at_ms,
            actor_id=caller.user_id,
        )
    await _told(desk.look(caller.tenant_id, row.id))
    return view_of(row)


@router.get("")
async def list_data_requests(
    state: State,
    caller: Reader,
    in_state: Annotated[list[RequestState] | None, Query(alias="state")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> RequestPage:
    """The newest first."""
    async with state.main.reading(caller.tenant_id) as session:
        page = await service.page(session, states=in_state or list(RequestState), cursor=cursor, limit=limit)
    return RequestPage(items=[view_of(row) for row in page.items], next_cursor=page.next_cursor)


@router.get("/{request_id}")
async def get_data_request(request_id: Id, state: State, caller: Reader) -> RequestView:
    """One request, with what was found where."""
    async with state.main.reading(caller.tenant_id) as session:
        row = await service.get(session, request_id)
        findings = await service.findings(session, request_id)
    return view_of(row).model_copy(
        update={
            "findings": [
                FindingView(
                    place=one.place,
                    kind=one.kind,
                    found=one.found,
                    removed=None if one.left is None else max(0, one.found - one.left),
                    left=one.left,
                    kept_because=one.kept,
                )
                for one in findings
            ]
        }
    )


@router.post("/{request_id}/verify")
async def verify_data_request(request_id: Id, body: VerifyBody, state: State, caller: Writer) -> RequestView:
    """Say how you made sure who asks. From here on it is carried out; an erasure cannot be taken back.

    An erasure takes two of you: whoever put it on record does not verify it.
    An account of the product under the same address has to be locked out first.
    """
    desk = state.need_data_requests()
    async with state.main.tenant(caller.tenant_id) as session:
        row = await service.get(session, request_id)
        if row.kind == RequestKind.ERASURE:
            for kind, value in service.subject_of(row).identities:
                user = (
                    await identity.find_user(session, caller.tenant_id, value) if kind == IdentityKind.EMAIL else None
                )
                if user is not None and user.disabled_at_ms is None:
                    raise Conflict(
                        "somebody under this address works with the product",
                        field="request_id",
                        remedy="Lock the account out first.",
                    )
        row = await service.verify(session, request_id, body.how, actor_id=caller.user_id, now_ms=state.clock_ms())
    await _told(desk.look(caller.tenant_id, request_id))
    return view_of(row)


@router.post("/{request_id}/refuse")
async def refuse_data_request(request_id: Id, body: RefuseBody, state: State, caller: Writer) -> RequestView:
    """Do not carry it out. Whom it was about is forgotten."""
    desk = state.need_data_requests()
    async with state.main.tenant(caller.tenant_id) as session:
        row = await service.refuse(session, request_id, body.reason, actor_id=caller.user_id, now_ms=state.clock_ms())
    await _told(desk.look(caller.tenant_id, request_id))
    return view_of(row)


@router.get("/{request_id}/certificate", response_class=Response)
async def download_certificate(request_id: Id, state: State, caller: Reader) -> Response:
    """What was found where, what went, what was kept and why: JSON, byte for byte as it was hashed."""
    async with state.main.reading(caller.tenant_id) as session:
        row = await service.get(session, request_id)
    if row.state != RequestState.DONE or not row.certificate:
        raise NotFound("there is no certificate", field="request_id", remedy="It is written when an erasure is done.")
    headers = {"Content-Disposition": f'attachment; filename="{row.id}.json"', "ETag": f'"{row.certificate_sha256}"'}
    return Response(row.certificate, media_type="application/json", headers=headers)


@router.get("/{request_id}/archive", response_class=StreamingResponse)
async def download_archive(request_id: Id, state: State, caller: Writer) -> StreamingResponse:
    """Everything that is kept of the person: a ZIP with an index. It is removed seven days after it was made.

    The audit log says who fetched it.
    """
    files, now_ms = state.need_assets().files, state.clock_ms()
    async with state.main.reading(caller.tenant_id) as session:
        row = await service.get(session, request_id)
    if not row.archive_sha256 or (row.archive_until_ms or 0) <= now_ms:
        raise NotFound("there is no archive", field="request_id", remedy="Ask for another export.")
    async with state.main.tenant(caller.tenant_id) as session:
        await service.note_fetched(session, request_id, now_ms=now_ms)
    pieces: AsyncIterator[bytes] = await files.read(caller.tenant_id, row.archive_sha256)
    headers = {
        "Content-Disposition": f'attachment; filename="{row.id}.zip"',
        "Content-Length": str(row.archive_bytes),
        "Cache-Control": "no-store",
    }
    return StreamingResponse(pieces, media_type="application/zip", headers=headers)


def view_of(row: PrivacyRequest) -> RequestView:
    return RequestView(
        id=row.id,
        kind=RequestKind(row.kind),
        law=Law(row.law),
        state=RequestState(row.state),
        received_at=row.received_at_ms,
        due_at=row.due_at_ms,
        claim_kind=row.claim_kind,
        claim_sha256=row.claim_sha256,
        checked_how=row.checked_how,
        checked_at=row.checked_at_ms,
        refusal=row.refusal,
        rounds=row.rounds,
        trouble=row.trouble,
        ended_at=row.ended_at_ms,
        certificate_sha256=row.certificate_sha256,
        archive_bytes=row.archive_bytes,
        archive_until=row.archive_until_ms if row.archive_sha256 else None,
    )


def _claim(body: RequestBody) -> tuple[str, str]:
    if body.person_id is not None and body.identity is None and body.identity_kind is None:
        return "person_id", body.person_id
    if body.person_id is None and body.identity is not None and body.identity_kind is not None:
        return normal_identity(body.identity_kind, body.identity)
    raise InvalidInput(
        "names nobody, or somebody twice",
        field="identity",
        remedy="Send identity_kind and identity, or person_id.",
    )


async def _told(looking: Awaitable[None]) -> None:
    """What is on record is found by whoever looks after open requests, once Temporal is back."""
    try:
        await looking
    except Unavailable as error:
        _log.warning("a data request waits for the workflow service", why=error.message)
