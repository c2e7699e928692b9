"""Use cases of exchanges on a platform session.

Each change raises the revision by one. Whoever commits the session publishes the exchange to the ``exchanges`` bucket
afterwards; ingest publishes what was left behind.
"""

import hashlib
import secrets
from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.errors import Conflict, NotFound
from domain.exchanges import repository
from domain.exchanges.tables import ExchangeRow
from domain.exchanges.values import Exchange, ExchangeChange, NewExchange, PriceEncryption, SecretRotation
from domain.identity.service import get_tenant
from domain.ids import new_id

_SWITCHES: Final = ("gzip_responses", "requires_creative_approval", "require_schain", "match_users", "no_bid_body")


class IssuedExchange(NamedTuple):
    """An exchange with its new secret, which is shown this once; we keep the digest. An open exchange has none."""

    exchange: Exchange
    secret: str


async def create_exchange(session: AsyncSession, new: NewExchange, *, actor_id: str, now_ms: int) -> IssuedExchange:
    """Raises ``Conflict`` when the id or name is taken, ``NotFound`` for an unknown tenant."""
    if new.id and await repository.exchange(session, new.id):
        raise Conflict(f"an exchange '{new.id}' exists already", field="id", remedy="Choose another id.")
    if await repository.exchange_by_name(session, new.name):
        raise Conflict(f"an exchange named '{new.name}' exists already", field="name", remedy="Choose another name.")
    await _require_tenants(session, new.tenants)
    secret, digest = ("", "") if new.open else _new_secret()
    row = ExchangeRow(
        id=new.id or new_id("exc"),
        name=new.name,
        tenants=list(new.tenants),
        secret_sha256=digest,
        seats=list(new.seats),
        currencies=list(new.currencies),
        qps_limit=new.qps_limit,
        network_margin_ms=new.network_margin_ms,
        gzip_responses=new.gzip_responses,
        requires_creative_approval=new.requires_creative_approval,
        require_schain=new.require_schain,
        match_users=new.match_users,
        sync_url=new.sync_url,
        price_encryption=new.price_encryption.value,
        no_bid_body=new.no_bid_body,
        created_by=actor_id,
        created_at_ms=now_ms,
        updated_at_ms=now_ms,
    )
    session.add(row)
    await session.flush()
    return IssuedExchange(_value(row), secret)


async def get_exchange(session: AsyncSession, exchange_id: str) -> Exchange:
    return _value(await _existing(session, exchange_id))


async def list_exchanges(session: AsyncSession, *, after: str = "", limit: int = 100) -> Sequence[Exchange]:
    """By id, revoked ones included, those beyond ``after``."""
    return [_value(row) for row in await repository.exchanges(session, after=after, limit=limit)]


async def exchanges_of(session: AsyncSession, tenant_id: str) -> Sequence[Exchange]:
    """Those that reach a tenant's campaigns, by name; revoked ones are left out."""
    found: list[Exchange] = []
    after = ""
    while page := await list_exchanges(session, after=after):
        found += [one for one in page if tenant_id in one.tenants and not one.revoked]
        after = page[-1].exchange_id
    return sorted(found, key=lambda one: one.name.casefold())


async def change_exchange(session: AsyncSession, exchange_id: str, change: ExchangeChange, *, now_ms: int) -> Exchange:
    """Raises ``NotFound`` for an unknown exchange or tenant, ``Conflict`` for a revoked exchange."""
    row = await _usable(session, exchange_id)
    if change.tenants is not None:
        await _require_tenants(session, change.tenants)
        row.tenants = list(change.tenants)
    if change.seats is not None:
        row.seats = list(change.seats)
    if change.currencies is not None:
        row.currencies = list(change.currencies)
    if change.qps_limit is not None:
        row.qps_limit = change.qps_limit
    if "network_margin_ms" in change.model_fields_set:
        row.network_margin_ms = change.network_margin_ms
    for name in _SWITCHES:
        chosen = getattr(change, name)
        if chosen is not None:
            setattr(row, name, chosen)
    if change.sync_url is not None:
        row.sync_url = change.sync_url
    if change.price_encryption is not None:
        row.price_encryption = change.price_encryption.value
    await _changed(session, row, now_ms)
    return _value(row)


async def rotate_secret(
    session: AsyncSession, exchange_id: str, rotation: SecretRotation, *, now_ms: int
) -> IssuedExchange:
    """A new secret; the one before stays good as long as ``rotation`` says. Raises ``NotFound`` or ``Conflict``."""
    row = await _usable(session, exchange_id)
    row.previous_secret_sha256, row.previous_until_ms = "", 0
    if row.secret_sha256 and rotation.keep_old_s:
        row.previous_secret_sha256 = row.secret_sha256
        row.previous_until_ms = now_ms + rotation.keep_old_s * 1_000
    secret, row.secret_sha256 = _new_secret()
    await _changed(session, row, now_ms)
    return IssuedExchange(_value(row), secret)


async def revoke_exchange(session: AsyncSession, exchange_id: str, *, now_ms: int) -> Exchange:
    """For good: no campaign answers it any more. Revoking it again changes nothing. Raises ``NotFound``."""
    row = await _existing(session, exchange_id, to_change=True)
    if row.revoked_at_ms is None:
        row.revoked_at_ms = now_ms
        await _changed(session, row, now_ms)
    return _value(row)


def _new_secret() -> tuple[str, str]:
    secret = f"exs_{secrets.token_urlsafe(32)}"
    return secret, hashlib.sha256(secret.encode()).hexdigest()


async def _require_tenants(session: AsyncSession, tenant_ids: Sequence[str]) -> None:
    for tenant_id in tenant_ids:
        await get_tenant(session, tenant_id)


async def _existing(session: AsyncSession, exchange_id: str, *, to_change: bool = False) -> ExchangeRow:
    row = await repository.exchange(session, exchange_id, to_change=to_change)
    if row is None:
        raise NotFound(f"there is no exchange '{exchange_id}'", field="exchange_id")
    return row


async def _usable(session: AsyncSession, exchange_id: str) -> ExchangeRow:
    row = await _existing(session, exchange_id, to_change=True)
    if row.revoked_at_ms is not None:
        raise Conflict(
            f"the exchange '{row.name}' is revoked", field="exchange_id", remedy="Create a new exchange instead."
        )
    return row


async def _changed(session: AsyncSession, row: ExchangeRow, now_ms: int) -> None:
    row.revision += 1
    row.updated_at_ms = now_ms
    session.add(row)
    await session.flush()


def _value(row: ExchangeRow) -> Exchange:
    return Exchange(
        exchange_id=row.id,
        name=row.name,
        tenants=tuple(row.tenants),
        secret_sha256=row.secret_sha256,
        seats=tuple(row.seats),
        currencies=tuple(row.currencies),
        qps_limit=row.qps_limit,
        revision=row.revision,
        revoked=row.revoked_at_ms is not None,
        previous_secret_sha256=row.previous_secret_sha256,
        previous_until_ms=row.previous_until_ms,
        network_margin_ms=row.network_margin_ms,
        gzip_responses=row.gzip_responses,
        requires_creative_approval=row.requires_creative_approval,
        require_schain=row.require_schain,
        match_users=row.match_users,
        sync_url=row.sync_url,
        price_encryption=PriceEncryption(row.price_encryption),
        no_bid_body=row.no_bid_body,
    )
