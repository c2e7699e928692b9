"""Connectors as the API uses them (``domain.senders.values.Channels``)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from connectors.channels import sendgrid_events, twilio_calls
from connectors.channels.domain_records import Texts, check_domain, look_up_texts
from connectors.channels.registry import capabilities_of_all, connect
from connectors.channels.switchboard import Switchboard
from domain.errors import CampaignExpressError, NotFound
from domain.senders.values import (
    AccountCheck,
    Capabilities,
    ChannelAccount,
    DomainCheck,
    Sender,
    VendorCall,
    VendorTold,
)

READERS: Final[Mapping[str, Callable[[VendorCall], VendorTold]]] = {
    "sendgrid": sendgrid_events.read,
    "twilio": twilio_calls.read,
    "twilio_whatsapp": twilio_calls.read,
}
"""Vendors that call us, and who reads what they say."""


class ChannelDesk:
    """What the API's routes ask of connectors."""

    def __init__(self, switchboard: Switchboard, *, texts: Texts = look_up_texts) -> None:
        self._dependencies = switchboard.dependencies
        self._texts = texts

    def vendors(self) -> Sequence[Capabilities]:
        return capabilities_of_all()

    async def test(self, account: ChannelAccount, sender: Sender | None) -> AccountCheck:
        try:
            return await connect(account, self._dependencies).test(sender)
        except CampaignExpressError as error:
            return AccountCheck(works=False, reason=error.message)

    async def check_domain(self, domain: str, selectors: Sequence[str]) -> DomainCheck:
        return await check_domain(domain, selectors, now_ms=self._dependencies.clock_ms(), texts=self._texts)

    def read(self, call: VendorCall) -> VendorTold:
        reader = READERS.get(call.account.vendor)
        if reader is None:
            raise NotFound(f"{call.account.vendor} calls nobody", field="vendor")
        return reader(call)
