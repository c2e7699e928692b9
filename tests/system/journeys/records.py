"""What is on record of a journey: its people's runs, its messages, and what lies in the outbox."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, text
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.messages import service as ledger
from domain.messages.values import Explained
from storage.sql.database import Database
from tests.system.journeys.office import TENANT
from tests.system.journeys.people import id_of

_PAGE: Final = 5_000


@dataclass(frozen=True, slots=True)
class Run:
    person_id: str
    status: str
    reason: str
    held_out: bool


@dataclass(frozen=True, slots=True)
class Records:
    """All of one journey. ``letters`` are message ids with their person."""

    runs: list[Run]
    messages: list[Explained]
    letters: list[tuple[str, str]]


async def people(journeys: Database) -> dict[str, int]:
    """By person id, their number."""
    rows = await _all(
        journeys,
        "SELECT person_id, value FROM contact_identities WHERE tenant_id = :tenant AND kind = 'external_id'",
    )
    numbers = {person_id: int(value.rpartition("-")[2]) for person_id, value in rows}
    assert all(id_of(number) for number in numbers.values())
    return numbers


async def inside(journeys: Database, journey_ids: Collection[str]) -> int:
    """How many have not left."""
    ((number,),) = await _of(
        journeys,
        "SELECT count(*) FROM journey_travellers WHERE journey_id IN :ids AND ended_at_ms IS NULL",
        journey_ids,
    )
    return int(number)


async def entered(journeys: Database, journey_ids: Collection[str]) -> int:
    ((number,),) = await _of(journeys, "SELECT count(*) FROM journey_travellers WHERE journey_id IN :ids", journey_ids)
    return int(number)


async def waiting_at(journeys: Database, journey_ids: Collection[str], step: str) -> dict[str, int]:
    """Those who wait there, and until when."""
    rows = await _of(
        journeys,
        "SELECT person_id, due_at_ms FROM journey_travellers "
        f"WHERE journey_id IN :ids AND step = '{step}' AND status = 'waiting'",
        journey_ids,
    )
    return {person_id: int(due_at_ms) for person_id, due_at_ms in rows}


async def unsettled(journeys: Database, sources: Collection[str]) -> int:
    """Messages that are still to go somewhere: open, claimed, or unknown and to be asked about again."""
    ((number,),) = await _of(
        journeys, "SELECT count(*) FROM messages WHERE source IN :ids AND turn IS NOT NULL", sources
    )
    return int(number)


async def read(journeys: Database, journey_id: str) -> Records:
    source = f"journey:{journey_id}"
    runs = await _of(
        journeys,
        "SELECT person_id, status, reason, held_out FROM journey_travellers WHERE journey_id IN :ids",
        [journey_id],
    )
    letters = await _of(journeys, "SELECT message_id, person_id FROM outbox_letters WHERE source IN :ids", [source])
    messages: list[Explained] = []
    async with journeys.reading(TENANT) as session:
        while page := await _page(session, source, messages[-1].message_id if messages else None):
            messages += page
    return Records(
        [Run(person_id, status, reason, bool(held_out)) for person_id, status, reason, held_out in runs],
        messages,
        [(message_id, person_id) for message_id, person_id in letters],
    )


async def _page(session: AsyncSession, source: str, before: str | None) -> list[Explained]:
    return await ledger.search(session, person_id=None, source=source, status=None, before=before, limit=_PAGE)


async def _of(journeys: Database, statement: str, ids: Collection[str]) -> list[Any]:
    return await _all(journeys, statement, ids=list(ids))


async def _all(journeys: Database, statement: str, **values: Any) -> list[Any]:
    asked = text(statement)
    if "ids" in values:
        asked = asked.bindparams(bindparam("ids", expanding=True))
    if ":tenant" in statement:
        values["tenant"] = TENANT
    async with journeys.platform_reading() as session:
        return list((await session.execute(asked, values)).all())
