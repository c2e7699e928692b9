"""Traces, recorded requests and forecasts, as they travel from bidders to analytics and to the API.

Times are Unix milliseconds, prices CPM micros of the bid's currency, costs nanos of the campaign's.
"""

from typing import Final

from msgspec import Struct

from domain.pacing.values import Pacing

TRACE_DAYS: Final = 7
RECORDING_DAYS: Final = 14
BID: Final = "bid"
"""What became of a campaign that answered, where others have the code of their refusal."""


class CandidateTrace(Struct, kw_only=True, omit_defaults=True):
    """One creative that went on to be scored. ``refusal`` is empty for the one that answers.

    ``click`` and ``conversion`` are the model's probabilities, ``boost`` the loyalty multiplier, ``price_micros`` the bid
    at value, ``score`` what ranks it. Only the one that answers has what follows ``score``.
    """

    campaign_id: str
    creative_id: str
    refusal: str = ""
    click: float = 0.0
    conversion: float = 0.0
    boost: float = 1.0
    price_micros: int = 0
    score: float = 0.0
    bid_id: str = ""
    bid_micros: int = 0
    """What was sent: the price after shading."""
    shading: str = ""
    cost_nanos: int = 0
    lease_id: str = ""
    expires_at_ms: int = 0
    features: dict[str, float] = {}
    """What the model saw that was not zero, by name; of those that answer, and of everybody in a complete trace."""


class LotTrace(Struct, kw_only=True, omit_defaults=True):
    """One impression in the open (no ``deal_id``), or one of its deals."""

    impression_id: str
    deal_id: str = ""
    floor_micros: int = 0
    market: str = ""
    refused: dict[str, tuple[str, ...]] = {}
    """Campaigns that did not come to be scored, by the first gate that turned their last creative away."""
    candidates: tuple[CandidateTrace, ...] = ()


class Trace(Struct, kw_only=True, omit_defaults=True):
    """One request as one tenant may see it.

    ``refusal`` is the request's no-bid reason for this tenant, empty when one of its campaigns bid. ``campaigns`` gives
    for every live campaign how far it came in any lot: ``bid``, or the code of its refusal.
    """

    request_id: str
    tenant_id: str
    exchange_id: str
    at_ms: int
    bidder_id: str = ""
    scored_by: str = ""
    """The provider and the version of the model."""
    entry: str = ""
    bid_currency: str = ""
    refusal: str = ""
    is_complete: bool = False
    person_known: bool = False
    """Whether the tenant knows something of the person, and may use it for this request."""
    campaigns: dict[str, str] = {}
    lots: tuple[LotTrace, ...] = ()


class RecordedBid(Struct, kw_only=True, omit_defaults=True):
    """A bid that was sent."""

    impression_id: str
    tenant_id: str
    campaign_id: str
    creative_id: str
    bid_id: str
    price_micros: int
    cost_nanos: int
    deal_id: str = ""
    market: str = ""
    unshaded_micros: int = 0


class RecordedRequest(Struct, kw_only=True, omit_defaults=True):
    """What we read of a request, as JSON in ``body``, and what was answered; it stands for ``one_in`` requests.

    ``body`` names nobody. ``person_id`` is there where it may be written down, and tells which profile to replay with.
    """

    request_id: str
    exchange_id: str
    entry: str
    at_ms: int
    body: str
    one_in: int
    person_id: str = ""
    permissions: int = 15
    """What the request's signals allowed, as the bits of ``bidding/privacy``; recorded since they cannot be read again."""
    reason: str = ""
    """Why there was no bid; empty when there was one."""
    bids: tuple[RecordedBid, ...] = ()


class Sampled(Struct, kw_only=True, omit_defaults=True):
    """One sampled request on its way to analytics."""

    traces: tuple[Trace, ...] = ()
    recorded: RecordedRequest | None = None


class ExplainRequest(Struct, kw_only=True):
    """What the API asks a bidder to explain: ``body`` is an OpenRTB bid request, as sent by ``exchange_id``.

    Without ``may_read_profiles`` its person is somebody whom nobody knows.
    """

    tenant_id: str
    exchange_id: str
    body: bytes
    may_read_profiles: bool = False


class ExplainReply(Struct, kw_only=True, omit_defaults=True):
    """A bidder's answer: a trace, or why there can be none."""

    trace: Trace | None = None
    error: str = ""


class Interval(Struct, frozen=True):
    """Where the true figure lies with a probability of 95 %, as far as sampling decides it."""

    low: float
    high: float


class Assumed(Struct, frozen=True, kw_only=True):
    """What a forecast supposes instead of what is in force."""

    model_version: str = ""
    """Of the registry, or ``shipped``; empty supposes the live one."""
    pacing: Pacing | None = None
    """As if the campaign were paced so; None takes it as its revision is, at the share that it goes for now."""


class ForecastHour(Struct, frozen=True, kw_only=True):
    """One hour of the period replayed, projected to all requests."""

    at_ms: int
    requests: float
    bids: float
    wins: float
    spend_nanos: int


class Forecast(Struct, frozen=True, kw_only=True):
    """What one campaign would have got from the traffic of a period. Counts are projected from the sample.

    ``spend_nanos`` is bounded by the budget and in ``currency``; ``unbounded_spend_nanos`` is not bounded by it.
    ``refusals`` counts projected requests by how far the campaign came. ``agreement`` is the share of replayed requests
    in which unchanged campaigns bid as they did then, where that was compared.
    """

    campaign_id: str
    revision: int
    from_ms: int
    to_ms: int
    made_at_ms: int
    sampled_requests: int
    requests: float
    bids: float
    wins: float
    spend_nanos: int
    unbounded_spend_nanos: int
    currency: str
    average_cpm_micros: int
    bids_interval: Interval
    wins_interval: Interval
    spend_interval: Interval
    hours: tuple[ForecastHour, ...] = ()
    refusals: dict[str, float] = {}
    unheard: tuple[str, ...] = ()
    """Exchanges it bids on of which nothing was heard in the period: what it would win there is unknown, and left out."""
    model_version: str = ""
    """That scored, where one was assumed; else empty."""
    pacing: str = ""
    """As which the campaign ran, where one was assumed; else empty."""
    share: float = 1.0
    """Of what it was offered, that the campaign went for under the pacing assumed."""
