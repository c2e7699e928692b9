"""Use cases of the hosts that templates may fetch from, on a tenant's session."""

from collections.abc import Sequence

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.content.connected import repository
from domain.content.connected.rules import check_headers, check_host
from domain.content.connected.tables import ContentSourceRow
from domain.content.connected.values import MAX_SOURCES, NewSource, Source
from domain.errors import Conflict, NotFound
from domain.records import tenant_of
from domain.sealing import Sealer


async def put(
    session: AsyncSession, host: str, new: NewSource, sealer: Sealer, *, actor_id: str, now_ms: int
) -> ContentSourceRow:
    """Let templates fetch from ``host``. Raises ``InvalidInput`` for one that is not public, ``Conflict`` when there are too many."""
    host = check_host(host)
    check_headers(new.headers)
    row = await repository.source(session, host)
    if row is None:
        if len(await repository.sources(session)) >= MAX_SOURCES:
            raise Conflict(f"there are {MAX_SOURCES} hosts on the list already", remedy="Remove one.")
        row = ContentSourceRow(
            tenant_id=tenant_of(session), host=host, created_by=actor_id, created_at_ms=now_ms, updated_at_ms=now_ms
        )
    row.path_prefix = new.path_prefix
    row.description = new.description
    row.header_names = ",".join(sorted(new.headers))
    headers = {name: value.get_secret_value() for name, value in new.headers.items()}
    row.sealed = sealer.seal(msgspec.json.encode(headers), bound_to=_place(row)) if headers else ""
    row.updated_at_ms = now_ms
    session.add(row)
    await session.flush()
    return row


async def all_of(session: AsyncSession) -> Sequence[ContentSourceRow]:
    return await repository.sources(session)


async def remove(session: AsyncSession, host: str) -> None:
    """Raises ``NotFound``."""
    if await repository.source(session, host.lower()) is None:
        raise NotFound(f"'{host}' is not on the list", field="host", remedy="List the hosts.")
    await repository.remove(session, host.lower())


async def opened(session: AsyncSession, sealer: Sealer) -> tuple[Source, ...]:
    """The list as fetching needs it. Raises ``Unopenable`` for headers sealed with a key that is gone."""
    return tuple(
        Source(
            host=row.host,
            path_prefix=row.path_prefix,
            headers=msgspec.json.decode(sealer.open(row.sealed, bound_to=_place(row)), type=dict[str, str])
            if row.sealed
            else {},
        )
        for row in await repository.sources(session)
    )


def _place(row: ContentSourceRow) -> str:
    return f"content_sources/{row.tenant_id}/{row.host}"
