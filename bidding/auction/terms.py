"""What sets a lot apart from the ordinary one: floors by length, a fixed price, a guarantee, a quantity, a pod.

Most lots have none of it and are auctioned without looking further.
"""

from typing import Final

from msgspec import Struct

from bidding.auction.floors import depends_on_length
from bidding.auction.price import BidPrice
from bidding.index.asking.lot import Lot, is_guaranteed
from bidding.openrtb.request import Video
from domain.serving.values import CreativeFormat

FIXED_PRICE: Final = 3
ONE_IMPRESSION_E6: Final = 1_000_000
MOST_IMPRESSIONS_E6: Final = 1_000_000 * ONE_IMPRESSION_E6
MOST_ADS_A_POD: Final = 10


class PodTerms(Struct, frozen=True, gc=False):
    """A place in an ad break. ``seconds`` and ``most`` bound what may be offered for a dynamic one; 0 makes it a single slot."""

    key: tuple[str, CreativeFormat]
    seconds: int
    most: int
    separates: frozenset[int]

    @property
    def is_dynamic(self) -> bool:
        return self.most > 0


class Terms(Struct, frozen=True, gc=False, kw_only=True):
    """``quantity_e6`` is how many impressions one showing counts as, in millionths; 0 for a number that makes no sense."""

    quantity_e6: int = ONE_IMPRESSION_E6
    is_fixed: bool = False
    """The bid is the deal's floor, for everybody who bids as much."""
    is_guaranteed: bool = False
    """The bid is the deal's floor whatever the impression is worth, as long as the campaign may pay as much."""
    by_length: bool = False
    pod: PodTerms | None = None

    def multiplied(self, price: BidPrice) -> BidPrice:
        """``price`` with the cost of all impressions that the showing counts as, rounded up."""
        return BidPrice(price.price_micros, -(-price.cost_nanos * self.quantity_e6 // ONE_IMPRESSION_E6))


def terms_of(lot: Lot) -> Terms | None:
    """What is special about ``lot``; None for an ordinary one."""
    imp, deal = lot.imp, lot.deal
    video, audio = imp.video, imp.audio
    if deal is None and imp.qty is None and (video is None or _is_plain(video)) and (audio is None or _is_plain(audio)):
        return None
    has_price = deal is not None and bool(deal.bidfloor and deal.bidfloor > 0)
    terms = Terms(
        quantity_e6=_quantity_e6(lot),
        is_fixed=has_price and deal is not None and deal.at == FIXED_PRICE,
        is_guaranteed=has_price and is_guaranteed(deal),
        by_length=depends_on_length(imp, deal),
        pod=_pod(lot),
    )
    return None if terms == _ORDINARY else terms


def _quantity_e6(lot: Lot) -> int:
    qty = lot.imp.qty
    if qty is None or qty.multiplier is None:
        return ONE_IMPRESSION_E6
    if not 0 < qty.multiplier * ONE_IMPRESSION_E6 <= MOST_IMPRESSIONS_E6:
        return 0
    return max(round(qty.multiplier * ONE_IMPRESSION_E6), 1)


def _pod(lot: Lot) -> PodTerms | None:
    """The break that the lot's video, or else its audio, is part of."""
    players = ((CreativeFormat.VIDEO, lot.imp.video), (CreativeFormat.AUDIO, lot.imp.audio))
    for kind, player in players:
        if player is not None and (player.podid is not None or _is_dynamic(player)):
            most = 0
            if _is_dynamic(player):
                most = min(player.maxseq or MOST_ADS_A_POD, MOST_ADS_A_POD)
            return PodTerms(
                key=(player.podid if player.podid is not None else f"imp {lot.imp.id}", kind),
                seconds=player.poddur or 0,
                most=max(most, 0),
                separates=frozenset(player.poddedupe or ()),
            )
    return None


def _is_plain(player: Video) -> bool:
    return player.podid is None and player.poddur is None and player.mincpmpersec is None and player.durfloors is None


def _is_dynamic(player: Video) -> bool:
    return bool(player.poddur and player.poddur > 0)


_ORDINARY: Final = Terms()
