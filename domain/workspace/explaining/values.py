"""What is known of a campaign's spending, and the reasons it comes to. Times are Unix milliseconds, money nanos of its currency."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from domain.budgets.values import BudgetView
from domain.campaigns.values import Channel, Stage


class Cause(StrEnum):
    """Why money stays where it is."""

    STAGE = "stage"
    """It is not live."""
    NOT_STARTED = "not_started"
    ENDED = "ended"
    CHANNEL = "channel"
    """Exchanges do not sell it."""
    NO_CREATIVES = "no_creatives"
    BUDGET_EXHAUSTED = "budget_exhausted"
    DAY_SPENT = "day_spent"
    CREATIVES_REFUSED = "creatives_refused"
    NO_TRAFFIC = "no_traffic"
    OUTSIDE_HOURS = "outside_hours"
    NO_MATCHING_TRAFFIC = "no_matching_traffic"
    NO_MATCHING_PEOPLE = "no_matching_people"
    CREATIVES_DO_NOT_FIT = "creatives_do_not_fit"
    BLOCKED = "blocked"
    """Publisher or exchange refuses the advertiser, a category, an attribute."""
    CAPS = "caps"
    PACING = "pacing"
    BELOW_FLOOR = "below_floor"
    NO_MONEY_AT_HAND = "no_money_at_hand"
    """The bidder had no lease for it at that moment."""
    OWN_COMPETITION = "own_competition"
    """Another campaign of ours was better."""
    EXCHANGE = "exchange"
    """Something between the exchange and us."""
    LOST_ON_PRICE = "lost_on_price"
    LOST_OTHERWISE = "lost_otherwise"
    NOT_SHOWN = "not_shown"
    """Won, and never billed."""
    DISPUTED = "disputed"


class Shown(Struct, frozen=True, kw_only=True):
    """A creative of the revision that runs, and the exchanges that rejected it, with what each of them said."""

    creative_id: str
    name: str
    refused_on: dict[str, str] = {}


class Traffic(Struct, frozen=True, kw_only=True):
    """What the bid plane saw of the campaign in the window, test traffic left out.

    ``refusals`` are of traced requests, a sample, by how far the campaign came (``bid`` among them); all others are counted
    in full. ``losses`` are notices by the exchange's reason. ``bid_nanos`` is what a bid came to on average, ``needed_nanos``
    what winning would have taken where exchanges told.
    """

    refusals: dict[str, int] = {}
    bids: int = 0
    wins: int = 0
    losses: dict[str, int] = {}
    billed: int = 0
    spend_nanos: int = 0
    disputes: dict[str, int] = {}
    disputed_nanos: int = 0
    bid_nanos: int = 0
    needed_nanos: int = 0

    def with_owed(self, owed: Mapping[str, tuple[int, int]]) -> "Traffic":
        """With those of its disputed bills as billed that were corrected since: by verdict how many, and their nanos."""
        known = {verdict: part for verdict, part in owed.items() if verdict in self.disputes}
        disputes = {verdict: count - known.get(verdict, (0, 0))[0] for verdict, count in self.disputes.items()}
        return replace(
            self,
            disputes={verdict: count for verdict, count in disputes.items() if count > 0},
            billed=self.billed + sum(count for count, _ in known.values()),
            disputed_nanos=max(0, self.disputed_nanos - sum(nanos for _, nanos in known.values())),
        )


class Evidence(Struct, frozen=True, kw_only=True):
    """All that is known. ``money`` is None before the campaign went live once, ``traffic`` while analytics is away."""

    stage: Stage
    note: str
    since_ms: int
    """When it came to its stage."""
    channel: Channel
    currency: str
    starts_at_ms: int | None
    ends_at_ms: int | None
    review: str = ""
    """How far the review is, while one is open."""
    creatives: tuple[Shown, ...] = ()
    exchanges: frozenset[str] = frozenset()
    """Those it targets; empty is all there are."""
    money: BudgetView | None = None
    traffic: Traffic | None = None
    from_ms: int
    to_ms: int
    now_ms: int


class Reason(Struct, frozen=True, kw_only=True):
    """One reason. ``measured`` of ``out_of`` is its number, in ``unit``; ``weight`` the part of the traffic it costs, 1 for all.

    ``codes`` are the bid plane's own words behind it, with how often each was said.
    """

    cause: Cause
    is_blocking: bool
    weight: float
    text: str
    measured: int
    out_of: int | None
    unit: str
    """``requests``, ``bids``, ``wins``, ``creatives``, ``ms`` or ``nanos``."""
    from_ms: int
    to_ms: int
    remedy: str
    codes: dict[str, int] = {}


class Explanation(Struct, frozen=True, kw_only=True):
    """The reasons, the weightiest first. ``is_spending`` says that something was billed in the window."""

    is_spending: bool
    reasons: tuple[Reason, ...]
