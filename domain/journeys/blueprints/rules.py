"""A journey's life, and how its people are carried. Pure."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from pydantic import ValidationError

from domain.errors import ActionRefused, InvalidInput
from domain.faults import fault_of
from domain.journeys.blueprints.values import Checked, JourneyAction, StepMove
from domain.journeys.rules import check, predicates_of
from domain.journeys.timetables.rules import next_time_ms
from domain.journeys.values import Fault, JourneyDefinition, JourneyStage, Mode, ScheduleTrigger
from domain.predicates.rules import check as check_predicate

INDIVIDUAL_UP_TO: Final = 10_000
"""People expected inside at once; beyond, a workflow each costs a hundred times what it gives."""
FEWEST_SHARDS: Final = 4
"""Enough for several workers to share. Each is looked at by itself: at 200 events a second four take half the CPU of sixteen."""
MOST_SHARDS: Final = 64
PEOPLE_A_SHARD: Final = 25_000

STAGES: Final[Mapping[JourneyAction, Mapping[JourneyStage, JourneyStage]]] = {
    JourneyAction.PUBLISH: {
        JourneyStage.DRAFT: JourneyStage.ACTIVE,
        JourneyStage.ACTIVE: JourneyStage.ACTIVE,
        JourneyStage.PAUSED: JourneyStage.PAUSED,
    },
    JourneyAction.PAUSE: {JourneyStage.ACTIVE: JourneyStage.PAUSED},
    JourneyAction.RESUME: {JourneyStage.PAUSED: JourneyStage.ACTIVE},
    JourneyAction.COMPLETE: {
        JourneyStage.ACTIVE: JourneyStage.COMPLETED,
        JourneyStage.PAUSED: JourneyStage.COMPLETED,
    },
    JourneyAction.ARCHIVE: {
        JourneyStage.DRAFT: JourneyStage.ARCHIVED,
        JourneyStage.COMPLETED: JourneyStage.ARCHIVED,
    },
}
ADVANCES: Final = frozenset({JourneyStage.ACTIVE, JourneyStage.COMPLETED})
"""Where people inside move."""


def next_stage(stage: JourneyStage, action: JourneyAction) -> JourneyStage:
    """Raises ``ActionRefused`` with what is allowed instead."""
    onward = STAGES[action].get(stage)
    if onward is None:
        allowed = allowed_actions(stage)
        raise ActionRefused(
            stage=stage,
            action=action,
            allowed=allowed,
            reason=f"a journey that is {stage} cannot {action}",
            remedy=f"Allowed now: {', '.join(allowed) or 'nothing'}.",
        )
    return onward


def allowed_actions(stage: JourneyStage) -> tuple[str, ...]:
    return tuple(action.value for action, stages in STAGES.items() if stage in stages)


def mode_for(estimated_people: int, wanted: Mode | None) -> Mode:
    """How to carry them, unless somebody says."""
    if wanted is not None:
        return wanted
    return Mode.INDIVIDUAL if estimated_people <= INDIVIDUAL_UP_TO else Mode.COHORT


def shards_for(estimated_people: int, mode: Mode) -> int:
    if mode is Mode.INDIVIDUAL:
        return 0
    return min(MOST_SHARDS, max(FEWEST_SHARDS, estimated_people // PEOPLE_A_SHARD))


def read(body: Mapping[str, Any]) -> Checked:
    """A definition as somebody sent it, with every fault and the step it is at."""
    try:
        definition = JourneyDefinition.model_validate(body)
    except ValidationError as error:
        return Checked(definition=None, faults=tuple(_fault(one) for one in error.errors(include_url=False)))
    faults = list(check(definition))
    for predicate in predicates_of(definition):
        try:
            check_predicate(predicate)
        except InvalidInput as error:
            faults.append(Fault(step="", rule=error.message, remedy=error.remedy or ""))
    if isinstance(definition.trigger, ScheduleTrigger):
        try:
            next_time_ms(definition.trigger.cron, definition.trigger.time_zone, after_ms=0)
        except InvalidInput as error:
            faults.append(Fault(step="", rule=f"trigger: {error.message}", remedy=error.remedy or ""))
    return Checked(definition=definition, faults=tuple(faults))


def check_mapping(mapping: Mapping[str, str | None], left: Collection[str], definition: JourneyDefinition) -> None:
    """Raises ``InvalidInput`` for a step that is not among those ``left``, or leads to none of ``definition``'s."""
    for step, target in mapping.items():
        if step not in left:
            raise InvalidInput(
                f"nobody can stand at a step '{step}'",
                field=f"mapping.{step}",
                remedy=f"Name one of {', '.join(sorted(left))}.",
            )
        if target is not None and target not in definition.steps:
            raise InvalidInput(
                f"the new version has no step '{target}'",
                field=f"mapping.{step}",
                remedy=f"Name one of {', '.join(sorted(definition.steps))}, or null to let people leave there.",
            )


def preview(
    standing: Mapping[tuple[int, str], int], mapping: Mapping[str, str | None], definition: JourneyDefinition
) -> tuple[StepMove, ...]:
    """Where everybody of ``standing`` (people by version and step) would be put."""
    moves = []
    for (version, step), people in sorted(standing.items()):
        target = mapping.get(step, step)
        onward = target if target in definition.steps else None
        moves.append(StepMove(version=version, step=step, people=people, to_step=onward, keeps_wait=onward == step))
    return tuple(moves)


def _fault(error: Any) -> Fault:
    where = [str(part) for part in error["loc"]]
    step = where[1] if where[:1] == ["steps"] and len(where) > 1 else ""
    inside = ".".join(where[2:] if step else where)
    said, remedy = fault_of(error)
    rule = f"{inside}: {said}" if inside else said
    return Fault(step=step, rule=rule, remedy=remedy or "Correct it as the schema of definitions says.")
