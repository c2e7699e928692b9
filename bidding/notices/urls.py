"""Where an exchange sends its notices.

``{public_url}/v1/notices/{kind}/{token}`` with OpenRTB 2.6 substitution macros (section 4.4) left for the exchange to
expand. Only ``to`` of a click is percent-encoded by us; a token needs no encoding anywhere.
"""

from functools import lru_cache
from urllib.parse import quote

from bidding.notices.token import SignedNotice

_PRICE = "?price=${AUCTION_PRICE}&currency=${AUCTION_CURRENCY}"
_COUNTED = f"{_PRICE}&multiplier=${{AUCTION_MULTIPLIER}}"
_WIN = f"{_PRICE}&min=${{AUCTION_MIN_TO_WIN}}"
_LOSS = f"{_WIN}&reason=${{AUCTION_LOSS}}"


@lru_cache(maxsize=65_536)
def _encoded(landing_url: str) -> str:
    return quote(landing_url, safe="")


class NoticeUrls:
    """The notice URLs of bids signed for one ``public_url`` (scheme and authority, no trailing slash)."""

    def __init__(self, public_url: str) -> None:
        stem = f"{public_url.rstrip('/')}/v1/notices/"
        self._win = stem + "win/"
        self._bill = stem + "bill/"
        self._loss = stem + "loss/"
        self._click = stem + "click/"
        self._conversion = stem + "conversion/"

    def win(self, signed: SignedNotice) -> str:
        return f"{self._win}{signed.win}{_WIN}"

    def bill(self, signed: SignedNotice, *, counted: bool = False) -> str:
        """``counted`` asks how many impressions the showing was, too."""
        return f"{self._bill}{signed.bill}{_COUNTED if counted else _PRICE}"

    def loss(self, signed: SignedNotice) -> str:
        return f"{self._loss}{signed.loss}{_LOSS}"

    def click(self, signed: SignedNotice, landing_url: str) -> str:
        """Leads to ``landing_url``, which must be the one whose ``landing_digest`` the token carries."""
        return f"{self._click}{signed.click}?to={_encoded(landing_url)}"

    def conversion(self, signed: SignedNotice) -> str:
        """For the advertiser's server, which appends ``?value=12.50``."""
        return f"{self._conversion}{signed.click}"
