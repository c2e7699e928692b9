"""What money brought: the ratios that people compare campaigns by. Pure."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final, NamedTuple

from domain.money import NANOS, micros_to_nanos

_SHOWN: Final = Decimal("0.0001")


class Returns(NamedTuple):
    """To four decimals; None where there is nothing to divide by. Costs are in the spend's currency."""

    roas: Decimal | None
    """Value over spend."""
    roi_percent: Decimal | None
    """(value - spend) over spend, in per cent."""
    cpa: Decimal | None
    """Spend a conversion."""
    cpc: Decimal | None
    """Spend a click."""
    cpm: Decimal | None
    """Spend a thousand impressions."""


def of(*, spend_nanos: int, value_micros: int, conversions: int, clicks: int, impressions: int) -> Returns:
    value_nanos = micros_to_nanos(value_micros)
    return Returns(
        roas=_ratio(value_nanos, spend_nanos),
        roi_percent=_ratio(100 * (value_nanos - spend_nanos), spend_nanos),
        cpa=_ratio(spend_nanos, conversions * NANOS),
        cpc=_ratio(spend_nanos, clicks * NANOS),
        cpm=_ratio(spend_nanos * 1_000, impressions * NANOS),
    )


def _ratio(of_nanos: int, by: int) -> Decimal | None:
    return (Decimal(of_nanos) / by).quantize(_SHOWN, rounding=ROUND_HALF_EVEN) if by else None
