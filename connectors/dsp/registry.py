"""The platforms there are, by key."""

from collections.abc import Sequence
from typing import Final

from connectors.dsp.amazon import AmazonDsp
from connectors.dsp.dv360 import DisplayVideo360
from connectors.dsp.meta import Meta
from connectors.dsp.protocol import ClockMs, Platform, Web
from connectors.dsp.the_trade_desk import TheTradeDesk
from connectors.dsp.xandr import Xandr
from domain.dsp.values import Capabilities, DspAccount
from domain.errors import InvalidInput

PLATFORMS: Final[dict[str, type[Platform]]] = {
    platform.capabilities().platform: platform for platform in (DisplayVideo360, TheTradeDesk, AmazonDsp, Meta, Xandr)
}


def capabilities(platform: str) -> Capabilities:
    """Raises ``InvalidInput`` for a platform there is no connector for."""
    if platform not in PLATFORMS:
        raise InvalidInput(
            f"there is no platform '{platform}'", field="platform", remedy=f"Choose one of {', '.join(PLATFORMS)}."
        )
    return PLATFORMS[platform].capabilities()


def capabilities_of_all() -> Sequence[Capabilities]:
    return [platform.capabilities() for platform in PLATFORMS.values()]


def connect(account: DspAccount, web: Web, clock_ms: ClockMs) -> Platform:
    """Raises ``InvalidInput`` as ``capabilities`` does."""
    capabilities(account.platform)
    return PLATFORMS[account.platform](account, web, clock_ms)
