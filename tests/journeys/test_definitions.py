"""What keeps a journey from running, named by its step."""

import pytest
from pydantic import ValidationError

from domain.journeys.rules import check, difference
from domain.journeys.values import JourneyDefinition, StepChange
from tests.journeys.definitions import decision, email, journey, split, wait


@pytest.mark.parametrize(
    ("steps", "step", "rule"),
    [
        ({"hello": email("nowhere")}, "hello", "leads to 'nowhere', which is no step"),
        ({"hello": email(), "lost": email()}, "lost", "nothing leads here"),
        ({"one": email("two"), "two": email("one")}, "two", "without a wait"),
        ({"one": decision("a", 1, "one")}, "one", "without a wait"),
    ],
    ids=["a way to nowhere", "an island", "a circle of two", "a circle of one"],
)
def test_a_fault_names_the_step_the_rule_and_a_way_out(steps, step, rule):
    faults = {fault.step: fault for fault in check(journey(steps)) if rule in fault.rule}
    assert faults[step].remedy


def test_a_way_back_through_a_wait_is_allowed():
    looped = journey(
        {"one": email("rest"), "rest": wait(5, "toss"), "toss": split(("again", 1, "one"), ("done", 1, "end"))}
    )
    assert check(looped) == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "wait", "minutes": 0, "next": "end"}, "greater than or equal to 1"),
        ({"kind": "split", "arms": [{"name": "a", "weight": 1, "next": "end"}] * 2}, "rename one"),
        ({"kind": "teleport", "next": "end"}, "teleport"),
    ],
)
def test_a_step_that_makes_no_sense_is_refused_when_it_is_written(change, words):
    with pytest.raises(ValidationError, match=words):
        journey({"odd": change})


def test_a_definition_survives_json_and_has_a_schema():
    definition = journey({"hello": email("rest"), "rest": wait(5)})
    assert JourneyDefinition.model_validate_json(definition.model_dump_json()) == definition
    assert "send_email" in str(JourneyDefinition.model_json_schema())


def test_the_difference_between_versions_is_told_step_by_step():
    before = journey({"hello": email("rest"), "rest": wait(5)})
    after = journey({"hello": email("rest"), "rest": wait(6, "extra"), "extra": email()})
    assert difference(before, after) == {
        "hello": StepChange.SAME,
        "rest": StepChange.CHANGED,
        "end": StepChange.SAME,
        "extra": StepChange.ADDED,
    }
