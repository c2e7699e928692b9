"""How fast a campaign may spend: its mode, its plan, and what bidders and the banker tell each other about it."""

from enum import StrEnum
from typing import Final

from msgspec import Struct

HOURS_OF_WEEK: Final = 168


class Pacing(StrEnum):
    """How a campaign's money is spread over its day, or over its flight when it has no daily budget."""

    ASAP = "asap"
    """Whenever there is something to buy."""
    EVEN = "even"
    """The same amount in every minute."""
    FORECAST = "forecast"
    """In proportion to the traffic expected in each hour of the week; evenly until there is a history."""


class PacingStatus(StrEnum):
    """Where spend stands against its plan."""

    UNPACED = "unpaced"
    """As soon as possible; or neither a daily budget nor an end to plan towards."""
    NOT_STARTED = "not_started"
    ON_PLAN = "on_plan"
    BEHIND = "behind"
    AHEAD = "ahead"


class SpendPlan(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a campaign's people decided beside its budget. A daily budget of 0 is none; an open start or end is None.

    ``time_zone`` (IANA) says when the campaign's day begins.
    """

    daily_budget_nanos: int = 0
    time_zone: str = "UTC"
    pacing: Pacing = Pacing.ASAP
    starts_at_ms: int | None = None
    ends_at_ms: int | None = None


class Supply(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one bidder saw of one paced campaign since its last report.

    ``seen`` are candidates the model scored, ``kept`` those that were good enough to go on. ``wanted_nanos`` were asked of
    the wallet at maximum prices, ``reserved_nanos`` of them found money.
    """

    tenant_id: str
    campaign_id: str
    seen: int = 0
    kept: int = 0
    wanted_nanos: int = 0
    reserved_nanos: int = 0


class Participation(Struct, frozen=True, kw_only=True):
    """The banker's word: bid on the best ``share`` (0 to 1) of what the campaign is offered."""

    tenant_id: str
    campaign_id: str
    share: float
