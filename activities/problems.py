"""What keeps a definition's steps from doing what they are for, whoever comes to them."""

from collections.abc import Iterator

from activities.rehearsing import Stage
from domain.content.prepared.rules import Prepared
from domain.journeys.effects.service import CHANNELS
from domain.journeys.rehearsals.values import Problem
from domain.journeys.values import (
    AddToSegment,
    Decision,
    JourneyDefinition,
    Message,
    RemoveFromSegment,
    ScheduleTrigger,
    SegmentTrigger,
)
from domain.predicates.rules import segments_named
from domain.predicates.values import Predicate
from domain.segments.audiences.rules import Catalogue
from domain.segments.rules import computed_named
from domain.segments.values import Listed


def problems_of(on: Stage, catalogue: Catalogue) -> tuple[Problem, ...]:
    """``catalogue`` is the tenant's whole."""
    definition = on.journey.definition
    found: list[Problem] = []
    for name, step in definition.steps.items():
        if isinstance(step, Message):
            found += _of_message(on, name, step)
        elif isinstance(step, AddToSegment | RemoveFromSegment):
            segment = catalogue.segments.get(step.segment)
            if segment is None or segment.is_archived or not isinstance(segment.definition.members, Listed):
                found.append(
                    Problem(
                        step=name,
                        kind="segment",
                        problem=f"{step.segment} is not a list of yours",
                        remedy="Choose a segment whose members are a list.",
                    )
                )
    for place, predicate in _predicates(definition):
        found += _of_predicate(catalogue, place, predicate)
    trigger = definition.trigger
    if isinstance(trigger, SegmentTrigger | ScheduleTrigger) and trigger.segment is not None:
        found += _of_segment(catalogue, "", trigger.segment)
    return tuple(found)


def _of_message(on: Stage, name: str, step: Message) -> Iterator[Problem]:
    channel = CHANNELS[type(step)]
    template = on.templates[step.template]
    if not isinstance(template, Prepared):
        yield Problem(step=name, problem=template.message, remedy=template.remedy or "Publish another version.")
    elif template.version.channel is not channel:
        yield Problem(
            step=name,
            problem=f"its template is written for {template.version.channel}, and the step sends on {channel}",
            remedy=f"Choose a template for {channel}.",
        )
    route = on.routes.route(channel)
    if route is None:
        yield Problem(step=name, kind="channel", problem=f"no account carries {channel}", remedy="Set one up.")
    elif route.capabilities.needs_sender and on.routes.sender(channel) is None:
        yield Problem(
            step=name, kind="sender", problem=f"there is nobody to write as on {channel}", remedy="Set up a sender."
        )


def _predicates(definition: JourneyDefinition) -> Iterator[tuple[str, Predicate]]:
    if definition.entry is not None:
        yield "", definition.entry
    for rule in definition.exits:
        yield "", rule.when
    for name, step in definition.steps.items():
        if isinstance(step, Decision):
            for branch in step.branches:
                yield name, branch.when


def _of_predicate(catalogue: Catalogue, place: str, predicate: Predicate) -> Iterator[Problem]:
    for segment_id in sorted(segments_named(predicate)):
        yield from _of_segment(catalogue, place, segment_id)
    for name in sorted(computed_named(predicate)):
        if name.partition(".")[0] not in catalogue.properties:
            yield Problem(
                step=place,
                kind="property",
                problem=f"there is no computed property '{name}'",
                remedy="Define it, or decide by something else.",
            )


def _of_segment(catalogue: Catalogue, place: str, segment_id: str) -> Iterator[Problem]:
    segment = catalogue.segments.get(segment_id)
    if segment is None or segment.is_archived:
        why = "is archived: nobody is in it" if segment is not None else "does not exist"
        yield Problem(step=place, kind="segment", problem=f"{segment_id} {why}", remedy="Choose another segment.")
