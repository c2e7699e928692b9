"""Use cases of catalogues, on a tenant's session of the journeys' store."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import msgspec
from pydantic import JsonValue
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.content.catalogues import repository
from domain.content.catalogues.tables import CatalogueRow
from domain.content.catalogues.values import MAX_CATALOGUES, MAX_ITEM_BYTES, Item, NewItem
from domain.errors import Conflict, InvalidInput, NotFound
from domain.records import tenant_of

_CHUNK: Final = 1_000
_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(dict[str, Any])


async def look_up(
    session: AsyncSession, wanted: Mapping[str, Collection[str]]
) -> dict[tuple[str, str], dict[str, JsonValue]]:
    """Items by (catalogue, id), of those that are there; ``wanted`` are ids by catalogue. Their own id is among their fields."""
    found: dict[tuple[str, str], dict[str, JsonValue]] = {}
    for name, ids in wanted.items():
        ordered = list(ids)
        for at in range(0, len(ordered), _CHUNK):
            for item_id, document in (await repository.documents(session, name, ordered[at : at + _CHUNK])).items():
                found[name, item_id] = _DECODER.decode(document) | {"id": item_id}
    return found


async def existing(session: AsyncSession, name: str) -> CatalogueRow:
    """Raises ``NotFound``."""
    row = await repository.catalogue(session, name)
    if row is None:
        raise NotFound(
            f"there is no catalogue '{name}'", field="catalogue", remedy="Create it, or list those there are."
        )
    return row


async def all_of(session: AsyncSession) -> list[tuple[CatalogueRow, int]]:
    """Every catalogue with how many items it has."""
    return [(row, await repository.count_items(session, row.name)) for row in await repository.catalogues(session)]


async def create(session: AsyncSession, name: str, *, description: str, now_ms: int) -> CatalogueRow:
    """Raises ``Conflict`` for a name that is taken, and when there are as many as there may be."""
    held = await repository.catalogues(session)
    if any(row.name == name for row in held):
        raise Conflict(f"there is a catalogue '{name}' already", field="name", remedy="Put items into it.")
    if len(held) >= MAX_CATALOGUES:
        raise Conflict(
            f"there are {MAX_CATALOGUES} catalogues already", remedy="Remove one, or put items of a kind together."
        )
    row = CatalogueRow(
        tenant_id=tenant_of(session), name=name, description=description, created_at_ms=now_ms, updated_at_ms=now_ms
    )
    session.add(row)
    await session.flush()
    return row


async def remove(session: AsyncSession, name: str) -> None:
    await existing(session, name)
    await repository.remove_items(session, name, None)
    await repository.remove(session, name)


async def put_items(session: AsyncSession, name: str, items: Sequence[NewItem], *, now_ms: int) -> None:
    """Put items in, each replacing the one of its id. Raises ``InvalidInput`` for one that is too large: then none is."""
    row = await existing(session, name)
    rows = {}
    for item in items:
        document = _ENCODER.encode(item.fields)
        if len(document) > MAX_ITEM_BYTES:
            raise InvalidInput(
                f"item '{item.id}' has more than {MAX_ITEM_BYTES:,} bytes",
                field="items",
                remedy="Keep long texts elsewhere.",
            )
        rows[item.id] = {
            "tenant_id": row.tenant_id,
            "catalogue": name,
            "id": item.id,
            "document": document,
            "updated_at_ms": now_ms,
        }
    if rows:
        await repository.put_items(session, list(rows.values()))
    row.updated_at_ms = now_ms
    session.add(row)


async def remove_items(session: AsyncSession, name: str, ids: Collection[str]) -> None:
    await existing(session, name)
    await repository.remove_items(session, name, ids)


async def page_of_items(session: AsyncSession, name: str, *, after: str, limit: int) -> list[Item]:
    await existing(session, name)
    return [
        Item(id=row.id, fields=_DECODER.decode(row.document), updated_at_ms=row.updated_at_ms)
        for row in await repository.items(session, name, after=after, limit=limit)
    ]
