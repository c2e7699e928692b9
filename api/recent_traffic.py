"""What analytics said of a campaign's traffic a moment ago."""

from typing import NamedTuple

from api.recent import Recent
from domain.workspace.explaining.values import Traffic


class Window(NamedTuple):
    """Of which campaign, and of which whole hours."""

    tenant_id: str
    campaign_id: str
    from_ms: int
    to_ms: int


class RecentTraffic(Recent[Window, Traffic]):
    """By their window: the numbers of an explanation are at most a minute old."""
