"""People from files: mappings saved under a name, imports on record, and the rows that did not fit, to be corrected."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field, JsonValue

from api.auth import Caller, requires
from api.routes.campaigns import IdempotencyKey
from api.state import AppState, State
from api.wire import Id, ShownInstant, View
from domain.behaviour.happenings import service as happenings
from domain.contacts.files import service
from domain.contacts.files.rules import read_error_file, read_sheet, reasons_of, state_of
from domain.contacts.files.tables import ContactImport
from domain.contacts.files.values import MAX_ROWS, ImportState, Mapping, RowError, Sheet, Tally
from domain.identity.values import Permission

router = APIRouter(prefix="/api/v1/contact-files", tags=["contacts"])

Reader = Annotated[Caller, requires(Permission.PROFILE_READ)]
Writer = Annotated[Caller, requires(Permission.PROFILE_WRITE)]
MappingName = Annotated[str, Path(min_length=1, max_length=200, pattern=r"^[^/\x00-\x1f\x7f]+$")]
_CSV_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": {
                "schema": {"type": "string", "description": f"A heading and up to {MAX_ROWS:,} rows"},
                "example": "Customer,E-mail,City,Newsletter\r\nc-7,ana@example.com,Madrid,yes\r\n",
            }
        },
    }
}
_SHOWN: Final = 20


class MappingView(View):
    name: str
    mapping: dict[str, JsonValue]


class RowErrorView(View):
    row: int
    """As a spreadsheet numbers it: the heading is row 1."""
    column: str
    message: str
    taken: bool
    """The rest of the row was taken all the same."""


class RowReasonView(View):
    column: str
    message: str
    taken: bool
    """The rest of these rows was taken all the same."""
    rows: int


class ImportView(View):
    """Every row was taken, or is named in the error file."""

    id: str
    """Empty for a rehearsal."""
    mapping: str
    file_name: str
    state: ImportState
    rows: int
    handled: int
    """Of these, those that were looked at so far. What became of them is counted at the end."""
    taken: int
    refused: int
    made: int | None
    """People who were new; null where it was not counted, as of a rehearsal."""
    changed: int | None
    """People who were known and are another now; whom the file says nothing new of is not among them."""
    consents: int
    """Answers of people that the file has."""
    consents_without_proof: int
    """Of these, those with nothing to show for them but the file: not who said so where, nor to what they agreed."""
    imported_by: str
    imported_at: ShownInstant
    repeats: str = ""
    """The import that took in the very same file first."""
    repeated: int | None = None
    """Of a rehearsal: rows about somebody whom an earlier row of the file is about."""
    has_errors: bool
    first_errors: list[RowErrorView] = Field(default_factory=list)
    """Of one import: the first twenty."""
    reasons: list[RowReasonView] = Field(default_factory=list)
    """Of one import: what was wrong and with how many rows, the twenty most frequent."""


@router.get("/mappings")
async def list_mappings(state: State, caller: Reader) -> list[MappingView]:
    """What the columns of your files are."""
    async with state.journeys.reading(caller.tenant_id) as session:
        found = await service.mappings(session)
    return [MappingView(name=name, mapping=mapping.model_dump(mode="json")) for name, mapping in found.items()]


@router.put("/mappings/{name}")
async def save_mapping(name: MappingName, body: Mapping, state: State, caller: Writer) -> MappingView:
    """Say what the columns of a file are, once for all files like it."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        await service.save_mapping(session, name, body, now_ms=state.clock_ms())
    return MappingView(name=name, mapping=body.model_dump(mode="json"))


@router.delete("/mappings/{name}", status_code=204)
async def forget_mapping(name: MappingName, state: State, caller: Writer) -> None:
    """Forget a mapping; what was imported by it stays."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        await service.forget_mapping(session, name)


@router.post("/imports", openapi_extra=_CSV_BODY)
async def import_contacts(
    request: Request,
    state: State,
    caller: Writer,
    *,
    mapping: Annotated[str, Query(min_length=1, max_length=200, description="The name of a saved mapping")],
    file_name: Annotated[str, Query(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")] = "",
    rehearsal: Annotated[bool, Query(description="Only say what is wrong with the file; take in nobody")] = False,
    idempotency_key: IdempotencyKey = None,
) -> ImportView:
    """Take in a file of people. Rows that do not fit are named and handed back; all others are taken.

    The answer comes when all is done, and it is done even if nobody waits for the answer. Meanwhile the list has the import, and how
    far it is. The same file may be sent again: it changes nothing.
    """
    body = await request.body()
    now_ms = state.clock_ms()
    async with state.journeys.reading(caller.tenant_id) as session:
        if idempotency_key is not None and (known := await service.import_by_key(session, idempotency_key)):
            return _view(known, now_ms=now_ms, errors=read_error_file(known.errors))
        wanted = await service.get_mapping(session, mapping)
        repeats = await service.sent_before(session, body, mapping)
    sheet = await asyncio.to_thread(read_sheet, body, wanted, by=caller.user_id, now_ms=now_ms)
    if rehearsal:
        rows = len(sheet.rows) + len(sheet.errors)
        return ImportView(
            id="",
            mapping=mapping,
            file_name=file_name,
            state=ImportState.DONE,
            rows=rows,
            handled=rows,
            made=None,
            changed=None,
            taken=len(sheet.rows),
            refused=len(sheet.errors),
            consents=service.consents_of(sheet),
            consents_without_proof=service.consents_of(sheet, without_proof=True),
            imported_by=caller.user_id,
            imported_at=now_ms,
            repeats=repeats,
            repeated=service.repeated(sheet),
            has_errors=bool(sheet.errors),
            first_errors=_first(sheet.errors),
            reasons=_reasons(sheet.errors),
        )
    async with state.journeys.tenant(caller.tenant_id) as session:
        import_id = (
            await service.open_import(
                session,
                body,
                sheet,
                mapping=mapping,
                file_name=file_name,
                actor_id=caller.user_id,
                now_ms=now_ms,
                creation_key=idempotency_key,
            )
        ).id
    try:
        return await _carry_out(state, caller.tenant_id, import_id, sheet, repeats=repeats, now_ms=now_ms)
    except Exception:
        async with state.journeys.tenant(caller.tenant_id) as session:
            await service.stop_import(session, import_id)
        raise


async def _carry_out(
    state: AppState, tenant_id: str, import_id: str, sheet: Sheet, *, repeats: str, now_ms: int
) -> ImportView:
    tally = Tally()
    errors: list[RowError] = []
    for start in range(0, len(sheet.rows), service.ROWS_AT_ONCE):
        some = sheet.rows[start : start + service.ROWS_AT_ONCE]
        async with state.journeys.tenant(tenant_id) as session:
            changed, wrong = await service.take_rows(session, some, now_ms=now_ms)
            pokes = await happenings.follow_change(session, changed, now_ms=now_ms)
            await service.note_progress(session, import_id, len(some), now_ms=state.clock_ms())
        errors += wrong
        tally.take(changed)
        state.poke(tenant_id, pokes)
    async with state.journeys.tenant(tenant_id) as session:
        row = await service.close_import(session, import_id, sheet, errors, tally, now_ms=state.clock_ms())
    return _view(row, now_ms=state.clock_ms(), repeats=repeats, errors=(*sheet.errors, *errors))


@router.get("/imports")
async def list_imports(
    state: State,
    caller: Reader,
    key: Annotated[
        str | None, Query(max_length=200, description="Only the one that was asked for with this Idempotency-Key")
    ] = None,
) -> list[ImportView]:
    """The last hundred, the newest first."""
    now_ms = state.clock_ms()
    async with state.journeys.reading(caller.tenant_id) as session:
        if key is not None:
            known = await service.import_by_key(session, key)
            return [_view(known, now_ms=now_ms)] if known else []
        return [_view(row, now_ms=now_ms) for row in await service.imports(session, limit=100)]


@router.get("/imports/{import_id}")
async def get_import(import_id: Id, state: State, caller: Reader) -> ImportView:
    """What became of one file."""
    async with state.journeys.reading(caller.tenant_id) as session:
        row = await service.get_import(session, import_id)
    return _view(row, now_ms=state.clock_ms(), errors=read_error_file(row.errors))


@router.get("/imports/{import_id}/errors.csv", response_class=Response)
async def get_import_errors(import_id: Id, state: State, caller: Reader) -> Response:
    """The rows that were not taken, as they were sent, each with what is wrong with it in front."""
    async with state.journeys.reading(caller.tenant_id) as session:
        row = await service.get_import(session, import_id)
    return Response(
        row.errors,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{import_id}-errors.csv"'},
    )


def _view(row: ContactImport, *, now_ms: int, repeats: str = "", errors: tuple[RowError, ...] = ()) -> ImportView:
    return ImportView(
        id=row.id,
        mapping=row.mapping,
        file_name=row.file_name,
        state=state_of(row.state, row.heard_at_ms, now_ms=now_ms),
        rows=row.rows,
        handled=row.handled,
        made=row.made,
        changed=row.changed,
        taken=row.taken,
        refused=row.refused,
        consents=row.consents,
        consents_without_proof=row.consents_without_proof,
        imported_by=row.actor_id,
        imported_at=row.at_ms,
        repeats=repeats,
        has_errors=bool(row.errors),
        first_errors=_first(errors),
        reasons=_reasons(errors),
    )


def _reasons(errors: Sequence[RowError]) -> list[RowReasonView]:
    return [
        RowReasonView(column=reason.column, message=reason.message, taken=reason.is_taken, rows=reason.rows)
        for reason in reasons_of(errors)[:_SHOWN]
    ]


def _first(errors: tuple[RowError, ...]) -> list[RowErrorView]:
    return [
        RowErrorView(row=error.number, column=error.column, message=error.message, taken=error.is_taken)
        for error in sorted(errors, key=lambda each: each.number)[:_SHOWN]
    ]
