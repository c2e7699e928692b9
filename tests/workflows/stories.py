"""Whole lives, told step by step: recorded once as histories, and told again by every test run as fingerprints."""

from collections.abc import Awaitable, Callable
from typing import Final

from domain.errors import GateClosed
from tests.workflows.world import AUTHOR, DAY_MS, DIRECTORS, MANAGER, OTHER_MANAGER, Life
from workflows.contracts.campaigns import Flight

Story = Callable[[Life], Awaitable[None]]


async def _submit(life: Life, *, dollars: int = 5_000, flight: Flight | None = None) -> None:
    life.world.write(1, dollars=dollars, flight=flight)
    await life.begin()
    await life.act("submit", AUTHOR, revision=1)


async def _settled(life: Life) -> None:
    """Let a minute pass, in which everything that is due happens."""
    await life.pass_days(1 / 1_440)


async def approves_itself(life: Life) -> None:
    await _submit(life, dollars=500)
    await life.act("go_live")
    await life.act("complete")
    await life.act("archive")


async def flies_by_the_calendar(life: Life) -> None:
    now_ms = await life.now_ms()
    await _submit(life, flight=Flight(starts_at_ms=now_ms + 3 * DAY_MS, ends_at_ms=now_ms + 10 * DAY_MS))
    await life.act("approve", MANAGER)
    await life.act("schedule", MANAGER)
    await life.edit(2, flight=Flight(starts_at_ms=now_ms + 4 * DAY_MS, ends_at_ms=now_ms + 9 * DAY_MS))
    await life.act("pause", MANAGER)
    await life.act("resume", MANAGER)
    await life.pass_days(5)
    await life.pass_days(5)
    await life.act("archive", MANAGER)


async def is_reviewed_again_and_again(life: Life) -> None:
    await _submit(life, dollars=30_000)
    await life.act("approve", DIRECTORS[0])
    await life.edit(2, dollars=30_000, content="new words")
    await life.act("request_changes", DIRECTORS[1])
    life.world.write(3, dollars=30_000, content="newer words")
    await life.act("submit", AUTHOR, revision=3)
    await life.pass_days(2.5)
    await life.act("reject", DIRECTORS[1])
    life.world.write(4, dollars=4_000, content="newest words")
    await life.act("submit", AUTHOR, revision=4)
    await life.act("approve", OTHER_MANAGER)
    await life.act("go_live")


async def is_edited_while_live(life: Life) -> None:
    await life.live()
    await life.edit(2, dollars=3_000)
    await life.edit(3, content="bolder")
    await life.act("reject", MANAGER)
    await life.edit(4, content="calmer")
    await life.act("approve", OTHER_MANAGER)
    await life.edit(5, content="too late")
    await life.act("complete", MANAGER)


async def runs_out_of_budget(life: Life) -> None:
    await life.live()
    await life.exhaust(dollars=5_000)
    await _settled(life)
    await life.edit(2, dollars=6_000)
    await life.act("approve", MANAGER)
    await life.act("resume", MANAGER)


async def waits_at_the_gate(life: Life) -> None:
    now_ms = await life.now_ms()
    await _submit(life, flight=Flight(starts_at_ms=now_ms + DAY_MS, ends_at_ms=now_ms + 10 * DAY_MS))
    await life.act("approve", MANAGER)
    await life.act("schedule", MANAGER)
    life.world.broken["record_transition"] = GateClosed(
        stage="scheduled", action="go_live", allowed=(), reason="a task is not done"
    )
    await life.pass_days(1.01)
    del life.world.broken["record_transition"]
    await life.pass_days(0.1)
    await life.act("pause", MANAGER)


async def ends_though_its_replacement_waits_at_the_gate(life: Life) -> None:
    now_ms = await life.now_ms()
    await life.live(flight=Flight(ends_at_ms=now_ms + DAY_MS))
    life.world.broken["approve_revision"] = GateClosed(
        stage="live", action="replace", allowed=(), reason="a task is not done"
    )
    await life.edit(2, content="bolder", flight=Flight(ends_at_ms=now_ms + DAY_MS))
    await life.act("approve", MANAGER)
    await life.pass_days(1.01)
    await life.act("archive", MANAGER)


STORIES: Final[dict[str, Story]] = {
    story.__name__: story
    for story in (
        approves_itself,
        flies_by_the_calendar,
        is_reviewed_again_and_again,
        is_edited_while_live,
        runs_out_of_budget,
        waits_at_the_gate,
        ends_though_its_replacement_waits_at_the_gate,
    )
}
