"""Words of the workflows that keep demand-side platforms up to date: an audience's, and single errands."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

from workflows.contracts.temporal import Effect, Message

TASK_QUEUE: Final = "syncs"
AUDIENCE_WORKFLOW: Final = "AudienceSync"
AUDIENCE_KIND: Final = "audience"
SYNC_NOW: Final = "sync_now"
STOP: Final = "stop"
ERRAND_WORKFLOW: Final = "PlatformErrand"
ERRAND_KIND: Final = "platform_errand"

HEARTBEAT: Final = timedelta(minutes=2)


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


class ErrandKind(StrEnum):
    PUSH_CAMPAIGN = "push_campaign"
    PULL_PERFORMANCE = "pull_performance"


class Errand(Message):
    """One thing to do at an account. ``campaign_id`` is for a push, the days (``2026-11-21``) for a pull."""

    tenant_id: str
    account_id: str
    kind: ErrandKind
    campaign_id: str = ""
    from_day: str = ""
    to_day: str = ""

    @property
    def workflow_id(self) -> str:
        """One errand of a kind at a time."""
        about = self.campaign_id if self.kind is ErrandKind.PUSH_CAMPAIGN else "performance"
        return f"platform/{self.tenant_id}/{self.account_id}/{about}"


class ErrandDone(Message):
    """In words, for whoever asked."""

    summary: str


OPEN_AUDIENCE: Final = Effect("open_audience", AudienceRef, type(None))
SYNC_RANGE: Final = Effect("sync_range", PeopleRange, RangeSynced)
CLOSE_SYNC: Final = Effect("close_sync", SyncClosed, type(None))
RUN_ERRAND: Final = Effect("run_errand", Errand, ErrandDone)
EFFECTS: Final = (OPEN_AUDIENCE, SYNC_RANGE, CLOSE_SYNC, RUN_ERRAND)
