"""What a workflow asked of Temporal, in order: the commands that every later version must repeat on replay.

    python -m tests.workflows.fingerprints <label> [story ...]

tells every story once, or those that are named, and writes ``histories/<label>/``, to be replayed from then on, and into
``fingerprints.json`` the commands of the code as it is. Older labels stay: workflows that began under them are still
alive somewhere.
"""

import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory
from temporalio.testing import WorkflowEnvironment

from tests.workflows.broadcast_stories import BROADCAST_STORIES, calling
from tests.workflows.data_request_stories import DATA_REQUEST_STORIES, asking
from tests.workflows.journey_stories import JOURNEY_STORIES, carriage
from tests.workflows.platform_stories import PLATFORM_STORIES, staying
from tests.workflows.segment_stories import SEGMENT_STORIES, keeping
from tests.workflows.stories import STORIES
from tests.workflows.world import Life, living, time_skipping

HERE: Final = Path(__file__).parent
HISTORIES: Final = HERE / "histories"
FINGERPRINTS: Final = HERE / "fingerprints.json"
ALL_STORIES: Final = (
    *STORIES,
    *PLATFORM_STORIES,
    *JOURNEY_STORIES,
    *SEGMENT_STORIES,
    *BROADCAST_STORIES,
    *DATA_REQUEST_STORIES,
)


async def tell(environment: WorkflowEnvironment, story: str) -> dict[str, WorkflowHistory]:
    """Live through a story; returns the history of each of its workflows, by what it is of: ``campaign``, ``approval-1``."""
    if story in JOURNEY_STORIES:
        async with carriage(environment) as carried:
            return await JOURNEY_STORIES[story](carried)
    if story in PLATFORM_STORIES:
        async with staying(environment) as stay:
            return await PLATFORM_STORIES[story](stay)
    if story in SEGMENT_STORIES:
        async with keeping(environment) as kept:
            return await SEGMENT_STORIES[story](kept)
    if story in BROADCAST_STORIES:
        async with calling(environment) as called:
            return await BROADCAST_STORIES[story](called)
    if story in DATA_REQUEST_STORIES:
        async with asking(environment) as asked:
            return await DATA_REQUEST_STORIES[story](asked)
    async with living(environment) as life:
        life.unhurried = True
        await STORIES[story](life)
        return await _histories(life)


async def _histories(life: Life) -> dict[str, WorkflowHistory]:
    told = {"campaign": await life.handle.fetch_history()}
    for number in life.world.rounds:
        told[f"approval-{number}"] = await life.review(number).fetch_history()
    return told


def commands(history: WorkflowHistory) -> list[str]:
    """The commands in a history: activities, timers, children, signals, search attributes and how the run ended."""
    return [_COMMANDS[event.event_type](event) for event in history.events if event.event_type in _COMMANDS]


_COMMANDS: Final[dict[int, Callable[[Any], str]]] = {
    EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED: lambda event: (
        f"activity {event.activity_task_scheduled_event_attributes.activity_type.name}"
    ),
    EventType.EVENT_TYPE_TIMER_STARTED: lambda _: "timer",
    EventType.EVENT_TYPE_TIMER_CANCELED: lambda _: "timer cancelled",
    EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED: lambda event: (
        f"child {event.start_child_workflow_execution_initiated_event_attributes.workflow_type.name}"
    ),
    EventType.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED: lambda event: (
        f"signal {event.signal_external_workflow_execution_initiated_event_attributes.signal_name}"
    ),
    EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES: lambda _: "search attributes",
    EventType.EVENT_TYPE_MARKER_RECORDED: lambda event: f"marker {event.marker_recorded_event_attributes.marker_name}",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED: lambda _: "update answered",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED: lambda _: "completed",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED: lambda _: "failed",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW: lambda _: "continued as new",
}


async def record(label: str, stories: Sequence[str]) -> None:
    """Tell these stories and keep what they looked like."""
    directory = HISTORIES / label
    directory.mkdir(parents=True)
    fingerprints: dict[str, dict[str, Sequence[str]]] = json.loads(FINGERPRINTS.read_text())
    for story in stories:
        async with await time_skipping(identity="recorder") as environment:
            told = await tell(environment, story)
        fingerprints[story] = {workflow: commands(history) for workflow, history in told.items()}
        for workflow, history in told.items():
            kept = json.dumps(_without_traces(json.loads(history.to_json())), separators=(",", ":"))
            (directory / f"{story}.{workflow}.json").write_text(kept + "\n")
    FINGERPRINTS.write_text(json.dumps(fingerprints, indent=1) + "\n")


def _without_traces(value: Any) -> Any:
    """Stack traces name the files of whoever recorded them, and replay does not read them."""
    if isinstance(value, dict):
        return {key: _without_traces(inner) for key, inner in value.items() if key != "stackTrace"}
    return [_without_traces(inner) for inner in value] if isinstance(value, list) else value


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    asyncio.run(record(sys.argv[1], sys.argv[2:] or ALL_STORIES))
