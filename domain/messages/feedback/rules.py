"""What feedback counts as, and what it makes of a message's marks. Pure."""

from collections.abc import Iterator
from typing import Final, Protocol

from domain.messages.values import Feedback, FeedbackKind

Marks = dict[str, int | None]
"""When a message was first delivered, opened and clicked, by the ledger's columns."""

_MARK: Final = {
    FeedbackKind.DELIVERED: "delivered_at_ms",
    FeedbackKind.OPENED: "opened_at_ms",
    FeedbackKind.CLICKED: "clicked_at_ms",
}
_COUNTED: Final = {
    FeedbackKind.DELIVERED: "delivered",
    FeedbackKind.BOUNCED: "bounced",
    FeedbackKind.DROPPED: "dropped",
    FeedbackKind.COMPLAINED: "complained",
    FeedbackKind.UNSUBSCRIBED: "unsubscribed",
    FeedbackKind.RESUBSCRIBED: "resubscribed",
    FeedbackKind.REPLIED: "replied",
    FeedbackKind.FAILED: "undelivered",
}
_REACTIONS: Final = {FeedbackKind.OPENED: "opens", FeedbackKind.CLICKED: "clicks"}


class Marked(Protocol):
    delivered_at_ms: int | None
    opened_at_ms: int | None
    clicked_at_ms: int | None


def marks_of(message: Marked) -> Marks:
    return {
        "delivered_at_ms": message.delivered_at_ms,
        "opened_at_ms": message.opened_at_ms,
        "clicked_at_ms": message.clicked_at_ms,
    }


def mark(marks: Marks, item: Feedback) -> bool:
    """Put the first time of its kind on a message; whether it is the first. What machines do leaves no mark."""
    column = _MARK.get(item.kind)
    if column is None or item.is_bot:
        return False
    held = marks[column]
    marks[column] = item.at_ms if held is None else min(held, item.at_ms)
    return held is None


def counted(item: Feedback, *, is_first: bool) -> Iterator[str]:
    """Under what it is tallied. Opens and clicks: all, those that are their message's first, those by machines."""
    reaction = _REACTIONS.get(item.kind)
    if reaction is None:
        yield _COUNTED[item.kind]
        if item.kind is FeedbackKind.BOUNCED and not item.is_permanent:
            yield "bounced_for_now"
    elif item.is_bot:
        yield f"bot_{reaction}"
    else:
        yield reaction
        if is_first:
            yield f"unique_{reaction}"
