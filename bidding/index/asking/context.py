"""What a lot's surroundings tell the model."""

from bidding.index.asking.ask import Ask
from bidding.inference.layout import Context


def context_of(ask: Ask) -> Context:
    return Context(
        formats=tuple(placement.format for placement in ask.placements),
        width=ask.width,
        height=ask.height,
        hour_of_week=ask.hour_of_week,
        exchange_id=ask.exchange_id,
        country=ask.country,
        device_type=ask.device_type,
        position=ask.position,
        in_app=ask.in_app,
        interstitial=ask.interstitial,
        rewarded=ask.rewarded,
        deal=bool(ask.deal_id),
    )
