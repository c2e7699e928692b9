"""Use cases of contacts, on a tenant's session. Everything that takes many people takes them in a few statements."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from operator import itemgetter
from typing import Final

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.contacts import repository
from domain.contacts.names.rules import NAMING, SHORTEST, FoundBy, folded, found_by, name_of
from domain.contacts.rosters.rules import Roster
from domain.contacts.rules import check_attributes, check_opt_in, normal_identity, refuses_sale
from domain.contacts.sale import service as sale
from domain.contacts.sale.rules import holds_for_whoever_has
from domain.contacts.sale.values import OptOut
from domain.contacts.tables import ConsentRecord, ContactMerge
from domain.contacts.values import (
    SALE,
    AttributeDefinition,
    AttributeType,
    Changed,
    Consent,
    Contact,
    ContactChange,
    Everywhere,
    Evidence,
    How,
    Identity,
    IdentityKind,
    Merge,
    MergeCause,
    PrivacyPurpose,
)
from domain.delivery.values import ConsentState
from domain.errors import Conflict, InvalidInput, NotFound, Unavailable
from domain.ids import IdSource
from domain.records import tenant_of

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Contact).decode
_new = IdSource()
_LOOKS: Final = 3
FOUND_AT_MOST: Final = 20


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


async def search(session: AsyncSession, words: str) -> tuple[list[Contact], bool]:
    """Whoever is known by exactly these words, then people whose first or last name begins with them; and whether there are more.

    Raises ``InvalidInput`` for less than two letters.
    """
    if len(words.strip()) < SHORTEST:
        raise InvalidInput(
            "is too short to find people by", field="q", remedy=f"Send at least {SHORTEST} letters of their name."
        )
    owners = await repository.owners(session, list(_may_be(words)))
    known = await load(session, sorted(set(owners.values())))
    found = {contact.person_id: contact for contact in known.values()}
    beginning = folded(words)
    if len(beginning) >= SHORTEST:
        named = dict(await repository.begun(session, beginning, limit=FOUND_AT_MOST + 1))
        people = [_decode(document) for person_id, document in named.items() if person_id not in found]
        shown = people[: FOUND_AT_MOST - len(found)]
        found |= {each.person_id: each for each in sorted(shown, key=lambda each: folded(name_of(each.attributes)))}
        return list(found.values()), len(people) > len(shown)
    return list(found.values()), False


def _may_be(words: str) -> Iterable[Identity]:
    """Everything somebody may be known by that is written so."""
    for kind in IdentityKind:
        with suppress(InvalidInput):
            yield normal_identity(kind, words)


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


# What is sold to and shared with nobody


async def opt_out(
    session: AsyncSession,
    identities: Collection[Identity],
    evidence: Evidence,
    *,
    proof: str = "",
    at_ms: int,
    now_ms: int,
) -> Changed:
    """Whoever has one of these identities, now or later, has opted out of the sale and sharing of their data.

    They need not be known. Saying it again changes nothing, and puts nothing on record.
    """
    claims = {normal_identity(kind, value) for kind, value in identities}
    known = await sale.held(session, claims)
    fresh = {claim for claim in claims if claim not in known or not known[claim].is_said}
    if fresh:
        await sale.put(
            session, fresh, is_said=True, how=evidence.how.value, since_ms=at_ms, by=evidence.by, now_ms=now_ms
        )
    roster = await roster_of(session, claims)
    for person_id in sorted({roster.now(owner) for owner in roster.owners.values()}):
        if not refuses_sale(roster.contacts[person_id]):
            _refuse_sale(roster, person_id, evidence, proof=proof, at_ms=at_ms, now_ms=now_ms)
    return await write(session, roster, now_ms=now_ms)


async def opt_person_out(
    session: AsyncSession, person_id: str, evidence: Evidence, *, proof: str = "", at_ms: int, now_ms: int
) -> Changed:
    """Likewise of somebody known, by all they are known by. Raises ``NotFound``."""
    roster = await roster_of(session, (), person_ids=[(await get(session, person_id)).person_id])
    who = roster.now(person_id)
    if not refuses_sale(roster.contacts[who]):
        _refuse_sale(roster, who, evidence, proof=proof, at_ms=at_ms, now_ms=now_ms)
    return await write(session, roster, now_ms=now_ms)


async def opt_in(
    session: AsyncSession, person_id: str, evidence: Evidence, *, proof: str = "", at_ms: int, now_ms: int
) -> Changed:
    """They take it back themselves. Raises ``NotFound``, and what ``rules.check_opt_in`` raises."""
    roster = await roster_of(session, (), person_ids=[(await get(session, person_id)).person_id])
    who = roster.now(person_id)
    check_opt_in(roster.contacts[who], evidence, proof, at_ms)
    roster.change(who, _said_of_sale(ConsentState.GRANTED, evidence, proof, at_ms), now_ms=now_ms)
    return await write(session, roster, now_ms=now_ms)


async def opted_out(session: AsyncSession, identity: Identity) -> OptOut | None:
    """What is kept of an identity, whether or not somebody is known by it."""
    return (await opt_outs_of(session, [identity])).get(normal_identity(*identity))


async def opt_outs_of(session: AsyncSession, identities: Iterable[Identity]) -> dict[Identity, OptOut]:
    """Likewise of many, by their normal form; those of which nothing is kept are left out."""
    return await sale.held(session, {normal_identity(kind, value) for kind, value in identities})


def _said_of_sale(state: ConsentState, evidence: Evidence, proof: str, at_ms: int) -> ContactChange:
    said = Consent(Everywhere.ANY, PrivacyPurpose.SALE_OR_SHARING, state, at_ms, proof, evidence)
    return ContactChange(consents=(said,))


def _refuse_sale(roster: Roster, person_id: str, evidence: Evidence, *, proof: str, at_ms: int, now_ms: int) -> None:
    """Heard of after an opt-in, an opt-out is the later of the two, whenever it was said."""
    at_ms = max(at_ms, roster.contacts[person_id].consented_at_ms.get(SALE, 0) + 1)
    roster.change(person_id, _said_of_sale(ConsentState.DENIED, evidence, proof, at_ms), now_ms=now_ms)


async def _keep_opt_outs(session: AsyncSession, roster: Roster, *, now_ms: int) -> None:
    """Whoever turns out to have an identity that opted out has; and who has opted out has by everything they are known by.

    Nothing leaves the list but with an act of the person's own, and then what they are known by when they do it.
    """
    claimed = [identity for identity, owner in roster.claimed.items() if owner]
    listed = await sale.held(session, claimed) if claimed else {}
    for identity, opt_out in sorted(listed.items(), key=itemgetter(0)):
        who = roster.now(roster.owners[identity])
        if holds_for_whoever_has(identity, opt_out) and not refuses_sale(roster.contacts[who]):
            kept = Evidence(how=How(opt_out.how), source=f"an opt-out kept of their {identity[0]}", by=opt_out.by)
            _refuse_sale(roster, who, kept, proof="", at_ms=opt_out.since_ms, now_ms=now_ms)
    decided = {who for who, names in roster.told.items() if PrivacyPurpose.SALE_OR_SHARING in names}
    for who in sorted(decided | {roster.now(roster.owners[identity]) for identity in claimed}):
        contact = roster.contacts[who]
        theirs = [(kind, value) for kind, values in contact.identities.items() for value in values]
        if IdentityKind.EXCHANGE_ID not in contact.identities:  # then bidders know them by our own id
            theirs.append((IdentityKind.EXCHANGE_ID.value, who))
        if refuses_sale(contact):
            here = _said_of_sale_here(roster, who)
            said = here[-1].evidence if here else Evidence()
            await sale.put(
                session,
                theirs if who in decided else [one for one in theirs if one in roster.claimed],
                is_said=False,
                how=said.how.value,
                since_ms=contact.consented_at_ms[SALE],
                by=said.by,
                now_ms=now_ms,
            )
        elif any(consent.state is ConsentState.GRANTED for consent in _said_of_sale_here(roster, who)):
            await sale.release(session, theirs)


def _said_of_sale_here(roster: Roster, person_id: str) -> list[Consent]:
    return [
        consent
        for one, consent in roster.consents
        if consent.purpose is PrivacyPurpose.SALE_OR_SHARING and roster.now(one) == person_id
    ]


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
    await _keep_opt_outs(session, roster, now_ms=now_ms)
    tenant_id = tenant_of(session)
    people = [
        roster.contacts[person_id]
        for person_id in sorted(roster.created | roster.dirty)
        if person_id in roster.contacts
    ]
    rows = [
        _row(tenant_id, contact) | (found_by(contact.attributes)._asdict() if _is_named_anew(roster, contact) else {})
        for contact in people
    ]
    rows += [
        _row(tenant_id, contact, merged_into=roster.now(person_id)) | FoundBy()._asdict()
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
                "how": consent.evidence.how.value,
                "source": consent.evidence.source,
                "text_version": consent.evidence.text_version,
                "ip": consent.evidence.ip,
                "user_agent": consent.evidence.user_agent,
                "recorded_by": consent.evidence.by,
                "recorded_at_ms": now_ms,
            }
            for person_id, consent in roster.consents
        ],
    )
    return Changed(
        person_of={person_id: roster.now(person_id) for person_id in roster.became},
        told={person_id: frozenset(names) for person_id, names in roster.told.items() if names},
        created=frozenset(person_id for person_id in roster.created if person_id in roster.contacts),
        kept=frozenset(contact.person_id for contact in people),
        merges=tuple(roster.merges),
        refused=tuple(roster.refused),
    )


def _is_named_anew(roster: Roster, contact: Contact) -> bool:
    who = contact.person_id
    return who in roster.created or not NAMING.isdisjoint(roster.told.get(who, ()))


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
