"""Mail of the product itself to those who work with it: how to get in, and back in.

It goes out by the platform's own account and sender for mail, never by a tenant's; where nobody has set one up, to the
platform's outbox, where only administrators of the platform can read it.
"""

from collections.abc import Callable
from typing import Final

import structlog

from connectors.channels.protocol import Accepted, OutboundMessage
from connectors.channels.switchboard import Switchboard
from domain.campaigns.values import Channel
from domain.errors import Unavailable
from domain.identity.values import PLATFORM_TENANT
from domain.identity.vouchers.values import MAIL_SOURCE
from domain.ids import new_id
from domain.senders.service import Accounts
from domain.senders.values import Sender
from storage.sql.database import Database

LIFE_MS: Final = 3_600_000
"""A letter that a vendor could not deliver by then is not worth delivering."""
_log = structlog.get_logger(__name__)


class HouseMail:
    """Sends one letter at a time."""

    def __init__(
        self, journeys: Database, accounts: Accounts, switchboard: Switchboard, clock_ms: Callable[[], int]
    ) -> None:
        self._journeys = journeys
        self._accounts = accounts
        self._switchboard = switchboard
        self._clock_ms = clock_ms

    async def send(self, user_id: str, address: str, subject: str, text: str) -> None:
        """Raises ``Unavailable`` where there is no way to send mail, or its carrier does not take it."""
        async with self._journeys.reading(PLATFORM_TENANT) as session:
            routing = await self._accounts.routing(session)
        account, sender = routing.account(Channel.EMAIL), routing.sender(Channel.EMAIL)
        if account is None:
            raise Unavailable("nobody has set up mail for the platform")
        message = OutboundMessage(
            message_id=new_id("msg"),
            tenant_id=PLATFORM_TENANT,
            person_id=user_id,
            channel=Channel.EMAIL,
            address=address,
            sender=sender or Sender(),
            subject=subject,
            text=text,
            source=MAIL_SOURCE,
            is_transactional=True,
            expires_at_ms=self._clock_ms() + LIFE_MS,
        )
        [outcome] = await self._switchboard.connect(account).send([message])
        if not isinstance(outcome, Accepted):
            _log.warning("a letter of ours was not taken", outcome=type(outcome).__name__, user_id=user_id)
            raise Unavailable("the mail could not be sent")
