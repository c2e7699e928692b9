"""Whether what a definition refers to is there, on a tenant's session of the journeys' store."""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.content import service as content
from domain.content.tables import TemplateRow
from domain.journeys.blueprints.values import Checked
from domain.journeys.effects.service import CHANNELS
from domain.journeys.rules import templates_of
from domain.journeys.values import (
    AddToSegment,
    Decision,
    Fault,
    JourneyDefinition,
    Message,
    RemoveFromSegment,
    ScheduleTrigger,
    SegmentTrigger,
)
from domain.predicates.rules import segments_named
from domain.predicates.values import Predicate
from domain.segments.audiences import service as audiences
from domain.segments.audiences.rules import Catalogue
from domain.segments.rules import computed_named
from domain.segments.values import Listed


async def looked_up(session: AsyncSession, checked: Checked) -> Checked:
    """With a fault more for everything that the definition refers to and that is not there, at its step."""
    if checked.definition is None:
        return checked
    templates = await content.named(session, templates_of(checked.definition))
    catalogue = await audiences.catalogue(session)
    missing = (*_at_the_door(checked.definition, catalogue), *_on_the_way(checked.definition, templates, catalogue))
    return replace(checked, faults=(*checked.faults, *missing))


def _at_the_door(definition: JourneyDefinition, catalogue: Catalogue) -> Iterator[Fault]:
    trigger = definition.trigger
    if isinstance(trigger, SegmentTrigger | ScheduleTrigger) and trigger.segment is not None:
        yield from _unknown("", "trigger: ", trigger.segment, catalogue)
    if definition.entry is not None:
        yield from _unanswerable("", "entry: ", definition.entry, catalogue)
    for rule in definition.exits:
        yield from _unanswerable("", f"exit '{rule.name}': ", rule.when, catalogue)


def _on_the_way(
    definition: JourneyDefinition, templates: Mapping[str, TemplateRow], catalogue: Catalogue
) -> Iterator[Fault]:
    for name, step in definition.steps.items():
        match step:
            case Message():
                yield from _unsendable(name, step, templates.get(step.template))
            case AddToSegment(segment=segment) | RemoveFromSegment(segment=segment):
                yield from _unlisted(name, segment, catalogue)
            case Decision():
                for branch in step.branches:
                    yield from _unanswerable(name, f"branch '{branch.name}': ", branch.when, catalogue)


def _unsendable(name: str, step: Message, template: TemplateRow | None) -> Iterator[Fault]:
    if template is None:
        yield Fault(
            step=name, rule=f"there is no template '{step.template}'", remedy="Choose one of your own templates."
        )
        return
    if template.channel != CHANNELS[type(step)]:
        yield Fault(step=name, rule=f"'{template.name}' is for {template.channel}", remedy="Choose another template.")
    if template.is_archived:
        yield Fault(step=name, rule=f"'{template.name}' is archived", remedy="Restore it, or choose another template.")
    if not template.live_version:
        yield Fault(step=name, rule=f"'{template.name}' was never published", remedy="Publish it.")


def _unanswerable(name: str, place: str, predicate: Predicate, catalogue: Catalogue) -> Iterator[Fault]:
    """Nobody is in a segment that does not exist, so that everybody would be outside it."""
    for segment_id in sorted(segments_named(predicate)):
        yield from _unknown(name, place, segment_id, catalogue)
    for computed in sorted(computed_named(predicate)):
        if computed.partition(".")[0] not in catalogue.properties:
            yield Fault(step=name, rule=f"{place}there is no computed property '{computed}'", remedy="Define it first.")


def _unknown(name: str, place: str, segment_id: str, catalogue: Catalogue) -> Iterator[Fault]:
    segment = catalogue.segments.get(segment_id)
    if segment is None or segment.is_archived:
        yield Fault(
            step=name,
            rule=f"{place}there is no segment {segment_id}",
            remedy="Refer to one of your own that is not archived.",
        )


def _unlisted(name: str, segment_id: str, catalogue: Catalogue) -> Iterator[Fault]:
    segment = catalogue.segments.get(segment_id)
    if segment is None or segment.is_archived or not isinstance(segment.definition.members, Listed):
        yield Fault(
            step=name,
            rule=f"{segment_id} is not a list of yours",
            remedy="Choose a segment whose members are a list.",
        )
