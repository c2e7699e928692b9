"""Holding sources, on a tenant's session."""

from collections.abc import Collection

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.messages.holds import repository
from domain.records import tenant_of


async def hold(session: AsyncSession, source: str, *, now_ms: int) -> None:
    """From now on nobody delivers what is due of ``source`` without naming it."""
    await repository.add(session, {"tenant_id": tenant_of(session), "source": source, "since_ms": now_ms})


async def release(session: AsyncSession, source: str) -> None:
    """From now on everybody delivers what is due of ``source``; one that is not held stays as it is."""
    await repository.remove(session, source)


async def held(session: AsyncSession, among: Collection[str] | None = None) -> set[str]:
    """The sources that are held, of all the tenant has or of ``among``."""
    return await repository.sources(session, among)


async def is_held(session: AsyncSession, source: str) -> bool:
    return bool(await repository.sources(session, [source]))
