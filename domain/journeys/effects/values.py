"""What journeys do for people besides writing to them, as everybody else may import it."""

from typing import Final

from msgspec import Struct

from domain.segments.values import kept_number

END_SUPPRESSION: Final = "end_suppression"
SUPPRESSED: Final = "Not bid for, by journeys"
"""The list of people for whom no campaign of ours bids."""


def suppressed_for(campaign_id: str) -> str:
    """The name of the list of people for whom a campaign does not bid."""
    return f"Not bid for by {campaign_id}, by journeys"


def triggered_for(campaign_id: str) -> str:
    """The name of the list of people whom journeys have put among those a campaign bids for."""
    return f"Bid for by {campaign_id}, by journeys"


class BidLists(Struct, frozen=True, kw_only=True):
    """The numbers by which bidders know the people that journeys keep from a campaign, or put among its own."""

    excluded: tuple[int, ...]
    included: tuple[int, ...]


def bid_lists(campaign_id: str) -> BidLists:
    """What a campaign's audience has to leave out, and to take in, for what journeys say of people to hold.

    The lists need not be there yet: a campaign that goes by these numbers heeds them from the first person on.
    """
    return BidLists(
        excluded=(kept_number(SUPPRESSED), kept_number(suppressed_for(campaign_id))),
        included=(kept_number(triggered_for(campaign_id)),),
    )
