"""The links that markup carries."""

from typing import NamedTuple


class Links(NamedTuple):
    """Where a click goes, which then leads to the landing page, and what the player loads when it starts an ad."""

    click_url: str
    impression_url: str
