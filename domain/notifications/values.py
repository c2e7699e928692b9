"""News for a person: what happened, to what, and whether they have seen it."""

from enum import StrEnum
from typing import Final

from msgspec import Struct

MOST_TITLE: Final = 300
MOST_TEXT: Final = 2_000
"""Characters."""


class NewsKind(StrEnum):
    """What a notification is about."""

    BUDGET_ALERT = "budget_alert"
    MENTION = "mention"
    DATA_REQUEST = "data_request"
    RIGHTS_EXPIRING = "rights_expiring"
    HELD_BACK = "held_back"
    SENT_BACK = "sent_back"
    """A review asked for changes, or rejected."""
    REVIEW_WAITS = "review_waits"
    """For those who may decide on it, until they have."""


class News(Struct, frozen=True, kw_only=True):
    """Something to tell. The same ``key`` reaches a person once, however often it is told.

    ``subject_id`` is what it is about: a campaign, a request, an asset.
    """

    key: str
    kind: NewsKind
    subject_id: str
    title: str
    text: str
