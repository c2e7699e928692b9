"""Words of the campaign workflow: how it is named, what it is told, and the effects it has.

Times are Unix milliseconds, money is micros of the campaign's currency.
"""

from typing import Final

from pydantic import BaseModel

from domain.approvals.values import Remark, Requirement, StandingApproval, Verdict
from domain.campaigns.sections.values import Section
from domain.campaigns.values import Action, Channel, Stage
from workflows.contracts.approvals import RoundRef, Standing
from workflows.contracts.temporal import Effect, Message

TASK_QUEUE: Final = "campaigns"
WORKFLOW: Final = "Campaign"
KIND: Final = "campaign"
ACT: Final = "act"
REVISED: Final = "revised"
BUDGET_EXHAUSTED: Final = "budget_exhausted"
BUDGET_REFUNDED: Final = "budget_refunded"
TRY_AGAIN: Final = "try_again"
STATUS: Final = "status"

BANKER: Final = "system:banker"
CALENDAR: Final = "system:calendar"
"""The actor of what happens because a date was reached."""
LIFECYCLE: Final = "system:lifecycle"
"""The actor of a pause because the campaign could not be put on air."""
SYSTEM_ROLE: Final = "system"


def workflow_id(tenant_id: str, campaign_id: str) -> str:
    return f"campaign/{tenant_id}/{campaign_id}"


class Flight(Message):
    """When a campaign runs; an open end or start is None."""

    starts_at_ms: int | None = None
    ends_at_ms: int | None = None


class Actor(Message):
    """Who acts. ``role`` is the one put on record, ``roles`` are all roles and grants the caller holds."""

    user_id: str
    role: str
    roles: tuple[str, ...] = ()
    request_id: str = ""
    """Of the call that asked for it; for the audit log."""


class RevisionFacts(Message):
    """What the workflow knows of one revision of the content."""

    revision: int
    budget_micros: int
    currency: str
    channel: Channel
    categories: tuple[str, ...] = ()
    flight: Flight = Flight()
    content_hash: str = ""
    """Of all but budget and dates; ``revision_hash`` is of everything, and what a decision names."""
    revision_hash: str = ""


class OpenRound(Message):
    """The review that is going on, and what of."""

    number: int
    facts: RevisionFacts


class HeldBack(Message):
    """A step that failed: when it is tried again, how often it has failed in a row, and of what."""

    until_ms: int
    tries: int
    trouble: str


class CampaignState(BaseModel):
    """Everything a campaign's workflow remembers, carried whole into its next run."""

    stage: Stage = Stage.DRAFT
    sequence: int = 0
    """Number of the last transition on record."""
    rounds: int = 0
    review: OpenRound | None = None
    submitter_ids: tuple[str, ...] = ()
    """Everybody who submitted or edited what is not approved yet."""
    approved: RevisionFacts | None = None
    """The revision last reviewed: budget and dates may move inside it without another review."""
    running: RevisionFacts | None = None
    """The revision in force: the approved one, or a later one inside it."""
    flight: Flight = Flight()
    """When it runs."""
    snapshot_revision: int = 0
    on_air: bool = False
    """Bidders may hold a snapshot of it."""
    stale: bool = False
    """It is live, and bidders have not been told how it runs now."""
    account_open: bool = False
    """Bidders may lease its budget."""
    exhausted_at_budget_micros: int | None = None
    """The budget that ran out; None while there is money left, as far as we were told."""
    note: str = ""
    """Why the campaign stands where it stands: the comment of its last transition."""
    trouble: str = ""
    """What failed when something had to happen by itself; it is tried again."""
    try_again_at_ms: int = 0
    tries: int = 0
    """How often that has failed in a row."""
    held_back: dict[str, HeldBack] = {}
    """Steps that failed, by name: each waits for its own next try, and keeps no other from happening."""


class CampaignInput(Message):
    """A campaign to live. ``state`` is its memory when an earlier run hands over."""

    tenant_id: str
    campaign_id: str
    state: CampaignState


class Act(Message):
    """One of the ten actions.

    ``revision`` is what a submit submits and what an approver has read, which ``revision_hash`` says exactly; ``remarks`` come
    with a request for changes, ``flight`` may come with schedule.
    """

    action: Action
    actor: Actor
    comment: str = ""
    revision: int | None = None
    flight: Flight | None = None
    revision_hash: str = ""
    remarks: tuple[Remark, ...] = ()


class Revised(Message):
    """Content, budget or dates were edited into ``revision``."""

    revision: int
    actor: Actor


class BudgetExhausted(Message):
    """The banker has nothing left to lease. An older ``budget_micros`` than today's is no news and is ignored."""

    reason: str
    budget_micros: int | None = None


class CampaignStatus(Message):
    """Where a campaign stands, as answered to every action and query."""

    stage: Stage
    allowed: tuple[Action, ...]
    sequence: int
    note: str = ""
    trouble: str = ""
    approved_revision: int | None = None
    running_revision: int | None = None
    review_round: int | None = None
    review_revision: int | None = None
    flight: Flight = Flight()
    standing: Standing | None = None
    """How far the review has come, after a decision."""


class CampaignRef(Message):
    tenant_id: str
    campaign_id: str


class Transition(Message):
    """One row of a campaign's history; ``sequence`` makes it unique. ``flight`` is set when the action changed it."""

    campaign: CampaignRef
    sequence: int
    from_stage: Stage
    action: Action
    to_stage: Stage
    actor: Actor
    comment: str
    at_ms: int
    flight: Flight | None = None


class OpenReview(Message):
    """Lock ``revision`` while the campaign is in ``expected_stage`` and open review ``number`` of it, at once."""

    campaign: CampaignRef
    number: int
    revision: int
    expected_stage: Stage
    submitter_ids: tuple[str, ...]
    transition: Transition | None
    at_ms: int


class OpenedReview(Message):
    """The round as it opened; ``submitter_ids`` also names everybody who wrote what it reviews."""

    facts: RevisionFacts
    requirements: tuple[Requirement, ...]
    submitter_ids: tuple[str, ...]
    sections: tuple[Section, ...] = tuple(Section)
    standing: tuple[StandingApproval, ...] = ()


class ApproveRevision(Message):
    """Make ``revision`` the approved one, together with the transition that says by whom."""

    campaign: CampaignRef
    revision: int
    transition: Transition


class AdoptRevision(Message):
    """Take up ``revision`` without a review, if budget and dates inside the reviewed one are all it changes."""

    campaign: CampaignRef
    revision: int
    expected_stage: Stage


class Adopted(Message):
    """``facts`` is None when the revision needs a review after all."""

    facts: RevisionFacts | None


class DecideOnReview(Message):
    """Put one approver's verdict to the round; ``update_id`` makes the repetition of a try harmless."""

    round: RoundRef
    verdict: Verdict
    actor: Actor
    comment: str
    at_ms: int
    update_id: str
    revision_hash: str = ""
    remarks: tuple[Remark, ...] = ()


class PutOnAir(Message):
    """Open or raise the budget account, then publish the snapshot of the approved ``revision``."""

    campaign: CampaignRef
    revision: int
    snapshot_revision: int
    budget_micros: int
    currency: str
    flight: Flight


class TakeOffAir(Message):
    """Replace the snapshot by a tombstone."""

    campaign: CampaignRef
    snapshot_revision: int


class CloseAccount(Message):
    """Lease nothing more of a campaign that has ended; what is in flight still settles."""

    campaign: CampaignRef


RECORD_TRANSITION: Final = Effect("record_transition", Transition, type(None))
OPEN_REVIEW: Final = Effect("open_review", OpenReview, OpenedReview)
APPROVE_REVISION: Final = Effect("approve_revision", ApproveRevision, type(None))
ADOPT_REVISION: Final = Effect("adopt_revision", AdoptRevision, Adopted)
DECIDE_ON_REVIEW: Final = Effect("decide_on_review", DecideOnReview, Standing)
PUT_ON_AIR: Final = Effect("put_on_air", PutOnAir, type(None))
TAKE_OFF_AIR: Final = Effect("take_off_air", TakeOffAir, type(None))
CLOSE_ACCOUNT: Final = Effect("close_account", CloseAccount, type(None))
EFFECTS: Final = (
    RECORD_TRANSITION,
    OPEN_REVIEW,
    APPROVE_REVISION,
    ADOPT_REVISION,
    DECIDE_ON_REVIEW,
    PUT_ON_AIR,
    TAKE_OFF_AIR,
    CLOSE_ACCOUNT,
)
