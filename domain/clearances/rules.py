"""What many clearances come to."""

from collections.abc import Iterable, Mapping

from domain.clearances.values import ClearanceState, Verdict

Said = tuple[str, int, str, str]
"""Creative id, its version, exchange id, state."""


def verdicts(said: Iterable[Said], versions: Mapping[str, int]) -> dict[str, Verdict]:
    """By creative, what holds for its version in ``versions``; what was said of another version does not count."""
    approved: dict[str, list[str]] = {}
    refused: dict[str, list[str]] = {}
    for creative_id, version, exchange_id, state in said:
        if versions.get(creative_id) != version:
            continue
        if state == ClearanceState.APPROVED:
            approved.setdefault(creative_id, []).append(exchange_id)
        elif state == ClearanceState.REJECTED:
            refused.setdefault(creative_id, []).append(exchange_id)
    return {
        creative_id: Verdict(tuple(sorted(approved.get(creative_id, ()))), tuple(sorted(refused.get(creative_id, ()))))
        for creative_id in approved.keys() | refused.keys()
    }
