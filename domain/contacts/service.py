"""Use cases of contacts, on a tenant's session. Everything that takes many people takes them in a few statements."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.contacts import repository
from domain.contacts.rosters.rules import Roster
from domain.contacts.rules import check_attributes, normal_identity
from domain.contacts.tables import ConsentRecord, ContactMerge
from domain.contacts.values import (
    AttributeDefinition,
    AttributeType,
    Changed,
    Contact,
    ContactChange,
    Identity,
    Merge,
    MergeCause,
)
from domain.errors import Conflict, NotFound, Unavailable
from domain.ids import IdSource
from domain.records import tenant_of

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Contact).decode
_new = IdSource()
_LOOKS: Final = 3


async def load(session: AsyncSession, person_ids: Collection[str]) -> dict[str, Contact]:
    """Those of them who are known, by the id asked for; who was merged away is answered with the survivor."""
    found, became = await _read(session, person_ids, to_change=False)
    return {
        person_id: found[survivor]
        for person_id in person_ids
        if (survivor := became.get(person_id, person_id)) in found
    }


async def get(session: AsyncSession, person_id: str) -> Contact:
    """Raises ``NotFound``."""
    found = await load(session, [person_id])
    if person_id not in found:
        raise NotFound(f"nobody is known as '{person_id}'", field="person_id", remedy="Import them, or send an event.")
    return found[person_id]


async def page(session: AsyncSession, *, after: str = "", limit: int) -> list[Contact]:
    """The next people beyond ``after``, in the order of their ids."""
    return [_decode(document) for document in await repository.page(session, after=after, limit=limit)]


async def merged_into(session: AsyncSession, person_ids: Collection[str]) -> dict[str, str]:
    """Who of these people is somebody else by now, and whom; nothing else is read of anybody."""
    return await repository.merged_into(session, person_ids)


async def absorbed_by(session: AsyncSession, person_ids: Collection[str]) -> dict[str, str]:
    """Who became one of these people, and which."""
    return await repository.absorbed_by(session, person_ids)


async def find_many(session: AsyncSession, identities: Collection[Identity]) -> dict[Identity, str]:
    """Whose these identities are; those that are nobody's are left out. Values are in normal form."""
    return await repository.owners(session, identities)


async def change(session: AsyncSession, person_id: str, change: ContactChange, *, now_ms: int) -> Changed:
    """``change_many`` of one. Raises ``NotFound`` for who is unknown, ``InvalidInput`` for attributes that do not fit."""
    return await change_many(session, {person_id: change}, now_ms=now_ms)


async def change_many(session: AsyncSession, changes: Mapping[str, ContactChange], *, now_ms: int) -> Changed:
    """Apply each change to its person. People merged away are changed as who they are now.

    Raises ``NotFound`` when one is unknown, ``InvalidInput`` when an attribute does not fit its definition.
    """
    named = [identity for change in changes.values() for identity in change.identities]
    roster = await roster_of(session, named, person_ids=changes.keys())
    types = await definitions(session) if any(change.attributes for change in changes.values()) else {}
    for person_id, change in changes.items():
        if roster.now(person_id) not in roster.contacts:
            raise NotFound(f"nobody is known as '{person_id}'", field="person_id")
        for fault in check_attributes(change.attributes, types):
            raise fault
        roster.change(person_id, change, now_ms=now_ms)
    return await write(session, roster, now_ms=now_ms)


async def create(session: AsyncSession, change: ContactChange, *, now_ms: int) -> tuple[str, Changed]:
    """Whoever is known by the change's identities, else somebody new, changed. The person's id, and what happened.

    Raises ``InvalidInput`` when an attribute does not fit its definition.
    """
    for fault in check_attributes(change.attributes, await definitions(session)):
        raise fault
    roster = await roster_of(session, change.identities)
    who = roster.change("", change, now_ms=now_ms)
    return who, await write(session, roster, now_ms=now_ms)


async def merge(session: AsyncSession, person_id: str, other_id: str, *, now_ms: int) -> Changed:
    """Make one person of two, because somebody says so. Raises ``NotFound``, and ``Conflict`` for one and the same."""
    roster = await roster_of(session, (), person_ids=(person_id, other_id))
    for each in (person_id, other_id):
        if roster.now(each) not in roster.contacts:
            raise NotFound(f"nobody is known as '{each}'", field="person_id")
    if roster.now(person_id) == roster.now(other_id):
        raise Conflict("they are one person already", field="other_id", remedy="Nothing is left to do.")
    roster.merge(person_id, other_id, MergeCause.REQUESTED, now_ms=now_ms)
    return await write(session, roster, now_ms=now_ms)


async def erase(session: AsyncSession, person_id: str) -> tuple[str, ...]:
    """Forget a person here, with everybody they ever were; the ids of all of them. Raises ``NotFound``."""
    contact = await get(session, person_id)
    everybody = (contact.person_id, *(each.absorbed_id for each in await repository.merges(session, contact.person_id)))
    await repository.erase(session, everybody)
    return everybody


async def history(session: AsyncSession, person_id: str) -> tuple[Sequence[ContactMerge], Sequence[ConsentRecord]]:
    """Who a person was besides, and all they ever said about being written to, the oldest first."""
    merges = await repository.merges(session, person_id)
    everybody = [person_id, *(each.absorbed_id for each in merges)]
    return merges, await repository.consents(session, everybody)


def before_merge(row: ContactMerge) -> Contact:
    """What was known of an absorbed record until it became part of another."""
    return _decode(row.document)


async def definitions(session: AsyncSession) -> dict[str, AttributeDefinition]:
    """What the tenant says of its attributes, by name."""
    return {
        row.name: AttributeDefinition(
            name=row.name, type=AttributeType(row.type), description=row.description, is_personal=row.is_personal
        )
        for row in await repository.definitions(session)
    }


async def define(session: AsyncSession, definition: AttributeDefinition) -> None:
    """Say what an attribute is from now on; values that are there already stay as they are."""
    await repository.save_definition(
        session, {"tenant_id": tenant_of(session), **msgspec.structs.asdict(definition), "type": definition.type.value}
    )


async def undefine(session: AsyncSession, name: str) -> None:
    """Raises ``NotFound``."""
    if not await repository.forget_definition(session, name):
        raise NotFound(f"the attribute '{name}' is not defined", field="name")


# Many at once: gather, work in memory, write


async def roster_of(session: AsyncSession, identities: Iterable[Identity], *, person_ids: Iterable[str] = ()) -> Roster:
    """Everybody concerned, locked until the transaction ends, to be changed in memory and then written with ``write``."""
    claims = {normal_identity(kind, value) for kind, value in identities}
    asked = set(person_ids)
    owners = await repository.owners(session, claims)
    for _ in range(_LOOKS):
        found, became = await _read(session, asked | set(owners.values()), to_change=True)
        if session.get_bind().dialect.name == "sqlite":
            break
        seen, owners = owners, await repository.owners(session, claims)
        if seen == owners:
            break
    else:
        raise Unavailable("the people concerned are being merged by somebody else", retry_after_s=1)
    return Roster(contacts=found, owners=owners, new_id=lambda: _new("per"), became=became)


async def write(session: AsyncSession, roster: Roster, *, now_ms: int) -> Changed:
    """Keep what became of a roster. Raises ``Unavailable`` when somebody else was quicker to claim an identity."""
    tenant_id = tenant_of(session)
    people = [
        roster.contacts[person_id]
        for person_id in sorted(roster.created | roster.dirty)
        if person_id in roster.contacts
    ]
    rows = [_row(tenant_id, contact) for contact in people]
    rows += [
        _row(tenant_id, contact, merged_into=roster.now(person_id))
        for person_id, contact in sorted(roster.absorbed.items())
    ]
    await repository.save_contacts(session, rows)
    await _write_identities(session, roster, now_ms=now_ms)
    await _write_merges(session, roster)
    await repository.record_consents(
        session,
        [
            {
                "tenant_id": tenant_id,
                "person_id": roster.now(person_id),
                "channel": consent.channel.value,
                "purpose": consent.purpose.value,
                "at_ms": consent.at_ms,
                "state": consent.state.value,
                "proof": consent.proof,
                "recorded_at_ms": now_ms,
            }
            for person_id, consent in roster.consents
        ],
    )
    return Changed(
        person_of={person_id: roster.now(person_id) for person_id in roster.became},
        told={person_id: frozenset(names) for person_id, names in roster.told.items() if names},
        created=frozenset(person_id for person_id in roster.created if person_id in roster.contacts),
        merges=tuple(roster.merges),
        refused=tuple(roster.refused),
    )


async def _write_identities(session: AsyncSession, roster: Roster, *, now_ms: int) -> None:
    tenant_id = tenant_of(session)
    known = roster.known
    new: list[dict[str, object]] = []
    moved: list[dict[str, object]] = []
    gone: list[Identity] = []
    for identity, person_id in sorted(roster.claimed.items()):
        if not person_id:
            gone.append(identity)
            continue
        kind, value = identity
        row = {
            "tenant_id": tenant_id,
            "kind": kind,
            "value": value,
            "person_id": roster.now(person_id),
            "since_ms": now_ms,
        }
        (moved if identity in known else new).append(row)
    if await repository.claim(session, new) < len(new):
        raise Unavailable("somebody else claimed one of these identities meanwhile", retry_after_s=1)
    await repository.move(session, moved)
    await repository.release(session, gone)


async def _write_merges(session: AsyncSession, roster: Roster) -> None:
    tenant_id = tenant_of(session)
    for merge in roster.merges:
        await repository.redirect(session, merge.absorbed_id, roster.now(merge.person_id))
    await repository.record_merges(session, [_merge_row(tenant_id, merge, roster) for merge in roster.merges])


def _merge_row(tenant_id: str, merge: Merge, roster: Roster) -> dict[str, object]:
    return {
        "tenant_id": tenant_id,
        "absorbed_id": merge.absorbed_id,
        "person_id": roster.now(merge.person_id),
        "cause": merge.cause.value,
        "identity": merge.identity,
        "document": _encode(roster.absorbed[merge.absorbed_id]),
        "at_ms": merge.at_ms,
    }


async def _read(
    session: AsyncSession, person_ids: Collection[str], *, to_change: bool
) -> tuple[dict[str, Contact], dict[str, str]]:
    """(people as they are, whom of those asked for became whom)."""
    found: dict[str, Contact] = {}
    became: dict[str, str] = {}
    wanted = set(person_ids)
    while wanted:
        for person_id, document, merged_into in await repository.documents(session, wanted, to_change=to_change):
            if merged_into:
                became[person_id] = merged_into
            else:
                found[person_id] = _decode(document)
        wanted = set(became.values()) - found.keys() - became.keys() - wanted
    return found, became


def _row(tenant_id: str, contact: Contact, *, merged_into: str = "") -> dict[str, object]:
    return {
        "tenant_id": tenant_id,
        "person_id": contact.person_id,
        "document": _encode(contact),
        "merged_into": merged_into,
        "created_at_ms": contact.created_at_ms,
        "updated_at_ms": contact.updated_at_ms,
    }
