"""Accounts at those who carry messages, and who a tenant writes as."""

from typing import Annotated

from fastapi import APIRouter

from api.auth import Caller, requires
from api.state import State
from api.wire import Body, Id, ShownInstant, View
from domain.errors import Conflict
from domain.identity.values import Permission
from domain.senders import service
from domain.senders.tables import ChannelAccountRow, SenderRow
from domain.senders.values import (
    Capabilities,
    ChannelAccountChange,
    DomainCheck,
    NewChannelAccount,
    NewSender,
    SenderChange,
)

router = APIRouter(prefix="/api/v1", tags=["channels"])

Reader = Annotated[Caller, requires(Permission.JOURNEY_READ)]
Writer = Annotated[Caller, requires(Permission.JOURNEY_WRITE)]


class VendorView(View):
    """``documented`` says which public document each ability follows, ``unverified`` what none confirms."""

    vendor: str
    label: str
    channels: list[str]
    platforms: list[str]
    parameters: list[str]
    optional_parameters: list[str]
    credentials: list[str]
    optional_credentials: list[str]
    needs_sender: bool
    needs_account: bool
    """False for our own outbox, feeds and bid plane, which are there for everybody."""
    batch: int
    rate_per_s: int
    """0 where the vendor does not say."""
    max_bytes: int
    idempotency: str
    can_look_up: bool
    receipts: list[str]
    costs: bool
    documented: dict[str, str]
    unverified: list[str]


class AccountView(View):
    id: str
    vendor: str
    name: str
    enabled: bool
    is_default: bool
    channels: list[str]
    parameters: dict[str, str]
    callback_url: str
    """What the vendor is told to call, where it has such a thing; empty while this server has no public address."""
    revision: int
    works: bool | None
    """What the last test came to; null before the first."""
    tested: str
    tested_at: ShownInstant | None
    created_at: ShownInstant
    updated_at: ShownInstant


class TryBody(Body):
    sender_id: str | None = None
    """Somebody to write as, for vendors that can say whether they let us."""


class CheckView(View):
    works: bool
    account: str
    """What the vendor calls it."""
    reason: str
    checked: list[str]
    """What was tried; nothing was sent to anybody."""


class RecordView(View):
    record: str
    name: str
    finding: str
    found: str
    remedy: str


class DomainView(View):
    domain: str
    finding: str
    """``good``, ``weak``, ``missing``, or ``not_checked`` when the domain name system did not answer."""
    checked_at: ShownInstant
    records: list[RecordView]


class SenderView(View):
    id: str
    channel: str
    name: str
    address: str
    reply_to: str
    postal_address: str
    dkim_selectors: list[str]
    is_default: bool
    domain: DomainView | None
    created_at: ShownInstant
    updated_at: ShownInstant


@router.get("/channels/vendors")
async def list_vendors(state: State, _caller: Reader) -> list[VendorView]:
    """Every vendor there is a connector for: what it carries, needs and promises."""
    return [_vendor(one) for one in state.need_channels().connectors.vendors()]


@router.post("/channels/accounts", status_code=201)
async def create_channel_account(new: NewChannelAccount, state: State, caller: Writer) -> AccountView:
    """Connect an account. Its credentials are sealed and never shown again."""
    room = state.need_channels()
    async with state.journeys.tenant(caller.tenant_id) as session:
        row = await room.accounts.create(
            session, new, room.vendor(new.vendor), actor_id=caller.user_id, now_ms=state.clock_ms()
        )
        return _account(row, room.callback_url)


@router.get("/channels/accounts")
async def list_channel_accounts(state: State, caller: Reader) -> list[AccountView]:
    room = state.need_channels()
    async with state.journeys.reading(caller.tenant_id) as session:
        return [_account(row, room.callback_url) for row in await service.list_accounts(session)]


@router.get("/channels/accounts/{account_id}")
async def get_channel_account(account_id: Id, state: State, caller: Reader) -> AccountView:
    room = state.need_channels()
    async with state.journeys.reading(caller.tenant_id) as session:
        return _account(await service.existing_account(session, account_id), room.callback_url)


@router.patch("/channels/accounts/{account_id}")
async def change_channel_account(
    account_id: Id, change: ChannelAccountChange, state: State, caller: Writer
) -> AccountView:
    """Change an account; what is left out stays, parameters and credentials are replaced as a whole."""
    room = state.need_channels()
    async with state.journeys.tenant(caller.tenant_id) as session:
        held = await service.existing_account(session, account_id)
        row = await room.accounts.change(session, account_id, change, room.vendor(held.vendor), now_ms=state.clock_ms())
        return _account(row, room.callback_url)


@router.delete("/channels/accounts/{account_id}", status_code=204)
async def remove_channel_account(account_id: Id, state: State, caller: Writer) -> None:
    """Messages that went out by it stay as they are, and can no longer be asked about."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        await service.remove_account(session, account_id)


@router.post("/channels/accounts/{account_id}/test")
async def check_channel_account(account_id: Id, tried: TryBody, state: State, caller: Writer) -> CheckView:
    """Whether the vendor accepts the account's credentials. Nothing is sent to anybody."""
    room = state.need_channels()
    async with state.journeys.reading(caller.tenant_id) as session:
        account = await room.accounts.get(session, account_id)
        wanted = await service.existing_sender(session, tried.sender_id) if tried.sender_id else None
    check = await room.connectors.test(account, service.as_sender(wanted) if wanted else None)
    if account_id not in service.OWN_VENDORS:
        async with state.journeys.tenant(caller.tenant_id) as session:
            await service.record_test(session, account_id, check, now_ms=state.clock_ms())
    return CheckView(works=check.works, account=check.account, reason=check.reason, checked=list(check.checked))


@router.post("/senders", status_code=201)
async def create_sender(new: NewSender, state: State, caller: Writer) -> SenderView:
    """Write as somebody. E-mail wants a postal address, which marketing must show."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        return _sender(await service.create_sender(session, new, actor_id=caller.user_id, now_ms=state.clock_ms()))


@router.get("/senders")
async def list_senders(state: State, caller: Reader) -> list[SenderView]:
    async with state.journeys.reading(caller.tenant_id) as session:
        return [_sender(row) for row in await service.list_senders(session)]


@router.patch("/senders/{sender_id}")
async def change_sender(sender_id: Id, change: SenderChange, state: State, caller: Writer) -> SenderView:
    """Change a sender; what is left out stays. A changed address is to be checked anew."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        return _sender(await service.change_sender(session, sender_id, change, now_ms=state.clock_ms()))


@router.delete("/senders/{sender_id}", status_code=204)
async def remove_sender(sender_id: Id, state: State, caller: Writer) -> None:
    async with state.journeys.tenant(caller.tenant_id) as session:
        await service.remove_sender(session, sender_id)


@router.post("/senders/{sender_id}/check")
async def check_sender_domain(sender_id: Id, state: State, caller: Writer) -> DomainView:
    """Look up SPF, DKIM and DMARC of a sender's domain, as receivers of its mail do."""
    room = state.need_channels()
    async with state.journeys.reading(caller.tenant_id) as session:
        row = await service.existing_sender(session, sender_id)
        domain, selectors = service.domain_of(row), list(row.dkim_selectors)
    check = await room.connectors.check_domain(domain, selectors)
    async with state.journeys.tenant(caller.tenant_id) as session:
        row = await service.existing_sender(session, sender_id, to_change=True)
        if service.domain_of(row) != domain:
            raise Conflict("the sender has another address by now", field="sender_id", remedy="Check it again.")
        await service.record_check(session, sender_id, check)
    return _domain(check)


def _vendor(one: Capabilities) -> VendorView:
    return VendorView(
        vendor=one.vendor,
        label=one.label,
        channels=[channel.value for channel in one.channels],
        platforms=list(one.platforms),
        parameters=list(one.parameters),
        optional_parameters=list(one.optional_parameters),
        credentials=list(one.credentials),
        optional_credentials=list(one.optional_credentials),
        needs_sender=one.needs_sender,
        needs_account=one.vendor not in service.OWN_VENDORS,
        batch=one.batch,
        rate_per_s=one.rate_per_s,
        max_bytes=one.max_bytes,
        idempotency=one.idempotency.value,
        can_look_up=one.can_look_up,
        receipts=list(one.receipts),
        costs=one.costs,
        documented=dict(one.documented),
        unverified=list(one.unverified),
    )


def _account(row: ChannelAccountRow, callback_url: str) -> AccountView:
    return AccountView(
        id=row.id,
        vendor=row.vendor,
        name=row.name,
        enabled=row.enabled,
        is_default=row.is_default,
        channels=list(row.channels),
        parameters=dict(row.parameters),
        callback_url=f"{callback_url.rstrip('/')}/{row.vendor}/{row.id}" if callback_url else "",
        revision=row.revision,
        works=row.works,
        tested=row.tested,
        tested_at=row.tested_at_ms,
        created_at=row.created_at_ms,
        updated_at=row.updated_at_ms,
    )


def _sender(row: SenderRow) -> SenderView:
    check = service.read_check(row)
    return SenderView(
        id=row.id,
        channel=row.channel,
        name=row.name,
        address=row.address,
        reply_to=row.reply_to,
        postal_address=row.postal_address,
        dkim_selectors=list(row.dkim_selectors),
        is_default=row.is_default,
        domain=_domain(check) if check else None,
        created_at=row.created_at_ms,
        updated_at=row.updated_at_ms,
    )


def _domain(check: DomainCheck) -> DomainView:
    return DomainView(
        domain=check.domain,
        finding=check.finding.value,
        checked_at=check.checked_at_ms,
        records=[
            RecordView(record=one.record, name=one.name, finding=one.finding.value, found=one.found, remedy=one.remedy)
            for one in check.records
        ],
    )
