"""Words of the workflows that keep demand-side platforms up to date: an audience's, a campaign's, and pulled reports."""

from datetime import timedelta
from typing import Final

from workflows.contracts.temporal import Effect, Message

TASK_QUEUE: Final = "syncs"
AUDIENCE_WORKFLOW: Final = "AudienceSync"
AUDIENCE_KIND: Final = "audience"
SYNC_NOW: Final = "sync_now"
STOP: Final = "stop"
CAMPAIGN_WORKFLOW: Final = "PlatformCampaign"
CAMPAIGN_KIND: Final = "platform_campaign"
LAST_SAID: Final = "last_said"
REPORT_WORKFLOW: Final = "PlatformReport"
REPORT_KIND: Final = "platform_report"

HEARTBEAT: Final = timedelta(minutes=2)
LOOK_EVERY: Final = timedelta(minutes=5)
"""How long a pause, a new budget or a new day may take to reach a platform."""


def audience_workflow_id(tenant_id: str, audience_id: str) -> str:
    return f"audience/{tenant_id}/{audience_id}"


class AudienceRef(Message):
    """Which audience."""

    tenant_id: str
    audience_id: str


class AudienceSyncInput(Message):
    """``every_minutes`` 0 syncs once and ends."""

    audience: AudienceRef
    every_minutes: int = 0
    after: str = ""
    """Where to go on in a sync that was continued in a new run, with what it amounts to so far."""
    totals: "SyncTotals | None" = None


class PeopleRange(Message):
    """The next people of an audience's tenant, beyond ``after``."""

    audience: AudienceRef
    after: str = ""


class RangeSynced(Message):
    """What became of one range of people; ``after`` is where the next begins, None when this was the last."""

    after: str | None
    joined: int = 0
    left: int = 0
    refused: int = 0
    unreachable: int = 0
    expected_matches: float = 0.0


class SyncTotals(Message):
    """What a whole sync amounts to so far."""

    joined: int = 0
    left: int = 0
    refused: int = 0
    unreachable: int = 0
    expected_matches: float = 0.0

    def plus(self, done: RangeSynced) -> "SyncTotals":
        return SyncTotals(
            joined=self.joined + done.joined,
            left=self.left + done.left,
            refused=self.refused + done.refused,
            unreachable=self.unreachable + done.unreachable,
            expected_matches=self.expected_matches + done.expected_matches,
        )


class SyncClosed(Message):
    """A sync's end, to be put on record; ``failure`` is empty when it went well."""

    audience: AudienceRef
    totals: SyncTotals
    failure: str = ""


class CampaignAt(Message):
    """A campaign of ours at an account."""

    tenant_id: str
    account_id: str
    campaign_id: str

    @property
    def workflow_id(self) -> str:
        return f"platform/{self.tenant_id}/{self.account_id}/{self.campaign_id}"


class CampaignKept(Message):
    """What the platform holds now, in words; ``is_over`` when there is nothing left to keep up to date."""

    summary: str
    is_over: bool = False


class ReportOrder(Message):
    """What our campaigns did at an account from one UTC day (``2026-11-21``) to another."""

    tenant_id: str
    account_id: str
    from_day: str
    to_day: str

    @property
    def workflow_id(self) -> str:
        return f"platform-report/{self.tenant_id}/{self.account_id}/{self.from_day}/{self.to_day}"


class ReportPulled(Message):
    """In words, for whoever asked."""

    summary: str


OPEN_AUDIENCE: Final = Effect("open_audience", AudienceRef, type(None))
SYNC_RANGE: Final = Effect("sync_range", PeopleRange, RangeSynced)
CLOSE_SYNC: Final = Effect("close_sync", SyncClosed, type(None))
KEEP_CAMPAIGN: Final = Effect("keep_campaign", CampaignAt, CampaignKept)
PULL_REPORT: Final = Effect("pull_report", ReportOrder, ReportPulled)
EFFECTS: Final = (OPEN_AUDIENCE, SYNC_RANGE, CLOSE_SYNC, KEEP_CAMPAIGN, PULL_REPORT)
