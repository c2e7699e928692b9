"""Whoever would advance a launch that nothing can advance reads why, in a sentence."""

import pytest

from domain.campaigns.values import Action
from domain.workspace.launching.rules import nothing_to_advance
from domain.workspace.launching.values import Move


@pytest.mark.parametrize(
    ("move", "said"),
    [
        (Move(action=None, text="nothing: it is scheduled"), "there is nothing to advance: it is scheduled"),
        (
            Move(action=Action.RESUME, text="resume it", by_hand=True),
            "what comes next is not done here: resume it",
        ),
        (Move(action=None, text="fill in creatives"), "nothing can be advanced now: fill in creatives"),
    ],
)
def test_what_cannot_be_advanced_says_what_comes_next(move, said):
    assert nothing_to_advance(move).message == said
