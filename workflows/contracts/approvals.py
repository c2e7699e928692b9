"""Words of the approval workflow: one round of review of one revision of one campaign."""

from datetime import timedelta
from typing import Final

from domain.approvals.values import Decision, Outcome, Progress, Requirement, StandingApproval
from domain.campaigns.sections.values import Section
from workflows.contracts.temporal import Effect, Message

WORKFLOW: Final = "Approval"
KIND: Final = "approval"
DECIDE: Final = "decide"
VOID: Final = "void"
STANDING: Final = "standing"

SYSTEM_ACTOR: Final = "system:approvals"
"""The actor of an approval that no rule asked anybody for."""

REMIND_AFTER: Final = timedelta(hours=24)
MAX_REMINDERS: Final = 5
"""After the last one the round waits on in silence; it stays in its approvers' list."""


def workflow_id(tenant_id: str, campaign_id: str, number: int) -> str:
    return f"approval/{tenant_id}/{campaign_id}/{number}"


class RoundRef(Message):
    """Which round."""

    tenant_id: str
    campaign_id: str
    number: int


class ReviewInput(Message):
    """The round to hold, as ``open_review`` opened it."""

    round: RoundRef
    revision: int
    requirements: tuple[Requirement, ...]
    submitter_ids: tuple[str, ...]
    remind_after: timedelta = REMIND_AFTER
    sections: tuple[Section, ...] = tuple(Section)
    standing: tuple[StandingApproval, ...] = ()
    decisions: tuple[Decision, ...] = ()
    reminders: int = 0


class Standing(Message):
    """Where a round stands: its outcome, how far each requirement has come, and that said in words."""

    number: int
    outcome: Outcome
    progress: tuple[Progress, ...] = ()
    summary: str = ""


class ReviewClosed(Message):
    """How a round ended and by whose decision; ``decision`` is None when nobody was asked, or the round was voided."""

    number: int
    outcome: Outcome
    decision: Decision | None = None
    role: str = ""


class DecisionRecord(Message):
    round: RoundRef
    decision: Decision


class CloseRound(Message):
    round: RoundRef
    outcome: Outcome
    at_ms: int


class Reminder(Message):
    """The ``reminder``-th reminder, from 1, that a round still waits."""

    round: RoundRef
    reminder: int


RECORD_DECISION: Final = Effect("record_decision", DecisionRecord, type(None))
CLOSE_ROUND: Final = Effect("close_round", CloseRound, type(None))
REMIND_APPROVERS: Final = Effect("remind_approvers", Reminder, type(None))
EFFECTS: Final = (RECORD_DECISION, CLOSE_ROUND, REMIND_APPROVERS)
