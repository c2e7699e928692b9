"""The life of a campaign as data: which action leads from which stage to which.

``TRANSITIONS`` is the whole machine. Pages draw their buttons from ``allowed_actions``, the workflow's validator asks
``next_stage``, and the table in this package's README is printed from the same mapping.

A campaign that was approved once may be edited while it runs: the new revision is reviewed *beside* the stage, so the
three decisions are then allowed as well and change nothing but the revision (``beside_review``).
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from domain.campaigns.values import UNREVIEWED, Action, CampaignContent, Stage
from domain.errors import ActionRefused, InvalidInput

TRANSITIONS: Final[Mapping[tuple[Stage, Action], Stage]] = MappingProxyType(
    {
        (Stage.DRAFT, Action.SUBMIT): Stage.IN_REVIEW,
        (Stage.IN_REVIEW, Action.APPROVE): Stage.APPROVED,
        (Stage.IN_REVIEW, Action.REJECT): Stage.REJECTED,
        (Stage.IN_REVIEW, Action.REQUEST_CHANGES): Stage.DRAFT,
        (Stage.APPROVED, Action.SCHEDULE): Stage.SCHEDULED,
        (Stage.APPROVED, Action.GO_LIVE): Stage.LIVE,
        (Stage.REJECTED, Action.SUBMIT): Stage.IN_REVIEW,
        (Stage.SCHEDULED, Action.GO_LIVE): Stage.LIVE,
        (Stage.SCHEDULED, Action.PAUSE): Stage.PAUSED,
        (Stage.LIVE, Action.PAUSE): Stage.PAUSED,
        (Stage.LIVE, Action.COMPLETE): Stage.COMPLETED,
        (Stage.PAUSED, Action.RESUME): Stage.LIVE,
        (Stage.PAUSED, Action.COMPLETE): Stage.COMPLETED,
        (Stage.COMPLETED, Action.ARCHIVE): Stage.ARCHIVED,
    }
)

DECISIONS: Final = (Action.APPROVE, Action.REJECT, Action.REQUEST_CHANGES)
"""What an approver answers to a review."""

RUNNABLE: Final = frozenset({Stage.APPROVED, Stage.SCHEDULED, Stage.LIVE, Stage.PAUSED})
"""Stages that rest on an approved revision; a newer one is reviewed beside them."""

CLOCK_SLACK_MS: Final = 60_000
"""A start this little in the past is meant as now: clocks differ, and a request takes its time."""

FINISHED: Final = frozenset({Stage.COMPLETED, Stage.ARCHIVED})
"""Stages from which nothing runs again."""


def allowed_actions(stage: Stage, *, beside_review: bool = False) -> tuple[Action, ...]:
    """What may be done to a campaign in ``stage``, in the order people meet the actions.

    ``beside_review`` says that a newer revision of a runnable campaign is under review.
    """
    decisions = DECISIONS if beside_review and stage in RUNNABLE else ()
    return tuple(action for action in Action if (stage, action) in TRANSITIONS or action in decisions)


def next_stage(
    stage: Stage, action: Action, *, now_ms: int, starts_at_ms: int | None, beside_review: bool = False
) -> Stage:
    """The stage that ``action`` leads to.

    Resuming a campaign whose start lies ahead returns it to ``scheduled``. A decision on a revision reviewed beside
    the stage leaves the stage as it is. Raises ``ActionRefused`` for everything ``allowed_actions`` does not name.
    """
    if beside_review and stage in RUNNABLE and action in DECISIONS:
        return stage
    target = TRANSITIONS.get((stage, action))
    if target is None:
        raise ActionRefused(
            stage=stage.value,
            action=action.value,
            allowed=[choice.value for choice in allowed_actions(stage, beside_review=beside_review)],
        )
    if action is Action.RESUME and starts_at_ms is not None and now_ms < starts_at_ms:
        return Stage.SCHEDULED
    return target


def next_date(stage: Stage, *, starts_at_ms: int | None, ends_at_ms: int | None) -> tuple[int, Action] | None:
    """What the calendar does to a campaign next, and when: go live at the start, complete at the end."""
    if stage is Stage.SCHEDULED and starts_at_ms is not None:
        return starts_at_ms, Action.GO_LIVE
    if stage in {Stage.LIVE, Stage.PAUSED} and ends_at_ms is not None:
        return ends_at_ms, Action.COMPLETE
    return None


def refuse_to_run(
    stage: Stage,
    action: Action,
    *,
    now_ms: int,
    ends_at_ms: int | None,
    budget_micros: int,
    spent_budget_micros: int | None,
) -> None:
    """Raise ``ActionRefused`` when a campaign may not go (back) on air: its end has passed, or its budget ran out.

    ``spent_budget_micros`` is the budget that ran out, None if none did; only a larger one puts the campaign on air again.
    """
    if ends_at_ms is not None and ends_at_ms <= now_ms:
        raise _refused(
            stage,
            action,
            reason="the campaign's end date has passed",
            remedy="Move its end date and have that approved, or complete it.",
        )
    if spent_budget_micros is not None and budget_micros <= spent_budget_micros:
        raise _refused(
            stage,
            action,
            reason="the campaign's budget is exhausted",
            remedy="Raise its budget and have that approved, or correct what it was billed wrongly; then resume.",
        )


def refuse_to_schedule(
    stage: Stage,
    *,
    now_ms: int,
    starts_at_ms: int | None,
    ends_at_ms: int | None,
    approved_starts_at_ms: int | None,
    approved_ends_at_ms: int | None,
) -> None:
    """Raise ``ActionRefused`` for a flight without a start, one begun or over, or one outside what was approved."""
    reason = ""
    if starts_at_ms is None:
        reason = "a scheduled campaign needs a start date"
    elif starts_at_ms < now_ms - CLOCK_SLACK_MS:
        reason = "the start date has passed; go_live starts it now"
    elif ends_at_ms is not None and ends_at_ms <= max(starts_at_ms, now_ms):
        reason = "the flight would end before it begins, or lies in the past"
    elif not dates_within(
        starts_at_ms, ends_at_ms, approved_starts_at_ms=approved_starts_at_ms, approved_ends_at_ms=approved_ends_at_ms
    ):
        reason = "the flight is longer than what was approved"
    if reason:
        remedy = "Send starts_at and ends_at inside the approved flight, or edit the campaign and have it approved."
        raise _refused(stage, Action.SCHEDULE, reason=reason, remedy=remedy)


def check_end(ends_at_ms: int | None, *, now_ms: int) -> None:
    """Raise ``InvalidInput`` for an end that has passed: such a campaign would be over before it began."""
    if ends_at_ms is not None and ends_at_ms <= now_ms:
        raise InvalidInput(
            "the end date has passed", field="ends_at", remedy="Send an end that lies ahead, or leave it open."
        )


def content_hash(content: CampaignContent, creatives: Sequence[tuple[str, int]]) -> str:
    """Of everything a reviewer reads but budget, dates and the pace in between; creatives are (id, version)."""
    reviewed = content.model_dump(mode="json", exclude=set(UNREVIEWED))
    canonical = json.dumps([reviewed, creatives], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def stays_within(wanted: CampaignContent, approved: CampaignContent) -> bool:
    """Whether money, days and hours stay inside what was approved."""
    is_inside = money_within(wanted, approved) and clock_within(wanted, approved)
    return is_inside and dates_within(
        wanted.starts_at_ms,
        wanted.ends_at_ms,
        approved_starts_at_ms=approved.starts_at_ms,
        approved_ends_at_ms=approved.ends_at_ms,
    )


def money_within(wanted: CampaignContent, approved: CampaignContent) -> bool:
    """Whether no more is to be spent than was approved, neither in all nor on any day."""
    if wanted.budget_micros > approved.budget_micros:
        return False
    by_day = approved.daily_budget_micros
    return by_day is None or (wanted.daily_budget_micros is not None and wanted.daily_budget_micros <= by_day)


def clock_within(wanted: CampaignContent, approved: CampaignContent) -> bool:
    """Whether hours and days begin when they were approved to: another time zone moves them."""
    if wanted.time_zone == approved.time_zone:
        return True
    aims = approved.targeting
    by_hour = aims.hours_zone or aims.hours_viewer
    return not by_hour and approved.daily_budget_micros is None and wanted.daily_budget_micros is None


def dates_within(
    starts_at_ms: int | None,
    ends_at_ms: int | None,
    *,
    approved_starts_at_ms: int | None,
    approved_ends_at_ms: int | None,
) -> bool:
    """Whether a flight starts no earlier and ends no later than the approved one; None is an open end."""
    starts_inside = approved_starts_at_ms is None or (
        starts_at_ms is not None and starts_at_ms >= approved_starts_at_ms
    )
    ends_inside = approved_ends_at_ms is None or (ends_at_ms is not None and ends_at_ms <= approved_ends_at_ms)
    return starts_inside and ends_inside


def _refused(stage: Stage, action: Action, *, reason: str, remedy: str) -> ActionRefused:
    allowed = [choice.value for choice in allowed_actions(stage) if choice is not action]
    return ActionRefused(stage=stage.value, action=action.value, allowed=allowed, reason=reason, remedy=remedy)


def stage_table() -> str:
    """``TRANSITIONS`` as the Markdown table of the README: a row per stage, with what each action leads to."""
    rows = ["| stage | action → next stage |", "| --- | --- |"]
    for stage in Stage:
        moves = [f"{action} → {TRANSITIONS[stage, action]}" for action in allowed_actions(stage)]
        rows.append(f"| {stage} | {', '.join(moves) or 'none: the end'} |")
    return "\n".join(rows)
