"""What a campaign's state allows right now, and how it is shown: pure, over the state and the clock handed in."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.campaigns.rules import (
        DECISIONS,
        FINISHED,
        allowed_actions,
        next_stage,
        refuse_to_run,
        refuse_to_schedule,
    )
    from domain.campaigns.values import Action, Stage
    from domain.errors import ActionRefused, Conflict, InvalidInput
    from workflows.contracts.approvals import Standing
    from workflows.contracts.campaigns import Act, CampaignState, CampaignStatus, Flight


def target_of(state: CampaignState, action: Action, now_ms: int) -> Stage:
    """The stage ``action`` leads to now. Raises ``ActionRefused``."""
    return next_stage(
        state.stage,
        action,
        now_ms=now_ms,
        starts_at_ms=state.flight.starts_at_ms,
        beside_review=state.review is not None,
    )


def check_action(state: CampaignState, request: Act, now_ms: int) -> None:
    """Refuse what the stage, the dates, the budget or a newer revision do not allow."""
    target = target_of(state, request.action, now_ms)
    if request.action in DECISIONS:
        _check_decision(state, request)
    elif request.action is Action.SUBMIT and request.revision is None:
        raise InvalidInput("submit names the revision it submits", field="revision")
    elif request.action is Action.SCHEDULE:
        wanted, approved = request.flight or state.flight, state.approved.flight if state.approved else Flight()
        refuse_to_schedule(
            state.stage,
            now_ms=now_ms,
            starts_at_ms=wanted.starts_at_ms,
            ends_at_ms=wanted.ends_at_ms,
            approved_starts_at_ms=approved.starts_at_ms,
            approved_ends_at_ms=approved.ends_at_ms,
        )
    elif target in {Stage.LIVE, Stage.SCHEDULED} and state.running:
        refuse_to_run(
            state.stage,
            request.action,
            now_ms=now_ms,
            ends_at_ms=state.flight.ends_at_ms,
            budget_micros=state.running.budget_micros,
            spent_budget_micros=state.exhausted_at_budget_micros,
        )


def _check_decision(state: CampaignState, request: Act) -> None:
    under_review = state.review and state.review.facts.revision
    if request.revision not in (None, under_review):
        raise Conflict(
            f"revision {under_review} is under review, not {request.revision}",
            field="revision",
            remedy="Read the campaign again before you decide.",
        )
    held = state.review.facts.revision_hash if state.review else ""
    if held and request.revision_hash and request.revision_hash != held:
        raise Conflict(
            "what you have read is not what is under review any more",
            field="revision_hash",
            remedy="Read the difference, then decide on what it says now.",
        )


def check_edit(state: CampaignState) -> None:
    """Refuse an edit of a campaign that is over."""
    if state.stage in FINISHED:
        raise ActionRefused(stage=state.stage.value, action="edit", allowed=_allowed_words(state))


def check_arrival(state: CampaignState, request: Act) -> None:
    """Refuse after the fact: the campaign was sent on air and had to be paused at once."""
    if request.action in {Action.GO_LIVE, Action.RESUME} and state.stage is Stage.PAUSED:
        raise ActionRefused(
            stage=state.stage.value, action=request.action.value, allowed=_allowed_words(state), reason=state.note
        )


def status_of(state: CampaignState, standing: Standing | None = None) -> CampaignStatus:
    return CampaignStatus(
        stage=state.stage,
        allowed=_allowed(state),
        sequence=state.sequence,
        note=state.note,
        trouble=state.trouble,
        approved_revision=state.approved.revision if state.approved else None,
        running_revision=state.running.revision if state.running else None,
        review_round=state.review.number if state.review else None,
        review_revision=state.review.facts.revision if state.review else None,
        flight=state.flight,
        standing=standing,
    )


def _allowed(state: CampaignState) -> tuple[Action, ...]:
    return allowed_actions(state.stage, beside_review=state.review is not None)


def _allowed_words(state: CampaignState) -> list[str]:
    return [action.value for action in _allowed(state)]
