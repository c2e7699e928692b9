"""Which market of the landscape a lot belongs to."""

from bidding.index.asking.ask import Ask
from domain.shading.values import market_name


def market_of(ask: Ask) -> str:
    first = ask.placements[0].format.value if ask.placements else ""
    return market_name(
        ask.bid_currency,
        is_deal=bool(ask.deal_id),
        kind=first,
        width=ask.width,
        height=ask.height,
        country=ask.country,
    )
