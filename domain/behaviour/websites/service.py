"""Use cases of websites on a session handed in."""

import secrets
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.behaviour.websites import repository
from domain.behaviour.websites.tables import WebsiteRow
from domain.behaviour.websites.values import NewWebsite, SiteConsent, Website
from domain.errors import Conflict, NotFound
from domain.ids import new_id
from domain.records import tenant_of

MAX_WEBSITES: Final = 200


async def create(session: AsyncSession, new: NewWebsite, *, actor_id: str, now_ms: int) -> Website:
    """Raises ``Conflict`` for too many."""
    if len(await repository.websites(session)) >= MAX_WEBSITES:
        raise Conflict(f"there are {MAX_WEBSITES} websites", field="name", remedy="Change one that is not used.")
    row = WebsiteRow(
        tenant_id=tenant_of(session),
        id=new_id("web"),
        write_key=_new_key(),
        name=new.name,
        consent=new.consent.value,
        created_by=actor_id,
        created_at_ms=now_ms,
    )
    return await _written(session, row, new)


async def change(session: AsyncSession, website_id: str, new: NewWebsite) -> Website:
    """Raises ``NotFound``."""
    return await _written(session, await _existing(session, website_id), new)


async def replace_key(session: AsyncSession, website_id: str) -> Website:
    """A new write key; from now on the old one lets nothing in. Raises ``NotFound``."""
    row = await _existing(session, website_id)
    row.write_key = _new_key()
    session.add(row)
    await session.flush()
    return _website(row)


async def get(session: AsyncSession, website_id: str) -> Website:
    """Raises ``NotFound``."""
    return _website(await _existing(session, website_id))


async def list_websites(session: AsyncSession) -> list[Website]:
    return [_website(row) for row in await repository.websites(session)]


async def admitted(session: AsyncSession, write_key: str) -> Website | None:
    """The website that has this key, whosever it is; None for none that is enabled. Takes a platform session."""
    row = await repository.by_write_key(session, write_key)
    return _website(row) if row is not None and row.enabled else None


async def _written(session: AsyncSession, row: WebsiteRow, new: NewWebsite) -> Website:
    row.name, row.consent, row.enabled = new.name, new.consent.value, new.enabled
    row.origins = [origin.lower() for origin in new.origins]
    session.add(row)
    await session.flush()
    return _website(row)


async def _existing(session: AsyncSession, website_id: str) -> WebsiteRow:
    row = await repository.website(session, website_id)
    if row is None:
        raise NotFound(f"there is no website {website_id}", field="website_id", remedy="List the websites there are.")
    return row


def _new_key() -> str:
    return f"wk_{secrets.token_hex(16)}"


def _website(row: WebsiteRow) -> Website:
    return Website(
        id=row.id,
        tenant_id=row.tenant_id,
        name=row.name,
        write_key=row.write_key,
        origins=tuple(row.origins),
        consent=SiteConsent(row.consent),
        enabled=row.enabled,
        created_at_ms=row.created_at_ms,
    )
