"""The list of opt-outs in use, on a tenant's session. What somebody says, and who they are, is ``domain.contacts.service``."""

from collections.abc import Collection, Iterable, Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.contacts.sale import repository
from domain.contacts.sale.rules import hashed, key_of
from domain.contacts.sale.values import AT_OTHERS, Key, OptOut, Untold
from domain.contacts.values import Identity
from domain.delivery import service as delivery
from domain.records import tenant_of


async def put(
    session: AsyncSession,
    identities: Collection[Identity],
    *,
    is_said: bool,
    how: str,
    since_ms: int,
    by: str,
    now_ms: int,
) -> None:
    """Keep that whoever has one of these has opted out; the bid plane is told of those it may know."""
    salt = await delivery.made_salt(session, now_ms=now_ms)
    rows = {
        hashed(key_of(identity), salt): {"kind": identity[0], "is_said": is_said, "how": how, "since_ms": since_ms}
        for identity in identities
    }
    tenant_id = tenant_of(session)
    added = {"added_by": by, "added_at_ms": now_ms}
    await repository.put(
        session, [{"tenant_id": tenant_id, "identity": digest} | rows[digest] | added for digest in sorted(rows)]
    )
    await _tell(session, map(key_of, identities))


async def release(session: AsyncSession, identities: Collection[Identity]) -> None:
    """They have opted in again."""
    salt = await delivery.salt(session)
    if salt and identities:
        await repository.release(session, [hashed(key_of(identity), salt) for identity in identities])
        await _tell(session, map(key_of, identities))


async def held(session: AsyncSession, identities: Collection[Identity]) -> dict[Identity, OptOut]:
    """What is kept of these identities, in their normal form."""
    known = await keys_held(session, {key_of(identity) for identity in identities})
    return {identity: known[key_of(identity)] for identity in identities if key_of(identity) in known}


async def keys_held(session: AsyncSession, keys: Collection[Key]) -> dict[Key, OptOut]:
    """Likewise of keys, as profiles and platforms have them."""
    salt = await delivery.salt(session) if keys else b""
    if not salt:
        return {}
    by_hash = {hashed(key, salt): key for key in keys}
    return {
        by_hash[row.identity]: OptOut(is_said=row.is_said, since_ms=row.since_ms, how=row.how, by=row.added_by)
        for row in await repository.found(session, sorted(by_hash))
    }


# Telling the bid plane


async def tenants_to_tell(session: AsyncSession) -> Sequence[str]:
    """Takes a platform session."""
    return await repository.tenants_with_tellings(session)


async def untold(session: AsyncSession, *, limit: int) -> Untold:
    """Some of what changed, each as it stands now: told twice, or late, it comes out right."""
    told = await repository.tellings(session, limit=limit)
    opted_out = await keys_held(session, told.keys())
    return Untold(refused={key: key in opted_out for key in told}, told=told)


async def note_told(session: AsyncSession, told: Untold) -> None:
    await repository.forget_tellings(session, told.told)


async def _tell(session: AsyncSession, keys: Iterable[Key]) -> None:
    tenant_id = tenant_of(session)
    told = sorted({key for key in keys if key[0] in AT_OTHERS})
    await repository.note_tellings(
        session, [{"tenant_id": tenant_id, "kind": kind, "value": value, "changes": 1} for kind, value in told]
    )
