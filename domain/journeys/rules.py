"""Journeys' rules, pure: whether a definition can run, and where a person goes next.

``advance`` is the only place that decides a path. The workflow that carries one person, the shard that carries thousands,
the rehearsal and the simulator all call it with the same arguments and get the same answer.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from domain.journeys.values import (
    SENDS,
    WAITS,
    AddToSegment,
    Arm,
    Decision,
    Effect,
    Exit,
    Fault,
    JourneyDefinition,
    Jump,
    Move,
    Passed,
    RemoveFromSegment,
    Split,
    Status,
    Step,
    StepChange,
    Traveller,
    UpdateProfile,
    WaitFor,
    WaitForEvent,
    WaitUntil,
)
from domain.predicates.rules import evaluate, happened, longest_window_ms
from domain.predicates.values import Facts, Occurrence, Predicate

MINUTE_MS: Final = 60_000
MOST_STEPS_AT_ONCE: Final = 100
"""A definition without a fault comes to a wait or an end long before."""
GONE: Final = frozenset({Status.COMPLETED, Status.EXITED})


# Where a person goes next


def enter(
    definition: JourneyDefinition,
    *,
    tenant_id: str,
    journey_id: str,
    version: int,
    person_id: str,
    run_id: str,
    now_ms: int,
) -> Traveller:
    """Somebody who has just come in and stands before the first step."""
    return Traveller(
        tenant_id=tenant_id,
        journey_id=journey_id,
        version=version,
        person_id=person_id,
        run_id=run_id,
        entered_at_ms=now_ms,
        step=definition.start,
        since_ms=now_ms,
    )


def advance(definition: JourneyDefinition, traveller: Traveller, facts: Facts, *, now_ms: int) -> Move:
    """Move a person on as far as they can go at ``now_ms``, with everything that happened until then in ``facts``.

    Somebody who waits for a time that has not come, or for an event that has not happened, stays where they are. Called
    again with the same arguments it answers the same; called with the move's own traveller it moves nobody.
    """
    if traveller.status in GONE or traveller.status is Status.PAUSED:
        return Move(traveller=traveller)
    traveller = _with_goals(definition, traveller, facts, now_ms)
    left = _leaves(definition, traveller, facts, now_ms)
    if left is not None:
        return _exited(traveller, left, now_ms)
    effects: list[Effect] = []
    path: list[Passed] = []
    for _ in range(MOST_STEPS_AT_ONCE):
        step = definition.steps[traveller.step]
        found = _found(step, traveller, facts, now_ms)
        if found.until_ms is not None:
            waiting = replace(traveller, status=Status.WAITING, due_at_ms=found.until_ms)
            return Move(traveller=waiting, effects=tuple(effects), path=tuple(path))
        path.append(
            Passed(visit=traveller.visit, step=traveller.step, kind=step.kind, outcome=found.outcome, at_ms=now_ms)
        )
        if isinstance(step, Exit):
            ended = replace(traveller, status=Status.COMPLETED, due_at_ms=None, reason=found.outcome)
            return Move(traveller=ended, effects=tuple(effects), path=tuple(path))
        if is_action(step):
            effects.append(Effect(key=effect_key(traveller), step=traveller.step, kind=step.kind))
            facts = _changed(step, facts)
        traveller = replace(
            traveller,
            step=found.onward,
            visit=traveller.visit + 1,
            status=Status.ACTIVE,
            due_at_ms=None,
            since_ms=found.since_ms,
        )
    return Move(traveller=traveller, effects=tuple(effects), path=tuple(path))


def effect_key(traveller: Traveller) -> str:
    """What names an effect for good: the run, the step and how many steps came before."""
    return f"{traveller.run_id}/{traveller.step}/{traveller.visit}"


def is_action(step: Step) -> bool:
    """Whether passing it has an effect."""
    return not isinstance(step, (*WAITS, Decision, Split, Jump, Exit))


def share_of(run_id: str, step: str) -> float:
    """A number in [0, 1) that is this person's at this step for good."""
    digest = blake2b(f"{run_id}/{step}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64


def is_held_out(journey_id: str, person_id: str, percent: int) -> bool:
    """Whether somebody is kept out to be measured beside the others: the same answer every time they come."""
    return share_of(person_id, f"holdout/{journey_id}") * 100 < percent


def next_time_of_day_ms(at: str, weekdays: Sequence[int], time_zone: str, *, after_ms: int) -> int:
    """When it is ``at`` o'clock in the zone next, on one of ``weekdays`` (none means any).

    A time that a clock change skips comes an hour later; one that it repeats comes the first time.
    """
    zone = ZoneInfo(time_zone)
    start = datetime.fromtimestamp(after_ms / 1_000, zone)
    hour, minute = map(int, at.split(":"))
    for days in range(15):
        day = (start + timedelta(days=days)).date()
        if weekdays and day.isoweekday() not in weekdays:
            continue
        moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
        at_ms = int(moment.timestamp() * 1_000)
        if at_ms > after_ms:
            return at_ms
    raise AssertionError("one of fifteen days has every weekday and every time of day")


def _changed(step: Any, facts: Facts) -> Facts:
    """What is true of the person once the action was had: a decision after it sees that."""
    match step:
        case UpdateProfile():
            return facts.model_copy(update={"attributes": with_attributes(facts.attributes, step.set)})
        case AddToSegment():
            return facts.model_copy(update={"segments": facts.segments | {step.segment}})
        case RemoveFromSegment():
            return facts.model_copy(update={"segments": facts.segments - {step.segment}})
    return facts


def with_attributes(known: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """``known`` with every ``a.b`` of ``changes`` set, or taken out where it is None."""
    merged = dict(known)
    for path, value in changes.items():
        name, _, rest = path.partition(".")
        if rest:
            inner = merged.get(name)
            merged[name] = with_attributes(inner if isinstance(inner, Mapping) else {}, {rest: value})
        elif value is None:
            merged.pop(name, None)
        else:
            merged[name] = value
    return merged


def with_heard(facts: Facts, heard: Collection[Occurrence]) -> Facts:
    """What was loaded for predicates may be in the inbox as well; nothing counts twice."""
    if not heard:
        return facts
    loaded = {(one.event, one.at_ms) for one in facts.occurrences}
    more = [one for one in heard if (one.event, one.at_ms) not in loaded]
    occurrences = sorted((*facts.occurrences, *more), key=lambda one: one.at_ms)
    return facts.model_copy(update={"occurrences": tuple(occurrences)})


def _with_goals(definition: JourneyDefinition, traveller: Traveller, facts: Facts, now_ms: int) -> Traveller:
    reached = list(traveller.goals)
    for goal in definition.goals:
        until_ms = traveller.entered_at_ms + goal.within_minutes * MINUTE_MS
        if goal.name not in reached and any(
            traveller.entered_at_ms <= one.at_ms < until_ms for one in _matching(goal.event, facts, now_ms)
        ):
            reached.append(goal.name)
    return replace(traveller, goals=tuple(reached)) if len(reached) > len(traveller.goals) else traveller


def _leaves(definition: JourneyDefinition, traveller: Traveller, facts: Facts, now_ms: int) -> str | None:
    """Why the person leaves here and now, if they do."""
    for goal in definition.goals:
        if goal.leaves and goal.name in traveller.goals:
            return f"goal: {goal.name}"
    for rule in definition.exits:
        if evaluate(rule.when, facts, now_ms=now_ms):
            return f"exit rule: {rule.name}"
    return None


def _exited(traveller: Traveller, reason: str, now_ms: int) -> Move:
    passed = Passed(visit=traveller.visit, step=traveller.step, kind="exit_rule", outcome=reason, at_ms=now_ms)
    gone = replace(traveller, status=Status.EXITED, due_at_ms=None, reason=reason)
    return Move(traveller=gone, path=(passed,))


class _Found(NamedTuple):
    """What a step says of a person: wait ``until_ms``, or go on to ``onward``, where they have been since ``since_ms``."""

    outcome: str
    onward: str
    since_ms: int
    until_ms: int | None = None


def _found(step: Any, traveller: Traveller, facts: Facts, now_ms: int) -> _Found:
    since_ms = traveller.since_ms
    match step:
        case WaitFor() | WaitUntil():
            due_at_ms = traveller.due_at_ms or _due_at_ms(step, facts, now_ms)
            return _Found("the time has come", step.next, due_at_ms, None if now_ms >= due_at_ms else due_at_ms)
        case WaitForEvent():
            return _awaited(step, traveller, facts, now_ms)
        case Decision():
            for branch in step.branches:
                if evaluate(branch.when, facts, now_ms=now_ms):
                    return _Found(branch.name, branch.next, since_ms)
            return _Found("otherwise", step.otherwise, since_ms)
        case Split():
            arm = _drawn(step, traveller)
            return _Found(arm.name, arm.next, since_ms)
        case Exit():
            return _Found(step.reason, "", since_ms)
    return _Found("done", step.next, since_ms)


def _due_at_ms(step: WaitFor | WaitUntil, facts: Facts, now_ms: int) -> int:
    """Counted from when somebody looks, not from when they should have: after an outage messages keep their distance."""
    if isinstance(step, WaitFor):
        return now_ms + step.minutes * MINUTE_MS
    return next_time_of_day_ms(step.at, step.weekdays, facts.time_zone, after_ms=now_ms)


def _awaited(step: WaitForEvent, traveller: Traveller, facts: Facts, now_ms: int) -> _Found:
    """An event counts if it came after what led here, and before the wait is over, however late anybody looks."""
    due_at_ms = traveller.due_at_ms or now_ms + step.timeout_minutes * MINUTE_MS
    for one in _matching(step.event, facts, now_ms):
        if traveller.since_ms < one.at_ms < due_at_ms:
            return _Found(f"{step.event.event} happened", step.next, one.at_ms)
    if now_ms >= due_at_ms:
        return _Found("timed out", step.on_timeout, due_at_ms)
    return _Found("", "", traveller.since_ms, due_at_ms)


def _drawn(step: Split, traveller: Traveller) -> Arm:
    point = share_of(traveller.run_id, traveller.step) * sum(arm.weight for arm in step.arms)
    for arm in step.arms[:-1]:
        point -= arm.weight
        if point < 0:
            return arm
    return step.arms[-1]


def _matching(event: Any, facts: Facts, now_ms: int) -> Iterator[Occurrence]:
    return (one for one in facts.occurrences if one.at_ms <= now_ms and happened(event, one, facts, now_ms=now_ms))


# Whether a definition can run


def check(definition: JourneyDefinition) -> tuple[Fault, ...]:
    """Everything that keeps a definition from running, step by step."""
    return (*_dangling(definition), *_unreachable(definition), *_endless(definition))


def ways_on(step: Any) -> tuple[str, ...]:
    """The steps that a step may lead to."""
    match step:
        case Decision():
            return (*(branch.next for branch in step.branches), step.otherwise)
        case Split():
            return tuple(arm.next for arm in step.arms)
        case WaitForEvent():
            return (step.next, step.on_timeout)
        case Exit():
            return ()
    return (step.next,)


def _dangling(definition: JourneyDefinition) -> Iterator[Fault]:
    if definition.start not in definition.steps:
        yield Fault(
            step="", rule=f"it starts at '{definition.start}', which is no step", remedy="Choose a step to start at."
        )
    for name, step in definition.steps.items():
        for onward in ways_on(step):
            if onward not in definition.steps:
                yield Fault(
                    step=name, rule=f"it leads to '{onward}', which is no step", remedy="Lead it to a step there is."
                )


def _unreachable(definition: JourneyDefinition) -> Iterator[Fault]:
    reached: set[str] = set()
    ahead = [definition.start]
    while ahead:
        name = ahead.pop()
        if name in definition.steps and name not in reached:
            reached.add(name)
            ahead.extend(ways_on(definition.steps[name]))
    for name in definition.steps:
        if name not in reached:
            yield Fault(step=name, rule="nothing leads here", remedy="Lead a step to it, or remove it.")


def _endless(definition: JourneyDefinition) -> Iterator[Fault]:
    """Circles without a wait: a person would go round for ever within one moment."""
    onward = {name: () if isinstance(step, WAITS) else ways_on(step) for name, step in definition.steps.items()}
    state: dict[str, int] = {}
    for start in definition.steps:
        stack = [(start, iter(onward[start]))] if start not in state else []
        state.setdefault(start, 1)
        while stack:
            name, ways = stack[-1]
            following = next(ways, None)
            if following is None:
                state[name] = 2
                stack.pop()
            elif state.get(following) == 1:
                yield Fault(
                    step=name,
                    rule=f"it leads back to '{following}' without a wait in between",
                    remedy="Put a wait on the way back.",
                )
            elif following in onward and following not in state:
                state[following] = 1
                stack.append((following, iter(onward[following])))


# What a definition needs, and how two of them differ


def predicates_of(definition: JourneyDefinition) -> tuple[Predicate, ...]:
    """Every predicate anywhere in it."""
    found: list[Predicate] = [rule.when for rule in definition.exits]
    if definition.entry is not None:
        found.append(definition.entry)
    for step in definition.steps.values():
        if isinstance(step, Decision):
            found.extend(branch.when for branch in step.branches)
    return tuple(found)


def events_window_ms(definition: JourneyDefinition) -> int:
    """How far back a person's events have to be loaded to advance them, besides everything since they entered."""
    return longest_window_ms(predicates_of(definition))


def templates_of(definition: JourneyDefinition) -> frozenset[str]:
    return frozenset(step.template for step in definition.steps.values() if isinstance(step, SENDS))


def difference(before: JourneyDefinition, after: JourneyDefinition) -> Mapping[str, StepChange]:
    """Every step of either, and what became of it."""
    changes = {}
    for name in (*before.steps, *(name for name in after.steps if name not in before.steps)):
        if name not in after.steps:
            changes[name] = StepChange.REMOVED
        elif name not in before.steps:
            changes[name] = StepChange.ADDED
        else:
            same = before.steps[name] == after.steps[name]
            changes[name] = StepChange.SAME if same else StepChange.CHANGED
    return changes


def moved(
    traveller: Traveller, mapping: Mapping[str, str | None], definition: JourneyDefinition, *, version: int, now_ms: int
) -> Traveller:
    """Somebody taken over into another version: to the step their own maps to, or out where that is None.

    Whoever keeps a step of the same name keeps their wait; whoever is put elsewhere comes to it now.
    """
    target = mapping.get(traveller.step, traveller.step)
    if target is None or target not in definition.steps:
        return replace(traveller, status=Status.EXITED, due_at_ms=None, reason="the new version has no place for them")
    if target == traveller.step:
        return replace(traveller, version=version)
    return replace(
        traveller,
        version=version,
        step=target,
        visit=traveller.visit + 1,
        status=Status.ACTIVE,
        due_at_ms=None,
        since_ms=now_ms,
    )
