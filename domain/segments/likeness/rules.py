"""Traits, similarity and prediction, pure: the same people give the same model, whatever order they come in."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from math import exp, log, sqrt
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from domain.predicates.rules import MISSING, look_up
from domain.predicates.values import Occurrence
from domain.segments.likeness.values import Likeness, Prediction, Report

MOST_TRAITS: Final = 200
LEAST_SHARE: Final = 0.005
"""A trait fewer people have tells them apart rather than what they have in common."""
LEAST_EXAMPLES: Final = 50
RECENT_DAYS: Final = (1, 7, 30)
DAY_MS: Final = 86_400_000
_ROUNDS: Final = 12
_RIDGE: Final = 1.0

Traits = frozenset[str]


def traits_of(
    attributes: Mapping[str, Any],
    occurrences: Iterable[Occurrence],
    *,
    named: Collection[str],
    since_ms: int,
    until_ms: int,
) -> Traits:
    """What is worth comparing of a person: the attributes ``named``, and what happened in ``(since_ms, until_ms]``."""
    traits: set[str] = set()
    for name in named:
        known = look_up(attributes, name)
        if known is not MISSING:
            traits.update(_words(name, known))
    times: Counter[str] = Counter()
    last_ms: dict[str, int] = {}
    for one in occurrences:
        if since_ms < one.at_ms <= until_ms:
            times[one.event] += 1
            last_ms[one.event] = max(one.at_ms, last_ms.get(one.event, 0))
    for event, count in times.items():
        traits.update(f"{event} {2**power}+" for power in range(min(count.bit_length(), 8)))
        traits.update(f"{event} within {days}d" for days in RECENT_DAYS if last_ms[event] > until_ms - days * DAY_MS)
    return frozenset(traits)


def fit_likeness(seed: Sequence[Traits], everybody: Sequence[Traits]) -> tuple[Likeness | None, Report]:
    """What the seed has in common, told apart from what everybody has."""
    report = Report(examples=len(everybody), positives=len(seed))
    if len(seed) < LEAST_EXAMPLES:
        return None, _refused(report, f"the seed has {len(seed)} members to compare; {LEAST_EXAMPLES} are needed")
    shared = _shared(everybody)
    rarity = {trait: log((1 + len(everybody)) / (1 + count)) for trait, count in shared.items()}
    rarity = {trait: weight for trait, weight in rarity.items() if weight > 0}
    sums: dict[str, float] = {}
    for traits in seed:
        length = _length(traits, rarity)
        for trait in sorted(traits & rarity.keys()):
            sums[trait] = sums.get(trait, 0.0) + rarity[trait] / length
    total = sqrt(sum(value * value for value in sums.values()))
    if not total:
        return None, _refused(report, "the seed's members share nothing that could be compared")
    centre = {trait: value / total for trait, value in sorted(sums.items())}
    fitted = Likeness(rarity=rarity, centre=centre, average=1.0)
    average = sum(similarity(fitted, traits) for traits in seed) / len(seed)
    strongest = tuple(sorted(centre, key=lambda trait: (-centre[trait], trait))[:10])
    return (
        Likeness(rarity=rarity, centre=centre, average=average),
        Report(examples=len(everybody), positives=len(seed), strongest=strongest),
    )


def similarity(likeness: Likeness, traits: Traits) -> float:
    """From 0 (nothing in common) to 1 (the seed's own average, or more)."""
    known = traits & likeness.rarity.keys()
    length = _length(known, likeness.rarity)
    if not length:
        return 0.0
    cosine = sum(likeness.rarity[trait] * likeness.centre.get(trait, 0.0) for trait in sorted(known)) / length
    return min(1.0, cosine / likeness.average) if likeness.average else 0.0


def fit_prediction(
    examples: Sequence[tuple[Traits, bool]], unseen: Sequence[tuple[Traits, bool]]
) -> tuple[Prediction | None, Report]:
    """Who did it, by what they were like before; ranked on people the fit has not seen."""
    positives = sum(did for _, did in examples)
    report = Report(examples=len(examples), positives=positives)
    if positives < LEAST_EXAMPLES or len(examples) - positives < LEAST_EXAMPLES:
        return None, _refused(
            report,
            f"{positives} of {len(examples)} people did it; {LEAST_EXAMPLES} who did and as many who did not are needed",
        )
    names = sorted(_shared([traits for traits, _ in examples]))
    matrix = _matrix(examples, names)
    weights = _regress(matrix, np.array([did for _, did in examples], dtype=np.float64))
    fitted = Prediction(intercept=float(weights[0]), weights=dict(zip(names, map(float, weights[1:]), strict=True)))
    strongest = tuple(sorted(names, key=lambda name: (-abs(fitted.weights[name]), name))[:10])
    scored = [(probability(fitted, traits), did) for traits, did in unseen]
    return fitted, Report(examples=len(examples), positives=positives, auc=round(_auc(scored), 4), strongest=strongest)


def probability(prediction: Prediction, traits: Traits) -> float:
    """How likely somebody with these traits is to do it within the horizon."""
    logit = prediction.intercept + sum(prediction.weights.get(trait, 0.0) for trait in sorted(traits))
    return 1 / (1 + exp(-max(-30.0, min(30.0, logit))))


def _words(name: str, known: Any) -> Iterable[str]:
    if isinstance(known, bool):
        yield f"{name}={str(known).lower()}"
    elif isinstance(known, int | float):
        yield f"{name}~{'-' if known < 0 else ''}{int(min(abs(known), 2.0**62)).bit_length()}"
    elif isinstance(known, str):
        yield f"{name}={known.casefold()[:64]}"
    elif isinstance(known, list | tuple):
        for one in known[:20]:
            if not isinstance(one, list | tuple):
                yield from _words(name, one)


def _shared(people: Sequence[Traits]) -> dict[str, int]:
    """The traits enough people have, the most frequent 200, with how many have them."""
    counts = Counter(trait for traits in people for trait in traits)
    least = max(2, len(people) * LEAST_SHARE)
    frequent = sorted(counts.items(), key=lambda counted: (-counted[1], counted[0]))
    return {trait: count for trait, count in frequent[:MOST_TRAITS] if count >= least}


def _length(traits: Iterable[str], rarity: Mapping[str, float]) -> float:
    return sqrt(sum(rarity.get(trait, 0.0) ** 2 for trait in sorted(traits))) or 1.0


def _matrix(examples: Sequence[tuple[Traits, bool]], names: Sequence[str]) -> NDArray[np.float64]:
    column = {name: place for place, name in enumerate(names, start=1)}
    matrix = np.zeros((len(examples), len(names) + 1))
    matrix[:, 0] = 1.0
    for row, (traits, _) in enumerate(examples):
        matrix[row, [column[trait] for trait in traits if trait in column]] = 1.0
    return matrix


def _regress(matrix: NDArray[np.float64], did: NDArray[np.float64]) -> NDArray[np.float64]:
    """Newton's method on the penalised likelihood; the intercept goes free."""
    weights = np.zeros(matrix.shape[1])
    penalty = np.full(matrix.shape[1], _RIDGE)
    penalty[0] = 1e-6
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(matrix @ weights, -30, 30)))
        slope = matrix.T @ (did - chance) - penalty * weights
        bend = (matrix.T * (chance * (1 - chance))) @ matrix + np.diag(penalty)
        step = np.linalg.solve(bend, slope)
        weights = weights + step
        if float(np.abs(step).max()) < 1e-6:
            break
    return weights


def _auc(scored: Sequence[tuple[float, bool]]) -> float:
    """How often somebody who did it is scored above somebody who did not; ties count half."""
    ordered = sorted(score for score, _ in scored)
    ranks: dict[float, float] = {}
    for place, score in enumerate(ordered, start=1):
        ranks.setdefault(score, place - 0.5)
    counts = Counter(ordered)
    positives = [score for score, did in scored if did]
    negatives = len(scored) - len(positives)
    if not positives or not negatives:
        return 0.0
    total = sum(ranks[score] + counts[score] / 2 for score in positives)
    return (total - len(positives) * (len(positives) + 1) / 2) / (len(positives) * negatives)


def _refused(report: Report, refusal: str) -> Report:
    return Report(examples=report.examples, positives=report.positives, refusal=refusal)
