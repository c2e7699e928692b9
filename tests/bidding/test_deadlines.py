"""Waits end when they are over, in one go, and leave nothing behind when they were not needed."""

import asyncio

from bidding.deadlines import STEP_MS, Deadlines
from tests.patience import PATIENCE_S


async def until(condition) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not condition():
            await asyncio.sleep(0.001)


async def test_whatever_is_not_forgotten_is_given_up_the_earliest_first():
    late: list[str] = []
    deadlines = Deadlines(late.append)
    deadlines.watch("long", 30 * STEP_MS)
    deadlines.watch("short", STEP_MS)
    deadlines.watch("middle", 15 * STEP_MS)
    await until(lambda: len(late) == 3)
    assert late == ["short", "middle", "long"]
    assert not len(deadlines)


async def test_nothing_is_given_up_before_its_time_and_what_is_forgotten_never():
    loop = asyncio.get_running_loop()
    late: dict[str, float] = {}
    deadlines: Deadlines[str] = Deadlines(lambda one: late.setdefault(one, loop.time()))
    began_s = loop.time()
    for number in range(20):
        step = deadlines.watch(f"in time {number}", number)
        deadlines.forget(f"in time {number}", step)
    assert not len(deadlines)
    deadlines.watch("late", 20)
    await until(lambda: late)
    assert list(late) == ["late"]
    assert late["late"] - began_s >= 0.019


async def test_a_wait_that_is_over_already_is_given_up_at_once():
    late: list[str] = []
    Deadlines(late.append).watch("over", -50)
    await until(lambda: late)
    assert late == ["over"]
