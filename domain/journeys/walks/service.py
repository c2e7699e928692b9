"""A walk: one person through a definition on the production code, while time is skipped from one instant to the next.

``advance`` decides the path, the rules of segments the memberships, the rules of contacts what a change makes of a profile;
gates and rendering are the ``Mail``'s. Nothing is read or written here: whoever calls has loaded the person before.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from msgspec.structs import replace
from pydantic import JsonValue

from domain.behaviour.rules import ACTIVATION, SESSION_MS, derived, shows_interest
from domain.behaviour.values import ActivationKind, CustomerEvent
from domain.contacts.rules import changed, check_attributes, differences
from domain.contacts.values import AttributeDefinition, ContactChange
from domain.journeys.effects.service import message_of
from domain.journeys.effects.values import SUPPRESSED, suppressed_for, triggered_for
from domain.journeys.rules import GONE, advance, is_held_out, with_attributes, with_heard
from domain.journeys.travellers.rules import brings, kept_out, listens_for, needs_time_zone, run_id_of, wakes
from domain.journeys.travellers.values import NOT_MEANT, Entrant
from domain.journeys.values import (
    AddToSegment,
    JourneyDefinition,
    Message,
    Move,
    RemoveFromSegment,
    Status,
    SuppressBid,
    Traveller,
    TriggerCampaign,
    UpdateProfile,
)
from domain.journeys.walks.values import Figure, Former, Happens, Mail, Moment, What
from domain.messages.rules import expires_at_ms as message_expires_at_ms
from domain.messages.rules import turn
from domain.messages.values import MessageStatus, Open, PlannedMessage, Priority
from domain.predicates.rules import MINUTE_MS, evaluate, happened
from domain.predicates.values import Facts, Occurrence, Predicate
from domain.segments.audiences.rules import Catalogue, Verdicts, earlier
from domain.segments.rules import change_name, needs, seen
from domain.segments.values import ENTERED, PROFILE_CHANGED, Listed, Need

MOST_LOOKS: Final = 2_000
NOTHING: Final = Facts()


class Rehearsed:
    """A version or draft with everything that a walk asks of it again and again."""

    def __init__(
        self,
        definition: JourneyDefinition,
        *,
        tenant_id: str,
        journey_id: str,
        version: int,
        predicates: Sequence[Predicate],
        catalogue: Catalogue,
        types: Mapping[str, AttributeDefinition],
    ) -> None:
        self.definition = definition
        self.tenant_id = tenant_id
        self.journey_id = journey_id
        self.version = version
        self.predicates = predicates
        self.catalogue = catalogue
        self.types = types
        self.listens_for = listens_for(definition)
        self.wakes = wakes(definition)
        self.needs_time_zone = needs_time_zone(definition)
        self.lists = {
            segment.definition.name: segment.id for segment in catalogue.segments.values() if not segment.is_archived
        }


class _Wanted(NamedTuple):
    """What the steps of one move want, taken together as the engine takes them."""

    profile: dict[str, JsonValue]
    lists: dict[str, bool]
    steps: dict[str, str]
    """The step that wants it, by segment, and by ``""`` for the profile."""


class Walk:
    """``moments`` tells everything that was seen, in order."""

    def __init__(self, journey: Rehearsed, figure: Figure, mail: Mail) -> None:
        self._journey = journey
        self._figure = figure
        self._mail = mail
        self._traveller: Traveller | None = None
        self._context: dict[str, JsonValue] = {}
        self._look_at_ms: int | None = None
        self._heard: list[Occurrence] = []
        self._open: list[tuple[int, Open]] = []
        self._ends: list[tuple[int, tuple[str, ...]]] = []
        self.moments: list[Moment] = []

    @property
    def traveller(self) -> Traveller | None:
        """Where the person stands, in their latest run; None for whoever never came in."""
        return self._traveller

    def place(self, now_ms: int) -> None:
        """Hold them against every segment before anything happens: they are not who is on record."""
        self._figure.is_in_segments = False
        self._move(frozenset(), now_ms)

    async def go(self, happening: Sequence[Happens], entrant: Entrant | None, *, until_ms: int) -> None:
        """Skip from instant to instant up to ``until_ms``, that one included."""
        ahead = sorted(happening, key=lambda one: one.at_ms)
        for _ in range(MOST_LOOKS):
            instants = [
                (ahead[0].at_ms if ahead else None),
                (entrant.at_ms if entrant else None),
                self._figure.segments_look_ms,
                min((at_ms for at_ms, _ in self._ends), default=None),
                min((at_ms for at_ms, _ in self._open), default=None),
                self._look_at_ms,
            ]
            due = [(at_ms, order) for order, at_ms in enumerate(instants) if at_ms is not None and at_ms <= until_ms]
            if not due:
                return
            now_ms, order = min(due)
            match order:
                case 0:
                    self._happen(ahead.pop(0), now_ms)
                case 1:
                    assert entrant is not None
                    self._let_in([entrant], now_ms)
                    entrant = None
                case 2:
                    self._figure.segments_look_ms = None
                    self._arrive(self._move(frozenset(self._journey.catalogue.timed), now_ms), now_ms)
                case 3:
                    self._end_suppressions(now_ms)
                case 4:
                    await self._post(now_ms)
                case _:
                    self._look(now_ms)
        self._tell(until_ms, What.CUT_SHORT, outcome=f"after {MOST_LOOKS:,} looks")

    def _tell(self, at_ms: int, what: What, **more: object) -> None:
        self.moments.append(Moment(at_ms=at_ms, what=what, **more))  # type: ignore[arg-type]

    # What happens to them

    def _happen(self, one: Happens, now_ms: int) -> None:
        told: set[str] = set()
        if one.change is not None:
            told = self._change(one.change, now_ms)
        events: list[Occurrence] = []
        if one.event:
            events = self._with_derived(one)
            for event in events:
                self._do(event)
                self._tell(event.at_ms, What.EVENT, kind=event.event, details=event.properties)
        wanted = self._journey.catalogue.concerned([event.event for event in events], told)
        memberships = self._move(wanted, now_ms)
        profile = [Occurrence(event=PROFILE_CHANGED, at_ms=now_ms)] if told else []
        self._arrive([*events, *memberships, *profile], now_ms)

    def _change(self, change: ContactChange, now_ms: int) -> set[str]:
        before = self._figure.contact
        after = changed(before, change, now_ms=now_ms)
        self._figure.contact = after
        told = differences(before, after)
        if told:
            self._tell(now_ms, What.PROFILE, details={"changed": sorted(told)})
        return told

    def _with_derived(self, one: Happens) -> list[Occurrence]:
        """The event, and what it calls for as ingestion has it."""
        event = CustomerEvent(
            event_id=f"what-if:{one.event}:{one.at_ms}",
            person_id=self._figure.contact.person_id,
            name=one.event,
            at_ms=one.at_ms,
            received_at_ms=one.at_ms,
            source="web",
            properties=dict(one.properties),
        )
        viewed: int | None = None
        activated: int | None = None
        if shows_interest(one.event):
            for before in self._figure.did:
                if before.at_ms < one.at_ms - SESSION_MS - 1:
                    continue
                if before.event == ACTIVATION and before.properties.get("kind") == ActivationKind.SESSION_OFFER:
                    activated = before.at_ms
                elif shows_interest(before.event):
                    viewed = before.at_ms
        calls = derived(event, viewed_at_ms=viewed, activated_at_ms=activated)
        return [Occurrence(event=each.name, at_ms=each.at_ms, properties=each.properties) for each in (event, *calls)]

    def _do(self, event: Occurrence) -> None:
        did = self._figure.did
        at = len(did)
        while at and did[at - 1].at_ms > event.at_ms:
            at -= 1
        did.insert(at, event)

    # Segments

    def _move(
        self, wanted: frozenset[str], now_ms: int, by_hand: Mapping[tuple[str, str], bool] | None = None
    ) -> list[Occurrence]:
        """Bring memberships up to date; what changed, as events."""
        catalogue, figure = self._journey.catalogue, self._figure
        if not catalogue.segments:
            return []
        if not figure.is_in_segments:
            wanted |= catalogue.ruled
            figure.is_in_segments = True
        need = catalogue.need(catalogue.below(wanted), now_ms=now_ms)
        verdicts = Verdicts(catalogue, by_hand or {}, {}, now_ms=now_ms, refreshes=False)
        person_id = figure.contact.person_id
        changes = verdicts.move(person_id, wanted, self._facts(need, now_ms), figure.segments)
        is_whole = catalogue.timed.keys() <= verdicts.worked_out
        figure.segments_look_ms = verdicts.look_ms if is_whole else earlier(figure.segments_look_ms, verdicts.look_ms)
        events = []
        for change in changes:
            name = catalogue.segments[change.segment_id].definition.name
            properties: dict[str, JsonValue] = {"segment": change.segment_id, "name": name}
            event = Occurrence(event=change_name(change), at_ms=now_ms, properties=properties)
            self._do(event)
            events.append(event)
            what = What.SEGMENT_ENTERED if event.event == ENTERED else What.SEGMENT_LEFT
            self._tell(now_ms, what, outcome=name, details={"segment": change.segment_id})
        return events

    def _facts(self, need: Need, now_ms: int) -> Facts:
        figure = self._figure
        return seen(
            figure.contact,
            need,
            properties=self._journey.catalogue.properties,
            inside=figure.segments,
            did=figure.did,
            now_ms=now_ms,
        )

    # At the door, and what those inside hear

    def _arrive(self, events: Iterable[Occurrence], now_ms: int) -> None:
        events = list(events)
        traveller = self._traveller
        if traveller is not None and traveller.status not in GONE:
            mine = [event for event in events if event.event in self._journey.wakes]
            if mine:
                self._look_at_ms = now_ms
                self._heard += [event for event in mine if event.event in self._journey.listens_for]
        elif traveller is not None:
            self._late_goals(traveller, events, now_ms)
        trigger = self._journey.definition.trigger
        entrants = [
            Entrant(
                person_id=self._figure.contact.person_id,
                cause=f"event:{event.event}:{event.at_ms}",
                at_ms=event.at_ms,
                context={"name": event.event, "at_ms": event.at_ms, "properties": event.properties},
            )
            for event in events
            if brings(trigger, event, NOTHING, now_ms=now_ms)
        ]
        if entrants:
            self._let_in(entrants, now_ms)

    def _let_in(self, entrants: Sequence[Entrant], now_ms: int) -> None:
        journey, figure = self._journey, self._figure
        definition, person_id = journey.definition, figure.contact.person_id
        if definition.entry is not None:
            facts = self._facts(needs([definition.entry], now_ms=now_ms), now_ms)
            if not evaluate(definition.entry, facts, now_ms=now_ms):
                self._tell(now_ms, What.TURNED_AWAY, outcome=NOT_MEANT)
                return
        for entrant in entrants:
            reason = kept_out(definition.re_entry, figure.former, entrant, now_ms=now_ms)
            if reason is not None:
                self._tell(now_ms, What.TURNED_AWAY, outcome=reason)
                continue
            came_at_ms = min(entrant.at_ms, now_ms)
            held_out = bool(definition.holdout_percent) and is_held_out(
                journey.journey_id, person_id, definition.holdout_percent
            )
            figure.former.append(
                Former(entered_at_ms=came_at_ms, ended_at_ms=now_ms if held_out else None, cause=entrant.cause)
            )
            if held_out:
                self._tell(now_ms, What.HELD_OUT)
                continue
            self._traveller = Traveller(
                tenant_id=journey.tenant_id,
                journey_id=journey.journey_id,
                version=journey.version,
                person_id=person_id,
                run_id=run_id_of(journey.journey_id, person_id, len(figure.former), now_ms=now_ms),
                entered_at_ms=came_at_ms,
                step=definition.start,
                since_ms=came_at_ms,
            )
            self._context = dict(entrant.context)
            self._look_at_ms = now_ms
            self._heard = [one for one in figure.did if one.event in journey.listens_for and one.at_ms > came_at_ms]
            self._tell(now_ms, What.ENTERED, outcome=entrant.cause)

    def _late_goals(self, traveller: Traveller, events: Sequence[Occurrence], now_ms: int) -> None:
        for goal in self._journey.definition.goals:
            ends_ms = traveller.entered_at_ms + goal.within_minutes * MINUTE_MS
            if goal.name not in traveller.goals and any(
                traveller.entered_at_ms <= event.at_ms < ends_ms and happened(goal.event, event, NOTHING, now_ms=now_ms)
                for event in events
            ):
                traveller = replace(traveller, goals=(*traveller.goals, goal.name))
                self._tell(now_ms, What.GOAL, outcome=goal.name)
        self._traveller = traveller

    # Steps

    def _look(self, now_ms: int) -> None:
        traveller = self._traveller
        assert traveller is not None
        move = advance(self._journey.definition, traveller, self._facts_inside(now_ms), now_ms=now_ms)
        after = move.traveller
        for goal in after.goals[len(traveller.goals) :]:
            self._tell(now_ms, What.GOAL, outcome=goal)
        for passed in move.path:
            self._tell(
                passed.at_ms,
                What.PASSED,
                step=passed.step,
                visit=passed.visit,
                kind=passed.kind,
                outcome=passed.outcome,
            )
        is_gone = after.status in GONE
        if is_gone:
            self._tell(now_ms, What.LEFT, step=after.step, kind=after.status.value, outcome=after.reason)
            self._figure.former[-1] = replace(self._figure.former[-1], ended_at_ms=now_ms)
            self._heard = []
        elif after.status is Status.WAITING and (after.visit, after.due_at_ms) != (
            traveller.visit,
            traveller.due_at_ms,
        ):
            kind = self._journey.definition.steps[after.step].kind
            self._tell(now_ms, What.WAITS, step=after.step, visit=after.visit, kind=kind, until_ms=after.due_at_ms)
        self._traveller = after
        self._look_at_ms = None if is_gone else (after.due_at_ms or now_ms)
        self._have(move, now_ms)

    def _facts_inside(self, now_ms: int) -> Facts:
        journey = self._journey
        facts = NOTHING
        if journey.predicates:
            facts = self._facts(needs(journey.predicates, now_ms=now_ms), now_ms)
        elif journey.needs_time_zone:
            facts = Facts(time_zone=self._figure.contact.time_zone or "UTC")
        return with_heard(facts, self._heard) if journey.listens_for else facts

    def _have(self, move: Move, now_ms: int) -> None:
        """What the steps do, all of a move taken together."""
        wanted = _Wanted({}, {}, {})
        for effect in move.effects:
            step = self._journey.definition.steps[effect.step]
            if isinstance(step, Message):
                planned = message_of(move.traveller, self._context, effect, step, now_ms)
                self._open.append((now_ms, opened(planned)))
                continue
            self._want(effect.step, step, wanted, now_ms)
        events = self._change_lists(wanted, now_ms)
        told = self._change_profile(wanted, now_ms)
        if told:
            events += self._move(self._journey.catalogue.concerned((), told), now_ms)
            events.append(Occurrence(event=PROFILE_CHANGED, at_ms=now_ms))
        if events:
            self._arrive(events, now_ms)

    def _want(self, name: str, step: object, wanted: _Wanted, now_ms: int) -> None:
        marks: list[str] = []
        match step:
            case UpdateProfile():
                wanted.profile.update(step.set)
                wanted.steps[""] = name
                return
            case AddToSegment() | RemoveFromSegment():
                wanted.lists[step.segment] = isinstance(step, AddToSegment)
                wanted.steps[step.segment] = name
                return
            case SuppressBid():
                marks = [suppressed_for(one) for one in step.campaigns] or [SUPPRESSED]
                ends_ms = now_ms + step.for_minutes * MINUTE_MS
                self._tell(
                    now_ms, What.ACTED, step=name, kind=step.kind, outcome="nobody bids for them", until_ms=ends_ms
                )
            case TriggerCampaign():
                marks = [triggered_for(step.campaign)]
                self._tell(now_ms, What.ACTED, step=name, kind=step.kind, outcome=f"bids of {step.campaign} mean them")
        known = tuple(self._journey.lists[mark] for mark in marks if mark in self._journey.lists)
        for segment_id in known:
            wanted.lists[segment_id] = True
            wanted.steps[segment_id] = name
        if isinstance(step, SuppressBid) and known:
            self._ends.append((now_ms + step.for_minutes * MINUTE_MS, known))

    def _change_profile(self, wanted: _Wanted, now_ms: int) -> set[str]:
        if not wanted.profile:
            return set()
        step = wanted.steps[""]
        known = self._figure.contact.attributes
        after = with_attributes(known, wanted.profile)
        attributes = {name: after.get(name) for name in sorted({path.partition(".")[0] for path in wanted.profile})}
        fault = next(iter(check_attributes(attributes, self._journey.types)), None)
        if fault is not None:
            self._tell(now_ms, What.ACTED, step=step, kind="update_profile", outcome=f"refused: {fault.message}")
            return set()
        self._figure.contact = changed(self._figure.contact, ContactChange(attributes=attributes), now_ms=now_ms)
        self._tell(now_ms, What.ACTED, step=step, kind="update_profile", outcome="done", details=dict(wanted.profile))
        return set(attributes)

    def _change_lists(self, wanted: _Wanted, now_ms: int) -> list[Occurrence]:
        events: list[Occurrence] = []
        for segment_id, enters in sorted(wanted.lists.items()):
            step, kind = wanted.steps[segment_id], "add_to_segment" if enters else "remove_from_segment"
            segment = self._journey.catalogue.segments.get(segment_id)
            if segment is None or segment.is_archived or not isinstance(segment.definition.members, Listed):
                self._tell(now_ms, What.ACTED, step=step, kind=kind, outcome="refused: it is not a list of yours")
                continue
            self._tell(now_ms, What.ACTED, step=step, kind=kind, outcome=segment.definition.name)
            by_hand = {(segment_id, self._figure.contact.person_id): enters}
            events += self._move(frozenset({segment_id}), now_ms, by_hand)
        return events

    def _end_suppressions(self, now_ms: int) -> None:
        over = {segment_id for at_ms, some in self._ends if at_ms <= now_ms for segment_id in some}
        self._ends = [(at_ms, some) for at_ms, some in self._ends if at_ms > now_ms]
        going_on = {segment_id for _, some in self._ends for segment_id in some}
        events: list[Occurrence] = []
        for segment_id in sorted(over - going_on):
            by_hand = {(segment_id, self._figure.contact.person_id): False}
            events += self._move(frozenset({segment_id}), now_ms, by_hand)
        self._arrive(events, now_ms)

    # Messages

    async def _post(self, now_ms: int) -> None:
        due = [message for at_ms, message in self._open if at_ms <= now_ms]
        self._open = [(at_ms, message) for at_ms, message in self._open if at_ms > now_ms]
        for message in due:
            posted = await self._mail.look(
                message, self._figure.contact, lambda need: self._facts(need, now_ms), now_ms=now_ms
            )
            looked = posted.looked
            is_later = looked.status is MessageStatus.DEFERRED
            self._tell(
                now_ms,
                What.MESSAGE,
                step=message.step,
                kind=message.channel.value,
                outcome="sent" if looked.status is MessageStatus.CLAIMED else looked.status.value,
                until_ms=looked.due_at_ms if is_later else None,
                posted=posted,
            )
            if is_later:
                self._open.append((looked.due_at_ms, replace(message, status=MessageStatus.DEFERRED)))


def opened(planned: PlannedMessage) -> Open:
    """A plan as whoever looks at it in the ledger would see it; its key stands for the id that it has not got."""
    return Open(
        id=planned.key,
        key=planned.key,
        person_id=planned.person_id,
        channel=planned.channel,
        source=planned.source,
        step=planned.step,
        template_id=planned.template_id,
        template_version=planned.template_version,
        purpose=planned.purpose,
        wants_best_time=planned.wants_best_time,
        holdouts=planned.holdouts,
        variables=planned.variables,
        status=MessageStatus.PLANNED,
        turn=turn(planned.channel, planned.purpose, Priority(planned.priority)),
        attempts=0,
        planned_at_ms=planned.planned_at_ms,
        expires_at_ms=message_expires_at_ms(planned),
        trace=b"",
    )
