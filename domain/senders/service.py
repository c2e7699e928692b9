"""Use cases of channel accounts and senders on a tenant's session. Credentials are opened for connectors and shown to nobody."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.campaigns.values import Channel
from domain.errors import Conflict, InvalidInput, NotFound
from domain.ids import new_id
from domain.records import tenant_of
from domain.sealing import Sealer
from domain.senders import repository
from domain.senders.rules import check_destination, check_needs, check_sender, email_domain
from domain.senders.tables import ChannelAccountRow, SenderRow
from domain.senders.values import (
    BID_PLANE,
    FEED,
    FEED_CHANNELS,
    OUTBOX,
    AccountCheck,
    Capabilities,
    ChannelAccount,
    ChannelAccountChange,
    DomainCheck,
    NewChannelAccount,
    NewSender,
    Sender,
    SenderChange,
)

OWN_VENDORS: Final = (OUTBOX, FEED, BID_PLANE)
"""They need no account; their account id is their name."""


class Routing:
    """By which account, and as whom, a tenant's messages go out at this moment."""

    def __init__(
        self,
        tenant_id: str,
        accounts: Sequence[tuple[ChannelAccount, frozenset[str], frozenset[str]]],
        senders: Iterable[SenderRow],
        *,
        outbox_by_default: bool,
    ) -> None:
        self._tenant_id = tenant_id
        self._accounts = accounts
        self._senders = {row.id: row for row in senders}
        self._defaults = {row.channel: row for row in self._senders.values() if row.is_default}
        self._outbox_by_default = outbox_by_default

    def account(self, channel: Channel, platform: str = "") -> ChannelAccount | None:
        """The account that carries ``channel`` to devices of ``platform``; None where nobody has set one up."""
        for account, channels, platforms in self._accounts:
            if channel.value in channels and (not platform or not platforms or platform in platforms):
                return account
        if channel in FEED_CHANNELS:
            return own_account(self._tenant_id, FEED)
        if channel is Channel.PAID_MEDIA:
            return own_account(self._tenant_id, BID_PLANE)
        return own_account(self._tenant_id, OUTBOX) if self._outbox_by_default else None

    def sender(self, channel: Channel, sender_id: str = "") -> Sender | None:
        """The sender asked for, or the channel's default one."""
        row = self._senders.get(sender_id) if sender_id else self._defaults.get(channel.value)
        return None if row is None or row.channel != channel.value else as_sender(row)


async def carried(session: AsyncSession, *, outbox_by_default: bool) -> frozenset[Channel]:
    """The channels on which a message can go out at this moment, as ``Routing`` has it; nobody's credentials are opened for it."""
    if outbox_by_default:
        return frozenset(Channel)
    rows = await repository.enabled_defaults(session)
    return frozenset({Channel(name) for row in rows for name in row.channels} | {*FEED_CHANNELS, Channel.PAID_MEDIA})


class Accounts:
    """Accounts of tenants, over the sealer that keeps their credentials.

    With ``outbox_by_default`` a channel nobody has set up goes to the local outbox; without, it has no account.
    """

    def __init__(self, sealer: Sealer, *, outbox_by_default: bool = True) -> None:
        self._sealer = sealer
        self._outbox_by_default = outbox_by_default

    async def create(
        self, session: AsyncSession, new: NewChannelAccount, vendor: Capabilities, *, actor_id: str, now_ms: int
    ) -> ChannelAccountRow:
        """Raises ``InvalidInput`` when something its vendor needs is missing, ``Conflict`` for a name taken."""
        if await repository.account_by_name(session, new.name):
            raise Conflict(f"an account '{new.name}' exists already", field="name", remedy="Choose another name.")
        credentials = {name: secret.get_secret_value() for name, secret in new.credentials.items()}
        check_needs(vendor, new.parameters, credentials)
        account_id = new_id("cha")
        row = ChannelAccountRow(
            tenant_id=tenant_of(session),
            id=account_id,
            vendor=new.vendor,
            name=new.name,
            enabled=new.enabled,
            is_default=new.is_default,
            channels=[channel.value for channel in vendor.channels],
            platforms=list(vendor.platforms),
            parameters=dict(new.parameters),
            credentials=self._seal(account_id, credentials),
            created_by=actor_id,
            created_at_ms=now_ms,
            updated_at_ms=now_ms,
        )
        session.add(row)
        await _be_only_default(session, row)
        await session.flush()
        return row

    async def change(
        self,
        session: AsyncSession,
        account_id: str,
        change: ChannelAccountChange,
        vendor: Capabilities,
        *,
        now_ms: int,
    ) -> ChannelAccountRow:
        """Raises ``NotFound``, ``InvalidInput`` and ``Conflict`` as ``create`` does.

        And ``InvalidInput`` where sealed credentials would go to another server than they were entered for.
        """
        row = await existing_account(session, account_id, to_change=True)
        if change.parameters is not None:
            check_needs(vendor, change.parameters, None)
            if change.credentials is None and self.opened(row).credentials:
                check_destination(vendor, row.parameters, change.parameters)
            row.parameters = dict(change.parameters)
        if change.credentials is not None:
            credentials = {name: secret.get_secret_value() for name, secret in change.credentials.items()}
            check_needs(vendor, None, credentials)
            row.credentials = self._seal(account_id, credentials)
        if change.name is not None and change.name != row.name:
            if await repository.account_by_name(session, change.name):
                raise Conflict(f"an account '{change.name}' exists already", field="name")
            row.name = change.name
        for field in ("enabled", "is_default"):
            wanted = getattr(change, field)
            if wanted is not None:
                setattr(row, field, wanted)
        if change.parameters is not None or change.credentials is not None:
            row.works, row.tested, row.tested_at_ms = None, "", None
        row.revision += 1
        row.updated_at_ms = now_ms
        session.add(row)
        await _be_only_default(session, row)
        await session.flush()
        return row

    async def get(self, session: AsyncSession, account_id: str) -> ChannelAccount:
        """With its credentials. Raises ``NotFound``, and ``Unopenable`` when the sealing key is gone."""
        if account_id in OWN_VENDORS:
            return own_account(tenant_of(session), account_id)
        return self.opened(await existing_account(session, account_id))

    async def carried(self, session: AsyncSession) -> frozenset[Channel]:
        """The channels that have an account, or go to the outbox."""
        return await carried(session, outbox_by_default=self._outbox_by_default)

    async def routing(self, session: AsyncSession) -> Routing:
        rows = await repository.enabled_defaults(session)
        return Routing(
            tenant_of(session),
            [(self.opened(row), frozenset(row.channels), frozenset(row.platforms)) for row in rows],
            await repository.senders(session),
            outbox_by_default=self._outbox_by_default,
        )

    def opened(self, row: ChannelAccountRow) -> ChannelAccount:
        return ChannelAccount(
            tenant_id=row.tenant_id,
            account_id=row.id,
            vendor=row.vendor,
            name=row.name,
            enabled=row.enabled,
            is_default=row.is_default,
            parameters=row.parameters,
            credentials=msgspec.json.decode(self._sealer.open(row.credentials, bound_to=row.id), type=dict[str, str]),
            revision=row.revision,
        )

    def _seal(self, account_id: str, credentials: Mapping[str, str]) -> str:
        return self._sealer.seal(msgspec.json.encode(credentials), bound_to=account_id)


def own_account(tenant_id: str, vendor: str) -> ChannelAccount:
    """The account that nobody has to set up: our own outbox, feeds and bid plane."""
    return ChannelAccount(tenant_id=tenant_id, account_id=vendor, vendor=vendor, name=vendor)


async def existing_account(session: AsyncSession, account_id: str, *, to_change: bool = False) -> ChannelAccountRow:
    row = await repository.account(session, account_id, to_change=to_change)
    if row is None:
        raise NotFound(f"there is no account '{account_id}'", field="account_id")
    return row


async def find_account(session: AsyncSession, account_id: str) -> ChannelAccountRow | None:
    """On a platform session: whoever's it is."""
    return await repository.account(session, account_id)


async def list_accounts(session: AsyncSession) -> Sequence[ChannelAccountRow]:
    return await repository.accounts(session)


async def remove_account(session: AsyncSession, account_id: str) -> None:
    """Messages that went out by it keep its id. Raises ``NotFound``."""
    await session.delete(await existing_account(session, account_id, to_change=True))


async def record_test(session: AsyncSession, account_id: str, check: AccountCheck, *, now_ms: int) -> None:
    row = await existing_account(session, account_id, to_change=True)
    row.works, row.tested, row.tested_at_ms = check.works, check.reason or check.account, now_ms
    session.add(row)


async def _be_only_default(session: AsyncSession, row: ChannelAccountRow) -> None:
    """Two accounts for the same channel and the same devices cannot both be the default."""
    if not row.is_default:
        return
    for other in await repository.accounts(session):
        shares_devices = not row.platforms or not other.platforms or set(row.platforms) & set(other.platforms)
        if other.id != row.id and other.is_default and set(row.channels) & set(other.channels) and shares_devices:
            other.is_default = False
            session.add(other)


# Senders


def as_sender(row: SenderRow) -> Sender:
    return Sender(
        sender_id=row.id,
        name=row.name,
        address=row.address,
        reply_to=row.reply_to,
        postal_address=row.postal_address,
    )


async def create_sender(session: AsyncSession, new: NewSender, *, actor_id: str, now_ms: int) -> SenderRow:
    """Raises ``InvalidInput`` for an address its channel cannot send from, ``Conflict`` for one that is there."""
    check_sender(new.channel, new.address, new.postal_address)
    if await repository.sender_at(session, new.channel.value, new.address):
        raise Conflict(f"there is a sender '{new.address}' already", field="address")
    row = SenderRow(
        tenant_id=tenant_of(session),
        id=new_id("snd"),
        channel=new.channel.value,
        name=new.name,
        address=new.address,
        reply_to=new.reply_to or "",
        postal_address=new.postal_address,
        dkim_selectors=list(new.dkim_selectors),
        is_default=new.is_default,
        created_by=actor_id,
        created_at_ms=now_ms,
        updated_at_ms=now_ms,
    )
    session.add(row)
    await _be_only_default_sender(session, row)
    await session.flush()
    return row


async def change_sender(session: AsyncSession, sender_id: str, change: SenderChange, *, now_ms: int) -> SenderRow:
    """Raises ``NotFound``, ``InvalidInput`` and ``Conflict`` as ``create_sender`` does."""
    row = await existing_sender(session, sender_id, to_change=True)
    if change.address is not None and change.address != row.address:
        if await repository.sender_at(session, row.channel, change.address):
            raise Conflict(f"there is a sender '{change.address}' already", field="address")
        row.address = change.address
        row.domain_check = {}
    for field in ("name", "reply_to", "postal_address", "is_default"):
        wanted = getattr(change, field)
        if wanted is not None:
            setattr(row, field, wanted)
    if change.dkim_selectors is not None:
        row.dkim_selectors = list(change.dkim_selectors)
        row.domain_check = {}
    check_sender(Channel(row.channel), row.address, row.postal_address)
    row.updated_at_ms = now_ms
    session.add(row)
    await _be_only_default_sender(session, row)
    await session.flush()
    return row


async def existing_sender(session: AsyncSession, sender_id: str, *, to_change: bool = False) -> SenderRow:
    row = await repository.sender(session, sender_id, to_change=to_change)
    if row is None:
        raise NotFound(f"there is no sender '{sender_id}'", field="sender_id")
    return row


async def list_senders(session: AsyncSession) -> Sequence[SenderRow]:
    return await repository.senders(session)


async def remove_sender(session: AsyncSession, sender_id: str) -> None:
    """Raises ``NotFound``."""
    await session.delete(await existing_sender(session, sender_id, to_change=True))


def domain_of(row: SenderRow) -> str:
    """The domain whose records matter to this sender. Raises ``InvalidInput`` for one that writes no e-mail."""
    if row.channel != Channel.EMAIL.value:
        raise InvalidInput(
            f"a sender on {row.channel} has no domain", field="sender_id", remedy="Check senders of e-mail."
        )
    return email_domain(row.address)


async def record_check(session: AsyncSession, sender_id: str, check: DomainCheck) -> SenderRow:
    row = await existing_sender(session, sender_id, to_change=True)
    row.domain_check = msgspec.to_builtins(check)
    session.add(row)
    return row


def read_check(row: SenderRow) -> DomainCheck | None:
    return msgspec.convert(row.domain_check, DomainCheck) if row.domain_check else None


async def _be_only_default_sender(session: AsyncSession, row: SenderRow) -> None:
    if not row.is_default:
        return
    for other in await repository.senders(session):
        if other.id != row.id and other.channel == row.channel and other.is_default:
            other.is_default = False
            session.add(other)
