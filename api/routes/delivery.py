"""What the gates between a message and its receiver go by: the tenant's policy, the suppression list, send times."""

import csv
import io
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field, StrictBool, StrictStr

from api.auth import Caller, requires
from api.sheets import csv_line
from api.state import State
from api.wire import Body, Instant, ShownInstant, View, if_match, show_instant
from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.delivery import rules, service
from domain.delivery.values import (
    DeliveryPolicy,
    IdentityType,
    Listed,
    NewSuppression,
    OpensByHour,
    Receiver,
    SuppressionReason,
)
from domain.errors import InvalidInput, NotFound
from domain.identity.values import Permission
from domain.messages import service as messages
from domain.paging import MAX_PAGE

router = APIRouter(prefix="/api/v1/delivery", tags=["delivery"])

Reader = Annotated[Caller, requires(Permission.JOURNEY_READ)]
Writer = Annotated[Caller, requires(Permission.JOURNEY_WRITE)]
PeopleReader = Annotated[Caller, requires(Permission.PROFILE_READ)]
PeopleWriter = Annotated[Caller, requires(Permission.PROFILE_WRITE)]

MOST_AT_ONCE: Final = 5_000
MOST_LINES: Final = 100_000
_MOST_FAULTS: Final = 1_000
_CSV: Final = "text/csv; charset=utf-8"


class PolicyView(View):
    policy: DeliveryPolicy
    revision: int
    """Send it back in If-Match to change what you have read, and nothing newer."""
    is_readable: bool
    """False for a policy that can no longer be read: until it is replaced, nothing that it could hold back goes out."""
    changed_by: str
    """Empty while it is our defaults."""
    changed_at: ShownInstant | None


class SuppressionBody(Body):
    kind: IdentityType
    value: Annotated[StrictStr, Field(min_length=1, max_length=254, pattern=r"^[^\x00-\x1f\x7f]+$")]
    """An e-mail address, a number like +14155550100, a person's id; or the list's hash, with is_hash."""
    is_hash: StrictBool = False
    channel: Channel | None = None
    """All channels, if left out."""
    reason: SuppressionReason = SuppressionReason.ADMIN_ACTION
    until: Instant | None = None
    """For good, if left out."""
    note: Annotated[StrictStr, Field(max_length=500)] = ""

    def as_value(self) -> NewSuppression:
        return NewSuppression(
            kind=self.kind,
            value=self.value,
            is_hash=self.is_hash,
            channel=self.channel,
            reason=self.reason,
            until_ms=self.until,
            note=self.note,
        )


class SuppressionsBody(Body):
    entries: Annotated[list[SuppressionBody], Field(min_length=1, max_length=MOST_AT_ONCE)]


class IdentityBody(Body):
    kind: IdentityType
    value: Annotated[StrictStr, Field(min_length=1, max_length=254)]


class CheckBody(Body):
    identities: Annotated[list[IdentityBody], Field(min_length=1, max_length=500)]


class SuppressionQuery(Body):
    """Which entries: of a channel, for a reason."""

    channel: Channel | None = None
    reason: SuppressionReason | None = None
    cursor: Annotated[str | None, Field(max_length=1_000)] = None
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE)] = 50


class SuppressionView(View):
    identity: str
    """The salted hash that is all we keep."""
    kind: IdentityType
    channel: Channel | None
    reason: SuppressionReason
    until: ShownInstant | None
    note: str
    added_by: str
    added_at: ShownInstant


class SuppressionPage(View):
    entries: list[SuppressionView]
    next_cursor: str | None


class AddedView(View):
    identities: list[str]


class ReleasedView(View):
    released: int


class LineFault(View):
    line: int
    field: str | None
    message: str
    remedy: str | None


class ImportedView(View):
    added: int
    faults: list[LineFault]
    """Of lines that were left out, the first thousand."""


class HabitView(View):
    whose: str
    messages: int
    opens_by_hour: list[int]
    """24 counts, by the hour of the receiver's own day."""


class SendTimeView(View):
    method: str
    """Whose habits are followed: personal_optimal from 50 messages on, cohort_based, global_best, fallback."""
    hour: int
    time_zone: str
    personal: HabitView
    cohort: HabitView
    everybody: HabitView


# The policy


@router.get("/policy")
async def get_policy(state: State, caller: Reader, response: Response) -> PolicyView:
    """Caps, quiet hours, holdout, consent and throttles; our defaults until somebody says otherwise."""
    async with state.journeys.reading(caller.tenant_id) as session:
        return _policy(await service.settings(session), response)


@router.put("/policy")
async def put_policy(
    policy: DeliveryPolicy,
    state: State,
    caller: Writer,
    response: Response,
    if_match_header: Annotated[str | None, Header(alias="If-Match")] = None,
) -> PolicyView:
    """Replace all of it. It holds for every message that has not been claimed yet, waiting ones included."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        settings = await service.change_policy(
            session,
            policy,
            expected_revision=if_match(if_match_header),
            actor_id=caller.user_id,
            now_ms=state.clock_ms(),
        )
        return _policy(settings, response)


# The suppression list


@router.get("/suppressions")
async def list_suppressions(
    wanted: Annotated[SuppressionQuery, Query()], state: State, caller: PeopleReader
) -> SuppressionPage:
    async with state.journeys.reading(caller.tenant_id) as session:
        page = await service.list_suppressions(
            session, channel=wanted.channel, reason=wanted.reason, cursor=wanted.cursor, limit=wanted.limit
        )
    return SuppressionPage(entries=[_entry(each) for each in page.items], next_cursor=page.next_cursor)


@router.post("/suppressions", status_code=201)
async def add_suppressions(body: SuppressionsBody, state: State, caller: PeopleWriter) -> AddedView:
    """Put up to 5,000 on the list at once, all or none. Who is on it already stays for the longer of both."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        identities = await service.suppress(
            session,
            [entry.as_value() for entry in body.entries],
            actor_id=caller.user_id,
            now_ms=state.clock_ms(),
        )
    return AddedView(identities=identities)


@router.post("/suppressions/remove")
async def remove_suppressions(body: SuppressionsBody, state: State, caller: PeopleWriter) -> ReleasedView:
    """Take up to 5,000 off the list; each on the channel it names, or where it holds for all channels."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        return ReleasedView(released=await service.release(session, [entry.as_value() for entry in body.entries]))


@router.delete("/suppressions/{identity}", status_code=204)
async def remove_suppression(
    identity: str, state: State, caller: PeopleWriter, channel: Channel | None = None
) -> Response:
    """Take one entry off the list, by the hash the list shows."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        if not await service.release_listed(session, identity, channel):
            raise NotFound("the list has no such entry", field="identity", remedy="Name its channel as the list does.")
    return Response(status_code=204)


@router.post("/suppressions/check")
async def check_suppressions(body: CheckBody, state: State, caller: PeopleReader) -> list[SuppressionView]:
    """What the list has of these addresses, numbers and people; nothing where they may be written to."""
    async with state.journeys.reading(caller.tenant_id) as session:
        entries = await service.entries_of(session, [(each.kind, each.value) for each in body.identities])
    return [_entry(each) for each in entries]


@router.post("/suppressions/import")
async def import_suppressions(request: Request, state: State, caller: PeopleWriter) -> ImportedView:
    """A CSV file with the columns kind, value, channel, reason, until, note; what an export gave comes in again.

    Lines that cannot be read are left out and listed; the others are added.
    """
    entries, faults = _read_file(await request.body())
    for start in range(0, len(entries), MOST_AT_ONCE):
        async with state.journeys.tenant(caller.tenant_id) as session:
            await service.suppress(
                session, entries[start : start + MOST_AT_ONCE], actor_id=caller.user_id, now_ms=state.clock_ms()
            )
    return ImportedView(added=len(entries), faults=faults[:_MOST_FAULTS])


@router.get("/suppressions/export", response_class=StreamingResponse)
async def export_suppressions(state: State, caller: PeopleReader) -> StreamingResponse:
    """The whole list as CSV. Of identities it has the hashes alone: that is all there is."""
    headers = {"Content-Disposition": 'attachment; filename="suppressions.csv"'}
    return StreamingResponse(_lines(state, caller.tenant_id), media_type=_CSV, headers=headers)


# Send times


@router.get("/send-times")
async def get_send_time(
    state: State, caller: PeopleReader, person_id: Annotated[str, Query(max_length=128)], channel: Channel
) -> SendTimeView:
    """When a message that asks for the best time would go to this person, and what that was learned from."""
    async with state.journeys.reading(caller.tenant_id) as session:
        contact = await contacts.get(session, person_id)
        known = await service.settings(session)
        sends = await messages.sends_by_person(session, [person_id])
        receiver = Receiver(person_id=person_id, time_zone=contact.time_zone)
        best = await service.best_time(session, receiver, channel, known=known, sends=sends)
    return SendTimeView(
        method=best.method.value,
        hour=best.hour,
        time_zone=best.time_zone,
        personal=_habit("person", best.personal),
        cohort=_habit("people of the same time zone", best.cohort),
        everybody=_habit("everybody", best.everybody),
    )


def _policy(settings: service.Settings, response: Response) -> PolicyView:
    response.headers["ETag"] = f'"{settings.revision}"'
    return PolicyView(
        policy=settings.policy,
        revision=settings.revision,
        is_readable=settings.is_readable,
        changed_by=settings.changed_by,
        changed_at=settings.changed_at_ms,
    )


def _entry(entry: Listed) -> SuppressionView:
    return SuppressionView(
        identity=entry.identity,
        kind=entry.kind,
        channel=entry.channel,
        reason=entry.reason,
        until=entry.until_ms,
        note=entry.note,
        added_by=entry.added_by,
        added_at=entry.added_at_ms,
    )


def _habit(whose: str, habit: OpensByHour) -> HabitView:
    return HabitView(whose=whose, messages=habit.messages, opens_by_hour=list(habit.opens))


def _read_file(body: bytes) -> tuple[list[NewSuppression], list[LineFault]]:
    """Raises ``InvalidInput`` for what is no such file at all."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput("is not UTF-8 text", field="body", remedy="Save the file as UTF-8.") from error
    lines = csv.DictReader(io.StringIO(text, newline=""))
    missing = {"kind", "value", "reason"} - set(lines.fieldnames or ())
    if missing:
        raise InvalidInput(
            f"has no column {', '.join(sorted(missing))}",
            field="body",
            remedy=f"Begin with the line {','.join(rules.COLUMNS)}.",
        )
    entries: list[NewSuppression] = []
    faults: list[LineFault] = []
    try:
        for number, line in enumerate(lines, start=2):
            if number > MOST_LINES + 1:
                raise InvalidInput(f"has more than {MOST_LINES:,} lines", field="body", remedy="Split the file.")
            try:
                entries.append(rules.read_line(line))
            except InvalidInput as error:
                faults.append(LineFault(line=number, field=error.field, message=error.message, remedy=error.remedy))
    except csv.Error as error:
        raise InvalidInput(f"is not a CSV file: {error}", field="body", remedy="Quote texts with commas.") from error
    return entries, faults


async def _lines(state: State, tenant_id: str) -> AsyncIterator[str]:
    yield csv_line(rules.EXPORTED)
    cursor: str | None = None
    while True:
        async with state.journeys.reading(tenant_id) as session:
            page = await service.list_suppressions(session, channel=None, reason=None, cursor=cursor, limit=MAX_PAGE)
        yield "".join(csv_line(_columns(entry)) for entry in page.items)
        cursor = page.next_cursor
        if cursor is None:
            return


def _columns(entry: Listed) -> tuple[Any, ...]:
    return (
        entry.kind,
        entry.identity,
        entry.channel or "",
        entry.reason,
        show_instant(entry.until_ms) if entry.until_ms is not None else "",
        entry.note,
        "true",
        show_instant(entry.added_at_ms),
        entry.added_by,
    )
