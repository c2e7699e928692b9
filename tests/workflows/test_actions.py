"""Every action in every stage, through the update that people's clicks arrive by."""

import pytest
from temporalio.service import RPCError, RPCStatusCode

from domain.campaigns.rules import TRANSITIONS, allowed_actions
from domain.campaigns.values import Action, Channel, Stage
from domain.errors import ActionRefused
from domain.money import MICROS
from tests.workflows.world import AUTHOR, DAY_MS, MANAGER, Life
from workflows.contracts.campaigns import CampaignState, Flight, RevisionFacts

FACTS = RevisionFacts(
    revision=1, budget_micros=5_000 * MICROS, currency="USD", channel=Channel.PAID_MEDIA, content_hash="same"
)


async def bring_to(life: Life, stage: Stage) -> None:
    """A campaign in ``stage``, its next dates far ahead."""
    life.world.write(1)
    if stage in {Stage.DRAFT, Stage.IN_REVIEW}:
        await life.begin()
        if stage is Stage.IN_REVIEW:
            await life.act("submit", AUTHOR, revision=1)
        return
    life.world.approved.append(1)
    ahead = await life.now_ms() + 10 * DAY_MS
    flight = Flight(starts_at_ms=ahead) if stage is Stage.SCHEDULED else Flight()
    await life.begin(CampaignState(stage=stage, sequence=7, approved=FACTS, running=FACTS, flight=flight))


@pytest.mark.parametrize(
    "stage", [stage for stage in Stage if stage is not Stage.ARCHIVED], ids=lambda stage: stage.value
)
async def test_every_action_moves_the_campaign_or_is_refused_with_what_is_allowed(life: Life, stage: Stage):
    illegal = [action for action in Action if (stage, action) not in TRANSITIONS]
    await bring_to(life, stage)
    before = await life.status()
    for action in illegal:
        with pytest.raises(ActionRefused) as refused:
            await life.act(action, revision=1 if action is Action.SUBMIT else None)
        assert refused.value.stage == stage
        assert refused.value.action == action
        assert refused.value.allowed == tuple(choice.value for choice in allowed_actions(stage))
    assert await life.status() == before


@pytest.mark.parametrize(
    ("stage", "action"), sorted(TRANSITIONS), ids=lambda word: word.value if hasattr(word, "value") else None
)
async def test_a_legal_action_answers_with_the_new_stage_and_is_on_record(life: Life, stage: Stage, action: Action):
    await bring_to(life, stage)
    more = {}
    if action is Action.SUBMIT:
        more = {"revision": 1}
    elif action is Action.SCHEDULE:
        more = {"flight": Flight(starts_at_ms=await life.now_ms() + DAY_MS)}
    actor = AUTHOR if action is Action.SUBMIT else MANAGER
    reached = await life.act(action, actor, comment="because", **more)
    assert reached.stage is TRANSITIONS[stage, action]
    moved = life.world.transitions[-1]
    assert (moved.from_stage, moved.action, moved.to_stage) == (stage, action, reached.stage)
    assert (moved.actor.user_id, moved.actor.role, moved.comment) == (actor.user_id, actor.role, "because")
    assert moved.sequence == reached.sequence
    assert (life.world.on_air is not None) is (reached.stage is Stage.LIVE)


async def test_an_archived_campaign_has_ended(life: Life):
    await life.live()
    for action in ("complete", "archive"):
        await life.act(action)
    await life.handle.result()
    for action in Action:  # the API answers these from SQL
        with pytest.raises(RPCError) as gone:
            await life.act(action, revision=1)
        assert gone.value.status is RPCStatusCode.NOT_FOUND
