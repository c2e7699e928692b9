"""Counting what was seen on many walks, pure: per step, channel, day and reason, and how sure a sample makes us."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from math import ceil, sqrt
from typing import Final

import msgspec

from domain.journeys.rehearsals.values import Estimate, Line
from domain.journeys.rules import share_of
from domain.journeys.values import Traveller
from domain.journeys.walks.values import Moment, What
from domain.messages.values import MessageStatus

MOST_LINES: Final = 5_000
MOST_EXAMPLES: Final = 5
OTHER: Final = "other reasons"
Key = tuple[str, ...]
"""What was counted, then by which."""


class Tally(msgspec.Struct):
    """Sums over people, and of their squares; the squares say how much people differ."""

    lines: dict[Key, list[int]] = {}
    examples: dict[Key, list[str]] = {}

    def add(self, counts: Mapping[Key, int], person_id: str) -> None:
        for counted, number in counts.items():
            is_room = counted in self.lines or len(self.lines) < MOST_LINES
            key = counted if is_room else (*counted[:-1], OTHER)
            line = self.lines.setdefault(key, [0, 0])
            line[0] += number
            line[1] += number * number
            if key[0] in _SHOWN:
                known = self.examples.setdefault(key, [])
                if len(known) < MOST_EXAMPLES:
                    known.append(person_id)


_SHOWN: Final = frozenset({"turned_away", "refused", "left", "inside", "sent", "waiting", "acted"})


def counts_of(moments: Iterable[Moment], traveller: Traveller | None) -> Counter[Key]:
    """What one person adds. A message counts once, by what came of it last."""
    counts: Counter[Key] = Counter()
    last: dict[str, Moment] = {}
    is_inside = False
    for moment in moments:
        if moment.posted is not None:
            last[moment.posted.looked.message.key] = moment
            if moment.outcome == MessageStatus.DEFERRED:
                counts["put_off", moment.step, moment.kind, moment.posted.looked.reason] += 1
        elif moment.what in _COUNTED_BY:
            counts[moment.what.value, *(getattr(moment, name) for name in _COUNTED_BY[moment.what])] += 1
            is_inside = moment.what is What.ENTERED or (is_inside and moment.what is not What.LEFT)
    if traveller is not None and is_inside:
        counts["inside", traveller.step] += 1
    for moment in last.values():
        _count_message(moment, counts)
    return counts


_COUNTED_BY: Final[Mapping[What, tuple[str, ...]]] = {
    What.ENTERED: (),
    What.HELD_OUT: (),
    What.CUT_SHORT: (),
    What.TURNED_AWAY: ("outcome",),
    What.GOAL: ("outcome",),
    What.PASSED: ("step", "outcome"),
    What.ACTED: ("step", "kind", "outcome"),
    What.LEFT: ("outcome",),
}


def _count_message(moment: Moment, counts: Counter[Key]) -> None:
    posted = moment.posted
    assert posted is not None
    looked = posted.looked
    where = (moment.step, moment.kind)
    if moment.outcome == "sent":
        counts["sent", *where, day_of(moment.at_ms)] += 1
        if posted.segments:
            counts["segments", *where] += posted.segments
        if posted.cost_nanos:
            counts["cost_nanos", *where, posted.currency] += posted.cost_nanos
        for path in posted.rendered.missing if posted.rendered else ():
            counts["without_value", *where, path] += 1
    elif moment.outcome == MessageStatus.REFUSED:
        said = looked.look.note or (looked.look.verdicts[-1].reason if looked.look.verdicts else "")
        counts["refused", *where, looked.reason, said] += 1
    else:
        counts["waiting", *where, looked.reason] += 1


def day_of(at_ms: int) -> str:
    """The day in UTC."""
    return datetime.fromtimestamp(at_ms / 1_000, UTC).date().isoformat()


def is_drawn(person_id: str, seed: str, share: float) -> bool:
    """Whether somebody is among those a sample takes; another ``seed`` takes others."""
    return share >= 1 or share_of(person_id, f"rehearsal/{seed}") < share


def estimated(total: int, squares: int, *, looked_at: int, everybody: int) -> Estimate:
    """A sum over everybody from the sum over some, with its interval; exact where everybody was looked at.

    Two people more who add one and two who add nothing keep small counts from looking certain (Agresti and Coull).
    """
    if not looked_at or looked_at >= everybody:
        return Estimate(value=total, low=total, high=total)
    value = round(total * everybody / looked_at)
    people = looked_at + 4
    mean = (total + 2) / people
    variance = max(0.0, (squares + 2) / people - mean * mean)
    unseen = (everybody - looked_at) / everybody
    middle, margin = mean * everybody, 1.96 * sqrt(variance * unseen / people) * everybody
    low, high = max(total, round(middle - margin)), ceil(middle + margin)
    return Estimate(value=value, low=min(low, value), high=max(high, value))


def lines_of(tally: Tally, *, looked_at: int, everybody: int) -> tuple[Line, ...]:
    """Every count, the largest first within what was counted."""
    ordered = sorted(tally.lines.items(), key=lambda line: (line[0][0], -line[1][0], line[0]))
    return tuple(
        Line(
            what=key[0],
            of=key[1:],
            people=estimated(total, squares, looked_at=looked_at, everybody=everybody),
            examples=tuple(tally.examples.get(key, ())),
        )
        for key, (total, squares) in ordered
    )


def write_tally(tally: Tally) -> str:
    return msgspec.json.encode(
        [[list(key), total, squares, tally.examples.get(key, [])] for key, (total, squares) in tally.lines.items()]
    ).decode()


def read_tally(text: str) -> Tally:
    tally = Tally(lines={}, examples={})
    for key, total, squares, examples in msgspec.json.decode(
        text or "[]", type=list[tuple[tuple[str, ...], int, int, list[str]]]
    ):
        tally.lines[key] = [total, squares]
        if examples:
            tally.examples[key] = examples
    return tally
