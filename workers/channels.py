"""Channels, opened for a process: accounts, lines to vendors, and what the API asks of them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass

from nats.js import JetStreamContext

from activities.activating import Activating
from activities.house_mail import HouseMail
from activities.keeping import SqlKeeper
from activities.webhooks import WebhookCaller
from api.channels import ChannelRoom
from connectors.channels.desk import ChannelDesk
from connectors.channels.switchboard import Switchboard, open_dependencies
from domain.journeys.values import Poke
from domain.messages.values import Feedback
from domain.sealing import Sealer
from domain.senders.service import Accounts
from storage.nats.feedback import publish_feedback
from storage.sql import Database
from workers.settings import Settings


@dataclass(frozen=True, kw_only=True)
class OpenChannels:
    """What a process has of channels. ``switchboard.connect`` is the way to an account."""

    accounts: Accounts
    switchboard: Switchboard
    room: ChannelRoom
    mail: HouseMail


@contextlib.asynccontextmanager
async def open_channels(
    settings: Settings,
    journeys: Database,
    *,
    poke: Callable[[str, Collection[Poke]], None] | None,
    clock_ms: Callable[[], int],
) -> AsyncIterator[OpenChannels | None]:
    """None without a key to seal credentials with: nobody can then set a channel up."""
    if not settings.secrets.keys:
        yield None
        return
    sealer = Sealer(settings.secrets.keys)
    messages = settings.messages
    accounts = Accounts(sealer, outbox_by_default=messages.outbox_by_default)
    callback_url = f"{messages.public_url.rstrip('/')}/v1/webhooks" if messages.public_url else ""
    async with open_dependencies(
        SqlKeeper(journeys),
        clock_ms,
        callback_url=callback_url,
        activate=Activating(journeys, clock_ms, poke),
        allow_private=messages.allow_private_addresses,
    ) as dependencies:
        switchboard = Switchboard(dependencies)
        room = ChannelRoom(
            accounts=accounts, connectors=ChannelDesk(switchboard), sealer=sealer, callback_url=callback_url
        )
        mail = HouseMail(journeys, accounts, switchboard, clock_ms)
        yield OpenChannels(accounts=accounts, switchboard=switchboard, room=room, mail=mail)


@contextlib.asynccontextmanager
async def webhook_calls(channels: OpenChannels, journeys: Database, js: JetStreamContext) -> AsyncIterator[None]:
    """Make webhook calls as they become due, for as long as the block lasts."""

    async def tell(tenant_id: str, told: Sequence[Feedback]) -> None:
        await publish_feedback(js, tenant_id, told)

    caller = WebhookCaller(journeys, channels.accounts, channels.switchboard.dependencies, tell)
    calling = asyncio.create_task(caller.run())
    try:
        yield
    finally:
        calling.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await calling
