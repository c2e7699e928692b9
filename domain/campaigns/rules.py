"""The life of a campaign as data: which action leads from which stage to which.

``TRANSITIONS`` is the whole machine. Pages draw their buttons from ``allowed_actions``, the workflow's validator asks
``next_stage``, and the table in this package's README is printed from the same mapping.

A campaign that was approved once may be edited while it runs: the new revision is reviewed *beside* the stage, so the
three decisions are then allowed as well and change nothing but the revision (``beside_review``).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domain.campaigns.values import Action, Stage
from domain.errors import ActionRefused

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


def stage_table() -> str:
    """``TRANSITIONS`` as the Markdown table of the README: a row per stage, with what each action leads to."""
    rows = ["| stage | action → next stage |", "| --- | --- |"]
    for stage in Stage:
        moves = [f"{action} → {TRANSITIONS[stage, action]}" for action in allowed_actions(stage)]
        rows.append(f"| {stage} | {', '.join(moves) or 'none: the end'} |")
    return "\n".join(rows)
