"""Where a launch stands and what comes next. Pure."""

from typing import Final

from domain.campaigns.rules import FINISHED, RUNNABLE
from domain.campaigns.values import Action, Audience, Caps, Channel, Stage
from domain.errors import Conflict
from domain.workspace.launching.values import Draft, Move, Progress, Standing, Step, StepState

_BRIEF: Final = ("name", "advertiser_domain")
_BUDGET: Final = ("currency", "budget_micros", "pricing")
_SHOWN: Final = {
    "name": "brief.name",
    "advertiser_domain": "brief.advertiser_domain",
    "currency": "budget.currency",
    "budget_micros": "budget.total",
    "pricing": "budget.pricing",
}
"""Fields of a draft, as callers know them."""
_NOTHING: Final = "nothing: "
WRITTEN: Final = frozenset({Stage.DRAFT, Stage.REJECTED})
"""Where a campaign is written: nobody has it under review, and nothing rests on what was approved."""
_ON_AIR: Final = frozenset({Stage.LIVE, Stage.PAUSED, *FINISHED})


def is_whole(draft: Draft) -> bool:
    """Whether a campaign can be made of it."""
    return not _lacks(draft, _BRIEF) and not _lacks(draft, _BUDGET)


def steps(draft: Draft, progress: Progress) -> tuple[Standing, ...]:
    """Every step, in order."""
    return (
        _said(Step.BRIEF, _lacks(draft, _BRIEF)),
        _free(
            Step.AUDIENCE,
            "everybody",
            is_said=draft.targeting not in (None, Audience()) or draft.caps not in (None, Caps()),
        ),
        _said(Step.BUDGET, _lacks(draft, _BUDGET)),
        _free(
            Step.SCHEDULE,
            "from the moment it goes live until somebody ends it",
            is_said=draft.starts_at_ms is not None or draft.ends_at_ms is not None,
        ),
        _creatives(draft, progress),
        _review(progress),
        _air(progress),
    )


def next_move(draft: Draft, progress: Progress, *, now_ms: int) -> Move:
    """The next legal move; of a campaign that has ended there is none."""
    to_mend = _to_mend(draft, progress)
    if to_mend:
        return Move(action=None, text=to_mend)
    if progress.is_edited and progress.stage in RUNNABLE:
        return _on_the_changes(progress)
    match progress.stage:
        case Stage.DRAFT | Stage.REJECTED:
            return Move(action=Action.SUBMIT, text="submit it for review")
        case Stage.IN_REVIEW:
            return Move(action=Action.APPROVE, text=f"an approver decides: {progress.review}", by_hand=True)
        case Stage.APPROVED if draft.starts_at_ms is not None and draft.starts_at_ms > now_ms:
            return Move(action=Action.SCHEDULE, text="schedule it for its start")
        case Stage.APPROVED:
            return Move(action=Action.GO_LIVE, text="let it go live")
        case Stage.PAUSED:
            return Move(action=Action.RESUME, text="resume it", by_hand=True)
        case _:
            return Move(action=None, text=f"{_NOTHING}it is {progress.stage}")


def refuse_another_objective(stage: Stage) -> None:
    """Raise ``Conflict`` unless a campaign may still say what it is for: reviewers read it, and no hash of theirs holds it."""
    if stage not in WRITTEN:
        raise Conflict(
            f"what the campaign is for stays as its reviewers read it while it is {stage.replace('_', ' ')}",
            field="brief.objective",
            remedy="Say something else while it is a draft, or once a review has sent it back.",
        )


def overtaken() -> Conflict:
    """What to say to whoever would say something over words that they have not read."""
    return Conflict(
        "somebody has changed it since you read it",
        field="If-Match",
        remedy="Read it again, and say yours over what it says now.",
    )


def _to_mend(draft: Draft, progress: Progress) -> str:
    """What keeps it from being submitted; empty for nothing."""
    lacking = [name for standing in steps(draft, progress)[:5] for name in standing.missing]
    is_written = progress.stage in WRITTEN
    if progress.stage is None or (lacking and is_written):
        return f"fill in {', '.join(lacking)}"
    if progress.hindrances and is_written:
        return f"mend, or take out, what cannot join: {'; '.join(progress.hindrances)}"
    if progress.waiting and is_written:
        return f"have {', '.join(progress.waiting)} approved in the library"
    return ""


def _on_the_changes(progress: Progress) -> Move:
    """Of a campaign that rests on what was approved and says something newer."""
    if not progress.review:
        return Move(action=None, text="change it again: its latest changes were not approved")
    meanwhile = "; until then it runs as it was approved" if progress.stage is Stage.LIVE else ""
    return Move(
        action=Action.APPROVE, text=f"an approver decides on the changes: {progress.review}{meanwhile}", by_hand=True
    )


def nothing_to_advance(move: Move) -> Conflict:
    """What to say to whoever would advance a launch whose next move is nobody's to make there."""
    text = move.text
    if move.by_hand:
        text, remedy = f"what comes next is not done here: {text}", "GET it and read `next`: it says where."
    elif text.startswith(_NOTHING):
        text = f"there is nothing to advance: {text.removeprefix(_NOTHING)}"
        remedy = "What may be done now stands in the `allowed_actions` of its campaign."
    else:
        text, remedy = f"nothing can be advanced now: {text}", "GET it and read `next`."
    return Conflict(text, field="launch_id", remedy=remedy)


def _lacks(draft: Draft, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_SHOWN[name] for name in names if getattr(draft, name) is None)


def _said(step: Step, lacking: tuple[str, ...]) -> Standing:
    state = StepState.MISSING if lacking else StepState.DONE
    return Standing(step=step, state=state, missing=lacking)


def _free(step: Step, otherwise: str, *, is_said: bool) -> Standing:
    if is_said:
        return Standing(step=step, state=StepState.DONE)
    return Standing(step=step, state=StepState.OPTIONAL, text=otherwise)


def _creatives(draft: Draft, progress: Progress) -> Standing:
    if progress.hindrances:
        text = f"cannot join: {'; '.join(progress.hindrances)}"
        return Standing(step=Step.CREATIVES, state=StepState.WAITING, text=text)
    if progress.waiting:
        text = f"waits for the approval of {', '.join(progress.waiting)}"
        return Standing(step=Step.CREATIVES, state=StepState.WAITING, text=text)
    if progress.creatives:
        return Standing(step=Step.CREATIVES, state=StepState.DONE, text=f"{progress.creatives} in the campaign")
    if draft.channel is not Channel.PAID_MEDIA:
        return Standing(step=Step.CREATIVES, state=StepState.OPTIONAL, text="this channel shows none of ours")
    return Standing(step=Step.CREATIVES, state=StepState.MISSING, missing=("creatives",))


def _review(progress: Progress) -> Standing:
    stage = progress.stage
    if stage in RUNNABLE and progress.is_edited:
        text = f"the changes: {progress.review}" if progress.review else "the latest changes were not approved"
        return Standing(step=Step.REVIEW, state=StepState.WAITING, text=text)
    if stage in RUNNABLE or stage in FINISHED:
        return Standing(step=Step.REVIEW, state=StepState.DONE)
    if stage is Stage.IN_REVIEW:
        return Standing(step=Step.REVIEW, state=StepState.WAITING, text=progress.review)
    if stage is Stage.REJECTED:
        return Standing(step=Step.REVIEW, state=StepState.MISSING, text=f"rejected: {progress.note}")
    return Standing(step=Step.REVIEW, state=StepState.WAITING, text="not submitted yet")


def _air(progress: Progress) -> Standing:
    if progress.stage in _ON_AIR:
        return Standing(step=Step.AIR, state=StepState.DONE, text=f"{progress.stage}")
    return Standing(step=Step.AIR, state=StepState.WAITING, text=progress.stage or "no campaign yet")
