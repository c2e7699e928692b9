"""What analytics holds of one person.

Events stay, for what is counted on them, without their person; traces, recordings and what was no event go. A server keeps the
text of its mutations and queries: none of these has anybody's id in it, but digests, and their place on record.
"""

import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from typing import Final

from domain.events.values import NO_TENANT
from domain.privacy.places.values import Rows, Subject
from storage.clickhouse.client import Analytics
from storage.clickhouse.schema import EVENTS, REJECTED
from storage.clickhouse.trace_tables import RECORDINGS, TRACES

_UNLOGGED: Final = "SETTINGS log_queries = 0"
_AT_ONCE: Final = " SETTINGS mutations_sync = 2"
_TEXTS: Final = "arrayExists(needle -> position(lowerUTF8({column}), needle) > 0, {{needles:Array(String)}})"
_SAID: Final = "concat(toString(reason), claimed, detail)"
_PAGE: Final = 20_000
_SHOWN: Final = "event_id, type, at_ms, campaign_id, creative_id, request_id, reason, message_id, source, step, channel"


class PeopleInAnalytics:
    """Every method raises ``Unavailable`` when ClickHouse does not answer."""

    def __init__(self, analytics: Analytics) -> None:
        self._analytics = analytics

    async def find(self, subject: Subject) -> Counter[str]:
        """How many rows, by table."""
        found = {
            EVENTS: await self._count(EVENTS, _of_events(subject)),
            RECORDINGS: await self._count(RECORDINGS, _of_recordings(subject)),
        }
        found[EVENTS] += sum((await self._words_of(subject)).values())
        found[TRACES] = len(await self._traces(subject))
        found[REJECTED] = len(await self._rejected(subject))
        return Counter({table: number for table, number in found.items() if number})

    async def read(self, subject: Subject) -> AsyncIterator[Rows]:
        """Their events, as far as they say something, once each and the oldest first."""
        names, after = _SHOWN.split(", "), (-1, "")
        while True:
            rows = await self._analytics.query(
                f"SELECT {_SHOWN} FROM {EVENTS} WHERE {_of_events(subject)} "  # noqa: S608 -- digests
                f"AND (at_ms, event_id) > ({{at_ms:Int64}}, {{event_id:String}}) ORDER BY at_ms, event_id LIMIT {_PAGE} {_UNLOGGED}",
                {"at_ms": after[0], "event_id": after[1]},
            )
            if rows:
                yield EVENTS, [dict(zip(names, row, strict=True)) for row in rows]
            if len(rows) < _PAGE:
                return
            after = (rows[-1][names.index("at_ms")], rows[-1][names.index("event_id")])

    async def erase(self, subject: Subject) -> None:
        """Returns once every part was written anew."""
        if await self._count(EVENTS, _of_events(subject)):
            wordless = "reason = if(startsWith(toString(type), 'message_'), '', reason)"
            await self._change(EVENTS, f"UPDATE person_id = '', claimed = '', {wordless} WHERE {_of_events(subject)}")
        if said := await self._words_of(subject):
            known = ", ".join(f"'{digest}'" for digest in said)
            where = f"{_tenants(subject)} AND {_hashed(_SAID)} IN ({known})"
            await self._change(EVENTS, f"UPDATE reason = '', claimed = '', detail = '' WHERE {where}")
        if await self._count(RECORDINGS, _of_recordings(subject)):
            await self._change(RECORDINGS, f"DELETE WHERE {_of_recordings(subject)}")
        if traces := await self._traces(subject):
            asked = ", ".join(f"'{_digest(request_id)}'" for request_id in traces)
            await self._change(TRACES, f"DELETE WHERE {_tenants(subject)} AND {_hashed('request_id')} IN ({asked})")
        if sequences := await self._rejected(subject):
            await self._change(REJECTED, f"DELETE WHERE {_sent_for(subject)} AND sequence IN ({_numbers(sequences)})")

    async def _change(self, table: str, what: str) -> None:
        await self._analytics.command(f"ALTER TABLE {table} {what}{_AT_ONCE}")

    async def _count(self, table: str, where: str) -> int:
        [(number,)] = await self._analytics.query(
            f"SELECT count() FROM {table} WHERE {where} {_UNLOGGED}"  # noqa: S608 -- digests
        )
        return int(number)

    async def _words_of(self, subject: Subject) -> dict[str, int]:
        """By the digest of what is said, how many events say it."""
        rows = await self._analytics.query(
            f"SELECT {_hashed(_SAID)}, toString(reason), claimed, detail, count() FROM {EVENTS} "  # noqa: S608 -- likewise
            f"WHERE {_words(subject)} GROUP BY reason, claimed, detail {_UNLOGGED}",
            {"needles": _needles(subject)},
        )
        return {str(digest): int(number) for digest, *said, number in rows if subject.stand_in(said)}

    async def _traces(self, subject: Subject) -> Sequence[str]:
        rows = await self._analytics.query(
            f"SELECT request_id, trace FROM {TRACES} "  # noqa: S608 -- likewise
            f"WHERE {_tenants(subject)} AND {_TEXTS.format(column='trace')} {_UNLOGGED}",
            {"needles": _needles(subject)},
        )
        return sorted({str(request_id) for request_id, trace in rows if subject.stand_in(trace)})

    async def _rejected(self, subject: Subject) -> Sequence[int]:
        rows = await self._analytics.query(
            f"SELECT sequence, payload, problem FROM {REJECTED} WHERE {_sent_for(subject)} "  # noqa: S608 -- likewise
            f"AND ({_TEXTS.format(column='payload')} OR {_TEXTS.format(column='problem')}) {_UNLOGGED}",
            {"needles": _needles(subject)},
        )
        return [int(sequence) for sequence, *said in rows if subject.stand_in(said)]


def _needles(subject: Subject) -> list[str]:
    return [needle.decode() for needle in subject.needles]


def _tenants(subject: Subject) -> str:
    """The tenant's, and nobody's: a no-bid from before any campaign was looked at."""
    return f"tenant_id IN ('{subject.tenant_id}', '{NO_TENANT}')"


def _sent_for(subject: Subject) -> str:
    """Likewise, of messages that were none: their subject names the tenant third."""
    return f"splitByChar('.', subject)[3] IN ('{subject.tenant_id}', '{NO_TENANT}')"


def _of_recordings(subject: Subject) -> str:
    return f"{_person(subject)} AND (has(tenants, '{subject.tenant_id}') OR empty(tenants))"


def _of_events(subject: Subject) -> str:
    return f"{_tenants(subject)} AND {_person(subject)}"


def _words(subject: Subject) -> str:
    """Events that may say something of the person in words, whosever they are taken for."""
    columns = " OR ".join(_TEXTS.format(column=column) for column in ("toString(reason)", "claimed", "detail"))
    return f"{_tenants(subject)} AND NOT ({_person(subject)}) AND ({columns})"


def _person(subject: Subject) -> str:
    people = ", ".join(f"'{_digest(person_id)}'" for person_id in sorted(subject.known_as))
    return f"{_hashed('person_id')} IN ({people})" if people else "0"


def _hashed(column: str) -> str:
    return f"lower(hex(SHA256({column})))"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _numbers(sequences: Sequence[int]) -> str:
    return ", ".join(str(sequence) for sequence in sequences)
