"""What goes through a list goes on as it began when a release adds to the list."""

import msgspec
import pytest
from temporalio.client import WorkflowHistory

from domain.privacy.retention import rules
from tests.workflows.fingerprints import HISTORIES
from tests.workflows.test_replay import replayer
from workflows.contracts import data_requests as contract

LABELS = ("data_requests", "retention", "rounds_say_where_they_go")


@pytest.mark.parametrize("label", LABELS)
async def test_what_is_under_way_goes_on_after_a_place_and_a_kind_were_added(label: str, monkeypatch):
    letters = rules.RULES["letters"]
    monkeypatch.setattr(contract, "PLACES", ("moon", *contract.PLACES))
    monkeypatch.setattr(rules, "RULES", {"more": msgspec.structs.replace(letters, kind="more"), **rules.RULES})
    paths = sorted((HISTORIES / label).glob("*.json"))
    assert paths
    for path in paths:
        await replayer().replay_workflow(WorkflowHistory.from_json(path.stem, path.read_text()))
