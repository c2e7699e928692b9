"""A replay in which one campaign is held to a plan: it goes for the best share of its requests that spends so much."""

from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct

from bidding.accountability.replay import Progress, Replay, Replayed, Scene
from domain.pacing.values import Participation
from domain.serving.values import CampaignSnapshot

MOST_REPLAYS: Final = 5
TOLERANCE: Final = 0.05
"""Of the plan, within which spend is what was planned."""
_LEAST_SHARE: Final = 0.001


class HeldToPlan(Struct, frozen=True, kw_only=True):
    """The last replay, what it bid, and the share of what it was offered that the campaign went for."""

    replay: Replay
    replayed: Sequence[Replayed]
    share: float


def held_to_plan(
    play: Callable[[Participation], Replay],
    scene: Scene,
    campaign: CampaignSnapshot,
    *,
    plan_nanos: int,
    progress: Progress | None = None,
) -> HeldToPlan:
    """Replay until ``campaign`` spends ``plan_nanos`` over the period, or what there is where that is less.

    ``play`` makes a replay with the campaign at a share of what it is offered. Spend falls more slowly than the share, as
    the best requests are kept: hence several replays, ``MOST_REPLAYS`` at most.
    """
    share = 1.0
    for attempt in range(MOST_REPLAYS):
        replay = play(Participation(tenant_id=campaign.tenant_id, campaign_id=campaign.campaign_id, share=share))
        replayed = replay.run(None if progress is None else _part(progress, attempt))
        held = HeldToPlan(replay=replay, replayed=replayed, share=share)
        spend = _spend_nanos(scene, replayed, campaign)
        is_short = spend < plan_nanos * (1 - TOLERANCE)
        if spend <= plan_nanos * (1 + TOLERANCE) and (not is_short or share >= 1.0):
            break
        share = min(1.0, max(_LEAST_SHARE, share * plan_nanos / spend if spend else 2 * share))
    return held


def _part(progress: Progress, attempt: int) -> Progress:
    return lambda share: progress((attempt + share) / MOST_REPLAYS)


def _spend_nanos(scene: Scene, replayed: Sequence[Replayed], campaign: CampaignSnapshot) -> float:
    return sum(
        scene.recordings[bid.place].one_in * bid.chance * bid.cost_nanos
        for bid in replayed
        if bid.campaign_id == campaign.campaign_id
    )
