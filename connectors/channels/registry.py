"""The vendors there are, by key."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from connectors.channels.apns import Apns
from connectors.channels.fcm import Fcm
from connectors.channels.own import BidPlane, Feeds, LocalOutbox
from connectors.channels.protocol import Capabilities, Channel, ChannelAccount, Dependencies
from connectors.channels.sendgrid import SendGrid
from connectors.channels.smtp import Smtp
from connectors.channels.twilio import TwilioText, TwilioWhatsApp
from connectors.channels.web_push import WebPush
from connectors.channels.webhook import Webhook
from domain.errors import InvalidInput

VENDORS: Final[Mapping[str, type[Channel]]] = MappingProxyType(
    {
        vendor.capabilities().vendor: vendor
        for vendor in (
            LocalOutbox,
            Feeds,
            BidPlane,
            SendGrid,
            Smtp,
            TwilioText,
            TwilioWhatsApp,
            Fcm,
            Apns,
            WebPush,
            Webhook,
        )
    }
)


def capabilities(vendor: str) -> Capabilities:
    """Raises ``InvalidInput`` for a vendor there is no connector for."""
    if vendor not in VENDORS:
        raise InvalidInput(
            f"there is no vendor '{vendor}'", field="vendor", remedy=f"Choose one of {', '.join(VENDORS)}."
        )
    return VENDORS[vendor].capabilities()


def capabilities_of_all() -> Sequence[Capabilities]:
    return [vendor.capabilities() for vendor in VENDORS.values()]


def connect(account: ChannelAccount, dependencies: Dependencies) -> Channel:
    """Raises ``InvalidInput`` as ``capabilities`` does."""
    capabilities(account.vendor)
    return VENDORS[account.vendor](account, dependencies)
