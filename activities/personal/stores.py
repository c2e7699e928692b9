"""The SQL stores: contacts with all that hangs on them, profiles and accounts, and what people wrote themselves."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from operator import itemgetter
from typing import Final, Protocol

from domain.audit import service as audit
from domain.behaviour.persons import service as persons
from domain.contacts import service as contacts
from domain.contacts.sale import service as sale
from domain.contacts.sale.values import OptOut
from domain.contacts.values import Identity
from domain.dsp import service as platforms
from domain.errors import NotFound, Unavailable
from domain.identity import service as identity
from domain.journeys.values import Poke
from domain.messages.owners import service as messages
from domain.privacy.places.rules import OF_PEOPLE
from domain.privacy.places.values import Found, Rows, Subject
from domain.profiles import service as profiles
from storage.sql import leftovers, people
from storage.sql.database import Database
from storage.sql.tables import tables_of

ACTOR: Final = "system:privacy"
AUTHORED: Final = "written by people of the tenant, who decide what becomes of it"
_OPT_OUTS: Final = "opt_outs_of_sale"
_BY_HASH: Final = "as hashes that name nobody: whoever comes back has still opted out"
_NEUTRAL: Final = "neutral_profile"
_OF_OTHERS: Final = "_of_others"
_SWEPT_IN_MAIN: Final = frozenset({"notifications"})


class Poker(Protocol):
    def poke(self, tenant_id: str, pokes: Collection[Poke]) -> None: ...


class JourneysPlace:
    """Contacts, what they did, their segments, journeys and messages."""

    name = "journeys"

    def __init__(self, journeys: Database, poker: Poker, *, clock_ms: Callable[[], int]) -> None:
        self._store = journeys
        self._poker = poker
        self._clock_ms = clock_ms
        self._swept = frozenset(table.name for table in tables_of(journeys.store)) & OF_PEOPLE.keys()

    async def find(self, subject: Subject) -> Found:
        found = await _found(self._store, subject)
        if number := len(await self._opt_outs(subject)):
            found.counts[_OPT_OUTS], found.kept[_OPT_OUTS] = number, _BY_HASH
        return found

    async def read(self, subject: Subject) -> AsyncIterator[Rows]:
        async for rows in _rows(self._store, subject):
            yield rows
        if held := await self._opt_outs(subject):
            yield (
                _OPT_OUTS,
                [
                    {"identity": f"{kind}:{value}", "since_ms": one.since_ms, "how": one.how, "by": one.by}
                    for (kind, value), one in sorted(held.items(), key=itemgetter(0))
                ],
            )

    async def _opt_outs(self, subject: Subject) -> Mapping[Identity, OptOut]:
        async with self._store.reading(subject.tenant_id) as session:
            return await sale.held(session, subject.identities)

    async def erase(self, subject: Subject) -> None:
        """Whoever is being written to right now is waited for: what a vendor has of it is on record then, and goes too."""
        now_ms = self._clock_ms()
        async with self._store.tenant(subject.tenant_id) as session:
            if number := await messages.being_handed_over(session, subject.person_ids):
                raise Unavailable(f"{number} messages to them are just being handed over", retry_after_s=5)
            pokes: set[Poke] = set()
            for person_id in await contacts.load(session, subject.person_ids):
                try:
                    pokes |= await persons.erase(session, person_id, actor_id=ACTOR, now_ms=now_ms)
                except NotFound:  # one of whom another was a part, and who went with them
                    continue
            pokes |= await persons.erase_rest(session, subject.person_ids, subject.texts, now_ms=now_ms)
        self._poker.poke(subject.tenant_id, pokes)
        await people.sweep(self._store, subject, self._swept)
        await leftovers.wipe(self._store, subject)


class MainPlace:
    """Profiles, audiences at platforms, notifications, and accounts of the product that are locked out.

    Its file is wiped when the request is closed: until then the request itself says there whom it is about.
    """

    name = "main"

    def __init__(
        self,
        main: Database,
        journeys: Database,
        *,
        sync: Callable[[str, str], Awaitable[None]],
    ) -> None:
        """``sync`` has an audience of a tenant synced now."""
        self._store = main
        self._logs = (main, journeys)
        self._sync = sync

    async def find(self, subject: Subject) -> Found:
        found = await _found(self._store, subject)
        async with self._store.platform_reading() as session:
            of_others = await profiles.of_others(session, subject.known_to_bidders_as, tenant_id=subject.tenant_id)
        for kind, number in of_others.items():
            if kind == _NEUTRAL:  # of ids, only what this tenant said was counted
                found.counts[kind] = found.counts.get(kind, 0) - number
            found.counts[f"{kind}{_OF_OTHERS}"] = number
            found.kept[f"{kind}{_OF_OTHERS}"] = "another tenant knows the same person, and answers for that itself"
        found.counts["audit_keys"] = await self._keys(subject)
        return found

    def read(self, subject: Subject) -> AsyncIterator[Rows]:
        return _rows(self._store, subject)

    async def erase(self, subject: Subject) -> None:
        for user_id in subject.user_ids:
            async with self._store.tenant(subject.tenant_id) as session:
                await identity.erase_user(session, user_id)
            for log in self._logs:
                async with log.tenant(subject.tenant_id) as session:
                    if user_id in await audit.keys_of(session, log.store, [user_id]):
                        await audit.forget(session, log.store, user_id)
        async with self._store.platform() as session:
            await profiles.erase(session, subject.known_to_bidders_as, tenant_id=subject.tenant_id)
        await people.sweep(self._store, subject, _SWEPT_IN_MAIN)
        await self._leave_platforms(subject)

    async def _leave_platforms(self, subject: Subject) -> None:
        """A platform is told by the audience's own sync, which forgets whom it has taken out."""
        async with self._store.reading(subject.tenant_id) as session:
            audiences = await platforms.audiences_with(session, subject.known_to_bidders_as)
        for audience_id in audiences:
            await self._sync(subject.tenant_id, audience_id)
        if audiences:
            raise Unavailable(f"{len(audiences)} audiences at platforms have yet to let go of them", retry_after_s=10)

    async def _keys(self, subject: Subject) -> int:
        number = 0
        for log in self._logs:
            async with log.reading(subject.tenant_id) as session:
                number += len(await audit.keys_of(session, log.store, subject.user_ids))
        return number


async def _found(database: Database, subject: Subject) -> Found:
    counts = dict(await people.count(database, subject))
    kept: dict[str, str] = {}
    for table, number in (await people.mentioned(database, subject)).items():
        counts[table], kept[table] = number, AUTHORED
    return Found(counts=counts, kept=kept)


async def _rows(database: Database, subject: Subject) -> AsyncIterator[Rows]:
    async for kind, table, rows in people.read(database, subject):
        yield kind, [{"table": table, **row} for row in rows]
