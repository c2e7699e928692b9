"""Mail of the product itself to those who work with it: how to get in, and back in, and what waits for them.

It goes out by the platform's own account and sender for mail, never by a tenant's; where nobody has set one up, to the
platform's outbox, where only administrators of the platform can read it.
"""

import asyncio
from collections.abc import Callable
from typing import Final

import structlog

from connectors.channels.protocol import Accepted, Idempotency, OutboundMessage, Outcome, Sender, Unknown
from connectors.channels.switchboard import Line, Switchboard
from domain.campaigns.values import Channel
from domain.errors import Unavailable
from domain.identity.values import PLATFORM_TENANT
from domain.identity.vouchers.values import MAIL_SOURCE
from domain.ids import new_id
from domain.senders.service import Accounts
from storage.sql.database import Database

LIFE_MS: Final = 3_600_000
"""A letter that a vendor could not deliver by then is not worth delivering."""
_ASKED_FOR_S: Final = 10.0
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
        outcome = await self.hand_over(new_id("msg"), user_id, address, subject, text)
        if not isinstance(outcome, Accepted):
            raise Unavailable("the mail could not be sent")

    async def hand_over(
        self, message_id: str, user_id: str, address: str, subject: str, text: str, *, html: str = ""
    ) -> Outcome:
        """What the carrier says of a letter that is known by ``message_id``. Raises ``Unavailable`` where there is none."""
        line, sender = await self._line()
        message = OutboundMessage(
            message_id=message_id,
            tenant_id=PLATFORM_TENANT,
            person_id=user_id,
            channel=Channel.EMAIL,
            address=address,
            sender=sender,
            subject=subject,
            text=text,
            html=html,
            source=MAIL_SOURCE,
            is_transactional=True,
            expires_at_ms=self._clock_ms() + LIFE_MS,
        )
        [outcome] = await line.send([message])
        if not isinstance(outcome, Accepted):
            _log.warning("a letter of ours was not taken", outcome=type(outcome).__name__, user_id=user_id)
        return outcome

    async def what_became_of(self, message_id: str) -> Accepted | Unknown | None:
        """None where handing the letter over again cannot make two of it. Raises ``Unavailable``."""
        line, _ = await self._line()
        can = line.capabilities()
        if not can.can_look_up:
            return None if can.idempotency is Idempotency.NATIVE else Unknown(f"{can.vendor} cannot be asked")
        try:
            async with asyncio.timeout(_ASKED_FOR_S):
                answer = await line.look_up(message_id)
        except TimeoutError:
            return Unknown(f"{can.vendor} did not answer in time")
        if answer is None and can.idempotency is Idempotency.NONE:
            return Unknown(f"{can.vendor} has not got it, and would not know it again")
        return answer

    async def _line(self) -> tuple[Line, Sender]:
        async with self._journeys.reading(PLATFORM_TENANT) as session:
            routing = await self._accounts.routing(session)
        account = routing.account(Channel.EMAIL)
        if account is None:
            raise Unavailable("nobody has set up mail for the platform")
        return self._switchboard.connect(account), routing.sender(Channel.EMAIL) or Sender()
