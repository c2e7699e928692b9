"""Supply chains (``source.schain``, OpenRTB 2.6 section 3.2.25; SupplyChain object 1.0): who sold the impression on."""

from typing import Final

from bidding.openrtb.request import BidRequest, SupplyChain

_VERSION: Final = "1.0"


def supply_chain(request: BidRequest) -> SupplyChain | None:
    """The chain, at its 2.6 or its 2.5 position."""
    source = request.source
    if source is None:
        return None
    return source.schain or (source.ext.schain if source.ext is not None else None)


def is_complete(request: BidRequest) -> bool:
    """Whether every hand that the impression went through is named, back to the publisher's own seller.

    Such a chain says so, has version 1.0, and its nodes name their system, their seller, and that money flows through
    them. Where the request names its publisher, the seller by that name is the chain's first or last.
    """
    chain = supply_chain(request)
    if chain is None or chain.complete != 1 or not chain.nodes or (chain.ver or _VERSION) != _VERSION:
        return False
    if not all(node.asi and node.sid and node.hp == 1 for node in chain.nodes):
        return False
    channel = request.site or request.app or request.dooh
    publisher = channel.publisher if channel is not None else None
    if publisher is None or not publisher.id:
        return True
    return publisher.id in {chain.nodes[0].sid, chain.nodes[-1].sid}
