"""Why impressions got no bid, for senders who ask: the IAB's community extension Seat Non Bid.

Its status codes up to 99 are the no-bid reasons, and those from 500 on are ours, so ``NBR`` serves for both.
"""

from collections.abc import Collection, Mapping, MutableMapping

import msgspec

from bidding.openrtb.no_bid import NBR, NoBid, furthest
from bidding.openrtb.request import RequestExt


def wants_reasons(extension: RequestExt) -> bool:
    """Whether the sender asks, in the extension's own words or in Prebid's."""
    return bool(extension.seatnonbid or (extension.prebid is not None and extension.prebid.returnallbidstatus))


def note_refusal(refusals: MutableMapping[str, NoBid], impression_id: str, reason: NoBid) -> None:
    """Keep, of an impression's lots, the refusal that came furthest."""
    known = refusals.get(impression_id)
    refusals[impression_id] = reason if known is None else furthest(known, reason)


def seat_non_bid(refusals: Mapping[str, NoBid], answered: Collection[str], *, seat: str) -> str:
    """The extension as JSON, with the reason of every impression that is not among those ``answered``."""
    unanswered = [
        {"impid": impression_id, "statuscode": NBR[reason]}
        for impression_id, reason in refusals.items()
        if impression_id not in answered
    ]
    seats = [{"seat": seat, "nonbid": unanswered}] if unanswered else []
    return msgspec.json.encode({"seatnonbid": seats}).decode()
