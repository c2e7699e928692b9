"""Why we do not bid: one closed vocabulary, in the order in which a request makes progress.

The reason of a request that gets no bid is the furthest gate any of our campaigns reached: "the budget is empty" says
more than "thirty campaigns target another country". ``nbr`` translates for exchanges (AdCOM list No-Bid Reason Codes;
500 and above are ours).
"""

from enum import StrEnum
from typing import Final


class NoBid(StrEnum):
    """Every refusal there is, from the first gate to the last."""

    INTERNAL_ERROR = "internal_error"
    INVALID_REQUEST = "invalid_request"
    SHEDDING = "shedding"
    """Turned away at the door: the bidder is behind, and the request too old by now."""
    QPS_LIMITED = "qps_limited"
    """Turned away at the door: more requests a second than agreed with the exchange."""
    LATE = "late"
    """``tmax`` leaves no time, or is over."""
    SCHAIN_INCOMPLETE = "schain_incomplete"
    """The exchange must name everybody who sold the impression on, and this request does not."""
    CURRENCY_REFUSED = "currency_refused"
    """The exchange allows no currency it settles with us in."""
    NO_CAMPAIGN = "no_campaign"
    """No live campaign of the tenants this exchange may reach."""
    NOT_IN_FLIGHT = "not_in_flight"
    OUTSIDE_HOURS = "outside_hours"
    EXCHANGE_NOT_TARGETED = "exchange_not_targeted"
    COUNTRY_NOT_TARGETED = "country_not_targeted"
    REGION_NOT_TARGETED = "region_not_targeted"
    METRO_NOT_TARGETED = "metro_not_targeted"
    CITY_NOT_TARGETED = "city_not_targeted"
    POSTAL_CODE_NOT_TARGETED = "postal_code_not_targeted"
    DEVICE_NOT_TARGETED = "device_not_targeted"
    MODEL_NOT_TARGETED = "model_not_targeted"
    """Another make or model of device."""
    OS_NOT_TARGETED = "os_not_targeted"
    OS_VERSION_TOO_OLD = "os_version_too_old"
    CARRIER_NOT_TARGETED = "carrier_not_targeted"
    CONNECTION_NOT_TARGETED = "connection_not_targeted"
    LANGUAGE_NOT_TARGETED = "language_not_targeted"
    INVENTORY_NOT_TARGETED = "inventory_not_targeted"
    """A site for a campaign in apps only, or the other way round."""
    SITE_NOT_TARGETED = "site_not_targeted"
    SITE_EXCLUDED = "site_excluded"
    """The campaign keeps away from this domain or app."""
    CONTENT_NOT_TARGETED = "content_not_targeted"
    CONTENT_EXCLUDED = "content_excluded"
    """The campaign keeps away from what this page or app is about."""
    DEAL_NOT_TARGETED = "deal_not_targeted"
    """A deal none of ours targets, or the open auction for a campaign that answers deals only."""
    SEAT_NOT_ALLOWED = "seat_not_allowed"
    ADVERTISER_BLOCKED = "advertiser_blocked"
    CURRENCY_UNKNOWN = "currency_unknown"
    """No rate between the campaign's currency, or the floor's, and the bid's."""
    FORMAT_NOT_ASKED = "format_not_asked"
    SIZE_MISMATCH = "size_mismatch"
    MIME_REFUSED = "mime_refused"
    DURATION_MISMATCH = "duration_mismatch"
    PROTOCOL_UNSUPPORTED = "protocol_unsupported"
    API_UNSUPPORTED = "api_unsupported"
    """The creative needs a framework (MRAID, SIMID ...) that is not there."""
    EXPANSION_REFUSED = "expansion_refused"
    """The banner expands where it may not."""
    NATIVE_ASSET_MISSING = "native_asset_missing"
    """A required native asset that the creative does not have."""
    INSECURE_CREATIVE = "insecure_creative"
    CATEGORY_BLOCKED = "category_blocked"
    APP_BLOCKED = "app_blocked"
    ATTRIBUTE_BLOCKED = "attribute_blocked"
    LANGUAGE_BLOCKED = "language_blocked"
    CREATIVE_NOT_APPROVED = "creative_not_approved"
    """The exchange has rejected the creative, or wants to approve it first."""
    OUTSIDE_RADIUS = "outside_radius"
    """In none of the campaign's circles, or nobody knows where."""
    PERSON_UNKNOWN = "person_unknown"
    """The campaign needs to know the person (segments, caps), and this request's may not be known."""
    SEGMENT_NOT_MATCHED = "segment_not_matched"
    CAPS_UNKNOWN = "caps_unknown"
    """The counters did not answer; a capped campaign does not guess."""
    FREQUENCY_CAPPED = "frequency_capped"
    NOT_DRAWN = "not_drawn"
    """More than 64 candidates; this request's draw left it out. Only ever part of an explanation."""
    QUANTITY_REFUSED = "quantity_refused"
    """The showing counts as no impression at all, or as more than a million."""
    PACED = "paced"
    """The campaign's money is spread over the day, and this request is not among the best of its supply."""
    BELOW_FLOOR = "below_floor"
    POD_FULL = "pod_full"
    """No time left in the ad break, or an advert in it that keeps this one out."""
    BUDGET_EMPTY = "budget_empty"
    OUTBID = "outbid"
    """Another of our candidates was better. Only ever part of an explanation."""


_PROGRESS: Final = {reason: step for step, reason in enumerate(NoBid)}


def progress(reason: NoBid) -> int:
    """How far a candidate refused for ``reason`` had come; larger is further."""
    return _PROGRESS[reason]


def furthest(one: NoBid, other: NoBid) -> NoBid:
    return one if _PROGRESS[one] >= _PROGRESS[other] else other


UNKNOWN_ERROR: Final = 0
TECHNICAL_ERROR: Final = 1
INVALID_REQUEST: Final = 2
UNSUPPORTED_DEVICE: Final = 6
BLOCKED_SITE: Final = 7
UNMATCHED_USER: Final = 8
DAILY_USER_CAP_MET: Final = 9
INSUFFICIENT_AUCTION_TIME: Final = 15
INCOMPLETE_SUPPLY_CHAIN: Final = 16

NOT_TARGETED: Final = 500
REQUEST_RESTRICTIONS: Final = 501
"""The request's own blocks or requirements left nothing of ours."""
FLOOR_TOO_HIGH: Final = 502
NO_BUDGET: Final = 503
NO_COMMON_CURRENCY: Final = 504
RATE_LIMITED: Final = 505

NBR: Final[dict[NoBid, int]] = {
    NoBid.INTERNAL_ERROR: TECHNICAL_ERROR,
    NoBid.INVALID_REQUEST: INVALID_REQUEST,
    NoBid.SHEDDING: TECHNICAL_ERROR,
    NoBid.QPS_LIMITED: RATE_LIMITED,
    NoBid.LATE: INSUFFICIENT_AUCTION_TIME,
    NoBid.SCHAIN_INCOMPLETE: INCOMPLETE_SUPPLY_CHAIN,
    NoBid.CURRENCY_REFUSED: NO_COMMON_CURRENCY,
    NoBid.NO_CAMPAIGN: NOT_TARGETED,
    NoBid.NOT_IN_FLIGHT: NOT_TARGETED,
    NoBid.OUTSIDE_HOURS: NOT_TARGETED,
    NoBid.EXCHANGE_NOT_TARGETED: NOT_TARGETED,
    NoBid.COUNTRY_NOT_TARGETED: NOT_TARGETED,
    NoBid.REGION_NOT_TARGETED: NOT_TARGETED,
    NoBid.METRO_NOT_TARGETED: NOT_TARGETED,
    NoBid.CITY_NOT_TARGETED: NOT_TARGETED,
    NoBid.POSTAL_CODE_NOT_TARGETED: NOT_TARGETED,
    NoBid.DEVICE_NOT_TARGETED: UNSUPPORTED_DEVICE,
    NoBid.MODEL_NOT_TARGETED: UNSUPPORTED_DEVICE,
    NoBid.OS_NOT_TARGETED: UNSUPPORTED_DEVICE,
    NoBid.OS_VERSION_TOO_OLD: UNSUPPORTED_DEVICE,
    NoBid.CARRIER_NOT_TARGETED: UNSUPPORTED_DEVICE,
    NoBid.CONNECTION_NOT_TARGETED: UNSUPPORTED_DEVICE,
    NoBid.LANGUAGE_NOT_TARGETED: NOT_TARGETED,
    NoBid.INVENTORY_NOT_TARGETED: NOT_TARGETED,
    NoBid.SITE_NOT_TARGETED: NOT_TARGETED,
    NoBid.SITE_EXCLUDED: BLOCKED_SITE,
    NoBid.CONTENT_NOT_TARGETED: NOT_TARGETED,
    NoBid.CONTENT_EXCLUDED: BLOCKED_SITE,
    NoBid.DEAL_NOT_TARGETED: NOT_TARGETED,
    NoBid.SEAT_NOT_ALLOWED: REQUEST_RESTRICTIONS,
    NoBid.FORMAT_NOT_ASKED: REQUEST_RESTRICTIONS,
    NoBid.SIZE_MISMATCH: REQUEST_RESTRICTIONS,
    NoBid.MIME_REFUSED: REQUEST_RESTRICTIONS,
    NoBid.DURATION_MISMATCH: REQUEST_RESTRICTIONS,
    NoBid.PROTOCOL_UNSUPPORTED: REQUEST_RESTRICTIONS,
    NoBid.API_UNSUPPORTED: REQUEST_RESTRICTIONS,
    NoBid.EXPANSION_REFUSED: REQUEST_RESTRICTIONS,
    NoBid.NATIVE_ASSET_MISSING: REQUEST_RESTRICTIONS,
    NoBid.INSECURE_CREATIVE: REQUEST_RESTRICTIONS,
    NoBid.CATEGORY_BLOCKED: REQUEST_RESTRICTIONS,
    NoBid.ADVERTISER_BLOCKED: REQUEST_RESTRICTIONS,
    NoBid.APP_BLOCKED: REQUEST_RESTRICTIONS,
    NoBid.ATTRIBUTE_BLOCKED: REQUEST_RESTRICTIONS,
    NoBid.LANGUAGE_BLOCKED: REQUEST_RESTRICTIONS,
    NoBid.CREATIVE_NOT_APPROVED: REQUEST_RESTRICTIONS,
    NoBid.CURRENCY_UNKNOWN: NO_COMMON_CURRENCY,
    NoBid.OUTSIDE_RADIUS: NOT_TARGETED,
    NoBid.PERSON_UNKNOWN: UNMATCHED_USER,
    NoBid.SEGMENT_NOT_MATCHED: UNMATCHED_USER,
    NoBid.CAPS_UNKNOWN: TECHNICAL_ERROR,
    NoBid.FREQUENCY_CAPPED: DAILY_USER_CAP_MET,
    NoBid.NOT_DRAWN: NOT_TARGETED,
    NoBid.QUANTITY_REFUSED: REQUEST_RESTRICTIONS,
    NoBid.PACED: NO_BUDGET,
    NoBid.BELOW_FLOOR: FLOOR_TOO_HIGH,
    NoBid.POD_FULL: REQUEST_RESTRICTIONS,
    NoBid.BUDGET_EMPTY: NO_BUDGET,
    NoBid.OUTBID: FLOOR_TOO_HIGH,
}
