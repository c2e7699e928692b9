"""The eight steps by which a channel is found, pure."""

from collections.abc import Callable, Mapping
from typing import Final

from domain.campaigns.values import Channel
from domain.messages.activations.values import CHANNEL_OF, Chosen, Reach, Standing, Step, Tried

ORDER: Final = tuple(Step)


def choose(
    *,
    is_present: bool,
    preferred: str,
    templates: Mapping[Channel, str],
    reach: Callable[[Channel], Reach],
) -> Chosen:
    """The first channel that can reach the person now; else the first on which a gate only asks to wait.

    In store for whoever is there, the preferred channel if one is set, then push, in-app, text, e-mail, web, and at last paid
    media. A channel is tried once.
    """
    tried: list[Tried] = []
    seen: set[Channel] = set()
    later: tuple[Step, Channel, Reach] | None = None
    for step in ORDER:
        channel = CHANNEL_OF.get(step) or _known(preferred)
        why = _passed_over(step, channel, is_present=is_present, templates=templates, seen=seen)
        if why or channel is None:
            tried.append(Tried(step=step, channel=channel.value if channel else "", taken=False, reason=why))
            continue
        seen.add(channel)
        found = reach(channel)
        taken = found.standing is Standing.OPEN
        tried.append(Tried(step=step, channel=channel.value, taken=taken, reason=found.reason))
        if taken:
            return Chosen(channel=channel, tried=tuple(tried))
        if found.standing is Standing.WAITS and later is None:
            later = step, channel, found
    if later is None:
        return Chosen(channel=None, tried=tuple(tried))
    step, channel, found = later
    tried.append(Tried(step=step, channel=channel.value, taken=True, reason=f"nothing else is open: {found.reason}"))
    return Chosen(channel=channel, tried=tuple(tried), not_before_ms=found.until_ms)


def _passed_over(
    step: Step, channel: Channel | None, *, is_present: bool, templates: Mapping[Channel, str], seen: set[Channel]
) -> str:
    if channel is None:
        return "prefers no channel"
    if step is Step.IN_STORE and not is_present:
        return "is not in a store"
    if channel is Channel.IN_STORE and not is_present:
        return "prefers to hear it in a store, and is not there"
    if channel in seen:
        return "was tried before"
    return "" if channel in templates else "there is nothing to say on this channel"


def _known(preferred: str) -> Channel | None:
    return Channel(preferred) if preferred in set(Channel) else None
