"""Use cases of the audit log on a session handed in. Entries are written by ``storage.sql.auditing`` alone."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.audit import repository
from domain.audit.rules import GENESIS, SEALED, bound_to, fault_at_end, fault_of, sealer_of
from domain.audit.values import Broken, Entry, Filters, Head, Verdict
from domain.errors import NotFound, Unopenable

ERASED: Final = "(erased)"
_AT_ONCE: Final = 1_000


class Shown(NamedTuple):
    """An entry, and what it says in clear, as far as the keys are still there."""

    chain: str
    entry: Entry
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


async def search(
    session: AsyncSession, chain: str, filters: Filters, *, before_id: str = "", limit: int
) -> Sequence[Shown]:
    """A tenant's entries in one store, newest first, those older than ``before_id``."""
    entries = await repository.newest(session, chain, filters, before_id=before_id, limit=limit)
    people = {entry.person_id for entry in entries if entry.person_id}
    known = await repository.secrets_of(session, chain, people) if people else {}
    return [
        Shown(chain, entry, _opened(entry, entry.before, known), _opened(entry, entry.after, known))
        for entry in entries
    ]


def _opened(entry: Entry, text: str | None, secrets: Mapping[str, str]) -> Mapping[str, Any] | None:
    if text is None:
        return None
    said: dict[str, Any] = json.loads(text)
    if not entry.person_id:
        return said
    secret = secrets.get(entry.person_id)
    for column, value in said.items():
        if isinstance(value, dict) and SEALED in value:
            said[column] = _opened_value(entry, column, value[SEALED], secret) if secret is not None else ERASED
    return said


def _opened_value(entry: Entry, column: str, sealed: str, secret: str) -> Any:
    try:
        text = sealer_of(secret).open(sealed, bound_to=bound_to(entry.tenant_id, entry.person_id, column))
    except Unopenable:  # the person was erased, and somebody under the same id has a key of their own by now
        return ERASED
    return json.loads(text)


async def heads(session: AsyncSession, chain: str) -> Mapping[str, Head]:
    """Where each tenant's chain ends. Kept elsewhere, they show later whether entries were taken off the end."""
    return await repository.heads(session, chain)


async def forget(session: AsyncSession, chain: str, person_id: str) -> None:
    """Destroy the key of a person's fields: the chain stays whole, and nobody reads them again.

    That is itself entered. Raises ``NotFound`` where there is no such key.
    """
    if not await repository.destroy_key(session, chain, person_id):
        raise NotFound(f"the audit log holds no personal fields of '{person_id}'", field="person_id")


async def keys_of(session: AsyncSession, chain: str, person_ids: Collection[str]) -> frozenset[str]:
    """Those of these people whose fields can still be read."""
    return frozenset(await repository.secrets_of(session, chain, person_ids)) if person_ids else frozenset()


async def tenants(session: AsyncSession, chain: str) -> Sequence[str]:
    """Whoever has a chain, or what is left of one, on a platform session."""
    return sorted({*await repository.heads(session, chain), *await repository.tenants(session, chain)})


async def verify(session: AsyncSession, chain: str, tenant_id: str, *, noted: Sequence[Head] = ()) -> Verdict:
    """Walk a tenant's whole chain, up to the first entry at which it does not hold.

    ``noted`` are heads that somebody kept elsewhere: each must still be an entry of the chain, except that of a chain that
    had none. Without one, a chain whose last entries were taken away together with its head, or that was written anew from
    some entry on, looks whole.
    """
    verdict = await verify_on(session, chain, tenant_id, after=GENESIS, noted=noted)
    while not verdict.is_over:
        verdict = await verify_on(session, chain, tenant_id, after=verdict.head, noted=noted)
    return verdict


async def verify_on(
    session: AsyncSession, chain: str, tenant_id: str, *, after: Head, noted: Sequence[Head] = ()
) -> Verdict:
    """One stretch of that walk, a moment's work: from the entry after ``after``, which was found to hold before."""
    recorded = (await repository.heads(session, chain)).get(tenant_id, GENESIS)
    to_come: dict[int, set[str]] = {}
    for head in noted:
        if head.sequence > after.sequence:
            to_come.setdefault(head.sequence, set()).add(head.hash)
    entries = await repository.following(session, chain, tenant_id, after_sequence=after.sequence, limit=_AT_ONCE)
    last = after
    for entry in entries:
        broken = fault_of(chain, last, entry)
        if broken is None and to_come.pop(entry.sequence, set()) - {entry.hash}:
            broken = Broken(entry.sequence, "it is not the entry whose hash was noted: the chain was written anew")
        if broken is not None:
            return Verdict(chain, tenant_id, last.sequence, last, broken)
        last = Head(entry.sequence, entry.hash, entry.at_ms)
    if len(entries) == _AT_ONCE:
        return Verdict(chain, tenant_id, last.sequence, last, is_over=False)
    broken = fault_at_end(last, recorded)
    if broken is None and to_come:
        broken = Broken(last.sequence + 1, f"it is missing: entry {max(to_come)} was noted")
    return Verdict(chain, tenant_id, last.sequence, last, broken)
