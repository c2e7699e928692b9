"""Workflows that began under older code go on under this one."""

import json

import pytest
from temporalio.client import WorkflowHistory
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer

from tests.workflows.fingerprints import ALL_STORIES, FINGERPRINTS, HISTORIES, commands, tell
from workers.broadcasts import BROADCASTS
from workers.data_requests import DATA_REQUESTS, RETENTION
from workers.journeys import JOURNEYS
from workers.segments import SEGMENTS
from workers.worker import SANDBOX, SYNCS, WORKFLOWS
from workflows.contracts.temporal import DATA_CONVERTER

CHANGED = """
The workflow asks Temporal for something else than it did, or in another order. Every campaign alive was begun under the
old code, and would stop at its next step with a non-determinism error. So, one of:

- the change was not meant: undo it;
- it was: let the old order stand for the old, and the new for the new,

      if workflow.patched("what-changed"):
          ...  # the new way
      else:
          ...  # the old way, kept until no workflow that began with it is alive

  then record the new way beside the old:  python -m tests.workflows.fingerprints <label>
"""


def replayer() -> Replayer:
    """What production runs."""
    return Replayer(
        workflows=[*WORKFLOWS, *SYNCS, *JOURNEYS, *SEGMENTS, *BROADCASTS, *DATA_REQUESTS, *RETENTION],
        workflow_runner=SANDBOX,
        data_converter=DATA_CONVERTER,
    )


@pytest.mark.parametrize("path", sorted(HISTORIES.rglob("*.json")), ids=lambda path: f"{path.parent.name}/{path.stem}")
async def test_a_recorded_life_replays(path):
    history = WorkflowHistory.from_json(path.stem, path.read_text())
    await replayer().replay_workflow(history)


def test_there_is_a_recording_of_every_story():
    recorded = {path.name.split(".")[0] for path in HISTORIES.rglob("*.json")}
    assert recorded == set(ALL_STORIES) == set(json.loads(FINGERPRINTS.read_text()))


@pytest.mark.parametrize("story", ALL_STORIES)
async def test_a_story_told_today_gives_the_commands_it_gave_when_it_was_recorded(
    environment: WorkflowEnvironment, story: str
):
    told = await tell(environment, story)
    today = {workflow: commands(history) for workflow, history in told.items()}
    assert today == json.loads(FINGERPRINTS.read_text())[story], CHANGED


async def test_a_history_that_this_code_would_not_write_fails_the_replay():
    path = next(HISTORIES.rglob("approves_itself.campaign.json"))
    told_otherwise = path.read_text().replace('"put_on_air"', '"put_on_the_moon"')
    with pytest.raises(Exception, match="put_on_the_moon"):
        await replayer().replay_workflow(WorkflowHistory.from_json(path.stem, told_otherwise))
