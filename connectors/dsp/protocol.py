"""What a demand-side platform can be asked, whoever it is."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from domain.dsp.values import (
    AudienceChange,
    AudienceReceipt,
    AudienceSize,
    CampaignPlan,
    Capabilities,
    DspAccount,
    PerformanceRow,
)

ClockMs = Callable[[], int]


class Platform(Protocol):
    """One vendor's API for one account.

    Every call raises ``Unavailable`` when the vendor does not answer or asks us to slow down (the same call may succeed
    later), and ``InvalidInput`` when it refuses what we sent.
    """

    @classmethod
    def capabilities(cls) -> Capabilities: ...

    def __init__(self, account: DspAccount, web: "Web", clock_ms: ClockMs) -> None: ...

    async def check(self) -> str:
        """Prove that the credentials work, changing nothing; what the vendor calls the account."""
        ...

    async def create_audience(self, name: str, *, external_id: str) -> str:
        """The vendor's id of a new, empty audience."""
        ...

    async def change_audience(self, audience_id: str, change: AudienceChange) -> AudienceReceipt:
        """Add and take out members, at most ``audience_batch`` of either. Repeating it changes nothing."""
        ...

    async def audience_size(self, audience_id: str) -> AudienceSize: ...

    async def put_campaign(self, plan: CampaignPlan) -> str:
        """Make the campaign what ``plan`` says, or create it; the vendor's id."""
        ...

    async def performance(self, campaign_ids: Sequence[str], *, from_day: str, to_day: str) -> Sequence[PerformanceRow]:
        """What happened on each UTC day; ids are the vendor's."""
        ...


class Web(Protocol):
    """The HTTP client platforms share; see ``web.py``."""

    async def json(
        self,
        method: str,
        url: str,
        *,
        body: object = None,
        raw: bytes | None = None,
        form: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
        idempotent: bool = False,
    ) -> Any: ...

    async def text(self, url: str, *, headers: dict[str, str] | None = None) -> str: ...

    async def report(self, url: str, *, ours: str, headers: dict[str, str]) -> str: ...
