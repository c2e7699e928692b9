"""All segments of a tenant taken together, pure: which concern an event, what that needs, and who is in which of them."""

import heapq
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Final

from domain.predicates.rules import evaluate, events_named
from domain.predicates.values import Facts, Predicate
from domain.segments import rules
from domain.segments.audiences.values import Segment
from domain.segments.likeness.rules import Traits, probability, similarity, traits_of
from domain.segments.likeness.values import Likeness, Prediction
from domain.segments.rules import (
    DAY_MS,
    TimedPart,
    attributes_named,
    computed_named,
    earliest_look_ms,
    need_of_properties,
    needs,
    referred_to,
    timed_parts,
)
from domain.segments.values import Change, ComputedProperty, Lookalike, Need, Predictive, Ruled

OBSERVED_DAYS: Final = 90
"""How far back a predictive model looks."""


class Catalogue:
    """The segments and computed properties of one tenant as they hold now; immutable, so it may be kept and shared."""

    def __init__(self, segments: Iterable[Segment], properties: Iterable[ComputedProperty]) -> None:
        held = {segment.id: segment for segment in segments}
        refers = {one.id: referred_to(one.definition) & held.keys() for one in held.values()}
        self.order = rules.in_order(refers)
        self.segments = {segment_id: held[segment_id] for segment_id in self.order}
        self.rank = {segment_id: place for place, segment_id in enumerate(self.order)}
        self.properties = {one.name: one for one in properties}
        self.dependents: dict[str, frozenset[str]] = {
            segment_id: frozenset(
                one for one, below in refers.items() if segment_id in below and not _scored(held[one])
            )
            for segment_id in self.order
        }
        """Those to work out again when somebody comes into a segment or leaves it; scored ones wait for their refresh."""

    def rule_of(self, segment_id: str) -> Predicate | None:
        """The predicate that decides; None for lists, scored segments and archived ones."""
        segment = self.segments[segment_id]
        members = segment.definition.members
        return members.where if isinstance(members, Ruled) and not segment.is_archived else None

    @cached_property
    def ruled(self) -> frozenset[str]:
        """Every segment that a predicate decides."""
        return frozenset(one for one in self.order if self.rule_of(one) is not None)

    @cached_property
    def timed(self) -> Mapping[str, tuple[TimedPart, ...]]:
        """Of those, the ones whose answer time alone may change, each with its conditions that do it."""
        parts = {one: timed_parts(rule) for one in self.order if (rule := self.rule_of(one)) is not None}
        return {one: found for one, found in parts.items() if found}

    def concerned(self, events: Collection[str], attributes: Collection[str] = ()) -> frozenset[str]:
        """The segments whose predicates look at one of these events, or attributes by the first part of their names."""
        found: set[str] = set()
        for name in events:
            found |= self._by_event.get(name, frozenset())
        for name in attributes:
            found |= self._by_attribute.get(name, frozenset())
        return frozenset(found)

    def below(self, asked: Iterable[str]) -> frozenset[str]:
        """Those asked for, and all that may change with them."""
        found: set[str] = set()
        wanted = list(asked)
        while wanted:
            segment_id = wanted.pop()
            if segment_id not in found:
                found.add(segment_id)
                wanted.extend(self.dependents.get(segment_id, ()))
        return frozenset(found)

    def need(self, asked: Collection[str], *, now_ms: int) -> Need:
        """What has to be known of a person to work these out, the scored ones included."""
        need = needs((rule for one in asked if (rule := self.rule_of(one)) is not None), now_ms=now_ms)
        for one in asked:
            scored = _scored(self.segments[one])
            if scored is not None and not self.segments[one].is_archived:
                need = need.plus(need_of_scored(scored, now_ms=now_ms))
        computed = [self.properties[name] for name in need.computed if name in self.properties]
        return need.plus(need_of_properties(computed, now_ms=now_ms)) if computed else need

    @cached_property
    def _by_event(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for one in self.ruled:
            for name in self._events_of(one):
                found.setdefault(name, set()).add(one)
        return {name: frozenset(segments) for name, segments in found.items()}

    @cached_property
    def _by_attribute(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for one in self.ruled:
            rule = self.rule_of(one)
            for name in attributes_named(rule) if rule else ():
                found.setdefault(name, set()).add(one)
        return {name: frozenset(segments) for name, segments in found.items()}

    def _events_of(self, segment_id: str) -> frozenset[str]:
        rule = self.rule_of(segment_id)
        if rule is None:
            return frozenset()
        computed = (self.properties[name].of.event for name in computed_named(rule) if name in self.properties)
        return events_named(rule).union(computed)


def need_of_scored(scored: Lookalike | Predictive, *, now_ms: int) -> Need:
    """What a model looks at."""
    days = scored.within_days if isinstance(scored, Lookalike) else OBSERVED_DAYS
    return Need(events=frozenset(scored.events), since_ms=now_ms - days * DAY_MS, segments=True, profile=True)


def traits(scored: Lookalike | Predictive, facts: Facts, *, until_ms: int) -> Traits:
    """What a model compares of a person, as it was at ``until_ms``."""
    days = scored.within_days if isinstance(scored, Lookalike) else OBSERVED_DAYS
    named = frozenset(scored.events)
    return traits_of(
        facts.attributes,
        [one for one in facts.occurrences if one.event in named],
        named=scored.attributes,
        since_ms=until_ms - days * DAY_MS,
        until_ms=until_ms,
    )


def is_alike(scored: Lookalike | Predictive, model: Likeness | Prediction, facts: Facts, *, now_ms: int) -> bool:
    """Whether a person is alike, or likely, enough to be a member. Nobody is a lookalike of a seed they belong to."""
    seen = traits(scored, facts, until_ms=now_ms)
    if isinstance(scored, Lookalike):
        is_seed = scored.seed in facts.segments
        return isinstance(model, Likeness) and not is_seed and similarity(model, seen) >= scored.similarity
    return isinstance(model, Prediction) and probability(model, seen) >= scored.probability


class Verdicts:
    """Holds people against segments, one after the other, each segment after those it refers to."""

    def __init__(
        self,
        catalogue: Catalogue,
        by_hand: Mapping[tuple[str, str], bool],
        models: Mapping[str, Likeness | Prediction],
        *,
        now_ms: int,
        refreshes: bool,
    ) -> None:
        self._catalogue = catalogue
        self._by_hand = by_hand
        self._models = models
        self._now_ms = now_ms
        self._refreshes = refreshes
        self.worked_out: set[str] = set()
        self.look_ms: int | None = None

    def move(self, person_id: str, wanted: frozenset[str], facts: Facts, inside: set[str]) -> list[Change]:
        """The changes of one person; ``inside`` is what ``facts`` sees of memberships, and is kept up to date."""
        catalogue = self._catalogue
        self.worked_out, self.look_ms = set(), None
        changes = []
        waiting = [catalogue.rank[one] for one in wanted]
        heapq.heapify(waiting)
        while waiting:
            segment_id = catalogue.order[heapq.heappop(waiting)]
            if segment_id in self.worked_out:
                continue
            self.worked_out.add(segment_id)
            is_in = self._verdict(segment_id, person_id, facts, segment_id in inside)
            if is_in is not (segment_id in inside):
                changes.append(Change(segment_id, person_id, is_in))
                inside.symmetric_difference_update((segment_id,))
                for dependent in catalogue.dependents[segment_id]:
                    heapq.heappush(waiting, catalogue.rank[dependent])
        return changes

    def _verdict(self, segment_id: str, person_id: str, facts: Facts, is_in: bool) -> bool:  # noqa: FBT001 -- the answer so far
        segment = self._catalogue.segments[segment_id]
        rule = self._catalogue.rule_of(segment_id)
        if rule is not None:
            parts = self._catalogue.timed.get(segment_id, ())
            look_ms = earliest_look_ms(parts, facts, now_ms=self._now_ms, properties=self._catalogue.properties)
            self.look_ms = earlier(self.look_ms, look_ms)
            return evaluate(rule, facts, now_ms=self._now_ms)
        if segment.is_archived:
            return False
        members = segment.definition.members
        if isinstance(members, Lookalike | Predictive):
            if not self._refreshes:
                return is_in
            model = self._models.get(segment_id)
            return model is not None and is_alike(members, model, facts, now_ms=self._now_ms)
        return self._by_hand.get((segment_id, person_id), is_in)


def earlier(one_ms: int | None, other_ms: int | None) -> int | None:
    """The first of two instants that there may be."""
    return min((at_ms for at_ms in (one_ms, other_ms) if at_ms is not None), default=None)


def _scored(segment: Segment) -> Lookalike | Predictive | None:
    members = segment.definition.members
    return members if isinstance(members, Lookalike | Predictive) else None
