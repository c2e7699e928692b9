"""Holding shares against each other. Pure."""

from collections.abc import Mapping
from math import comb, erfc, exp, lgamma, sqrt
from typing import Final

from domain.broadcasts.comparisons.values import Lead, Share, Verdict

LEVEL: Final = 0.05
"""How often a difference may be declared where there is none."""
_Z: Final = 1.959963984540054
_FEWEST_EXPECTED: Final = 5.0


def share(successes: int, trials: int) -> Share:
    """With Wilson's interval; of nothing tried, anything is possible."""
    if trials == 0:
        return Share(0, 0, 0.0, 1.0)
    rate, square = successes / trials, _Z * _Z
    centre = (rate + square / (2 * trials)) / (1 + square / trials)
    reach = _Z * sqrt(rate * (1 - rate) / trials + square / (4 * trials * trials)) / (1 + square / trials)
    return Share(successes, trials, max(0.0, min(rate, centre - reach)), min(1.0, max(rate, centre + reach)))


def difference(one: Share, other: Share) -> tuple[float, float, float]:
    """(by how much ``one`` is larger, lower end, upper end), by Newcombe's method."""
    apart = one.rate - other.rate
    low = apart - sqrt((one.rate - one.low) ** 2 + (other.high - other.rate) ** 2)
    high = apart + sqrt((one.high - one.rate) ** 2 + (other.rate - other.low) ** 2)
    return apart, max(-1.0, low), min(1.0, high)


def p_value(one: Share, other: Share) -> float:
    """How likely shares of the same chance come to lie at least that far apart, in either direction."""
    if not one.trials or not other.trials:
        return 1.0
    total, successes = one.trials + other.trials, one.successes + other.successes
    pooled = successes / total
    fewest = min(one.trials, other.trials) * min(pooled, 1 - pooled)
    if fewest == 0.0:
        return 1.0
    if fewest < _FEWEST_EXPECTED:
        return _exact(one, other)
    error = sqrt(pooled * (1 - pooled) * (1 / one.trials + 1 / other.trials))
    return erfc(abs(one.rate - other.rate) / error / sqrt(2))


def judge(tried: Mapping[str, tuple[int, int]]) -> Verdict:
    """Who is ahead of all the others; ``tried`` is (successes, trials) by name, the first named first among equals.

    Nobody is ahead of what nobody was sent.
    """
    shares = {name: share(*counts) for name, counts in tried.items()}
    untried = [name for name, one in shares.items() if not one.trials]
    if len(shares) < 2 or untried:
        words = "Nothing can be compared."
        if 0 < len(untried) < len(shares):
            words = f"Nothing can be compared: nobody was sent {' or '.join(untried)}."
        return Verdict(leader="", is_beyond_chance=False, shares=shares, leads=(), in_words=words)
    leader = max(shares, key=lambda name: shares[name].rate)
    pairs = comb(len(shares), 2)
    leads = []
    for name, other in shares.items():
        if name != leader:
            apart, low, high = difference(shares[leader], other)
            corrected = min(1.0, p_value(shares[leader], other) * pairs)
            leads.append(Lead(over=name, difference=apart, low=low, high=high, p_value=corrected))
    closest = max(leads, key=lambda lead: lead.p_value)
    is_clear = closest.p_value < LEVEL
    ahead = f"{leader} is ahead of {closest.over} by {100 * closest.difference:.2f} points"
    if is_clear:
        words = f"{ahead}: chance alone does that in {_in(closest.p_value)} of such tests."
    else:
        words = f"{ahead}, which chance alone does in {_in(closest.p_value)} of such tests: nobody has won."
    return Verdict(leader=leader, is_beyond_chance=is_clear, shares=shares, leads=tuple(leads), in_words=words)


def _in(p: float) -> str:
    return f"{100 * p:.1f} %" if p >= 0.001 else "fewer than 0.1 %"


def _exact(one: Share, other: Share) -> float:
    """Fisher's exact test, both sides: every table with the same margins that is no likelier than this one."""
    successes, total = one.successes + other.successes, one.trials + other.trials
    fewest, most = max(0, successes - other.trials), min(successes, one.trials)

    def log_chance(hits: int) -> float:
        return (
            _log_choose(one.trials, hits) + _log_choose(other.trials, successes - hits) - _log_choose(total, successes)
        )

    seen = log_chance(one.successes) + 1e-9
    return min(1.0, sum(exp(each) for hits in range(fewest, most + 1) if (each := log_chance(hits)) <= seen))


def _log_choose(of: int, number: int) -> float:
    return lgamma(of + 1) - lgamma(number + 1) - lgamma(of - number + 1)
