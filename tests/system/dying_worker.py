"""The Temporal worker dies between the beginning of an action and its end, before its effect and after it."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Final

from temporalio.api.enums.v1 import PendingActivityState

from tests.system import cast
from tests.system.proof import Hearing
from tests.system.scene import Scene, moves, until, write_locked
from workers import temporal
from workers.demo.rest import Json, Rest
from workers.settings import Temporal
from workflows.contracts.campaigns import workflow_id

SENTENCE = "The Temporal worker killed with -9 in the middle of an action: the action completes, exactly once"
KILLINGS: Final = 3


async def prove(scene: Scene, hearing: Hearing) -> None:
    async with Rest(scene.api_url, scene.cast.home.author) as author:
        for number in range(KILLINGS):
            campaign = await cast.live(author, scene.cast.home, number=number)
            await _die_in(
                partial(_before_the_effect, scene, campaign), "before its effect", scene, hearing, author, campaign
            )
        for number in range(KILLINGS):
            campaign = await cast.live(author, scene.cast.home, number=KILLINGS + number)
            await _die_in(
                partial(_after_the_effect, scene, author, campaign),
                "after its effect, before it could say so",
                scene,
                hearing,
                author,
                campaign,
            )
    hearing.figure(f"killed {2 * KILLINGS} times: {KILLINGS} before an effect, {KILLINGS} between effect and report")


async def _die_in(
    kill: Callable[[asyncio.Event], Coroutine[Any, Any, bool]],
    when: str,
    scene: Scene,
    hearing: Hearing,
    author: Rest,
    campaign: str,
) -> None:
    worker = scene.children["worker"]
    restarts = worker.restarts
    before = moves(await _history(author, campaign))
    prepared = asyncio.Event()
    killing = asyncio.create_task(kill(prepared))
    await prepared.wait()
    asking = asyncio.create_task(author.act(campaign, "pause", "Hold on"))
    in_the_middle = await killing
    answer = await asking
    hearing.expect(
        f"killed {when}: the pause completes",
        held=in_the_middle and answer["stage"] == "paused",
        found=(in_the_middle, answer),
    )
    await scene.until_back("worker", restarts=restarts + 1)
    added = moves(await _history(author, campaign))[len(before) :]
    hearing.expect("it is on record once", held=added == ["pause"], found=added)
    answer = await author.act(campaign, "resume", "Go on")
    hearing.expect("and the campaign goes on from there", held=answer["stage"] == "live", found=answer)


async def _before_the_effect(scene: Scene, campaign: str, prepared: asyncio.Event) -> bool:
    """Somebody else is writing, so the activity waits; there it is killed. Whether it had begun."""
    with write_locked(scene.main_database):
        prepared.set()
        begun = await until(partial(_an_activity_runs, scene, campaign))
        scene.kill("worker")
    return begun


async def _after_the_effect(scene: Scene, author: Rest, campaign: str, prepared: asyncio.Event) -> bool:
    """Temporal is silent while the effect happens, so its report goes nowhere; then the worker is killed."""
    before = len(moves(await _history(author, campaign)))

    async def on_record() -> bool:
        return len(moves(await _history(author, campaign))) > before

    server = scene.children["temporal"]
    with write_locked(scene.main_database):
        prepared.set()
        begun = await until(partial(_an_activity_runs, scene, campaign))
        server.signal(signal.SIGSTOP)
    try:
        happened = await until(on_record)
        scene.kill("worker")
    finally:
        server.signal(signal.SIGCONT)
    return begun and happened


async def _an_activity_runs(scene: Scene, campaign: str) -> bool:
    settings = Temporal(address=scene.stack.plan.addresses["Temporal"], namespace=scene.stack.plan.namespace)
    client = await temporal.connect(settings)
    handle = client.get_workflow_handle(workflow_id(scene.cast.home.tenant_id, campaign))
    pending = (await handle.describe()).raw_description.pending_activities
    return any(each.state == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED for each in pending)


async def _history(author: Rest, campaign: str) -> Json:
    return await author.get(f"/api/v1/workflows/campaigns/{campaign}/transitions")
