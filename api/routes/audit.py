"""Who did what, when, and what was there before and after; searched, and taken away as a file.

People of the tenant ``platform`` may ask for every tenant by naming it; everybody else for their own.
"""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from pydantic import StringConstraints

from api.auth import Caller, acting_tenant, requires
from api.sheets import csv_line
from api.state import AppState, State
from api.wire import Cursor, Id, Instant, Limit, ShownInstant, View, show_instant
from domain.audit import service
from domain.audit.rules import GENESIS, read_end, written_end
from domain.audit.service import Shown
from domain.audit.values import End, Filters
from domain.errors import InvalidInput, NotFound
from domain.identity.values import Permission, TenantId
from domain.paging import Position, read_cursor, write_cursor
from storage.sql import Database

router = APIRouter(prefix="/api/v1/audit", tags=["audit"])

EXPORT_PAGE: Final = 500
_SORT: Final = "-id"
_COLUMNS: Final = (
    "at",
    "actor_id",
    "action",
    "subject_id",
    "before",
    "after",
    "request_id",
    "actor_tenant_id",
    "credential_id",
    "person_id",
    "id",
    "chain",
    "sequence",
    "previous_hash",
    "hash",
)
_End = Annotated[str, StringConstraints(max_length=200)]
_Name = Annotated[str, Query(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")]

Reader = Annotated[Caller, requires(Permission.AUDIT_READ)]
TenantQuery = Annotated[TenantId | None, Query(description="For the platform's people: which tenant's")]


class EntryView(View):
    """One row that one transaction made, changed or deleted."""

    id: str
    at: ShownInstant
    actor_id: str
    """Who did it; ``system`` or ``system:...`` where it happened by itself."""
    actor_tenant_id: str
    """Whose person that is: the platform's people may act in other tenants."""
    credential_id: str
    """The token they came with."""
    request_id: str
    """The ``X-Request-ID`` of the call; empty where it was not in one."""
    action: str
    """What was acted on, then ``create``, ``change`` or ``delete``."""
    subject_id: str
    person_id: str
    """Whose personal fields it has."""
    before: dict[str, Any] | None
    """The columns that changed as they were; null where the row was made. Secrets are ``(hidden)``, erased people ``(erased)``."""
    after: dict[str, Any] | None
    chain: str
    sequence: int
    previous_hash: str
    hash: str

    @classmethod
    def of(cls, shown: Shown) -> "EntryView":
        entry = shown.entry
        return cls(
            id=entry.id,
            at=entry.at_ms,
            actor_id=entry.actor_id,
            actor_tenant_id=entry.actor_tenant_id,
            credential_id=entry.credential_id,
            request_id=entry.request_id,
            action=entry.action,
            subject_id=entry.subject_id,
            person_id=entry.person_id,
            before=dict(shown.before) if shown.before is not None else None,
            after=dict(shown.after) if shown.after is not None else None,
            chain=shown.chain,
            sequence=entry.sequence,
            previous_hash=entry.previous_hash,
            hash=entry.hash,
        )


class EntryPage(View):
    items: list[EntryView]
    next_cursor: str | None


class HeadView(View):
    """Where one of the tenant's chains ends. Note it elsewhere: ``audit verify --noted`` holds the chain against it later."""

    chain: str
    sequence: int
    hash: str
    at: ShownInstant
    noted: str
    """All of it in the form that ``campaign-express audit verify --noted`` takes."""


class BrokenView(View):
    sequence: int
    """The first entry that does not hold, by its number in the chain."""
    reason: str


class VerificationView(View):
    """How far a chain was looked at, and whether it holds so far."""

    chain: str
    entries: int
    """As many hold, counted from the first one."""
    of: int
    """As many there should be."""
    reached: str
    """Ask for the next stretch with this as ``after``; at the end it is what to note."""
    broken: BrokenView | None
    is_over: bool
    """Whether there is nothing more to look at: the chain was walked to its end, or is broken."""


async def _filters(
    *,
    actor_id: _Name = "",
    subject_id: _Name = "",
    action: Annotated[
        str, Query(max_length=64, pattern=r"^[a-z_.]*$", description="campaign, campaign.revision, campaign.create ...")
    ] = "",
    request_id: _Name = "",
    from_: Annotated[Instant | None, Query(alias="from", description="Entries of this instant or later")] = None,
    to: Annotated[Instant | None, Query(description="Entries before this instant")] = None,
) -> Filters:
    return Filters(
        actor_id=actor_id, subject_id=subject_id, action=action, request_id=request_id, from_ms=from_, to_ms=to
    )


Wanted = Annotated[Filters, Depends(_filters)]


@router.get("/entries")
async def list_audit_entries(
    *,
    state: State,
    caller: Reader,
    wanted: Wanted,
    tenant_id: TenantQuery = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> EntryPage:
    """What was done, newest first, by actor, subject, action, request and time."""
    position = read_cursor(_SORT, cursor)
    found = await _newest(
        state, acting_tenant(caller, tenant_id), wanted, before_id=position.id if position else "", limit=limit + 1
    )
    last = found[limit - 1].entry.id if len(found) > limit else None
    return EntryPage(
        items=[EntryView.of(one) for one in found[:limit]],
        next_cursor=write_cursor(_SORT, Position(last, last)) if last else None,
    )


@router.get("/entries.csv", response_class=StreamingResponse)
async def export_audit_csv(
    state: State, caller: Reader, wanted: Wanted, tenant_id: TenantQuery = None
) -> StreamingResponse:
    """The same as CSV, newest first. No cell is a formula to a spreadsheet: what would be one begins with an apostrophe."""
    pages = _pages(state, acting_tenant(caller, tenant_id), wanted)
    return _file(_lines(pages, _csv, first=csv_line(_COLUMNS)), "text/csv; charset=utf-8", "audit.csv")


@router.get("/entries.jsonl", response_class=StreamingResponse)
async def export_audit_json_lines(
    state: State, caller: Reader, wanted: Wanted, tenant_id: TenantQuery = None
) -> StreamingResponse:
    """The same as JSON lines, newest first: one entry a line, with the fields of ``/entries``."""
    pages = _pages(state, acting_tenant(caller, tenant_id), wanted)
    return _file(_lines(pages, _json), "application/jsonl; charset=utf-8", "audit.jsonl")


@router.get("/heads")
async def list_audit_heads(state: State, caller: Reader, tenant_id: TenantQuery = None) -> list[HeadView]:
    """Where the tenant's chains end now."""
    tenant = acting_tenant(caller, tenant_id)
    ends = []
    for database in _logs(state):
        async with database.reading(tenant) as session:
            ends += [(database.store, head) for head in (await service.heads(session, database.store)).values()]
    return [
        HeadView(
            chain=chain,
            sequence=head.sequence,
            hash=head.hash,
            at=head.at_ms,
            noted=written_end(chain, tenant, head),
        )
        for chain, head in ends
    ]


@router.get("/verification")
async def verify_audit_chain(
    state: State,
    caller: Reader,
    *,
    chain: Annotated[Literal["main", "journeys"], Query(description="Which of the tenant's chains")],
    after: Annotated[
        _End, Query(description="What the last stretch reached; empty to begin with the first entry")
    ] = "",
    noted: Annotated[list[_End], Query(max_length=20, description="Ends noted earlier: they must still be there")] = [],  # noqa: B006 -- nobody changes it
    tenant_id: TenantQuery = None,
) -> VerificationView:
    """Walk a chain of entries and see whether anybody has edited, deleted or reordered one, a stretch of 1,000 at a time."""
    tenant = acting_tenant(caller, tenant_id)
    ends = [read_end(one, field="noted") for one in noted]
    begin = read_end(after, field="after") if after else End(chain, tenant, GENESIS)
    for end, field in [(begin, "after"), *((end, "noted") for end in ends)]:
        if end.tenant_id != tenant or (field == "after" and end.chain != chain):
            raise InvalidInput(
                f"that is the end of the chain {end.chain} of '{end.tenant_id}'",
                field=field,
                remedy=f"Give one of {chain}/{tenant}.",
            )
    (database,) = (one for one in _logs(state) if one.store == chain)
    heads = [end.head for end in ends if end.chain == chain]
    async with database.reading(tenant) as session:
        known = (await service.heads(session, chain)).get(tenant, GENESIS)
        verdict = await service.verify_on(session, chain, tenant, after=begin.head, noted=heads)
    broken = verdict.broken
    return VerificationView(
        chain=chain,
        entries=verdict.entries,
        of=max(known.sequence, verdict.entries),
        reached=written_end(chain, tenant, verdict.head),
        broken=BrokenView(sequence=broken.sequence, reason=broken.reason) if broken is not None else None,
        is_over=verdict.is_over,
    )


@router.delete("/people/{person_id}", status_code=204)
async def forget_audited_person(
    person_id: Id,
    state: State,
    caller: Annotated[Caller, requires(Permission.USER_WRITE)],
    tenant_id: TenantQuery = None,
) -> None:
    """Make a person's fields in the audit log unreadable for good: their key is destroyed, every entry stays.

    What of them lies elsewhere is not touched. That it was done is entered.
    """
    tenant, found = acting_tenant(caller, tenant_id), False
    for database in _logs(state):
        try:
            async with database.tenant(tenant) as session:
                await service.forget(session, database.store, person_id)
            found = True
        except NotFound:
            continue
    if not found:
        raise NotFound(f"the audit log holds no personal fields of '{person_id}'", field="person_id")


def _logs(state: AppState) -> tuple[Database, ...]:
    return state.main, state.journeys


async def _newest(state: AppState, tenant_id: str, wanted: Filters, *, before_id: str, limit: int) -> Sequence[Shown]:
    """Of all stores together: ids sort by time."""
    found: list[Shown] = []
    for database in _logs(state):
        async with database.reading(tenant_id) as session:
            found += await service.search(session, database.store, wanted, before_id=before_id, limit=limit)
    return sorted(found, key=lambda one: one.entry.id, reverse=True)[:limit]


async def _pages(state: AppState, tenant_id: str, wanted: Filters) -> AsyncIterator[Sequence[Shown]]:
    """One after the other, each read in transactions of its own, so that a slow reader holds none open."""
    before_id = ""
    while page := await _newest(state, tenant_id, wanted, before_id=before_id, limit=EXPORT_PAGE):
        yield page
        before_id = page[-1].entry.id


async def _lines(
    pages: AsyncIterator[Sequence[Shown]], line: Callable[[EntryView], str], *, first: str = ""
) -> AsyncIterator[str]:
    yield first
    async for page in pages:
        yield "".join([line(EntryView.of(one)) for one in page])


def _file(lines: AsyncIterator[str], media_type: str, name: str) -> StreamingResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return StreamingResponse(lines, media_type=media_type, headers=headers)


def _json(entry: EntryView) -> str:
    return entry.model_dump_json() + "\n"


def _csv(entry: EntryView) -> str:
    values = entry.__dict__ | {"at": show_instant(entry.at)}
    return csv_line(_cell(values[name]) for name in _COLUMNS)


def _cell(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
