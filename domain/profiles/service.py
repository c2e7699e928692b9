"""Use cases of profiles on a session handed in."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.errors import NotFound
from domain.profiles import repository
from domain.profiles.rules import line_of, parse_import
from domain.profiles.tables import Person, TenantPerson
from domain.profiles.values import (
    EXCHANGE_ID,
    MATCHED_AT_OTHERS,
    OWN_SEGMENTS,
    ImportOutcome,
    NeutralProfileLine,
    Profile,
    RefusedLine,
    Shared,
    TenantProfile,
    TenantProfileLine,
    identity_key,
)
from domain.records import tenant_of

Key = tuple[str, str]
"""``exchange_id`` and a person id, or a match key."""
OptedOut = Callable[[Collection[Key]], Awaitable[Collection[Key]]]
"""Which of these have opted out of the sale and sharing of their data."""


async def import_profiles(
    session: AsyncSession, body: bytes, *, opted_out: OptedOut | None = None, now_ms: int
) -> ImportOutcome:
    """Write what the session's tenant knows of up to 5,000 people, a JSON object a line.

    Each line replaces what this tenant knew of the person, but for the segments we work out ourselves (``put_segments``), and
    touches neither other tenants nor the neutral part. Valid
    lines are written, each other one is refused by number; repeating an import changes nothing. Who has opted out of the
    sale and sharing of their data, by ``opted_out`` or as we know them already, has whatever a line says. Raises ``InvalidInput``
    when the body has no line or too many.
    """
    lines, refused = parse_import(body, TenantProfileLine)
    tenant_id = tenant_of(session)
    named = {
        identity_key(source, uid): line.person_id for line in lines.values() for source, uid in line.identities.items()
    }
    claims, taken = await _claimed(session, tenant_id, named, now_ms)
    for person_id, identity in taken.items():
        del lines[person_id]
        refused.append(_refused_claim(body, person_id, identity.partition(":")[0]))
    own = await _own_segments(session, lines)
    refused_sale = await _opted_out(lines.values(), opted_out)
    rows = [
        _tenant_row(tenant_id, line, own.get(line.person_id, ()), now_ms)
        | {"sale_refused": line.person_id in refused_sale}
        for line in lines.values()
    ]
    await repository.upsert_tenant_people(session, rows)
    return ImportOutcome(person_ids=tuple(lines), refused=tuple(refused), identities=claims)


def _keys(person_id: str, match_keys: Iterable[tuple[str, str]]) -> set[Key]:
    """By what an opt-out may know somebody."""
    return {(EXCHANGE_ID, person_id), *((str(kind), value.lower()) for kind, value in match_keys)}


async def _opted_out(lines: Collection[TenantProfileLine], opted_out: OptedOut | None) -> set[str]:
    if opted_out is None:
        return set()
    keys = {line.person_id: _keys(line.person_id, line.match_keys.items()) for line in lines}
    out = set(await opted_out({key for theirs in keys.values() for key in theirs}))
    return {person_id for person_id, theirs in keys.items() if theirs & out}


async def known_by(session: AsyncSession, keys: Collection[Key]) -> set[str]:
    """Whom these keys name, known or not, and whom the tenant knows by them."""
    ids = {value for kind, value in keys if kind == EXCHANGE_ID}
    for kind in MATCHED_AT_OTHERS:
        for chunk in _chunks({value.lower() for each, value in keys if each == kind}):
            ids |= set(await repository.with_match_key(session, kind, chunk))
    return ids


async def note_sale(
    session: AsyncSession, out: Collection[str], back: Collection[str], *, opted_out: OptedOut, now_ms: int
) -> None:
    """Who has opted out of the sale and sharing of their data, and who has opted in.

    Whoever was unknown is written down for it. Of several keys that know somebody, one that has opted out is enough.
    """
    for chunk in _chunks(sorted(out)):
        await repository.refuse_sale(session, chunk, now_ms=now_ms)
    for chunk in _chunks(sorted(set(back) - set(out))):
        rows = await repository.tenant_people(session, chunk, to_change=True)
        keys = {row.person_id: _keys(row.person_id, row.match_keys.items()) for row in rows}
        still = set(await opted_out({key for theirs in keys.values() for key in theirs}))
        free = [row.person_id for row in rows if row.sale_refused and not keys[row.person_id] & still]
        await repository.note_sale(session, free, refused=False, now_ms=now_ms)


async def people_known_as(session: AsyncSession, keys: Collection[str]) -> dict[str, str]:
    """Whose each of these identities is, as far as an import has said so. Takes a platform session."""
    found: dict[str, str] = {}
    for chunk in _chunks(keys):
        found |= {row.identity: row.person_id for row in await repository.identities(session, chunk)}
    return found


async def _claimed(
    session: AsyncSession, tenant_id: str, named: dict[str, str], now_ms: int
) -> tuple[dict[str, str], dict[str, str]]:
    """Claim identities for people as ``named``; of a person of whom one is another tenant's somebody else, none.

    Returns what was claimed, and of everybody else the identity that stood in the way. Claims are looked at again once
    written, since another import may have been quicker.
    """
    taken: dict[str, str] = {}
    others = await _claimed_by_others(session, tenant_id, named)
    while True:
        taken |= {named[identity]: identity for identity in others}
        named = {identity: person_id for identity, person_id in named.items() if person_id not in taken}
        attempt = await session.begin_nested()
        await repository.claim_identities(
            session,
            [
                {"identity": identity, "person_id": person_id, "claimed_by": tenant_id, "updated_at_ms": now_ms}
                for identity, person_id in sorted(named.items())
            ],
        )
        others = await _claimed_by_others(session, tenant_id, named)
        if not others:
            await attempt.commit()
            return named, taken
        await attempt.rollback()


def _refused_claim(body: bytes, person_id: str, source: str) -> RefusedLine:
    message = f"another tenant knows somebody else than {person_id} by this id"
    return RefusedLine(line=line_of(body, person_id), field=f"identities.{source}", message=message)


async def _claimed_by_others(session: AsyncSession, tenant_id: str, named: dict[str, str]) -> list[str]:
    """Identities that another tenant has claimed for another person than ``named`` says."""
    return [
        row.identity
        for chunk in _chunks(named)
        for row in await repository.identities(session, chunk)
        if row.claimed_by != tenant_id and row.person_id != named[row.identity]
    ]


async def put_segments(session: AsyncSession, numbers: Mapping[str, Collection[int]], *, now_ms: int) -> None:
    """Say in which of the segments worked out here each person is; those that were imported with them stay.

    Somebody of whom this tenant knows nothing else is only written for being in one.
    """
    for chunk in _chunks(numbers):
        known = {row.person_id: row for row in await repository.tenant_people(session, chunk, to_change=True)}
        imported = {person_id: [one for one in row.segments if one < OWN_SEGMENTS] for person_id, row in known.items()}
        wanted = {
            person_id: [*imported.get(person_id, ()), *sorted(numbers[person_id])]
            for person_id in chunk
            if person_id in known or numbers[person_id]
        }
        await repository.put_segments(session, wanted, now_ms=now_ms)


async def _own_segments(session: AsyncSession, person_ids: Collection[str]) -> dict[str, list[int]]:
    """Where people are already, by what was worked out here."""
    return {
        row.person_id: [one for one in row.segments if one >= OWN_SEGMENTS]
        for chunk in _chunks(person_ids)
        for row in await repository.tenant_people(session, chunk, to_change=True)
    }


async def import_neutral_profiles(session: AsyncSession, body: bytes, *, now_ms: int) -> ImportOutcome:
    """Likewise for the part that belongs to no tenant; the platform's own people may do this alone."""
    lines, refused = parse_import(body, NeutralProfileLine)
    await repository.upsert_people(
        session,
        [
            {
                "person_id": line.person_id,
                "interests": msgspec.msgpack.encode(line.interests) if line.interests else b"",
                "recency": line.recency,
                "updated_at_ms": now_ms,
            }
            for line in lines.values()
        ],
    )
    return ImportOutcome(person_ids=tuple(lines), refused=tuple(refused))


async def load_for_serving(session: AsyncSession, person_ids: Collection[str]) -> dict[str, Profile]:
    """Whole profiles, every tenant's part included, of those people anybody knows. Takes a platform session."""
    profiles: dict[str, Profile] = {}
    for chunk in _chunks(person_ids):
        for person in await repository.people(session, chunk):
            profiles[person.person_id] = _neutral(person)
        for known in await repository.tenant_people(session, chunk):
            profile = profiles.setdefault(known.person_id, Profile(person_id=known.person_id, tenants={}))
            profile.tenants[known.tenant_id] = _tenant_part(known)
    return profiles


class SegmentPage(NamedTuple):
    """Members of a segment among the next people: person id to match keys. ``until`` is the last id looked at."""

    members: dict[str, dict[str, str]]
    until: str
    is_last: bool


async def segment_page(session: AsyncSession, segment: int, *, after: str, limit: int) -> SegmentPage:
    """Who of the next ``limit`` people beyond ``after`` is in ``segment``.

    Nobody is who refuses personal advertising, or the sale and sharing of their data.
    """
    people = await repository.next_tenant_people(session, after=after, limit=limit)
    members = {
        person.person_id: person.match_keys
        for person in people
        if person.personalised_ads and not person.sale_refused and segment in person.segments
    }
    return SegmentPage(members, people[-1].person_id if people else after, len(people) < limit)


async def get_profile(session: AsyncSession, person_id: str) -> Profile:
    """The neutral part and the part of the session's tenant. Raises ``NotFound`` for who is unknown to this tenant."""
    known = await repository.tenant_people(session, [person_id])
    if not known:
        raise NotFound(f"nothing is known of the person '{person_id}'", field="person_id", remedy="Import them first.")
    neutral = await repository.people(session, [person_id])
    profile = _neutral(neutral[0]) if neutral else Profile(person_id=person_id, tenants={})
    profile.tenants[known[0].tenant_id] = _tenant_part(known[0])
    return profile


async def erase(session: AsyncSession, person_ids: Collection[str], *, tenant_id: str) -> None:
    """Forget what a tenant knows of people, and the neutral part of those whom no other one knows. On a platform session."""
    for chunk in _chunks(person_ids):
        known = await repository.tenant_people(session, chunk, to_change=True)
        for row in known:
            if row.tenant_id == tenant_id:
                await session.delete(row)
        others = {row.person_id for row in known if row.tenant_id != tenant_id}
        await repository.erase_claims(session, chunk, claimed_by=tenant_id)
        await repository.erase_neutral(session, [one for one in chunk if one not in others])


async def shared(session: AsyncSession, person_ids: Collection[str], *, tenant_id: str) -> Shared:
    """What of these people another tenant than ``tenant_id`` knows too; on a platform session."""
    known: set[str] = set()
    claimed: set[str] = set()
    for chunk in _chunks(person_ids):
        rows = await repository.tenant_people(session, chunk)
        known |= {row.person_id for row in rows if row.tenant_id != tenant_id}
        claimed |= set(await repository.claims_of_others(session, chunk, tenant_id=tenant_id))
    return Shared(frozenset(known), frozenset(claimed))


async def of_others(session: AsyncSession, person_ids: Collection[str], *, tenant_id: str) -> dict[str, int]:
    """How much of these people stays when a tenant forgets them, because another one knows them; on a platform session."""
    known, identities = await shared(session, person_ids, tenant_id=tenant_id)
    neutral = [len(await repository.people(session, chunk)) for chunk in _chunks(known)]
    counts = {"neutral_profile": sum(neutral), "profile_identities": len(identities)}
    return {kind: number for kind, number in counts.items() if number}


def _chunks(person_ids: Collection[str]) -> Iterator[Sequence[str]]:
    distinct = list(dict.fromkeys(person_ids))
    for start in range(0, len(distinct), repository.CHUNK):
        yield distinct[start : start + repository.CHUNK]


def _tenant_row(
    tenant_id: str, line: TenantProfileLine, own_segments: Collection[int], now_ms: int
) -> dict[str, object]:
    row = msgspec.structs.asdict(line)
    del row["identities"]
    return row | {
        "tenant_id": tenant_id,
        "segments": [*line.segments, *own_segments],
        "match_keys": {key.value: value for key, value in line.match_keys.items()},
        **{key.value: line.match_keys[key].lower() if key in line.match_keys else None for key in MATCHED_AT_OTHERS},
        "preferred_channel": line.preferred_channel.value if line.preferred_channel else "",
        "updated_at_ms": now_ms,
    }


def _neutral(person: Person) -> Profile:
    interests = msgspec.msgpack.decode(person.interests, type=tuple[float, ...]) if person.interests else ()
    return Profile(person_id=person.person_id, interests=interests, recency=person.recency, tenants={})


def _tenant_part(known: TenantPerson) -> TenantProfile:
    return TenantProfile(
        segments=tuple(known.segments),
        tier=known.tier,
        stars_balance=known.stars_balance,
        qualifying_stars=known.qualifying_stars,
        lifetime_stars=known.lifetime_stars,
        days_since_redeem=known.days_since_redeem,
        birthday_month=known.birthday_month,
        preferred_channel=known.preferred_channel,
        personalised_ads=known.personalised_ads and not known.sale_refused,
    )
