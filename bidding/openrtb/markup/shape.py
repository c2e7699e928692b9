"""What markup depends on besides the creative: the little of a request that changes what is sent."""

from functools import lru_cache

from msgspec import Struct

from bidding.openrtb.categories import CONTENT_1_TAXONOMY
from bidding.openrtb.native_request import NativeAsk

ANY_SIZE = (0, 0)


class MarkupShape(Struct, frozen=True, kw_only=True, gc=False, cache_hash=True):
    """Part of a plan, and the key of a creative's ready bids: creatives of one shape are rendered once.

    ``vast`` and ``wrapper`` are the best versions the player takes in line and wrapped, empty for none, with ``DAAST``
    last of all. ``may_skip`` is whether a video may bring a skip button of its own; ``companions`` are the sizes of the
    places beside it; ``ratios`` those of a banner's Flex Ads; ``taxonomy`` the one to name categories in.
    """

    vast: str = ""
    wrapper: str = ""
    may_skip: bool = False
    companions: frozenset[tuple[int, int]] = frozenset()
    ratios: frozenset[tuple[int, int]] = frozenset()
    native: NativeAsk | None = None
    taxonomy: int = CONTENT_1_TAXONOMY


PLAIN = MarkupShape()


@lru_cache(4_096)
def shared(shape: MarkupShape) -> MarkupShape:
    """``shape``, or the equal one that was met before: those who hold the same object find it equal at a glance."""
    return shape
