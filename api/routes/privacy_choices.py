"""What people said about their data, with what shows it, and their opt-outs of its sale and sharing."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from api.auth import Caller, requires
from api.consents import SaidView, SaleView, ShownBy, said_view, sale_view
from api.routes.contacts import IdentityText, PersonIdPath, Reader, Writer, said_at
from api.state import State
from api.wire import Body, Instant, ShownInstant, View
from domain.behaviour.happenings import service as happenings
from domain.contacts import service
from domain.contacts.values import IdentityKind
from domain.delivery.values import ConsentState
from domain.identity.values import Permission

router = APIRouter(prefix="/api/v1", tags=["contacts"])

Guardian = Annotated[Caller, requires(Permission.PRIVACY_WRITE)]


class WhoseBody(Body):
    kind: IdentityKind
    value: IdentityText


class OptOutBody(ShownBy):
    at: Instant | None = None
    """When they said so, which does not lie ahead; now, if left out."""


class OptOutsBody(OptOutBody):
    identities: Annotated[list[WhoseBody], Field(min_length=1, max_length=1_000)]
    """Each is somebody's; nobody need be known by it."""


class ConsentsView(View):
    """All that somebody said, the oldest first. It is kept until they are erased."""

    person_id: str
    sale_or_sharing: SaleView
    consents: list[SaidView]


class OptOutView(View):
    """What is kept of an identity, known or not; of what it is, only a hash."""

    state: ConsentState
    """`denied`, or `unknown`."""
    how: str
    since: ShownInstant | None


@router.get("/contacts/{person_id}/consents")
async def list_consents(person_id: PersonIdPath, state: State, caller: Reader) -> ConsentsView:
    """Every consent given or withdrawn: for what, when, how, to which text, and who put it on record."""
    async with state.journeys.reading(caller.tenant_id) as session:
        contact = await service.get(session, person_id)
        _, rows = await service.history(session, contact.person_id)
    return ConsentsView(
        person_id=contact.person_id, sale_or_sharing=sale_view(contact), consents=[said_view(row) for row in rows]
    )


@router.post("/contacts/{person_id}/opt-out")
async def opt_person_out(person_id: PersonIdPath, body: OptOutBody, state: State, caller: Writer) -> ConsentsView:
    """They opt out of the sale and sharing of their data, by everything they are known by, now and later."""
    now_ms = state.clock_ms()
    at_ms = said_at(body.at, field="at", now_ms=now_ms)
    async with state.journeys.tenant(caller.tenant_id) as session:
        changed = await service.opt_person_out(
            session, person_id, body.evidence(caller.user_id), proof=body.proof, at_ms=at_ms, now_ms=now_ms
        )
        pokes = await happenings.follow_change(session, changed, now_ms=now_ms)
    state.poke(caller.tenant_id, pokes)
    return await list_consents(person_id, state, caller)


@router.post("/contacts/{person_id}/opt-in")
async def opt_person_in(person_id: PersonIdPath, body: OptOutBody, state: State, caller: Guardian) -> ConsentsView:
    """They take their opt-out back themselves: say by which act of theirs, later than the opt-out, and what shows it.

    Nothing else takes it back, no import and no other system. Whoever opted out is not to be asked for twelve months.
    """
    now_ms = state.clock_ms()
    at_ms = said_at(body.at, field="at", now_ms=now_ms)
    async with state.journeys.tenant(caller.tenant_id) as session:
        changed = await service.opt_in(
            session, person_id, body.evidence(caller.user_id), proof=body.proof, at_ms=at_ms, now_ms=now_ms
        )
        pokes = await happenings.follow_change(session, changed, now_ms=now_ms)
    state.poke(caller.tenant_id, pokes)
    return await list_consents(person_id, state, caller)


@router.post("/opt-outs", status_code=204)
async def opt_identities_out(body: OptOutsBody, state: State, caller: Writer) -> None:
    """Whoever has one of these identities, now or later, opts out of the sale and sharing of their data."""
    now_ms = state.clock_ms()
    at_ms = said_at(body.at, field="at", now_ms=now_ms)
    async with state.journeys.tenant(caller.tenant_id) as session:
        changed = await service.opt_out(
            session,
            [(each.kind.value, each.value) for each in body.identities],
            body.evidence(caller.user_id),
            proof=body.proof,
            at_ms=at_ms,
            now_ms=now_ms,
        )
        pokes = await happenings.follow_change(session, changed, now_ms=now_ms)
    state.poke(caller.tenant_id, pokes)


@router.get("/opt-outs/lookup")
async def find_opt_out(
    state: State,
    caller: Reader,
    kind: IdentityKind,
    value: Annotated[str, Query(min_length=1, max_length=320)],
) -> OptOutView:
    """Whether whoever has this identity has opted out, known or not."""
    async with state.journeys.reading(caller.tenant_id) as session:
        found = await service.opted_out(session, (kind.value, value))
    if found is None:
        return OptOutView(state=ConsentState.UNKNOWN, how="", since=None)
    return OptOutView(state=ConsentState.DENIED, how=found.how, since=found.since_ms)
