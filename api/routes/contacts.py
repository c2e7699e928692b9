"""People a tenant may write to: what is known of them, by which ids, on which devices, and what they consented to."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query
from msgspec import UNSET, UnsetType
from pydantic import Field, JsonValue, StrictStr

from api.auth import Caller, requires
from api.consents import SaidView, SaleView, ShownBy, said_view, sale_view
from api.state import State
from api.wire import Body, Cursor, Instant, Limit, ShownInstant, View
from domain.behaviour import service as behaviour
from domain.behaviour.happenings import service as happenings
from domain.behaviour.persons import service as persons
from domain.behaviour.values import CustomerEvent
from domain.campaigns.values import Channel
from domain.contacts import service
from domain.contacts.names.rules import name_of
from domain.contacts.rules import known_time_zone, lies_ahead, normal_identity, normal_locale, unreachable
from domain.contacts.values import (
    MAX_ATTRIBUTES,
    SALE,
    Changed,
    Consent,
    Contact,
    ContactChange,
    Device,
    DevicePlatform,
    Identity,
    IdentityKind,
)
from domain.delivery.values import ConsentState, Purpose
from domain.errors import InvalidInput, NotFound
from domain.identity.values import Permission
from domain.paging import Position, read_cursor, write_cursor

router = APIRouter(prefix="/api/v1/contacts", tags=["contacts"])

Reader = Annotated[Caller, requires(Permission.PROFILE_READ)]
Writer = Annotated[Caller, requires(Permission.PROFILE_WRITE)]
PersonIdPath = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[!-~]+$")]
IdentityText = Annotated[StrictStr, Field(min_length=1, max_length=320)]
_BY_ID: Final = "person_id"
_BY_TIME: Final = "at"


class DeviceBody(Body):
    platform: DevicePlatform
    token: Annotated[StrictStr, Field(min_length=1, max_length=4_096)]
    """What the push service gave the installation; for a browser, its subscription as JSON."""
    app: Annotated[StrictStr, Field(max_length=200)] = ""


class ConsentBody(ShownBy):
    channel: Channel
    purpose: Purpose = Purpose.MARKETING
    state: ConsentState
    at: Instant | None = None
    """When it was said, which does not lie ahead; now, if left out."""


class ContactBody(Body):
    """What to make of a person. Everything left out stays as it is."""

    identities: dict[IdentityKind, IdentityText | Annotated[list[IdentityText], Field(max_length=20)]] = Field(
        default_factory=dict
    )
    """Known by these too. One that is somebody else's brings both together, where their external ids allow it."""
    attributes: Annotated[dict[str, JsonValue], Field(default_factory=dict, max_length=MAX_ATTRIBUTES)]
    """Set these; null removes one."""
    devices: Annotated[list[DeviceBody], Field(default_factory=list, max_length=20)]
    consents: Annotated[list[ConsentBody], Field(default_factory=list, max_length=50)]
    time_zone: Annotated[StrictStr, Field(max_length=60)] | None = None
    locale: Annotated[StrictStr, Field(max_length=20)] | None = None
    preferred_channel: Channel | None = None


class MergeBody(Body):
    other_id: Annotated[StrictStr, Field(min_length=1, max_length=64, pattern=r"^[!-~]+$")]
    """Who is the same person."""


class DeviceView(View):
    platform: DevicePlatform
    token: str
    app: str
    is_valid: bool
    """False once a push service said that nobody is there."""
    seen_at: ShownInstant


class ConsentView(View):
    channel: str
    purpose: str
    state: ConsentState
    since: ShownInstant


class ContactView(View):
    person_id: str
    """Another one than asked for, once they turned out to be somebody else."""
    name: str
    """By `first_name` and `last_name`, else by `name` or `full_name`; empty where no attribute says it."""
    identities: dict[str, list[str]]
    attributes: dict[str, JsonValue]
    devices: list[DeviceView]
    consents: list[ConsentView]
    time_zone: str
    locale: str
    preferred_channel: str
    sale_or_sharing: SaleView
    unreachable: dict[str, str]
    """Why nothing on these channels could reach them; channels that are not named could."""
    created_at: ShownInstant
    updated_at: ShownInstant


class RefusedIdentityView(View):
    """An identity that stayed with whom it belongs to."""

    kind: str
    value: str
    owner_id: str
    reason: str


class ChangedView(View):
    contact: ContactView
    absorbed: list[str]
    """Records that turned out to be this person, and are this person from now on."""
    refused: list[RefusedIdentityView]


class ContactPage(View):
    contacts: list[ContactView]
    next_cursor: str | None


class FoundView(View):
    contacts: list[ContactView]
    has_more: bool
    """There are others whose names begin so: send more of the name."""


class MergeView(View):
    absorbed_id: str
    cause: str
    identity: str
    """What both were known by, where that was the cause."""
    at: ShownInstant
    attributes: dict[str, JsonValue]
    """As the absorbed record had them."""
    identities: dict[str, list[str]]


class HistoryView(View):
    """Who somebody was besides, and all they ever said about being written to, the oldest first."""

    merges: list[MergeView]
    consents: list[SaidView]


class EventView(View):
    event_id: str
    name: str
    at: ShownInstant
    received_at: ShownInstant
    source: str
    properties: dict[str, JsonValue]


class EventPage(View):
    events: list[EventView]
    next_cursor: str | None


@router.get("")
async def list_contacts(state: State, caller: Reader, cursor: Cursor = None, limit: Limit = 50) -> ContactPage:
    """Everybody, page by page, in the order in which they became known."""
    position = read_cursor(_BY_ID, cursor)
    async with state.journeys.reading(caller.tenant_id) as session:
        found = await service.page(session, after=position.id if position else "", limit=limit)
    last = found[-1].person_id if len(found) == limit else None
    return ContactPage(
        contacts=[view_of(contact) for contact in found],
        next_cursor=write_cursor(_BY_ID, Position(last, last)) if last else None,
    )


@router.post("", status_code=200)
async def put_contact(body: ContactBody, state: State, caller: Writer) -> ChangedView:
    """Whoever is known by these identities, else somebody new, with everything else as it is said here."""
    now_ms = state.clock_ms()
    async with state.journeys.tenant(caller.tenant_id) as session:
        person_id, changed = await service.create(session, _change(body, caller.user_id, now_ms), now_ms=now_ms)
        if not any(body.identities.values()):
            raise InvalidInput(
                "somebody who is known by nothing cannot be found again",
                field="identities",
                remedy="Send an external_id, an address or a number of theirs.",
            )
        pokes = await happenings.follow_change(session, changed, now_ms=now_ms)
        contact = await service.get(session, person_id)
    state.poke(caller.tenant_id, pokes)
    return _changed_view(contact, changed)


@router.get("/lookup")
async def find_contact(
    state: State,
    caller: Reader,
    kind: IdentityKind,
    value: Annotated[str, Query(min_length=1, max_length=320)],
) -> ContactView:
    """Whoever is known by an identity, however it is written."""
    identity = normal_identity(kind, value)
    async with state.journeys.reading(caller.tenant_id) as session:
        found = await service.find_many(session, [identity])
        if identity not in found:
            raise NotFound("nobody is known by that", field="value", remedy="Import them, or send an event of theirs.")
        return view_of(await service.get(session, found[identity]))


@router.get("/search")
async def search_contacts(
    state: State,
    caller: Reader,
    q: Annotated[str, Query(max_length=320, description="Two letters or more, in small or capital letters")],
) -> FoundView:
    """People whose first or last name begins with these words, accents or not, and whoever is known by exactly them: 20 at most."""
    async with state.journeys.reading(caller.tenant_id) as session:
        found, has_more = await service.search(session, q)
    return FoundView(contacts=[view_of(contact) for contact in found], has_more=has_more)


@router.get("/{person_id}")
async def get_contact(person_id: PersonIdPath, state: State, caller: Reader) -> ContactView:
    """One person; who was merged away is answered with who they are now."""
    async with state.journeys.reading(caller.tenant_id) as session:
        return view_of(await service.get(session, person_id))


@router.patch("/{person_id}")
async def change_contact(person_id: PersonIdPath, body: ContactBody, state: State, caller: Writer) -> ChangedView:
    """Change what is said here, and nothing else. Consents are kept for good, with their proof."""
    now_ms = state.clock_ms()
    async with state.journeys.tenant(caller.tenant_id) as session:
        changed = await service.change(session, person_id, _change(body, caller.user_id, now_ms), now_ms=now_ms)
        pokes = await happenings.follow_change(session, changed, now_ms=now_ms)
        contact = await service.get(session, person_id)
    state.poke(caller.tenant_id, pokes)
    return _changed_view(contact, changed)


@router.post("/{person_id}/merge")
async def merge_contacts(person_id: PersonIdPath, body: MergeBody, state: State, caller: Writer) -> ChangedView:
    """Make one person of two, because you know that they are. Whoever has an external id survives, else who is older."""
    now_ms = state.clock_ms()
    async with state.journeys.tenant(caller.tenant_id) as session:
        changed = await service.merge(session, person_id, body.other_id, now_ms=now_ms)
        pokes = await happenings.follow_change(session, changed, now_ms=now_ms)
        contact = await service.get(session, person_id)
    state.poke(caller.tenant_id, pokes)
    return _changed_view(contact, changed)


@router.delete("/{person_id}", status_code=204)
async def erase_contact(person_id: PersonIdPath, state: State, caller: Writer) -> None:
    """Forget a person, everybody they ever were, what they did and where they belonged. There is no way back.

    What has not been sent yet never is, and their journeys end. That they refused to be written to goes on holding, by a
    hash of the address that nobody can read.
    """
    now_ms = state.clock_ms()
    async with state.journeys.tenant(caller.tenant_id) as session:
        pokes = await persons.erase(session, person_id, actor_id=caller.user_id, now_ms=now_ms)
    state.poke(caller.tenant_id, pokes)


@router.delete("/{person_id}/devices", status_code=204)
async def remove_device(
    person_id: PersonIdPath, token: Annotated[str, Query(min_length=1, max_length=4_096)], state: State, caller: Writer
) -> None:
    """Push to an installation no longer, until it says again that it is there."""
    now_ms = state.clock_ms()
    async with state.journeys.tenant(caller.tenant_id) as session:
        contact = await service.get(session, person_id)
        known = [device for device in contact.devices if device.token == token]
        if not known:
            raise NotFound("they have no such installation", field="token")
        gone = Device(known[0].platform, token, known[0].app, is_valid=False, seen_at_ms=now_ms)
        await service.change(session, person_id, ContactChange(devices=(gone,)), now_ms=now_ms)


@router.get("/{person_id}/history")
async def contact_history(person_id: PersonIdPath, state: State, caller: Reader) -> HistoryView:
    """Who somebody was besides, and every consent given or withdrawn with its proof."""
    async with state.journeys.reading(caller.tenant_id) as session:
        contact = await service.get(session, person_id)
        merges, consents = await service.history(session, contact.person_id)
    return HistoryView(
        merges=[
            MergeView(
                absorbed_id=row.absorbed_id,
                cause=row.cause,
                identity=row.identity,
                at=row.at_ms,
                attributes=(was := service.before_merge(row)).attributes,
                identities=_listed(was.identities),
            )
            for row in merges
        ],
        consents=[said_view(row) for row in consents],
    )


@router.get("/{person_id}/events")
async def contact_events(
    person_id: PersonIdPath, state: State, caller: Reader, cursor: Cursor = None, limit: Limit = 50
) -> EventPage:
    """What somebody did, the newest first."""
    position = read_cursor(_BY_TIME, cursor, int)
    before = (int(position.value), position.id) if position else None
    async with state.journeys.reading(caller.tenant_id) as session:
        contact = await service.get(session, person_id)
        found = await behaviour.timeline(session, contact.person_id, before=before, limit=limit)
    last = found[-1] if len(found) == limit else None
    return EventPage(
        events=[_event_view(event) for event in found],
        next_cursor=write_cursor(_BY_TIME, Position(last.at_ms, last.event_id)) if last else None,
    )


def view_of(contact: Contact) -> ContactView:
    return ContactView(
        person_id=contact.person_id,
        name=name_of(contact.attributes),
        identities=_listed(contact.identities),
        attributes=contact.attributes,
        devices=[
            DeviceView(
                platform=device.platform,
                token=device.token,
                app=device.app,
                is_valid=device.is_valid,
                seen_at=device.seen_at_ms,
            )
            for device in contact.devices
        ],
        consents=[
            ConsentView(
                channel=key.partition("/")[0],
                purpose=key.partition("/")[2],
                state=state,
                since=contact.consented_at_ms.get(key, 0),
            )
            for key, state in sorted(contact.consents.items())
            if key != SALE
        ],
        time_zone=contact.time_zone,
        locale=contact.locale,
        preferred_channel=contact.preferred_channel,
        sale_or_sharing=sale_view(contact),
        unreachable={channel.value: why for channel in Channel if (why := unreachable(contact, channel))},
        created_at=contact.created_at_ms,
        updated_at=contact.updated_at_ms,
    )


def _change(body: ContactBody, by: str, now_ms: int) -> ContactChange:
    identities: list[Identity] = []
    for kind, values in body.identities.items():
        identities += [normal_identity(kind, value) for value in ([values] if isinstance(values, str) else values)]
    preferred = body.preferred_channel.value if body.preferred_channel else None
    return ContactChange(
        attributes=body.attributes,
        identities=tuple(identities),
        devices=tuple(Device(each.platform, each.token, each.app, seen_at_ms=now_ms) for each in body.devices),
        consents=tuple(
            Consent(
                channel=each.channel,
                purpose=each.purpose,
                state=each.state,
                at_ms=said_at(each.at, field=f"consents.{place}.at", now_ms=now_ms),
                proof=each.proof,
                evidence=each.evidence(by),
            )
            for place, each in enumerate(body.consents)
        ),
        time_zone=_said(body, "time_zone", known_time_zone(body.time_zone) if body.time_zone else None),
        locale=_said(body, "locale", normal_locale(body.locale) if body.locale else None),
        preferred_channel=_said(body, "preferred_channel", preferred),
    )


def said_at(at_ms: int | None, *, field: str, now_ms: int) -> int:
    """When something was said; now, where nothing says when. Raises ``InvalidInput``."""
    if at_ms is None:
        return now_ms
    if lies_ahead(at_ms, now_ms=now_ms):
        raise InvalidInput("lies ahead", field=field, remedy="Send when it was said, or leave it out for now.")
    return min(at_ms, now_ms)


def _said(body: ContactBody, field: str, value: str | None) -> str | UnsetType:
    """Null empties a field; one that is left out stays as it is."""
    return (value or "") if field in body.model_fields_set else UNSET


def _changed_view(contact: Contact, changed: Changed) -> ChangedView:
    return ChangedView(
        contact=view_of(contact),
        absorbed=[merge.absorbed_id for merge in changed.merges],
        refused=[
            RefusedIdentityView(
                kind=claim.identity[0], value=claim.identity[1], owner_id=claim.owner_id, reason=claim.reason
            )
            for claim in changed.refused
        ],
    )


def _event_view(event: CustomerEvent) -> EventView:
    return EventView(
        event_id=event.event_id,
        name=event.name,
        at=event.at_ms,
        received_at=event.received_at_ms,
        source=event.source,
        properties=event.properties,
    )


def _listed(identities: dict[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {kind: list(values) for kind, values in identities.items()}
