"""Why an exchange did not take a bid: AdCOM list "Loss Reason Codes", by names that stand in events and reports."""

from re import compile as pattern
from typing import Final

_CODE: Final = pattern(r"\d{1,4}")
_OF_THE_EXCHANGE: Final = 500
"""Codes from here on mean what the exchange says they mean."""

NAMES: Final = {
    0: "won",
    1: "internal_error",
    2: "impression_expired",
    3: "invalid_response",
    4: "invalid_deal",
    5: "invalid_auction",
    6: "invalid_advertiser_domain",
    7: "missing_markup",
    8: "missing_creative_id",
    9: "missing_price",
    10: "missing_approval_data",
    100: "below_floor",
    101: "below_deal_floor",
    102: "outbid",
    103: "lost_to_deal",
    104: "seat_blocked",
    200: "creative_filtered",
    201: "creative_pending",
    202: "creative_disapproved",
    203: "size_not_allowed",
    204: "format_incorrect",
    205: "advertiser_excluded",
    206: "app_store_excluded",
    207: "not_secure",
    208: "language_excluded",
    209: "category_excluded",
    210: "attribute_excluded",
    211: "ad_type_excluded",
    212: "animation_too_long",
    213: "not_allowed_in_deal",
}


def loss_reason(code: str) -> str:
    """The name of what stands for ``${AUCTION_LOSS}``; empty when the exchange gave nothing that reads as a code.

    Codes of exchanges' own are ``exchange:{code}``, those that nobody has defined ``undefined:{code}``.
    """
    if not _CODE.fullmatch(code) or not code.isascii():
        return ""
    number = int(code)
    return NAMES.get(number) or f"{'exchange' if number >= _OF_THE_EXCHANGE else 'undefined'}:{number}"
