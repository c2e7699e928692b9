"""What counts of messages amount to. Pure."""

from collections import Counter
from collections.abc import Iterable
from typing import Final, Protocol

from msgspec import Struct

_REFUSED: Final = "refused:"
_COST: Final = "cost_nanos:"


class Tally(Protocol):
    """A count as it is kept."""

    source: str
    step: str
    channel: str
    what: str
    count: int


class Figures(Struct, frozen=True, kw_only=True):
    """What became of messages and what came back of them; rates are shares of what was sent, machines left out."""

    sent: int
    refused: dict[str, int]
    failed: int
    unknown: int
    delivered: int
    bounced: int
    dropped: int
    undelivered: int
    complained: int
    unsubscribed: int
    replied: int
    opens: int
    unique_opens: int
    bot_opens: int
    clicks: int
    unique_clicks: int
    bot_clicks: int
    segments: int
    cost_nanos: dict[str, int]
    """By currency."""

    @property
    def open_rate(self) -> float:
        return _share(self.unique_opens, self.sent)

    @property
    def click_rate(self) -> float:
        return _share(self.unique_clicks, self.sent)

    @property
    def bounce_rate(self) -> float:
        return _share(self.bounced, self.sent)


def figures(tallies: Iterable[Tally]) -> Figures:
    """All of them together."""
    totals: Counter[str] = Counter()
    for tally in tallies:
        totals[tally.what] += tally.count
    return Figures(
        sent=totals["sent"],
        refused=_below(totals, _REFUSED),
        failed=totals["failed"],
        unknown=totals["unknown"],
        delivered=totals["delivered"],
        bounced=totals["bounced"],
        dropped=totals["dropped"],
        undelivered=totals["undelivered"],
        complained=totals["complained"],
        unsubscribed=totals["unsubscribed"],
        replied=totals["replied"],
        opens=totals["opens"],
        unique_opens=totals["unique_opens"],
        bot_opens=totals["bot_opens"],
        clicks=totals["clicks"],
        unique_clicks=totals["unique_clicks"],
        bot_clicks=totals["bot_clicks"],
        segments=totals["segments"],
        cost_nanos=_below(totals, _COST),
    )


def _below(totals: Counter[str], prefix: str) -> dict[str, int]:
    return {what.removeprefix(prefix): count for what, count in sorted(totals.items()) if what.startswith(prefix)}


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
