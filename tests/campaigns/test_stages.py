"""Ninety pairs of stage and action: fourteen are allowed, the rest are refused with what is allowed instead."""

from itertools import product
from pathlib import Path

import pytest

from domain.campaigns.rules import DECISIONS, RUNNABLE, TRANSITIONS, allowed_actions, next_stage, stage_table
from domain.campaigns.values import Action, Stage
from domain.errors import ActionRefused, in_words

README = Path(__file__).resolve().parents[2] / "domain" / "campaigns" / "README.md"

LEGAL = {
    "draft": {"submit": "in_review"},
    "in_review": {"approve": "approved", "reject": "rejected", "request_changes": "draft"},
    "approved": {"schedule": "scheduled", "go_live": "live"},
    "rejected": {"submit": "in_review"},
    "scheduled": {"go_live": "live", "pause": "paused"},
    "live": {"pause": "paused", "complete": "completed"},
    "paused": {"resume": "live", "complete": "completed"},
    "completed": {"archive": "archived"},
    "archived": {},
}


@pytest.mark.parametrize(("stage", "action"), list(product(Stage, Action)), ids=lambda word: word.value)
def test_every_pair_leads_where_the_matrix_says_or_is_refused(stage: Stage, action: Action):
    expected = LEGAL[stage].get(action)
    if expected:
        assert next_stage(stage, action, now_ms=1_000, starts_at_ms=None) == expected
        return
    with pytest.raises(ActionRefused) as refused:
        next_stage(stage, action, now_ms=1_000, starts_at_ms=None)
    assert (refused.value.stage, refused.value.action) == (stage, action)
    assert set(refused.value.allowed) == set(LEGAL[stage])
    assert in_words(stage) in refused.value.message
    assert in_words(action) in refused.value.message


def test_there_are_ninety_pairs_and_fourteen_are_legal():
    assert len(list(product(Stage, Action))) == 90
    assert len(TRANSITIONS) == 14 == sum(map(len, LEGAL.values()))


@pytest.mark.parametrize(
    ("starts_at_ms", "expected"),
    [(None, Stage.LIVE), (999, Stage.LIVE), (1_000, Stage.LIVE), (1_001, Stage.SCHEDULED)],
)
def test_resuming_before_the_start_waits_for_it_again(starts_at_ms: int | None, expected: Stage):
    assert next_stage(Stage.PAUSED, Action.RESUME, now_ms=1_000, starts_at_ms=starts_at_ms) == expected


@pytest.mark.parametrize(("stage", "action"), list(product(Stage, DECISIONS)), ids=lambda word: word.value)
def test_a_revision_reviewed_beside_a_running_campaign_is_decided_without_moving_it(stage: Stage, action: Action):
    if stage in RUNNABLE:
        assert next_stage(stage, action, now_ms=0, starts_at_ms=None, beside_review=True) is stage
        assert action in allowed_actions(stage, beside_review=True)
    else:
        assert allowed_actions(stage, beside_review=True) == allowed_actions(stage)


def test_the_machine_cannot_be_changed_at_run_time():
    with pytest.raises(TypeError):
        TRANSITIONS[Stage.DRAFT, Action.GO_LIVE] = Stage.LIVE  # type: ignore[index]


def test_the_readme_prints_the_machine_as_it_is():
    assert stage_table() in README.read_text()
